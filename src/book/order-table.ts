/**
 * All resting orders of a lane, found by (instrument, 64-bit id). Owns the order records and where
 * they stand; must never know what a level adds up to. Lane thread only.
 *
 *   word  0         1         2            3        4         5           6 … 7
 *         [id low  ][id high ][key        ][level  ][next    ][previous  ][quantity, f64, Lots]
 *
 * The key is instrument × 2 + side. The table holds the records themselves, 32 bytes each: open addressing with linear probing, at
 * most half of the places taken, so finding an order costs one cache line. A record with level 0 is
 * empty. `next` and `previous` link the queue of its level, first come first.
 *
 * Records of a run stand in the order of their homes (Robin Hood): a search ends at the first record
 * that is nearer to its home than the search is, and removal shifts records back only up to the
 * first one at home. No tombstones: a long session stays as fast as a short one.
 *
 * An order is named by its place, so a name holds only until another order comes or goes; queue
 * links and level ends are put right here.
 *
 * Most venues number orders in sequence over all instruments, and most messages are about young
 * orders: consecutive ids are kept together, whatever their instrument, so that the young ones stay
 * in the cache. Where a venue numbers each instrument's orders for itself they would pile up: a
 * record that ends far from home in a quarter-full table makes it scatter all keys, instrument
 * included.
 */
import { LEVEL, LEVEL_SHIFT, type LevelPool } from './level-pool.js';
import { NIL } from './nil.js';

/** A record's first word is `order << ORDER_SHIFT`, its first double `order << ORDER_SHIFT_F64`. */
export const ORDER_SHIFT = 3;
export const ORDER_SHIFT_F64 = 2;

export const ORDER = {
  ID_LOW: 0,
  ID_HIGH: 1,
  KEY: 2,
  LEVEL: 3,
  NEXT: 4,
  PREVIOUS: 5,
  /** In doubles from the record's first. */
  QUANTITY_F64: 3,
} as const;

const ORDER_BYTES = 32;
const RECORD_WORDS = ORDER_BYTES / 4;
/** Consecutive ids share a block of this many places. */
const BLOCK_BITS = 1;
const BLOCK_MASK = (1 << BLOCK_BITS) - 1;
/** A record this far from its home: the ids are not what blocks are good for. */
const DISTANCE_LIMIT = 256;

// Folded into the code; an imported or exported constant V8 reads from memory at every use.
const NONE = NIL;
const ORDER_AT = ORDER_SHIFT;
const ID_LOW = ORDER.ID_LOW;
const ID_HIGH = ORDER.ID_HIGH;
const KEY = ORDER.KEY;
const LEVEL_OF = ORDER.LEVEL;
const NEXT = ORDER.NEXT;
const PREVIOUS = ORDER.PREVIOUS;
const LEVEL_AT = LEVEL_SHIFT;
const HEAD = LEVEL.HEAD;
const TAIL = LEVEL.TAIL;

/** Murmur3's finalizer: every bit of a word moves every bit of the hash. */
function mix(word: number): number {
  word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  return word ^ (word >>> 16);
}

export class OrderTable {
  i32: Int32Array;
  f64: Float64Array;
  /** Orders resting now. */
  count = 0;
  private mask: number;
  /** After a find without a match: the place where the order belongs, and how far from home. */
  private placeMissed = 0;
  private distanceMissed = 0;
  private scattered = false;

  /** @param capacity orders to have room for before the first growth */
  constructor(
    private readonly levels: LevelPool,
    capacity: number,
  ) {
    let placeCount = 64;
    while (placeCount < capacity * 2) placeCount *= 2;
    const buffer = new ArrayBuffer(placeCount * ORDER_BYTES);
    this.i32 = new Int32Array(buffer);
    this.f64 = new Float64Array(buffer);
    this.mask = placeCount - 1;
  }

  /** @returns the order, or NIL: then claimMissed may follow. Id words as int32. */
  find(instrument: number, idHigh: number, idLow: number): number {
    const words = this.i32;
    const mask = this.mask;
    let place = this.homeOf(instrument, idHigh, idLow) & mask;
    let distance = 0;
    for (;;) {
      const at = place << ORDER_AT;
      if (
        words[at + ID_LOW] === idLow &&
        words[at + ID_HIGH] === idHigh &&
        words[at + KEY]! >> 1 === instrument &&
        words[at + LEVEL_OF] !== 0
      )
        return place;
      if (words[at + LEVEL_OF] === 0 || this.distanceOf(place) < distance) {
        this.placeMissed = place;
        this.distanceMissed = distance;
        return NONE;
      }
      place = (place + 1) & mask;
      distance++;
    }
  }

  /**
   * Enter the order that find has just missed; the caller gives it level, links and quantity at
   * once. Renames others.
   */
  claimMissed(key: number, idHigh: number, idLow: number): number {
    const order = this.placeMissed;
    const words = this.i32;
    const at = order << ORDER_AT;
    if (words[at + LEVEL_OF] !== 0) this.shiftOn(order);
    words[at + ID_LOW] = idLow;
    words[at + ID_HIGH] = idHigh;
    words[at + KEY] = key;
    this.count++;
    return order;
  }

  /** To be called when a claimed order has its level: keeps room and short ways. Renames all. */
  settleClaimed(): void {
    if (this.count * 2 > this.mask) {
      this.rebuild(this.mask * 2 + 1);
    } else if (this.distanceMissed > DISTANCE_LIMIT) {
      if (this.count * 4 > this.mask) {
        this.rebuild(this.mask * 2 + 1);
      } else if (!this.scattered) {
        this.scattered = true;
        this.rebuild(this.mask);
      }
    }
  }

