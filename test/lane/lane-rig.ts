/** One lane on real rings in one thread, with a feed to write events and a client to read frames. */
import {
  writeBookClear,
  writeImageBegin,
  writeImageEnd,
  writeImageEndWithin,
  writeInstrumentEvent,
  writeMessageEnd,
  writeStatus,
} from '../../src/event/control.js';
import { InstrumentTable } from '../../src/event/instrument-table.js';
import { writeLevel } from '../../src/event/level.js';
import { markLast, MessageHeader } from '../../src/event/message-header.js';
import {
  writeOrderAdd,
  writeOrderDelete,
  writeOrderReduce,
  writeOrderReplace,
} from '../../src/event/order.js';
import { writeTrade } from '../../src/event/trade.js';
import { EVENT_FLAG, VERIFY_KIND } from '../../src/event/types.js';
import { writeVerifyChecksum, writeVerifyTop } from '../../src/event/verify.js';
import { LaneAgent } from '../../src/book/lane/lane-agent.js';
import type { LaneOptions } from '../../src/book/lane/lane-options.js';
import type { Instrument } from '../../src/market/instrument.js';
import type { AggressorSide, Side } from '../../src/market/side.js';
import type { BookState, StateReason } from '../../src/market/state.js';
import { STREAMS_PER_INSTRUMENT, streamId, type StreamSlot } from '../../src/market/stream.js';
import { asInstrumentId, asLots, asTicks, type InstrumentId } from '../../src/market/units.js';
import { allocateEventRing } from '../../src/ring/event-ring-layout.js';
import { EventRingReader } from '../../src/ring/event-ring-reader.js';
import { EventRingWriter } from '../../src/ring/event-ring-writer.js';
import { allocateFrameRing } from '../../src/ring/frame-ring-layout.js';
import { FrameRingReader } from '../../src/ring/frame-ring-reader.js';
import { FrameRingWriter } from '../../src/ring/frame-ring-writer.js';
import { InterestReader, InterestTable, InterestWriter } from '../../src/ring/interest.js';
import { NewestSequence } from '../../src/ring/newest-sequence.js';
import { FaultInjection, Heartbeats, StopSignal } from '../../src/ring/shared-words.js';
import { Clock, makeRunBase } from '../../src/telemetry/clock.js';
import { LANE_COUNTER, LANE_COUNTER_COUNT } from '../../src/telemetry/counter-names.js';
import { CounterBlock } from '../../src/telemetry/counters.js';
import { StageHistogram } from '../../src/telemetry/stage-histogram.js';
import { NaiveReplica } from './naive-replica.js';
import { readWireFrame, type WireFrame, type WireInstrument } from './wire-frame.js';

const TARGET_BYTES = 8 << 20;

export interface RigOptions extends Partial<LaneOptions> {
  instrumentLimit?: number;
  slotCount?: number;
  frameRingBytes?: number;
  laneIndex?: number;
  laneCount?: number;
  gatewayCount?: number;
}

/** Writes one event at the sink's next slot. */
export type EventWriter = (feed: RigFeed) => void;

/** The writing end: venue messages of one feed. */
export class RigFeed {
  readonly header = new MessageHeader();
  lastOffset = 0;

  constructor(readonly writer: EventRingWriter) {}

  get views(): EventRingWriter['views'] {
    return this.writer.views;
  }

  next(): number {
    this.lastOffset = this.writer.next();
    return this.lastOffset;
  }
}

export class LaneRig {
  readonly stop = new StopSignal(StopSignal.allocate());
  readonly table: InstrumentTable;
  readonly feed: RigFeed;
  readonly interest: InterestWriter;
  readonly newest: NewestSequence;
  readonly fault: FaultInjection;
  readonly heartbeats = new Heartbeats(Heartbeats.allocate(1));
  readonly counters = new CounterBlock(CounterBlock.allocate(LANE_COUNTER_COUNT));
  readonly committedToApplied = new ArrayBuffer(StageHistogram.bytes);
  readonly appliedToFramed = new ArrayBuffer(StageHistogram.bytes);
  readonly definitions: WireInstrument[] = [];
  readonly frames: WireFrame[] = [];
  private readonly contents = new Map<string, string>();
  private readonly wanted = new Set<number>();
  readonly replicas = new Map<number, NaiveReplica>();
  readonly frameRing: SharedArrayBuffer;
  lane: LaneAgent;
  private readonly eventRing: SharedArrayBuffer;
  private readonly interestBuffer: SharedArrayBuffer;
  private readonly frameReader: FrameRingReader;
  private readonly target = new Uint8Array(TARGET_BYTES);
  private readonly clock = new Clock(makeRunBase());
  private sequence = 0;
  laneIndex: number;
  laneCount: number;

