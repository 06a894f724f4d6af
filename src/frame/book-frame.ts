/**
 * What image and delta frames share: where the hash and the two level vectors lie.
 *
 *   152  [ hash u64, low word first            ]
 *   160  [ bids uoffset ][ asks uoffset ]
 *   168  [ delta: unused; image: part u16, part count u16 ][ bids length u32 ]
 *   176  [ bids, 24 bytes each … ]
 *     B  [ unused u32 ][ asks length u32 ]            B = 176 + 24 × bids
 *   B+8  [ asks, 24 bytes each … ]
 */
import { FRAME } from './frame-header.js';
import { LEVEL_BYTES } from './level-vector.js';

export const BOOK_FRAME = {
  HASH: FRAME.BODY,
  BIDS: FRAME.BODY + 8,
  ASKS: FRAME.BODY + 12,
  PART: FRAME.BODY + 16,
  PART_COUNT: FRAME.BODY + 18,
  BID_COUNT: FRAME.BODY + 20,
  LEVELS: FRAME.BODY + 24,
} as const;

/** Bytes of an image or delta frame with that many levels. */
export const bookFrameBytes = (bidCount: number, askCount: number): number =>
  BOOK_FRAME.LEVELS + 8 + (bidCount + askCount) * LEVEL_BYTES;

/** Hash, vector offsets and lengths. The structs themselves begin at BOOK_FRAME.LEVELS and 8 bytes behind the bids. */
export function writeBookBody(
  u32: Uint32Array,
  at: number,
  hashLow: number,
  hashHigh: number,
  parts: number,
  bidCount: number,
  askCount: number,
): void {
  const word = at >>> 2;
  const asksLength = BOOK_FRAME.LEVELS + bidCount * LEVEL_BYTES + 4;
  u32[word + (BOOK_FRAME.HASH >>> 2)] = hashLow;
  u32[word + (BOOK_FRAME.HASH >>> 2) + 1] = hashHigh;
  u32[word + (BOOK_FRAME.BIDS >>> 2)] = BOOK_FRAME.BID_COUNT - BOOK_FRAME.BIDS;
  u32[word + (BOOK_FRAME.ASKS >>> 2)] = asksLength - BOOK_FRAME.ASKS;
  u32[word + (BOOK_FRAME.PART >>> 2)] = parts;
  u32[word + (BOOK_FRAME.BID_COUNT >>> 2)] = bidCount;
  u32[word + (asksLength >>> 2) - 1] = 0;
  u32[word + (asksLength >>> 2)] = askCount;
}
