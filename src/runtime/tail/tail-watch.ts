/**
 * Why the tail was what it was, interval by interval: reads what threads noted, attributes it, tells it
 * in the log, at /latency and to /metrics. Owns the order of that; never touches the data path.
 * Supervisor.
 *
 *   interval ends ─ percentiles, samples ─ SETTLE ─ episodes are in ─ attribution ─ told
 *
 * Threads hear of their collections up to a tenth of a second late, so an interval is judged
 * that much after its end.
 */
import type { Clock } from '../../telemetry/clock.js';
import { GATEWAY_COUNTER } from '../../telemetry/counter-names.js';
import { CounterBlock } from '../../telemetry/counters.js';
import { heatRows } from '../../telemetry/heat-rows.js';
import type { SlowSample } from '../../telemetry/slow-sample.js';
import type { StageSummary } from '../../telemetry/stage-summary.js';
import type { RunLog } from '../run-log.js';
import type { RunPlan } from '../run-plan.js';
import {
  attributeInterval,
  attributeLap,
  type LapVerdict,
  type LostSamples,
  type UsualNs,
} from './attribution.js';
import { intervalPercentiles, type IntervalRecord, type SlowReader } from './interval-record.js';
import { LatencyDocument } from './latency-document.js';
import { SlowReaders } from './slow-readers.js';
import { TailLogs } from './tail-logs.js';
import { TailLines } from './tail-lines.js';
import { addLines, areClientsBehind, judgeInterval } from './tail-report.js';
import type { TailTotals } from './tail-totals.js';

export interface TailWatchOptions {
  readonly plan: RunPlan;
  readonly clock: Clock;
  readonly log: RunLog;
  readonly intervalMs: number;
  /** Advanced by the caller before each interval(). */
  readonly stages: readonly StageSummary[];
  readonly hiccups: StageSummary;
  readonly totals: TailTotals;
}

/** What is known at an interval's end; the causes are still to come. */
interface Pending {
  readonly startNs: number;
  readonly endNs: number;
  readonly record: Omit<IntervalRecord, 'tail'>;
  readonly isOver: boolean;
  readonly usual: UsualNs;
  readonly samples: readonly SlowSample[];
  readonly lost: LostSamples;
  readonly withheldFrames: number;
}

const DRAIN_MS = 250;
const SETTLE_MS = 250;
const NS_PER_MS = 1e6;
const NS_PER_US = 1000;
/** Samples between two drains are few; an interval may be a minute. */
const SAMPLES_LIMIT = 10_000;