  constructor(readonly options: RigOptions = {}) {
    const instrumentLimit = options.instrumentLimit ?? 16;
    this.laneIndex = options.laneIndex ?? 0;
    this.laneCount = options.laneCount ?? 1;
    this.table = new InstrumentTable(InstrumentTable.allocate(instrumentLimit, 1));
    this.eventRing = allocateEventRing(options.slotCount ?? 4096, 2);
    this.frameRing = allocateFrameRing(options.frameRingBytes ?? 4 << 20, 2);
    this.interestBuffer = InterestTable.allocate({
      gatewayCount: options.gatewayCount ?? 1,
      laneCount: this.laneCount,
      instrumentLimit,
      streamsPerInstrument: STREAMS_PER_INSTRUMENT,
    });
    this.interest = this.gateway(0);
    this.newest = new NewestSequence(
      NewestSequence.allocate(instrumentLimit * STREAMS_PER_INSTRUMENT),
    );
    this.fault = new FaultInjection(FaultInjection.allocate(this.laneCount));
    this.feed = new RigFeed(new EventRingWriter(this.eventRing, this.stop));
    this.frameReader = new FrameRingReader(this.frameRing, 0, this.stop);
    this.frameReader.attach();
    this.lane = this.startLane(false, 0);
  }

  gateway(index: number): InterestWriter {
    return new InterestWriter(this.interestBuffer, index);
  }

  /** Replace the lane as the supervisor does after a crash. */
  restartLane(readerIndex: number): void {
    this.lane = this.startLane(true, readerIndex);
  }

  reader: EventRingReader | undefined;

  private startLane(rejoin: boolean, readerIndex: number): LaneAgent {
    const reader = new EventRingReader(this.eventRing, readerIndex, this.stop);
    reader.attach();
    this.reader = reader;
    return new LaneAgent({
      laneIndex: this.laneIndex,
      laneCount: this.laneCount,
      readers: [reader],
      frames: new FrameRingWriter(this.frameRing, this.stop, 'live'),
      interest: new InterestReader(this.interestBuffer, this.laneIndex),
      newest: this.newest,
      instruments: this.table,
      counters: this.counters,
      stages: {
        committedToApplied: new StageHistogram(this.committedToApplied),
        appliedToFramed: new StageHistogram(this.appliedToFramed),
      },
      clock: this.clock,
      fault: this.fault,
      commitFault: (fault) => {
        throw new Error(`injected fault ${fault}`);
      },
      heartbeats: this.heartbeats,
      heartbeatIndex: 0,
      options: {
        cut: 'batch',
        batchEventLimit: 1024,
        batchNsLimit: 1e9,
        hashEvery: 1,
        assumeInterest: false,
        digest: false,
        epochStart: 77,
        ...this.options,
        rejoin,
      },
    });
  }

  /** Write a row and its event. */
  define(id: number, definition: Partial<Instrument> = {}): InstrumentId {
    const instrument = asInstrumentId(id);
    this.table.write({
      venue: 'test',
      symbol: `S${id}`,
      priceScale: 2,
      quantityScale: 0,
      tickSize: asTicks(1),
      lotSize: asLots(1),
      depthLimit: 0,
      ...definition,
      id: instrument,
    });
    this.message(on.instrument(instrument));
    return instrument;
  }

  /** One venue message, published. @returns its sequence. */
  message(...events: EventWriter[]): number {
    const sequence = this.open(...events);
    markLast(this.feed.views, this.feed.lastOffset);
    this.publish();
    return sequence;
  }

  /** The beginning of a venue message, not published. */
  open(...events: EventWriter[]): number {
    this.sequence++;
    this.begin(this.sequence);
    for (const write of events) write(this.feed);
    return this.sequence;
  }

  /** More events of the same message. */
  more(...events: EventWriter[]): void {
    for (const write of events) write(this.feed);
  }

  last(): void {
    markLast(this.feed.views, this.feed.lastOffset);
  }

  publish(): void {
    this.feed.writer.publish(this.clock.nowNs());
  }

