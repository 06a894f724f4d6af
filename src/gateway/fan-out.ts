/**
 * From the frame rings to the subscribers: every frame is read once, kept in its stream's cache,
 * and given to those who are in step. Owns the continuity of streams inside this gateway; must
 * never decode a price, and never pass on a frame behind a hole. Gateway thread.
 *
 *   deltas go out as they come; the parts of an image are collected, and once it is complete it
 *   goes, from the cache, to those who need it.
 */
import {
  FRAME_FLAG,
  FRAME_KIND,
  frameAppliedNs,
  frameCommittedNs,
  frameEpochCounter,
  frameEpochStart,
  frameFlags,
  frameFramedNs,
  frameMerged,
  frameKind,
  frameReceivedNs,
  frameSeqLow,
  patchSent,
} from '../frame/frame-header.js';
import { POLL_RECORDS_LIMIT, type FrameRingReader } from '../ring/frame-ring-reader.js';
import { asInstrumentId } from '../market/units.js';
import type { Clock } from '../telemetry/clock.js';
import { GATEWAY_COUNTER } from '../telemetry/counter-names.js';
import type { CounterBlock } from '../telemetry/counters.js';
import type { StageHistogram } from '../telemetry/stage-histogram.js';
import { makeBlock, type ByteBlock } from './byte-block.js';
import type { Delivery } from './delivery.js';
import type { StreamRegistry } from './stream-registry.js';
import type { Stream } from './subscription-graph.js';
import type { TailNotes } from './tail-notes.js';

const WHOLE_IMAGE = FRAME_FLAG.FIRST_PART | FRAME_FLAG.LAST_PART;

export interface FanOutStages {
  readonly framedToSent: StageHistogram;
  readonly receivedToSent: StageHistogram;
}

export interface FanOutEvents {
  /** A definition frame came. */
  defined(instrument: number, frame: Uint8Array): void;
  /** Frames of this lane were lost. */
  lapped(lane: number): void;
  /** An image cannot be kept: nobody can be served this stream. */
  imageTooLarge(stream: Stream): void;
}

interface Lane {
  readonly index: number;
  readonly reader: FrameRingReader;
  /** What one poll has read. Wanted frames are moved together, so that runs need no copy later. */
  readonly arena: ByteBlock;
  recordCount: number;
  lapCount: number;
}

export class FanOut {
  /** Element 0: since when the oldest delta of the last poll had been framed; 0 without any. */
  readonly waitedSince = new Float64Array(1);
  /** When the rings were read before, ns. */
  private readonly readBefore = new Float64Array(1);
  private readonly lanes: readonly Lane[];

  constructor(
    readers: readonly FrameRingReader[],
    pollBytesLimit: number,
    private readonly registry: StreamRegistry,
    private readonly delivery: Delivery,
    private readonly clock: Clock,
    private readonly counters: CounterBlock,
    private readonly stages: FanOutStages,
    private readonly events: FanOutEvents,
    private readonly tail?: TailNotes,
  ) {
    this.lanes = readers.map((reader, index) => ({
      index,
      reader,
      arena: makeBlock(Math.max(pollBytesLimit & ~63, reader.targetBytesMin)),
      recordCount: 0,
      lapCount: reader.lapCount,
    }));
  }

  /**
   * Read each ring once and queue what it brought. The clock is read once, behind the last ring: a
   * frame may be cut while a ring is read, and is never sent before that.
   * @returns frames read.
   */
  poll(): number {
    const { lanes } = this;
    let frameCount = 0;
    for (let i = 0; i < lanes.length; i++) {
      const lane = lanes[i]!;
      lane.recordCount = lane.reader.poll(lane.arena.u8, POLL_RECORDS_LIMIT);
      frameCount += lane.recordCount;
    }
    this.readBefore[0] = this.delivery.nowNs;
    this.delivery.begin(this.clock.nowNs());
    this.waitedSince[0] = 0;
    for (let i = 0; i < lanes.length; i++) this.distribute(lanes[i]!);
    if (frameCount > 0) this.counters.add(GATEWAY_COUNTER.FRAMES_READ, frameCount);
    return frameCount;
  }

