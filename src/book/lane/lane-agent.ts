/**
 * The lane's duty cycle: events in from every feed's ring, books, frames out into the lane's own
 * ring. Owns when something is applied, cut and flushed; must never wait, log or throw for what a
 * venue sends (an exception here is our bug and ends the lane). Lane thread only.
 *
 *   doWork   heartbeat, fault, interest
 *            per feed: apply a batch, bounded by events and time
 *            cut every touched instrument that no unfinished message touches   (cut: batch)
 *            images that are owed, within the poll's budget
 *            flush
 *
 * With cut `message` the cut follows every venue message at once. A message may end in a later
 * batch: what it has touched so far waits, even what earlier messages did to the same instrument.
 */
import { eventFlags, eventInstrument, eventType } from '../../event/message-header.js';
import type { SlotViews } from '../../event/slot.js';
import { EVENT, EVENT_FLAG, type EventType } from '../../event/types.js';
import type { InstrumentId } from '../../market/units.js';
import type { EventRingReader } from '../../ring/event-ring-reader.js';
import { FAULT } from '../../ring/shared-words.js';
import { LANE_COUNTER } from '../../telemetry/counter-names.js';
import type { EventApplier } from './apply-events.js';
import { CommittedGroups } from './committed-groups.js';
import type { InstrumentCutter } from './cut-instrument.js';
import type { InstrumentAdoption } from './instrument-adoption.js';
import { InstrumentQueue } from './instrument-queue.js';
import { assembleLane, type LaneAssembly } from './lane-assembly.js';
import { LaneInterest } from './lane-interest.js';
import type { LaneDeps } from './lane-options.js';
import { makeLaneReport, type LaneReport } from './lane-report.js';
import { LANE_STAMP, LaneStamps } from './lane-stamps.js';
import { OpenMessage } from './open-message.js';

/** The clock is read once for this many events; a power of two. */
const DEADLINE_CHECK_EVENTS = 256;

export class LaneAgent {
  /** Element 0: since when the oldest event of the last poll had been committed; 0 without any. */
  readonly waitedSince = new Float64Array(1);
  private readonly assembly: LaneAssembly;
  private readonly applier: EventApplier;
  private readonly cutter: InstrumentCutter;
  private readonly adoption: InstrumentAdoption;
  private readonly interest: LaneInterest;
  private readonly counts: Float64Array;
  private readonly openMarks: Uint8Array;
  private readonly openMessages: readonly OpenMessage[];
  /** Instruments with complete messages since their last cut. */
  private readonly touched: InstrumentQueue;
  /** Instruments that are owed images. */
  private readonly waiting: InstrumentQueue;
  private readonly groups = new CommittedGroups();
  private readonly stamps: LaneStamps;
  private readonly committed = new Float64Array(1);
  private readonly cutsMessages: boolean;
  private readonly heartbeatIndex: number;
  private readonly imageBytesPerPoll: number;
  private imageBudgetBytes = 0;
  /** Events that the last poll has left in the rings. */
  private backlog = 0;

  constructor(private readonly deps: LaneDeps) {
    const instrumentLimit = deps.instruments.rowLimit;
    this.assembly = assembleLane(deps);
    this.applier = this.assembly.applier;
    this.cutter = this.assembly.cutter;
    this.adoption = this.assembly.adoption;
    this.counts = this.assembly.tally.counts;
    this.stamps = new LaneStamps(deps.clock);
    this.openMarks = new Uint8Array(instrumentLimit);
    this.openMessages = deps.readers.map(() => new OpenMessage(this.openMarks));
    this.touched = new InstrumentQueue(instrumentLimit);
    this.waiting = new InstrumentQueue(instrumentLimit);
    this.interest = new LaneInterest(
      deps.interest,
      this.assembly.streams,
      this.waiting,
      deps.options.assumeInterest,
    );
    this.cutsMessages = deps.options.cut === 'message';
    this.heartbeatIndex = deps.heartbeatIndex ?? deps.laneIndex;
    // A quarter of the frame ring: a recovery must not lap the readers that it is for.
    this.imageBytesPerPoll = deps.frames.largestPayloadBytes;
    if (deps.options.rejoin) this.rejoin();
  }

