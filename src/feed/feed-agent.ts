/**
 * The duty cycle of a feed thread: hand on what is due, publish it, account for it. Owns pacing, the
 * publish of the event ring and the feed's counters; must never wait for time or input (the thread's
 * loop does, told by nextDueNs). Feed thread.
 *
 * The work of a turn is bounded by `batchLimit` messages. Images that lanes ask for are made between
 * two batches, so that each is the book as of exactly the last message handed on.
 */
import { FEED_COUNTER } from '../telemetry/counter-names.js';
import type { Clock } from '../telemetry/clock.js';
import type { CounterBlock } from '../telemetry/counters.js';
import type { StageHistogram } from '../telemetry/stage-histogram.js';
import { cursorDistance } from '../ring/cursor.js';
import type { EventRingWriter } from '../ring/event-ring-writer.js';
import type { ResyncRequests, StopSignal } from '../ring/shared-words.js';
import { LivePacing } from './live-pacing.js';
import { RunPacing, type ReplaySpeed } from './pacing.js';
import type { FeedSource } from './source.js';

/** Messages per publish: enough that a publish costs nothing, few enough to stay in the cache. */
const BATCH_LIMIT_FLAT_OUT = 512;
const BATCH_LIMIT_PACED = 256;
/** Between two copies of the source's own counts into the shared counters: the summary allocates. */
const SUMMARY_INTERVAL_NS = 1e9;

export interface FeedAgentOptions {
  readonly source: FeedSource;
  readonly writer: EventRingWriter;
  readonly clock: Pick<Clock, 'nowNs'>;
  readonly counters: CounterBlock;
  readonly histogram: StageHistogram;
  readonly speed: ReplaySpeed;
  readonly resync: ResyncRequests;
  readonly feedIndex: number;
  readonly laneCount: number;
  readonly stop: StopSignal;
  /** For the gauge of instruments. */
  readonly registry?: { readonly count: number };
}

export class FeedAgent {
  /** The source has ended and everything is published. */
  done = false;
  /** Element 0: when the first message of the last batch was due; 0 flat out, or without a batch. */
  readonly waitedSince = new Float64Array(1);
  private readonly pacing: RunPacing | LivePacing;
  private readonly batchLimit: number;
  /** [run time of the next summary]. */
  private readonly doubles = new Float64Array(1);
  /** [source time of the next message]. */
  private readonly next = new Float64Array(1);

  constructor(private readonly options: FeedAgentOptions) {
    this.batchLimit = options.speed === 'max' ? BATCH_LIMIT_FLAT_OUT : BATCH_LIMIT_PACED;
    this.pacing =
      options.source.isLive === true
        ? new LivePacing(this.batchLimit)
        : new RunPacing(options.speed, this.batchLimit);
    options.writer.chunkClock = () => options.clock.nowNs();
  }

  /** One turn. @returns messages and images handed on; 0: nothing is due, or refill() must run. */
  doWork(): number {
    const { source, clock, stop } = this.options;
    if (stop.requested()) return 0;
    this.waitedSince[0] = 0;
    const images = this.serveResyncs();
    if (this.done) return images;
    source.peek(this.next);
    const nextNs = this.next[0]!;
    if (Number.isNaN(nextNs)) return images;
    const nowNs = clock.nowNs();
    if (nowNs >= this.doubles[0]!) this.publishSummary(nowNs);
    if (nextNs === Infinity) {
      this.finish(nowNs);
      return images;
    }
    const { pacing } = this;
    if (!pacing.isStarted) pacing.start(nextNs, nowNs);
    pacing.startBatch(nowNs);
    return images + this.deliverBatch();
  }

  /**
   * Run time at which there is something to do: the next message's moment, 0 for at once, NaN when
   * refill() must run first, Infinity when the source has ended.
   */
  nextDueNs(): number {
    if (this.done) return Infinity;
    this.options.source.peek(this.next);
    const nextNs = this.next[0]!;
    if (Number.isNaN(nextNs)) return nextNs;
    const isScheduled = this.pacing.isPaced && this.pacing.isStarted && nextNs !== Infinity;
    return isScheduled ? this.pacing.dueRunNs(nextNs) : 0;
  }

  private deliverBatch(): number {
    const { source, writer, counters } = this.options;
    const before = writer.position;
    const count = source.deliver(this.batchLimit, this.pacing);
    // A source may have had something to say that no message of the venue led to.
    if (count === 0 && writer.pendingCount === 0) return 0;
    this.publish();
    counters.add(FEED_COUNTER.MESSAGES, count);
    counters.add(FEED_COUNTER.EVENTS, cursorDistance(writer.position, before));
    counters.add(FEED_COUNTER.BATCHES, 1);
    return count;
  }

  private publish(): void {
    const { writer, clock, histogram, counters } = this.options;
    const { stamps, count, isPaced } = this.pacing;
    const nowNs = clock.nowNs();
    writer.publish(nowNs);
    if (count === 0) return;
    if (isPaced) {
      this.waitedSince[0] = stamps[0]!;
      for (let i = 0; i < count; i++) histogram.record(nowNs - stamps[i]!);
      counters.set(FEED_COUNTER.BEHIND_NS, Math.max(0, Math.floor(nowNs - stamps[count - 1]!)));
    } else {
      histogram.recordCount(nowNs - stamps[0]!, count);
    }
  }

  /** A normalizer may still have had something to say at the end. */
  private finish(nowNs: number): void {
    const { writer, counters } = this.options;
    counters.add(FEED_COUNTER.EVENTS, writer.pendingCount);
    writer.publish(nowNs);
    this.publishSummary(nowNs);
    this.done = true;
  }

  private serveResyncs(): number {
    const { source, writer, clock, resync, feedIndex, laneCount, counters } = this.options;
    let images = 0;
    for (let lane = 0; lane < laneCount; lane++) {
      if (!resync.take(feedIndex, lane)) continue;
      const before = writer.position;
      source.resync(lane, laneCount, clock.nowNs());
      writer.publish(clock.nowNs());
      counters.add(FEED_COUNTER.EVENTS, cursorDistance(writer.position, before));
      counters.add(FEED_COUNTER.RESYNCS, 1);
      images++;
    }
    return images;
  }

  private publishSummary(nowNs: number): void {
    const { source, writer, counters, registry } = this.options;
    const summary = source.summary();
    counters.set(FEED_COUNTER.GAPS, summary.gaps);
    counters.set(FEED_COUNTER.REFUSED_VALUES, summary.refusedValues);
    counters.set(FEED_COUNTER.UNKNOWN_MESSAGES, summary.unknownMessages);
    counters.set(FEED_COUNTER.BYTES, source.progress().done);
    counters.set(FEED_COUNTER.STALLS, writer.stallCount);
    counters.set(FEED_COUNTER.STALL_NS, Math.floor(writer.stallNs));
    if (registry !== undefined) counters.set(FEED_COUNTER.INSTRUMENTS, registry.count);
    this.doubles[0] = nowNs + SUMMARY_INTERVAL_NS;
  }
}
