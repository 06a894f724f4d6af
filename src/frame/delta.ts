/** Codec of delta frames: a change of a book stream, or of its state alone. Written by a lane. */
import { BOOK_FRAME, bookFrameBytes, DELTA_LEVELS, writeBookBody } from './book-frame.js';
import { FRAME_FLAG, FRAME_KIND, makeHeaderTemplate, writeFrameHeader } from './frame-header.js';
import type { FrameHeader, FrameViews } from './frame-header.js';
import { writeLevelChanges, type LevelChanges } from './level-vector.js';

const TEMPLATE = makeHeaderTemplate(
  FRAME_KIND.DELTA,
  [BOOK_FRAME.HASH, BOOK_FRAME.BIDS, BOOK_FRAME.ASKS],
  DELTA_LEVELS - 4,
);

/** Bytes of a delta frame with that many changed levels. */
export const deltaBytes = (bidCount: number, askCount: number): number =>
  bookFrameBytes(DELTA_LEVELS, bidCount, askCount);

/**
 * Write one delta at `at`, a multiple of 8.
 * @param hashed whether hashLow and hashHigh are the window's hash after this delta; pass 0, 0 otherwise.
 * @returns bytes written, deltaBytes(changes.bidCount, changes.askCount).
 */
export function writeDelta(
  views: FrameViews,
  at: number,
  header: FrameHeader,
  hashed: boolean,
  hashLow: number,
  hashHigh: number,
  changes: LevelChanges,
): number {
  const u32 = views.u32;
  const bidCount = changes.bidCount;
  const askCount = changes.askCount;
  const bytes = deltaBytes(bidCount, askCount);
  const flags = hashed ? header.flags | FRAME_FLAG.HASH : header.flags;
  writeFrameHeader(u32, at, TEMPLATE, header, bytes, flags);
  u32[((at + DELTA_LEVELS) >>> 2) - 2] = 0;
  writeBookBody(u32, at, DELTA_LEVELS, hashLow, hashHigh, bidCount, askCount);
  const word = writeLevelChanges(
    u32,
    (at + DELTA_LEVELS) >>> 2,
    bidCount,
    changes.bidPrice,
    changes.bidQuantity,
    changes.bidOrders,
    changes.bidAction,
  );
  writeLevelChanges(
    u32,
    word + 2,
    askCount,
    changes.askPrice,
    changes.askQuantity,
    changes.askOrders,
    changes.askAction,
  );
  return bytes;
}
