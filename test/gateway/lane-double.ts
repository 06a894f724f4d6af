/**
 * A lane of tests: keeps a bid side per instrument as a plain map, cuts frames with the real codecs
 * into a real frame ring, and answers the real interest words. Every book stream of an instrument
 * shows the whole map.
 */
import { deltaBytes, writeDelta } from '../../src/frame/delta.js';
import { BBO_BYTES, writeBbo } from '../../src/frame/bbo.js';
import { FRAME_FLAG, FrameHeader } from '../../src/frame/frame-header.js';
import { imagePartBytes, imagePartCount, writeImage } from '../../src/frame/image.js';
import { INSTRUMENT_BYTES_LIMIT, writeInstrumentFrame } from '../../src/frame/instrument.js';
import type { LevelChanges } from '../../src/frame/level-vector.js';
import type { InstrumentTable } from '../../src/event/instrument-table.js';
import type { Instrument } from '../../src/market/instrument.js';
import { STATE } from '../../src/market/state.js';
import {
  STREAM_SLOT,
  STREAMS_PER_INSTRUMENT,
  streamId,
  type StreamSlot,
} from '../../src/market/stream.js';
import { asInstrumentId, type InstrumentId } from '../../src/market/units.js';
import type { FrameRingWriter } from '../../src/ring/frame-ring-writer.js';
import type { InterestReader } from '../../src/ring/interest.js';
import type { NewestSequence } from '../../src/ring/newest-sequence.js';
import type { Clock } from '../../src/telemetry/clock.js';

export const EPOCH_START = 1_700_000_000;

export type Level = readonly [price: number, quantity: number];

function levelChanges(levels: readonly Level[]): LevelChanges {
  return {
    bidCount: levels.length,
    bidPrice: Float64Array.from(levels, ([price]) => price),
    bidQuantity: Float64Array.from(levels, ([, quantity]) => quantity),
    bidOrders: new Int32Array(levels.length),
    bidAction: Uint8Array.from(levels, ([, quantity]) => (quantity === 0 ? 1 : 0)),
    askCount: 0,
    askPrice: new Float64Array(0),
    askQuantity: new Float64Array(0),
    askOrders: new Int32Array(0),
    askAction: new Uint8Array(0),
  };
}

export class LaneDouble {
  /** Price to quantity, by instrument. */
  readonly books = new Map<InstrumentId, Map<number, number>>();
  readonly seqs = new Map<number, number>();
  /** Deltas written, by stream. */
  readonly deltaCounts = new Map<number, number>();
  imageCount = 0;
  /** Whether requested images are cut; a test may hold them back. */
  answersRequests = true;
  private readonly active = new Set<number>();
  private readonly header = new FrameHeader();

  constructor(
    private readonly frames: FrameRingWriter,
    private readonly interest: InterestReader,
    private readonly newest: NewestSequence,
    private readonly table: InstrumentTable,
    private readonly clock: Clock,
  ) {}

  /** The definition frame of an instrument whose row is written already. */
  define(instrument: Instrument, withFrame = true): void {
    if (!this.books.has(instrument.id)) this.books.set(instrument.id, new Map());
    if (this.table.epoch(instrument.id) === 0) this.table.nextEpoch(instrument.id);
    this.table.setState(instrument.id, STATE.LIVE, 0);
    if (!withFrame) return;
    const at = this.frames.claim(INSTRUMENT_BYTES_LIMIT);
    this.frames.commit(writeInstrumentFrame(this.frames.views, at, instrument), -1 - instrument.id);
    this.frames.flush();
  }

  /** Cut the images that gateways have asked for since the last call. */
  serve(): void {
    if (!this.answersRequests || !this.interest.changed()) return;
    for (let word = 0; word < this.interest.dirtyWordCount; word++) {
      const bits = this.interest.takeDirtyWord(word);
      for (let bit = 0; bit < 32; bit++) {
        if ((bits & (1 << bit)) !== 0) this.serveInstrument(asInstrumentId(word * 32 + bit));
      }
    }
    this.frames.flush();
  }

  private serveInstrument(instrument: InstrumentId): void {
    for (let slot = 0; slot < STREAMS_PER_INSTRUMENT; slot++) {
      const stream = streamId(instrument, slot as StreamSlot);
      if (!this.interest.wanted(stream)) {
        this.active.delete(stream);
      } else if (this.interest.imageRequested(stream)) {
        if (!this.active.has(stream) && this.seqs.has(stream)) this.advance(stream);
        this.active.add(stream);
        this.image(stream, 0);
      }
    }
  }

