/**
 * Memory of all price levels of a lane. Owns the record layout and the free list; must never know
 * in which order levels stand. Lane thread only.
 *
 *   word  0 … 1            2 … 3                 4         5       6       7
 *         [rank price f64 ][quantity, f64, Lots ][orders  ][head  ][tail  ][mark  ]
 *         8           9            10      11 … 15
 *         [hash low  ][hash high  ][key   ][unused        ]
 *
 * - rank price: the price for bids, the price negated for asks, so that on both sides the larger
 *   is the better and all code below is the same for both.
 * - key: instrument × 2 + side; NIL in a free record, whose `head` links the free list.
 * - head, tail: the level's queue of orders; NIL for a level that the venue gave without orders.
 * - mark: the cut generation of the instrument in which the level was last recorded as changed.
 * - hash: what the level contributes to the book hash now.
 */
import { NIL } from './order-pool.js';

/** A record's first word is `level << LEVEL_SHIFT`, its first double `level << LEVEL_SHIFT_F64`. */
export const LEVEL_SHIFT = 4;
export const LEVEL_SHIFT_F64 = 3;

export const LEVEL = {
  /** In doubles from the record's first. */
  RANK_PRICE_F64: 0,
  QUANTITY_F64: 1,
  /** In words from the record's first. */
  ORDERS: 4,
  HEAD: 5,
  TAIL: 6,
  MARK: 7,
  HASH_LOW: 8,
  HASH_HIGH: 9,
  KEY: 10,
} as const;

const LEVEL_BYTES = 64;

export class LevelPool {
  i32: Int32Array;
  f64: Float64Array;
  /** Levels in use now. */
  count = 0;
  capacity: number;
  private firstFree = NIL;
  private unusedFrom = 0;

  constructor(capacity: number) {
    const buffer = new ArrayBuffer(capacity * LEVEL_BYTES);
    this.i32 = new Int32Array(buffer);
    this.f64 = new Float64Array(buffer);
    this.capacity = capacity;
  }

  /** An empty level of `key`, recorded in no cut; its rank price is left to the caller. */
  allocate(key: number): number {
    this.count++;
    let level = this.firstFree;
    if (level !== NIL) {
      this.firstFree = this.i32[(level << LEVEL_SHIFT) + LEVEL.HEAD]!;
    } else {
      if (this.unusedFrom === this.capacity) this.grow();
      level = this.unusedFrom++;
    }
    const words = this.i32;
    const at = level << LEVEL_SHIFT;
    this.f64[(level << LEVEL_SHIFT_F64) + LEVEL.QUANTITY_F64] = 0;
    words[at + LEVEL.ORDERS] = 0;
    words[at + LEVEL.HEAD] = NIL;
    words[at + LEVEL.TAIL] = NIL;
    words[at + LEVEL.MARK] = 0;
    words[at + LEVEL.HASH_LOW] = 0;
    words[at + LEVEL.HASH_HIGH] = 0;
    words[at + LEVEL.KEY] = key;
    return level;
  }

  release(level: number): void {
    this.count--;
    const at = level << LEVEL_SHIFT;
    this.i32[at + LEVEL.KEY] = NIL;
    this.i32[at + LEVEL.HEAD] = this.firstFree;
    this.firstFree = level;
  }

  private grow(): void {
    this.capacity *= 2;
    const grown = new Int32Array(new ArrayBuffer(this.capacity * LEVEL_BYTES));
    grown.set(this.i32);
    this.i32 = grown;
    this.f64 = new Float64Array(grown.buffer);
  }
}