  private begin(sequence: number): void {
    this.feed.header.sourceSequence = sequence;
    this.feed.header.receivedNs = this.clock.nowNs();
    this.feed.header.setVenueSeconds(1_700_000_000, sequence);
  }

  want(instrument: InstrumentId, ...slots: StreamSlot[]): void {
    for (const slot of slots) {
      this.wanted.add(streamId(instrument, slot));
      this.interest.want(streamId(instrument, slot), instrument, this.laneIndex);
    }
  }

  drop(instrument: InstrumentId, ...slots: StreamSlot[]): void {
    for (const slot of slots) {
      this.wanted.delete(streamId(instrument, slot));
      this.interest.drop(streamId(instrument, slot), instrument, this.laneIndex);
    }
  }

  requestImage(instrument: InstrumentId, slot: StreamSlot): void {
    this.interest.requestImage(streamId(instrument, slot), instrument, this.laneIndex);
  }

  /** Let the lane work until it has nothing to do, then read its frames. @returns the new ones. */
  settle(): WireFrame[] {
    const before = this.frames.length;
    while (this.lane.doWork() > 0) this.collect();
    this.collect();
    this.checkNewest();
    return this.frames.slice(before);
  }

  /** One turn of the duty cycle. @returns the new frames. */
  turn(): WireFrame[] {
    const before = this.frames.length;
    this.lane.doWork();
    this.collect();
    return this.frames.slice(before);
  }

  replica(instrument: InstrumentId, slot: StreamSlot): NaiveReplica {
    const stream = streamId(instrument, slot);
    const replica = this.replicas.get(stream) ?? new NaiveReplica(stream);
    this.replicas.set(stream, replica);
    return replica;
  }

  counter(name: keyof typeof LANE_COUNTER): number {
    return this.counters.read(LANE_COUNTER[name]);
  }

  /** One (epoch, seq) of a stream names one content, whoever joins when. */
  private checkContent(replica: NaiveReplica): void {
    const position = `${replica.stream} ${replica.epoch} ${replica.seq}`;
    const content = replica.content();
    if ((this.contents.get(position) ?? content) !== content) {
      throw new Error(`two contents at stream, epoch, seq ${position}`);
    }
    this.contents.set(position, content);
  }

  /** The shared words say where every wanted stream stands. */
  private checkNewest(): void {
    for (const stream of this.wanted) {
      const replica = this.replicas.get(stream);
      if (replica && replica.seq !== this.newest.get(stream)) throw new Error('wrong newest seq');
    }
  }

  private collect(): void {
    for (;;) {
      const count = this.frameReader.poll(this.target, 1 << 10);
      if (this.frameReader.lapped()) throw new Error('the test was lapped');
      if (count === 0) return;
      for (let i = 0; i < count; i++) {
        const at = this.frameReader.recordOffset[i]!;
        const bytes = this.target.slice(at, at + this.frameReader.recordLength[i]!);
        this.take(readWireFrame(bytes), this.frameReader.recordTag[i]!);
      }
    }
  }

  private take(frame: WireFrame | WireInstrument, tag: number): void {
    if (frame.kind === 'instrument') {
      if (tag !== -1 - frame.instrument) throw new Error('tag of a definition');
      this.definitions.push(frame);
      return;
    }
    if (tag !== frame.stream) throw new Error('tag of a frame');
    this.frames.push(frame);
    const replica = this.replicas.get(frame.stream) ?? new NaiveReplica(frame.stream);
    this.replicas.set(frame.stream, replica);
    replica.apply(frame);
    if (!frame.isImage || frame.isLast) this.checkContent(replica);
  }
}

const idWords = (id: number): [number, number] => [Math.floor(id / 2 ** 32), id >>> 0];