  /** Forget an order that has left its queue. Renames others. */
  remove(order: number): void {
    const words = this.i32;
    const mask = this.mask;
    let hole = order;
    for (;;) {
      const place = (hole + 1) & mask;
      if (words[(place << ORDER_AT) + LEVEL_OF] === 0 || this.distanceOf(place) === 0) break;
      this.move(place, hole);
      hole = place;
    }
    words[(hole << ORDER_AT) + LEVEL_OF] = 0;
    this.count--;
  }

  /** How far behind its home a record stands. */
  private distanceOf(place: number): number {
    const words = this.i32;
    const at = place << ORDER_AT;
    const home = this.homeOf(words[at + KEY]! >> 1, words[at + ID_HIGH]!, words[at + ID_LOW]!);
    return (place - home) & this.mask;
  }

  /** Empty a place: the rest of its run moves on by one. */
  private shiftOn(place: number): void {
    const mask = this.mask;
    let hole = place;
    while (this.i32[(hole << ORDER_AT) + LEVEL_OF] !== 0) hole = (hole + 1) & mask;
    while (hole !== place) {
      const from = (hole - 1) & mask;
      this.move(from, hole);
      hole = from;
    }
  }

  private homeOf(instrument: number, idHigh: number, idLow: number): number {
    const high = Math.imul(idHigh, 0x9e3779b1);
    if (this.scattered) return mix(idLow ^ high ^ Math.imul(instrument + 1, 0x27d4eb2f));
    const block = mix((idLow >>> BLOCK_BITS) ^ high);
    // Within its block an id stands where the hash says, so that ids in strides spread too.
    return (block & ~BLOCK_MASK) | ((idLow ^ (block >>> (32 - BLOCK_BITS))) & BLOCK_MASK);
  }

  /** Move a record and put right what names it. */
  private move(from: number, to: number): void {
    const words = this.i32;
    const at = to << ORDER_AT;
    this.copy(from, to);
    const level = words[at + LEVEL_OF]! << LEVEL_AT;
    const next = words[at + NEXT]!;
    const previous = words[at + PREVIOUS]!;
    if (previous === NONE) this.levels.i32[level + HEAD] = to;
    else words[(previous << ORDER_AT) + NEXT] = to;
    if (next === NONE) this.levels.i32[level + TAIL] = to;
    else words[(next << ORDER_AT) + PREVIOUS] = to;
  }

  private copy(from: number, to: number): void {
    const words = this.i32;
    const source = from << ORDER_AT;
    const target = to << ORDER_AT;
    for (let i = 0; i < RECORD_WORDS; i++) words[target + i] = words[source + i]!;
  }

  /** Seat all orders anew in a table of `mask + 1` places. Allocates: growth, never steady state. */
  private rebuild(mask: number): void {
    const old = this.i32;
    const oldCount = this.mask + 1;
    const buffer = new ArrayBuffer((mask + 1) * ORDER_BYTES);
    this.i32 = new Int32Array(buffer);
    this.f64 = new Float64Array(buffer);
    this.mask = mask;
    this.count = 0;
    for (let from = 0; from < oldCount; from++) {
      if (old[(from << ORDER_AT) + LEVEL_OF] !== 0) this.seat(old, from);
    }
    const seats = new Int32Array(oldCount);
    for (let order = 0; order <= mask; order++) {
      const at = order << ORDER_AT;
      if (this.i32[at + LEVEL_OF] !== 0) seats[this.i32[at + NEXT]!] = order;
    }
    for (let from = 0; from < oldCount; from++) {
      if (old[(from << ORDER_AT) + LEVEL_OF] !== 0) this.relink(old, from, seats);
    }
  }

  /** Copy an old record to its new place; where it came from stands in NEXT until all are seated. */
  private seat(old: Int32Array, from: number): void {
    const source = from << ORDER_AT;
    const words = this.i32;
    this.find(old[source + KEY]! >> 1, old[source + ID_HIGH]!, old[source + ID_LOW]!);
    const place = this.placeMissed;
    let hole = place;
    while (words[(hole << ORDER_AT) + LEVEL_OF] !== 0) hole = (hole + 1) & this.mask;
    while (hole !== place) {
      const behind = (hole - 1) & this.mask;
      this.copy(behind, hole);
      hole = behind;
    }
    const target = place << ORDER_AT;
    for (let i = 0; i < RECORD_WORDS; i++) words[target + i] = old[source + i]!;
    words[target + NEXT] = from;
    this.count++;
  }

  /** Give a seated record its links again, translated, and its level its new ends. */
  private relink(old: Int32Array, from: number, seats: Int32Array): void {
    const source = from << ORDER_AT;
    const order = seats[from]!;
    const at = order << ORDER_AT;
    const level = old[source + LEVEL_OF]! << LEVEL_AT;
    const next = old[source + NEXT]!;
    const previous = old[source + PREVIOUS]!;
    this.i32[at + NEXT] = next === NONE ? NONE : seats[next]!;
    this.i32[at + PREVIOUS] = previous === NONE ? NONE : seats[previous]!;
    if (next === NONE) this.levels.i32[level + TAIL] = order;
    if (previous === NONE) this.levels.i32[level + HEAD] = order;
  }
}