  /** Whether the lane's ring has been read to its end. */
  caughtUp(lane: number): boolean {
    return this.lanes[lane]!.reader.backlogBytes() === 0;
  }

  private distribute(lane: Lane): void {
    const { reader, arena, recordCount } = lane;
    let packed = 0;
    for (let i = 0; i < recordCount; i++) {
      const at = reader.recordOffset[i]!;
      const bytes = reader.recordLength[i]!;
      const tag = reader.recordTag[i]!;
      if (tag < 0) {
        this.events.defined(asInstrumentId(-1 - tag), arena.u8.subarray(at, at + bytes));
        continue;
      }
      const stream = this.registry.find(tag);
      if (stream === undefined) {
        this.counters.add(GATEWAY_COUNTER.FRAMES_UNWANTED, 1);
        continue;
      }
      // Towards the front only: what has not been looked at yet is never written over.
      arena.u8.copyWithin(packed, at, at + bytes);
      patchSent(arena.u32, packed, this.delivery.nowNs);
      if ((frameFlags(arena.u32, packed) & FRAME_FLAG.IMAGE) === 0) {
        this.onDelta(stream, arena, packed, packed + bytes);
      } else {
        this.onImagePart(stream, arena, packed, packed + bytes);
      }
      packed = (packed + bytes + 7) & ~7;
    }
    this.tail?.samples.finish(lane.index);
    if (reader.lapCount !== lane.lapCount) {
      const sinceNs = this.readBefore[0]!;
      this.tail?.episodes.lap(sinceNs, this.delivery.nowNs - sinceNs, lane.index);
      lane.lapCount = reader.lapCount;
      this.counters.add(GATEWAY_COUNTER.LAPS, 1);
      this.events.lapped(lane.index);
    }
  }

  private onDelta(stream: Stream, arena: ByteBlock, start: number, end: number): void {
    const { u32, u8 } = arena;
    const subscribers = stream.subscriptions;
    const follows =
      stream.known &&
      frameSeqLow(u32, start) === (stream.seqLow + 1) >>> 0 &&
      frameEpochCounter(u32, start) === stream.epochCounter &&
      frameEpochStart(u32, start) === stream.epochStart;
    if (follows) {
      stream.seqLow = frameSeqLow(u32, start);
      if (!stream.cache.addDelta(u8, start, end))
        this.counters.add(GATEWAY_COUNTER.CACHE_OVERFLOWS, 1);
      this.recordStages(stream, u32, start);
    } else if (stream.known) {
      this.counters.add(GATEWAY_COUNTER.STREAM_HOLES, 1);
      this.lose(stream);
    }
    let waiting = 0;
    for (let i = 0; i < subscribers.length; i++) {
      const { session, inStep } = subscribers[i]!;
      session.latency?.offered();
      if (inStep) this.delivery.forward(session, arena, start, end);
      else if (session.slow) this.delivery.dropForSlow(session, 1);
      else {
        waiting++;
        session.latency?.droppedWaiting();
      }
    }
    this.counters.add(GATEWAY_COUNTER.FRAMES_OFFERED, subscribers.length);
    if (waiting > 0) this.counters.add(GATEWAY_COUNTER.FRAMES_DROPPED_WAITING, waiting);
  }

  /** Frames are missing: all its subscribers wait for a new image. */
  lose(stream: Stream): void {
    stream.known = false;
    stream.collecting = false;
    stream.cache.giveUp();
    for (let i = 0; i < stream.subscriptions.length; i++) stream.subscriptions[i]!.inStep = false;
    this.registry.requestImage(stream, this.delivery.nowNs);
  }

