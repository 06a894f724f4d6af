/**
 * Frames of the four book streams of an instrument. Owns when a delta carries the hash and when it
 * gives way to an image; must never change a book. Lane thread only.
 */
import { deltaBytes, writeDelta } from '../../frame/delta.js';
import {
  IMAGE_PART_BYTES_LIMIT,
  imagePartBytes,
  imagePartCount,
  writeImage,
} from '../../frame/image.js';
import type { LevelChanges } from '../../frame/level-vector.js';
import { ASK, BID } from '../../market/side.js';
import { STREAM_SLOT, type StreamSlot } from '../../market/stream.js';
import type { InstrumentId } from '../../market/units.js';
import type { BookStore } from '../book-store.js';
import type { WindowDiff } from '../window-diff.js';
import { BookSides } from './book-sides.js';
import type { FrameOutlet } from './frame-outlet.js';
import type { InstrumentStates } from './instrument-states.js';

/** Deeper than any book. A small integer: an Infinity would be boxed with every call. */
const FULL_DEPTH = 0x3fffffff;

/** Levels a side by stream slot; 0 for a slot that is no book. As market/stream.ts SLOT_DEPTH. */
export const WINDOW_DEPTHS = new Int32Array([0, 0, 0, 0, 1, 10, 50, FULL_DEPTH]);

const NO_CHANGES: LevelChanges = {
  bidCount: 0,
  bidPrice: new Float64Array(0),
  bidQuantity: new Float64Array(0),
  bidOrders: new Int32Array(0),
  bidAction: new Uint8Array(0),
  askCount: 0,
  askPrice: new Float64Array(0),
  askQuantity: new Float64Array(0),
  askOrders: new Int32Array(0),
  askAction: new Uint8Array(0),
};

/** Bits of the slots whose streams are books. */
export const BOOK_SLOT_BITS = 0xf0;

export class BookCutter {
  private readonly sides: BookSides;

  constructor(
    private readonly store: BookStore,
    states: InstrumentStates,
    private readonly diff: WindowDiff,
    private readonly outlet: FrameOutlet,
    private readonly hashEvery: number,
  ) {
    this.sides = new BookSides(store, states);
  }

  /**
   * One delta per stream in `slotBits` whose window changed, or per stream when the state did.
   * @returns bits of the streams whose deltas have outgrown their image.
   */
  cutDeltas(instrument: InstrumentId, slotBits: number, stateChanged: boolean): number {
    let outgrown = 0;
    for (let slot = STREAM_SLOT.BOOK_1; slot <= STREAM_SLOT.BOOK_FULL; slot++) {
      if ((slotBits & (1 << slot)) === 0) continue;
      this.diff.compute(instrument, WINDOW_DEPTHS[slot]!);
      if (this.diff.bidCount + this.diff.askCount === 0 && !stateChanged) continue;
      if (this.putDelta(instrument, slot as StreamSlot)) outgrown |= 1 << slot;
    }
    return outgrown;
  }

  /** A change of state and nothing else, while the book is not to be shown. */
  cutStateDeltas(instrument: InstrumentId, slotBits: number): void {
    for (let slot = STREAM_SLOT.BOOK_1; slot <= STREAM_SLOT.BOOK_FULL; slot++) {
      if ((slotBits & (1 << slot)) === 0) continue;
      this.outlet.headDelta(instrument, slot as StreamSlot);
      const bytes = deltaBytes(0, 0);
      const at = this.outlet.claim(bytes);
      writeDelta(this.outlet.views, at, this.outlet.header, false, 0, 0, NO_CHANGES);
      this.outlet.putDelta(bytes);
    }
  }

  /** All parts of one stream's image, under one seq. @returns bytes written. */
  cutImage(instrument: InstrumentId, slot: StreamSlot, refresh: boolean): number {
    const outlet = this.outlet;
    const depth = WINDOW_DEPTHS[slot]!;
    const sides = this.sides;
    sides.fill(instrument, depth);
    const hashLow = this.store.windowHashLow(instrument, depth);
    const hashHigh = this.store.windowHashHigh(instrument, depth);
    const partCount = imagePartCount(sides.bidCount, sides.askCount);
    outlet.headImage(instrument, slot, refresh);
    for (let part = 0; part < partCount; part++) {
      const at = outlet.claim(imagePartBytes(sides.bidCount, sides.askCount, part));
      outlet.putImagePart(
        writeImage(outlet.views, at, outlet.header, hashLow, hashHigh, sides, part),
      );
    }
    return outlet.endImage();
  }

  /** What cutImage would write, near enough for a budget. */
  imageBytes(instrument: InstrumentId, slot: StreamSlot): number {
    const depth = WINDOW_DEPTHS[slot]!;
    return deltaBytes(
      Math.min(this.store.levelCount(instrument, BID), depth),
      Math.min(this.store.levelCount(instrument, ASK), depth),
    );
  }

  private putDelta(instrument: InstrumentId, slot: StreamSlot): boolean {
    const outlet = this.outlet;
    const diff = this.diff;
    const bytes = deltaBytes(diff.bidCount, diff.askCount);
    if (bytes > IMAGE_PART_BYTES_LIMIT) {
      outlet.streams.breakOff(instrument, 1 << slot);
      return false;
    }
    outlet.headDelta(instrument, slot);
    const seq = outlet.streams.seqs[outlet.header.stream]!;
    const hashed = this.hashEvery !== 0 && seq % this.hashEvery === 0;
    const depth = WINDOW_DEPTHS[slot]!;
    const hashLow = hashed ? this.store.windowHashLow(instrument, depth) : 0;
    const hashHigh = hashed ? this.store.windowHashHigh(instrument, depth) : 0;
    const at = outlet.claim(bytes);
    writeDelta(outlet.views, at, outlet.header, hashed, hashLow, hashHigh, diff);
    return outlet.putDelta(bytes);
  }
}