  /** @returns events taken and frames written; 0 when there was nothing to do. */
  doWork(): number {
    const deps = this.deps;
    deps.heartbeats.beat(this.heartbeatIndex);
    const fault = deps.fault.take(deps.laneIndex);
    if (fault !== FAULT.NONE) deps.commitFault(fault);
    const framesBefore = this.assembly.outlet.frameCount;
    this.imageBudgetBytes = this.imageBytesPerPoll;
    this.interest.poll();
    this.backlog = 0;
    this.waitedSince[0] = 0;
    let eventCount = 0;
    for (let feed = 0; feed < deps.readers.length; feed++) eventCount += this.pollFeed(feed);
    if (this.waiting.count !== 0) this.cutWaitingImages();
    const frameCount = this.assembly.outlet.frameCount - framesBefore;
    deps.frames.flush();
    if (eventCount + frameCount !== 0) this.handOverCounts(eventCount);
    return eventCount + frameCount;
  }

  /** Final books and digests; cold. */
  report(): LaneReport {
    const { deps, assembly } = this;
    assembly.tally.handOver(deps.counters);
    return makeLaneReport({
      lane: deps.laneIndex,
      counters: deps.counters,
      instruments: this.adoption.instruments(),
      store: assembly.store,
      states: assembly.states,
      digest: assembly.digest,
      bookDepth: deps.options.books,
    });
  }

  private rejoin(): void {
    this.adoption.inherit();
    for (const { id } of this.adoption.instruments()) this.interest.refresh(id);
  }

  private pollFeed(feed: number): number {
    const reader = this.deps.readers[feed]!;
    const available = reader.available();
    if (available === 0) {
      // Whatever this lane would go on to write is in its successor's hands now.
      if (!reader.attached()) throw new Error('lane: cut off from its event ring');
      return 0;
    }
    if (this.waitedSince[0] === 0) reader.readCommittedNs(0, this.waitedSince);
    const count = this.applyBatch(reader, this.openMessages[feed]!, available);
    reader.release(count);
    this.backlog += available - count;
    if (!this.cutsMessages) {
      this.stamps.take(LANE_STAMP.APPLIED);
      this.cutTouched();
    }
    return count;
  }

  /** @returns events taken. */
  private applyBatch(reader: EventRingReader, open: OpenMessage, available: number): number {
    const { options } = this.deps;
    const limit = available < options.batchEventLimit ? available : options.batchEventLimit;
    this.stamps.setDeadline(options.batchNsLimit);
    const views = reader.views;
    let i = 0;
    while (i < limit) {
      const at = reader.slotOffset(i);
      const type = eventType(views, at);
      if (type !== EVENT.MESSAGE_END) this.takeEvent(views, at, type, open);
      if ((eventFlags(views, at) & EVENT_FLAG.LAST) !== 0 && open.count !== 0) {
        reader.readCommittedNs(i, this.committed);
        this.closeMessage(views, at, open);
      }
      i++;
      if ((i & (DEADLINE_CHECK_EVENTS - 1)) === 0 && this.stamps.deadlinePassed()) break;
    }
    return i;
  }

  private takeEvent(views: SlotViews, at: number, type: EventType, open: OpenMessage): void {
    const instrument = eventInstrument(views, at);
    if (!this.adoption.knows(instrument)) {
      if (!this.adoption.owns(instrument)) return;
      this.interest.refresh(instrument);
    }
    if (type <= EVENT.IMAGE_END || type === EVENT.BOOK_CLEAR) this.cutBeforeBreak(instrument);
    open.touch(instrument);
    this.applier.apply(views, at, type, instrument);
  }