  private onImagePart(stream: Stream, arena: ByteBlock, start: number, end: number): void {
    const { u32, u8 } = arena;
    const kind = frameKind(u32, start);
    const hasParts = kind === FRAME_KIND.IMAGE || kind === FRAME_KIND.ORDERS;
    const parts = hasParts ? frameFlags(u32, start) : WHOLE_IMAGE;
    if ((parts & FRAME_FLAG.FIRST_PART) !== 0) this.beginImage(stream, u32, start);
    else if (!stream.collecting || !this.sameImage(stream, u32, start)) {
      stream.collecting = false;
      return;
    }
    if (!stream.cache.addPart(u8, start, end)) {
      stream.collecting = false;
      this.events.imageTooLarge(stream);
      return;
    }
    if ((parts & FRAME_FLAG.LAST_PART) !== 0) {
      this.endImage(stream);
    }
  }

  private beginImage(stream: Stream, u32: Uint32Array, at: number): void {
    // The block that collects may have been served, and lent, earlier in this poll.
    if (stream.cache.lentInPoll === this.delivery.pollNumber) this.delivery.flushAll();
    stream.cache.beginImage();
    stream.collecting = true;
    stream.collectingEpochStart = frameEpochStart(u32, at);
    stream.collectingEpochCounter = frameEpochCounter(u32, at);
    stream.collectingSeqLow = frameSeqLow(u32, at);
  }

  private sameImage(stream: Stream, u32: Uint32Array, at: number): boolean {
    return (
      frameSeqLow(u32, at) === stream.collectingSeqLow &&
      frameEpochCounter(u32, at) === stream.collectingEpochCounter &&
      frameEpochStart(u32, at) === stream.collectingEpochStart
    );
  }

  /** Epoch and seq name one content: who is in step has it, whyever the image was cut. */
  private endImage(stream: Stream): void {
    const inStepAlready =
      stream.known &&
      stream.seqLow === stream.collectingSeqLow &&
      stream.epochCounter === stream.collectingEpochCounter &&
      stream.epochStart === stream.collectingEpochStart;
    stream.known = true;
    stream.collecting = false;
    stream.imageAwaited = false;
    stream.seqLow = stream.collectingSeqLow;
    stream.epochCounter = stream.collectingEpochCounter;
    stream.epochStart = stream.collectingEpochStart;
    stream.cache.endImage();
    for (let i = 0; i < stream.subscriptions.length; i++) {
      const subscription = stream.subscriptions[i]!;
      if (inStepAlready && subscription.inStep) {
        this.counters.add(GATEWAY_COUNTER.REFRESHES_SKIPPED, 1);
      } else {
        this.delivery.serve(subscription);
      }
    }
  }

  /**
   * A frame counts for every message in it, each with the stamps of the oldest: counted once, a stop
   * of 50 ms would merge a thousand late messages into a few frames and vanish among the others.
   */
  private recordStages(stream: Stream, u32: Uint32Array, at: number): void {
    const sentNs = this.delivery.nowNs;
    const receivedNs = frameReceivedNs(u32, at);
    const framedNs = frameFramedNs(u32, at);
    const messages = Math.max(1, frameMerged(u32, at));
    this.stages.framedToSent.recordCount(sentNs - framedNs, messages);
    // In the order of the ring: of one lane the first is the oldest.
    if (!(this.waitedSince[0]! > 0 && this.waitedSince[0]! <= framedNs))
      this.waitedSince[0] = framedNs;
    if (receivedNs <= 0) return;
    this.stages.receivedToSent.recordCount(sentNs - receivedNs, messages);
    if (this.tail !== undefined && sentNs - receivedNs > this.tail.samples.budgetNs)
      this.noteSlow(stream, u32, at, messages);
  }

  private noteSlow(stream: Stream, u32: Uint32Array, at: number, messages: number): void {
    this.tail!.samples.see(
      this.registry.feedOf(stream),
      frameReceivedNs(u32, at),
      frameCommittedNs(u32, at),
      frameAppliedNs(u32, at),
      frameFramedNs(u32, at),
      this.delivery.nowNs,
      messages,
    );
  }
}