  /** Change the book and cut a delta for every stream that is wanted; flush() makes them visible. */
  change(instrument: InstrumentId, levels: readonly Level[], merged = 1): void {
    const book = this.books.get(instrument)!;
    for (const [price, quantity] of levels) {
      if (quantity === 0) book.delete(price);
      else book.set(price, quantity);
    }
    for (let slot = 0; slot < STREAMS_PER_INSTRUMENT; slot++) {
      const stream = streamId(instrument, slot as StreamSlot);
      // What is not told may not be continued by deltas later: the next image takes a seq of its own.
      if (!this.interest.wanted(stream)) this.active.delete(stream);
      if (!this.active.has(stream)) continue;
      this.advance(stream);
      this.deltaCounts.set(stream, (this.deltaCounts.get(stream) ?? 0) + 1);
      if (slot === STREAM_SLOT.BBO) this.bbo(stream, 0);
      else this.delta(stream, levels, merged);
    }
  }

  /** Epoch and seq of a stream, as a replica that has all of it says them. */
  position(stream: number): string {
    return `${EPOCH_START}:${this.table.epoch(asInstrumentId(stream >> 3))} ${this.seqs.get(stream)}`;
  }

  flush(): void {
    this.frames.flush();
  }

  /** An image nobody asked for, under the seq of the last delta. */
  refresh(stream: number): void {
    this.image(stream, FRAME_FLAG.REFRESH);
    this.frames.flush();
  }

  /** Continuity ends: new epoch, images to whoever is interested. */
  startEpoch(instrument: InstrumentId): void {
    this.table.nextEpoch(instrument);
    for (let slot = 0; slot < STREAMS_PER_INSTRUMENT; slot++) {
      const stream = streamId(instrument, slot as StreamSlot);
      this.seqs.set(stream, 0);
      this.newest.set(stream, 0);
      if (this.active.has(stream)) this.image(stream, 0);
    }
    this.frames.flush();
  }

  /** A frame that never reaches the ring. */
  loseDelta(stream: number): void {
    this.advance(stream);
  }

  /** Only the first of an image's parts, as a lane leaves it that dies in between. */
  firstPartOnly(stream: number): void {
    this.image(stream, 0, 1);
    this.frames.flush();
  }

  private advance(stream: number): void {
    const seq = (this.seqs.get(stream) ?? 0) + 1;
    this.seqs.set(stream, seq);
    this.newest.set(stream, seq);
  }

  private head(stream: number, flags: number): FrameHeader {
    const { header } = this;
    const instrument = asInstrumentId(stream >> 3);
    header.stream = stream;
    header.instrument = instrument;
    header.epochStart = EPOCH_START;
    header.epochCounter = this.table.epoch(instrument);
    header.seq = this.seqs.get(stream) ?? 0;
    header.state = STATE.LIVE;
    header.flags = flags;
    header.merged = 0;
    header.receivedNs = header.framedNs = this.clock.nowNs();
    return header;
  }

  private delta(stream: number, levels: readonly Level[], merged: number): void {
    const at = this.frames.claim(deltaBytes(levels.length, 0));
    const changes = levelChanges(levels);
    const header = this.head(stream, 0);
    header.merged = merged;
    this.frames.commit(writeDelta(this.frames.views, at, header, false, 0, 0, changes), stream);
  }

  private bbo(stream: number, flags: number): void {
    const book = this.books.get(asInstrumentId(stream >> 3))!;
    const best = Math.max(0, ...book.keys());
    const at = this.frames.claim(BBO_BYTES);
    const values = Float64Array.of(best, book.get(best) ?? 0, 0, 0);
    this.frames.commit(writeBbo(this.frames.views, at, this.head(stream, flags), values), stream);
  }

  private image(stream: number, flags: number, partLimit = Infinity): void {
    this.imageCount++;
    if ((stream & 7) === STREAM_SLOT.BBO) {
      this.bbo(stream, flags | FRAME_FLAG.IMAGE);
      return;
    }
    const levels = [...this.books.get(asInstrumentId(stream >> 3))!].sort(([a], [b]) => b - a);
    const sides = levelChanges(levels);
    if (!this.seqs.has(stream)) this.seqs.set(stream, 0);
    const parts = Math.min(partLimit, imagePartCount(levels.length, 0));
    for (let part = 0; part < parts; part++) {
      const at = this.frames.claim(imagePartBytes(levels.length, 0, part));
      const header = this.head(stream, flags);
      this.frames.commit(writeImage(this.frames.views, at, header, 0, 0, sides, part), stream);
    }
  }
}