  /** What earlier messages of the batch did belongs to the epoch that may end now. */
  private cutBeforeBreak(instrument: InstrumentId): void {
    if (this.openMarks[instrument] !== 0 || !this.touched.has(instrument)) return;
    this.stamps.take(LANE_STAMP.APPLIED);
    this.cut(instrument);
  }

  /** The venue message whose last event lies at `at` is complete. */
  private closeMessage(views: SlotViews, at: number, open: OpenMessage): void {
    const { spans, store, states, digest } = this.assembly;
    for (let i = 0; i < open.count; i++) {
      const instrument = open.at(i);
      this.applier.truncate(instrument);
      if (states.settle(instrument, store.crossed(instrument))) {
        this.counts[LANE_COUNTER.CROSSINGS]!++;
      }
      if (digest !== undefined) digest.add(instrument);
      spans.add(instrument, views, at, this.committed);
      this.touched.push(instrument);
    }
    this.counts[LANE_COUNTER.MESSAGES]!++;
    this.groups.add(this.committed);
    open.close();
    if (!this.cutsMessages) return;
    this.stamps.take(LANE_STAMP.APPLIED);
    this.cutTouched();
  }

  /** Cut whatever is at a message boundary. */
  private cutTouched(): void {
    this.groups.record(this.deps.stages.committedToApplied, this.stamps.ns);
    for (let left = this.touched.count; left > 0; left--) {
      const instrument = this.touched.shift();
      if (this.openMarks[instrument] !== 0) this.touched.push(instrument);
      else this.cut(instrument);
    }
  }

  private cut(instrument: InstrumentId): void {
    const { outlet, spans, streams } = this.assembly;
    const framesBefore = outlet.frameCount;
    const merged = spans.merged[instrument]!;
    this.stamps.take(LANE_STAMP.FRAMED);
    this.cutter.cutDeltas(instrument, this.stamps.ns);
    if (streams.due[instrument] !== 0) this.cutImages(instrument);
    if (outlet.frameCount === framesBefore || merged === 0) return;
    const stamps = this.stamps.ns;
    const ns = stamps[LANE_STAMP.FRAMED]! - stamps[LANE_STAMP.APPLIED]!;
    this.deps.stages.appliedToFramed.recordCount(ns, merged);
  }

  private cutImages(instrument: InstrumentId): void {
    if (this.imageBudgetBytes > 0) {
      const bytes = this.cutter.cutImages(instrument, this.stamps.ns, this.imageBudgetBytes);
      this.imageBudgetBytes -= bytes;
    }
    if (this.assembly.streams.due[instrument] !== 0) this.waiting.push(instrument);
  }

  /** Images owed to instruments that are at rest; the others get theirs with their next cut. */
  private cutWaitingImages(): void {
    this.stamps.take(LANE_STAMP.FRAMED);
    for (let left = this.waiting.count; left > 0 && this.imageBudgetBytes > 0; left--) {
      const instrument = this.waiting.shift();
      if (this.assembly.streams.due[instrument] === 0 || !this.adoption.knows(instrument)) continue;
      const atRest = this.openMarks[instrument] === 0 && !this.touched.has(instrument);
      if (atRest) this.cutImages(instrument);
      else this.waiting.push(instrument);
    }
  }

  private handOverCounts(eventCount: number): void {
    const counters = this.deps.counters;
    if (eventCount !== 0) {
      this.counts[LANE_COUNTER.EVENTS]! += eventCount;
      this.counts[LANE_COUNTER.BATCHES]!++;
      this.deps.stages.batchEvents?.record(eventCount);
    }
    this.assembly.tally.handOver(counters);
    counters.set(LANE_COUNTER.INSTRUMENTS, this.adoption.count);
    counters.set(LANE_COUNTER.EVENT_RING_BACKLOG, this.backlog);
    counters.set(LANE_COUNTER.STALE_BOOKS, this.assembly.states.unsoundCount);
  }
}