export class TailWatch {
  private readonly logs: TailLogs;
  private readonly document: LatencyDocument;
  private readonly readers = new SlowReaders();
  private readonly lines: TailLines;
  private readonly counters: readonly CounterBlock[];
  private readonly wallBaseMs: number;
  private readonly pending: Pending[] = [];
  private samples: SlowSample[] = [];
  private lostFrames = 0;
  private lostMessages = 0;
  private withheldFrames = 0;
  private startNs: number;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: TailWatchOptions) {
    const { plan, intervalMs, totals, clock } = options;
    this.logs = new TailLogs(plan.tail, (episode) => {
      totals.addEpisode(episode);
      if (episode.kind === 'backlog') this.readers.note(episode);
    });
    this.lines = new TailLines(options.log);
    this.document = new LatencyDocument(
      plan.latencyTexts,
      intervalMs,
      plan.tail.budgetNs / NS_PER_US,
    );
    this.counters = plan.counters.gateways.map((buffer) => new CounterBlock(buffer));
    this.wallBaseMs = Number(plan.wallBaseNs) / NS_PER_MS;
    this.startNs = clock.nowNs();
  }

  start(): void {
    this.timer = setInterval(() => this.drain(), DRAIN_MS);
    this.timer.unref();
  }

  /** The stages have been advanced: what came since the last call is an interval. */
  interval(): void {
    this.drain();
    this.pending.push(this.takeInterval());
    setTimeout(() => this.settleOldest(), SETTLE_MS).unref();
  }

  /** Everything is at rest: what is still pending is told now. */
  stop(): void {
    clearInterval(this.timer);
    this.drain();
    while (this.pending.length > 0) this.settleOldest();
    this.lines.tell(Infinity);
  }

  private drain(): void {
    this.logs.drainEpisodes();
    this.options.totals.lostEpisodes = this.logs.lostEpisodes;
    const { samples, lost } = this.logs.drainSamples();
    this.lostFrames += lost.frames;
    this.lostMessages += lost.messages;
    for (const sample of samples) {
      if (this.samples.length < SAMPLES_LIMIT) {
        this.samples.push(sample);
      } else {
        this.lostFrames += sample.frames;
        this.lostMessages += sample.messages;
      }
    }
  }

  private takeInterval(): Pending {
    const { stages, hiccups, plan, clock } = this.options;
    const named = new Map(stages.map((stage) => [stage.name, stage.interval()]));
    const sent = stages.find((stage) => stage.name === 'received_to_sent')!;
    const usualOf = (name: string): number => named.get(name)?.p50Ns ?? 0;
    const endNs = clock.nowNs();
    const withheld = this.counters.reduce(
      (sum, block) => sum + block.read(GATEWAY_COUNTER.FRAMES_DROPPED_SLOW),
      0,
    );
    const pending: Pending = {
      startNs: this.startNs,
      endNs,
      record: {
        endMs: Math.round(this.wallBaseMs + endNs / NS_PER_MS),
        stages: Object.fromEntries(
          [...named].map(([name, percentiles]) => [name, intervalPercentiles(percentiles)]),
        ),
        hiccup: intervalPercentiles(hiccups.interval()),
        heat: heatRows(sent.merged.interval),
      },
      isOver: sent.interval().p999Ns > plan.tail.budgetNs,
      usual: {
        committed: usualOf('received_to_committed'),
        applied: usualOf('committed_to_applied'),
        framed: usualOf('applied_to_framed'),
        sent: usualOf('framed_to_sent'),
      },
      samples: this.samples,
      lost: { frames: this.lostFrames, messages: this.lostMessages },
      withheldFrames: withheld - this.withheldFrames,
    };
    this.withheldFrames = withheld;
    this.samples = [];
    this.lostFrames = this.lostMessages = 0;
    this.startNs = endNs;
    return pending;
  }

  private settleOldest(): void {
    const pending = this.pending.shift();
    if (pending === undefined) return;
    const { plan, totals } = this.options;
    this.drain();
    const verdict = attributeInterval(
      pending.samples,
      pending.lost,
      this.logs.episodes,
      pending.usual,
      plan.tail.budgetNs,
    );
    if (verdict !== undefined) totals.addFrames(verdict.framesByCause);
    const nowMs = this.wallBaseMs + this.options.clock.nowNs() / NS_PER_MS;
    const slowReaders = this.slowReaders(pending);
    const { withheldFrames, isOver } = pending;
    const lap = this.longestLap(pending);
    const findings = {
      verdict,
      isOver,
      lap,
      slowReaders,
      withheldFrames,
      nowMs: Math.round(nowMs),
    };
    const tail = judgeInterval(findings);
    if (tail !== null) totals.intervals[tail.cause]++;
    if (areClientsBehind(findings) && tail?.cause !== 'slow_reader') totals.intervals.slow_reader++;
    addLines(this.lines, findings, pending.record);
    this.lines.tell(nowMs);
    this.document.add({ ...pending.record, tail });
    this.document.publish(slowReaders, totals.unexplainedRatio);
    this.logs.episodes.forget(pending.startNs);
  }

  private longestLap({ startNs, endNs }: Pending): LapVerdict | undefined {
    const { episodes } = this.logs;
    const laps = this.counters
      .flatMap((_, gateway) => episodes.during(`gateway ${gateway}`, 'lap', startNs, endNs))
      .filter((lap) => lap.endNs < endNs)
      .sort((a, b) => b.endNs - b.startNs - (a.endNs - a.startNs));
    return laps[0] && attributeLap(laps[0], episodes);
  }

  private slowReaders(pending: Pending): readonly SlowReader[] {
    return this.readers.since(pending.startNs, this.options.clock.nowNs(), this.wallBaseMs);
  }
}
