/**
 * The reading end of everything that threads note down about the tail. Owns the readers; turns
 * records into episodes and samples. Supervisor.
 */
import { RecordLogReader } from '../../ring/record-log.js';
import { readEpisode } from '../../telemetry/episode.js';
import { readSlowSample, SAMPLE_FIELD, type SlowSample } from '../../telemetry/slow-sample.js';
import type { LostSamples } from './attribution.js';
import { EpisodeStore } from './episode-store.js';
import { HICCUP_THREAD, NOTING, type NotingKind, type TailPlan } from './tail-plan.js';

interface EpisodeLog {
  readonly thread: string;
  readonly reader: RecordLogReader;
}

class SampleLog {
  private readonly reader: RecordLogReader;
  private frames = 0;
  private messages = 0;

  constructor(
    buffer: SharedArrayBuffer,
    private readonly gateway: number,
  ) {
    this.reader = new RecordLogReader(buffer);
  }

  /** @returns what lost records stood for: a later one tells how much there has been. */
  drain(samples: SlowSample[]): LostSamples {
    let [frames, messages] = [0, 0];
    this.reader.drain((fields) => {
      const sample = readSlowSample(this.gateway, fields);
      samples.push(sample);
      const framesBefore = fields[SAMPLE_FIELD.FRAMES_TOTAL]! - sample.frames;
      const messagesBefore = fields[SAMPLE_FIELD.MESSAGES_TOTAL]! - sample.messages;
      frames += framesBefore - this.frames;
      messages += messagesBefore - this.messages;
      this.frames = framesBefore + sample.frames;
      this.messages = messagesBefore + sample.messages;
    });
    return { frames, messages };
  }
}

/** What came since the last call. */
export interface DrainedSamples {
  readonly samples: readonly SlowSample[];
  readonly lost: LostSamples;
}

export class TailLogs {
  readonly episodes = new EpisodeStore();
  private readonly logs: readonly EpisodeLog[];
  private readonly sampleLogs: readonly SampleLog[];

  constructor(
    plan: TailPlan,
    private readonly onEpisode: (episode: NonNullable<ReturnType<typeof readEpisode>>) => void,
  ) {
    const kinds = Object.entries(NOTING) as [NotingKind, string][];
    this.logs = [
      ...kinds.flatMap(([kind, name]) =>
        plan.episodes[kind].map((buffer, index) => ({
          thread: `${name} ${index}`,
          reader: new RecordLogReader(buffer),
        })),
      ),
      { thread: HICCUP_THREAD, reader: new RecordLogReader(plan.hiccupEpisodes) },
    ];
    this.sampleLogs = plan.samples.map((buffer, gateway) => new SampleLog(buffer, gateway));
  }

  /** Episodes that were overwritten before they were read. */
  get lostEpisodes(): number {
    return this.logs.reduce((sum, { reader }) => sum + reader.lostCount, 0);
  }

  /** Often enough that the logs do not run over. */
  drainEpisodes(): void {
    for (const { thread, reader } of this.logs) {
      reader.drain((fields) => {
        const episode = readEpisode(thread, fields);
        if (episode === undefined) return;
        this.episodes.add(episode);
        this.onEpisode(episode);
      });
    }
  }

  drainSamples(): DrainedSamples {
    const samples: SlowSample[] = [];
    let [frames, messages] = [0, 0];
    for (const log of this.sampleLogs) {
      const lost = log.drain(samples);
      frames += lost.frames;
      messages += lost.messages;
    }
    return { samples, lost: { frames, messages } };
  }
}
