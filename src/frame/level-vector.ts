/**
 * Vectors of Level structs inside delta and image frames. Owns the struct's layout when writing.
 *
 *   byte   0                   8                      16                  20
 *      0  [ price i64, ticks ][ quantity i64, lots ][ order count u32 ][ action u8, pad 3 ]
 *     24
 */
import { storeInt64 } from './int64-words.js';

export const LEVEL_BYTES = 24;
const LEVEL_WORDS = LEVEL_BYTES >>> 2;

export const LEVEL_ACTION = {
  SET: 0,
  DELETED: 1,
  LEFT_WINDOW: 2,
} as const;

/** Changed levels of both sides, best first: book/WindowDiff has this shape. */
export interface LevelChanges {
  readonly bidCount: number;
  readonly bidPrice: Float64Array;
  readonly bidQuantity: Float64Array;
  readonly bidOrders: Int32Array;
  readonly bidAction: Uint8Array;
  readonly askCount: number;
  readonly askPrice: Float64Array;
  readonly askQuantity: Float64Array;
  readonly askOrders: Int32Array;
  readonly askAction: Uint8Array;
}

/** Whole sides of a window, best first. */
export interface LevelSides extends Omit<LevelChanges, 'bidAction' | 'askAction'> {
  /** [verified bid, verified ask], see market/verified-range.ts; absent: both sides are complete. */
  readonly verified?: Float64Array;
}

/**
 * The first `count` elements of the arrays as structs from `word` on; the caller writes the length.
 * @returns the word behind the last struct.
 */
export function writeLevelChanges(
  u32: Uint32Array,
  word: number,
  count: number,
  price: Float64Array,
  quantity: Float64Array,
  orders: Int32Array,
  action: Uint8Array,
): number {
  for (let i = 0; i < count; i++) {
    storeInt64(u32, word, price, i);
    storeInt64(u32, word + 2, quantity, i);
    u32[word + 4] = orders[i]!;
    u32[word + 5] = action[i]!;
    word += LEVEL_WORDS;
  }
  return word;
}

/** As writeLevelChanges, with the elements [from, to) and all actions SET. */
export function writeLevelRange(
  u32: Uint32Array,
  word: number,
  from: number,
  to: number,
  price: Float64Array,
  quantity: Float64Array,
  orders: Int32Array,
): number {
  for (let i = from; i < to; i++) {
    storeInt64(u32, word, price, i);
    storeInt64(u32, word + 2, quantity, i);
    u32[word + 4] = orders[i]!;
    u32[word + 5] = LEVEL_ACTION.SET;
    word += LEVEL_WORDS;
  }
  return word;
}
