/**
 * Memory of all price levels of a lane. Owns the record layout and the free list; must never know
 * in which order levels stand. Lane thread only.
 *
 *   word  0 … 1            2 … 3                 4         5       6       7
 *         [rank price, f64][quantity, f64, Lots ][orders  ][head  ][tail  ][mark  ]
 *
 * and, apart from it because most changes of a level do not need it,
 *
 *   word  0           1            2       3              4               5 … 7
 *         [hash low  ][hash high  ][key   ][next stale   ][previous stale][unused ]
 *
 * - rank price: the price for bids, the price negated for asks, so that on both sides the larger
 *   is the better and all code is the same for both.
 * - head, tail: the level's queue of orders; NIL for a level that the venue gave without orders.
 * - mark: the cut generation of the instrument (odd) in which the level was last recorded as
 *   changed; one less when its part of the book hash has been made since.
 * - hash: the level's part of the book hash. It is made only when a hash is asked for: until then
 *   a changed level (odd mark) waits in its book's list of stale ones.
 * - key: instrument × 2 + side; NIL in a free record, whose `head` links the free list.
 */
import { NIL } from './nil.js';

/** Both records' first word is `level << LEVEL_SHIFT`, the first double `level << LEVEL_SHIFT_F64`. */
export const LEVEL_SHIFT = 3;
export const LEVEL_SHIFT_F64 = 2;

export const LEVEL = {
  /** In doubles from the record's first. */
  RANK_PRICE_F64: 0,
  QUANTITY_F64: 1,
  /** In words from the record's first. */
  ORDERS: 4,
  HEAD: 5,
  TAIL: 6,
  MARK: 7,
} as const;

/** The record beside, in `rare`. */
export const LEVEL_RARE = {
  HASH_LOW: 0,
  HASH_HIGH: 1,
  KEY: 2,
  NEXT_STALE: 3,
  PREVIOUS_STALE: 4,
} as const;

const LEVEL_BYTES = 32;

// Folded into the code; an exported constant V8 reads from memory, and checks, at every use.
const NONE = NIL;
const LEVEL_AT = LEVEL_SHIFT;
const LEVEL_F64_AT = LEVEL_SHIFT_F64;
const QUANTITY = LEVEL.QUANTITY_F64;
const ORDERS = LEVEL.ORDERS;
const HEAD = LEVEL.HEAD;
const TAIL = LEVEL.TAIL;
const MARK = LEVEL.MARK;
const HASH_LOW = LEVEL_RARE.HASH_LOW;
const HASH_HIGH = LEVEL_RARE.HASH_HIGH;
const KEY = LEVEL_RARE.KEY;

export class LevelPool {
  i32: Int32Array;
  f64: Float64Array;
  rare: Int32Array;
  /** Levels in use now. */
  count = 0;
  capacity: number;
  private firstFree = NONE;
  /** Level 0 is nobody's: an order with it is no order. */
  private unusedFrom = 1;

  constructor(capacity: number) {
    const buffer = new ArrayBuffer(capacity * LEVEL_BYTES);
    this.i32 = new Int32Array(buffer);
    this.f64 = new Float64Array(buffer);
    this.rare = new Int32Array(capacity * (LEVEL_BYTES / 4));
    this.capacity = capacity;
  }

  /** An empty level of `key`, recorded in no cut, part of no hash; its rank price is left to the caller. */
  allocate(key: number): number {
    this.count++;
    let level = this.firstFree;
    if (level !== NONE) {
      this.firstFree = this.i32[(level << LEVEL_AT) + HEAD]!;
    } else {
      if (this.unusedFrom === this.capacity) this.grow();
      level = this.unusedFrom++;
    }
    const words = this.i32;
    const rare = this.rare;
    const at = level << LEVEL_AT;
    this.f64[(level << LEVEL_F64_AT) + QUANTITY] = 0;
    words[at + ORDERS] = 0;
    words[at + HEAD] = NONE;
    words[at + TAIL] = NONE;
    words[at + MARK] = 0;
    rare[at + HASH_LOW] = 0;
    rare[at + HASH_HIGH] = 0;
    rare[at + KEY] = key;
    return level;
  }

  release(level: number): void {
    this.count--;
    const at = level << LEVEL_AT;
    this.rare[at + KEY] = NONE;
    this.i32[at + HEAD] = this.firstFree;
    this.firstFree = level;
  }

  private grow(): void {
    this.capacity *= 2;
    const grown = new Int32Array(new ArrayBuffer(this.capacity * LEVEL_BYTES));
    grown.set(this.i32);
    this.i32 = grown;
    this.f64 = new Float64Array(grown.buffer);
    const rare = new Int32Array(grown.length);
    rare.set(this.rare);
    this.rare = rare;
  }
}
