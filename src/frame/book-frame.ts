/**
 * What image and delta frames share: where the hash and the two level vectors lie.
 *
 *   152  [ hash u64, low word first            ]
 *   160  [ bids uoffset ][ asks uoffset ]
 *
 *   delta                                        image
 *   168  [ unused ][ bids length u32 ]           168  [ part u16, part count u16 ][ unused ]
 *                                                176  [ verified bid i64 ]
 *                                                184  [ verified ask i64 ]
 *                                                192  [ unused ][ bids length u32 ]
 *     L  [ bids, 24 bytes each … ]               L = 176 of a delta, 200 of an image
 *     B  [ unused u32 ][ asks length u32 ]       B = L + 24 × bids
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
  VERIFIED_BID: FRAME.BODY + 24,
  VERIFIED_ASK: FRAME.BODY + 32,
} as const;

/** Where the bids begin, their length just before. */
export const DELTA_LEVELS = FRAME.BODY + 24;
export const IMAGE_LEVELS = FRAME.BODY + 48;

/** Bytes of a frame with that many levels. @param levelsAt where its bids begin. */
export const bookFrameBytes = (levelsAt: number, bidCount: number, askCount: number): number =>
  levelsAt + 8 + (bidCount + askCount) * LEVEL_BYTES;

/** Hash, vector offsets and lengths. The structs themselves begin at `levelsAt` and 8 bytes behind the bids. */
export function writeBookBody(
  u32: Uint32Array,
  at: number,
  levelsAt: number,
  hashLow: number,
  hashHigh: number,
  bidCount: number,
  askCount: number,
): void {
  const word = at >>> 2;
  const asksLength = levelsAt + bidCount * LEVEL_BYTES + 4;
  u32[word + (BOOK_FRAME.HASH >>> 2)] = hashLow;
  u32[word + (BOOK_FRAME.HASH >>> 2) + 1] = hashHigh;
  u32[word + (BOOK_FRAME.BIDS >>> 2)] = levelsAt - 4 - BOOK_FRAME.BIDS;
  u32[word + (BOOK_FRAME.ASKS >>> 2)] = asksLength - BOOK_FRAME.ASKS;
  u32[word + (levelsAt >>> 2) - 1] = bidCount;
  u32[word + (asksLength >>> 2) - 1] = 0;
  u32[word + (asksLength >>> 2)] = askCount;
}