/** Events, to hand to LaneRig.message(). */
export const on = {
  instrument:
    (instrument: InstrumentId): EventWriter =>
    (feed) =>
      writeInstrumentEvent(feed.views, feed.next(), feed.header, instrument, 0),
  imageBegin:
    (instrument: InstrumentId): EventWriter =>
    (feed) =>
      writeImageBegin(feed.views, feed.next(), feed.header, instrument, 0),
  imageEnd:
    (instrument: InstrumentId): EventWriter =>
    (feed) =>
      writeImageEnd(feed.views, feed.next(), feed.header, instrument, 0),
  imageEndWithin:
    (instrument: InstrumentId, verifiedBid: number, verifiedAsk: number): EventWriter =>
    (feed) =>
      writeImageEndWithin(
        feed.views,
        feed.next(),
        feed.header,
        instrument,
        0,
        verifiedBid,
        verifiedAsk,
      ),
  clear:
    (instrument: InstrumentId, reason: StateReason): EventWriter =>
    (feed) =>
      writeBookClear(feed.views, feed.next(), feed.header, instrument, 0, reason),
  status:
    (instrument: InstrumentId, state: BookState, reason: StateReason = 0): EventWriter =>
    (feed) =>
      writeStatus(feed.views, feed.next(), feed.header, instrument, 0, state, reason),
  messageEnd:
    (instrument: InstrumentId): EventWriter =>
    (feed) =>
      writeMessageEnd(feed.views, feed.next(), feed.header, instrument),
  level:
    (instrument: InstrumentId, side: Side, price: number, quantity: number): EventWriter =>
    (feed) =>
      writeLevel(
        feed.views,
        feed.next(),
        feed.header,
        instrument,
        0,
        side,
        asTicks(price),
        asLots(quantity),
        0,
      ),
  add:
    (
      instrument: InstrumentId,
      side: Side,
      id: number,
      price: number,
      quantity: number,
    ): EventWriter =>
    (feed) =>
      writeOrderAdd(
        feed.views,
        feed.next(),
        feed.header,
        instrument,
        0,
        side,
        ...idWords(id),
        asTicks(price),
        asLots(quantity),
      ),
  reduce:
    (instrument: InstrumentId, id: number, quantity: number): EventWriter =>
    (feed) =>
      writeOrderReduce(
        feed.views,
        feed.next(),
        feed.header,
        instrument,
        0,
        ...idWords(id),
        asLots(quantity),
        asTicks(0),
        0,
        0,
      ),
  execute:
    (
      instrument: InstrumentId,
      id: number,
      quantity: number,
      match: number,
      at?: { price?: number; nonPrintable?: boolean },
    ): EventWriter =>
    (feed) =>
      writeOrderReduce(
        feed.views,
        feed.next(),
        feed.header,
        instrument,
        EVENT_FLAG.EXECUTED |
          (at?.price === undefined ? 0 : EVENT_FLAG.HAS_PRICE) |
          (at?.nonPrintable ? EVENT_FLAG.NON_PRINTABLE : 0),
        ...idWords(id),
        asLots(quantity),
        asTicks(at?.price ?? 0),
        ...idWords(match),
      ),
  replace:
    (
      instrument: InstrumentId,
      id: number,
      newId: number,
      price: number,
      quantity: number,
    ): EventWriter =>
    (feed) =>
      writeOrderReplace(
        feed.views,
        feed.next(),
        feed.header,
        instrument,
        0,
        ...idWords(id),
        ...idWords(newId),
        asTicks(price),
        asLots(quantity),
      ),
  delete:
    (instrument: InstrumentId, id: number): EventWriter =>
    (feed) =>
      writeOrderDelete(feed.views, feed.next(), feed.header, instrument, 0, ...idWords(id)),
  trade:
    (
      instrument: InstrumentId,
      aggressor: AggressorSide,
      price: number,
      quantity: number,
      id: number,
      flags = 0,
    ): EventWriter =>
    (feed) =>
      writeTrade(
        feed.views,
        feed.next(),
        feed.header,
        instrument,
        flags,
        aggressor,
        asTicks(price),
        asLots(quantity),
        ...idWords(id),
      ),
  krakenChecksum:
    (instrument: InstrumentId, checksum: number): EventWriter =>
    (feed) =>
      writeVerifyChecksum(
        feed.views,
        feed.next(),
        feed.header,
        instrument,
        0,
        VERIFY_KIND.CHECKSUM_KRAKEN,
        checksum,
      ),
  /** @param sequence what the venue compares at; the message's own when left out. */
  verify:
    (
      instrument: InstrumentId,
      bid: [number, number],
      ask: [number, number],
      sequence?: number,
    ): EventWriter =>
    (feed) => {
      if (sequence !== undefined) feed.header.sourceSequence = sequence;
      writeVerifyTop(
        feed.views,
        feed.next(),
        feed.header,
        instrument,
        0,
        asTicks(bid[0]),
        asLots(bid[1]),
        asTicks(ask[0]),
        asLots(ask[1]),
      );
    },
};
