/**
 * One feed's recording on the recorder thread: its recorder turn by turn, its counters, and its end,
 * good or bad. Owns when it is over; a failure here must never reach the feed. Recorder thread.
 */
import { ORIGIN } from '../../capture/cold-messages.js';
import { Recorder } from '../../capture/recorder.js';
import { RecordingWriter, type OpenedRecording } from '../../capture/recording-writer.js';
import { ByteQueueReader } from '../../ring/byte-queue.js';
import type { Clock } from '../../telemetry/clock.js';
import { CounterBlock } from '../../telemetry/counters.js';
import { RECORDING_COUNTER } from '../../telemetry/recording-counters.js';
import type { RecordingPlan, RunPlan } from '../run-plan.js';
import { failureOf, type ThreadFailure } from '../threads/thread-messages.js';
import { PRODUCT_VERSION } from '../version.js';

/** What became of one recording. */
export interface RecordingOutcome {
  /** Its first part. */
  readonly path: string;
  /** Of this run. */
  readonly records: number;
  readonly bytes: number;
  readonly missingRecords: number;
  /** Why it ended before the feed. */
  readonly failure?: ThreadFailure;
}

export interface RecordingLineOptions {
  readonly plan: RunPlan;
  readonly recording: RecordingPlan;
  readonly clock: Clock;
  readonly syncNs: number;
  readonly rotateBytes: number;
}

export class RecordingLine {
  readonly opened: OpenedRecording;
  /** Nothing will be written any more. */
  isOver = false;
  failure: ThreadFailure | undefined;
  private readonly queue: ByteQueueReader;
  private readonly writer: RecordingWriter;
  private readonly recorder: Recorder;
  private readonly counters: CounterBlock;

  /** @throws RecordingError when the file cannot be had. */
  constructor(private readonly options: RecordingLineOptions) {
    const { plan, recording, clock, syncNs, rotateBytes } = options;
    this.queue = new ByteQueueReader(recording.queue);
    this.counters = new CounterBlock(recording.counters);
    this.writer = new RecordingWriter({ path: recording.path, rotateBytes });
    this.opened = this.writer.opened;
    this.recorder = new Recorder({
      queue: this.queue,
      writer: this.writer,
      syncNs,
      clock,
      about: {
        origin: ORIGIN.LIVE,
        productVersion: PRODUCT_VERSION,
        runBaseNs: plan.runBaseNs,
        wallBaseNs: plan.wallBaseNs,
      },
    });
    this.counters.set(RECORDING_COUNTER.UP, 1);
  }

  /** @returns records taken. */
  async turn(): Promise<number> {
    if (this.isOver) return 0;
    // Before looking for records: what was queued before the end is there then.
    const { isEnded } = this.queue;
    try {
      this.counters.set(RECORDING_COUNTER.QUEUE_BYTES, this.queue.usedBytes);
      const taken = await this.recorder.turn();
      if (taken === 0 && isEnded) {
        await this.recorder.finish();
        this.end(undefined);
      }
      this.count();
      return taken;
    } catch (error) {
      this.abandon(failureOf(error));
      return 0;
    }
  }

  sleepMs(limitMs: number): number {
    return this.isOver ? limitMs : this.recorder.sleepMs(limitMs);
  }

  /** Sleeps until then, or the end of the feed. */
  wait(ms: number): void {
    this.queue.waitMs(ms);
  }

  get missingCount(): number {
    return this.recorder.missingCount;
  }

  outcome(): RecordingOutcome {
    const { recorder, writer, opened, failure } = this;
    return {
      path: this.options.recording.path,
      records: writer.recordCount - opened.recordCount,
      bytes: writer.writtenBytes,
      missingRecords: recorder.missingCount,
      ...(failure && { failure }),
    };
  }

  /** The file keeps what is in it; the feed goes on without. */
  private abandon(failure: ThreadFailure): void {
    this.queue.abandon();
    this.writer.release();
    this.end(failure);
  }

  private end(failure: ThreadFailure | undefined): void {
    this.isOver = true;
    this.failure = failure;
    this.counters.set(RECORDING_COUNTER.UP, 0);
  }

  private count(): void {
    const { counters, recorder, writer, opened } = this;
    counters.set(RECORDING_COUNTER.RECORDS, writer.recordCount - opened.recordCount);
    counters.set(RECORDING_COUNTER.SYNCED_RECORDS, recorder.syncedRecords - opened.recordCount);
    counters.set(RECORDING_COUNTER.MISSING_RECORDS, recorder.missingCount);
    counters.set(RECORDING_COUNTER.BYTES, writer.writtenBytes);
  }
}
