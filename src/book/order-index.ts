/**
 * Finds an order by (instrument, 64-bit id). Owns the hash table; must never change an order.
 * Lane thread only.
 *
 * Open addressing with linear probing over pairs [order + 1, hash]; 0 is an empty place. At most
 * half of the places are taken. Deletion shifts later entries of the run back, so there are no
 * tombstones and a long session stays as fast as a short one. The stored hash spares a look at the
 * order of a false match and makes shifting and growing independent of the orders.
 *
 * Most venues number orders in sequence over all instruments, and most messages are about young
 * orders: consecutive ids are kept together, whatever their instrument, so that the young ones stay
 * in the cache. Where a venue numbers each instrument's orders for itself they would pile up: the
 * first entry that ends far from home makes the table scatter all keys, instrument included.
 */
import { NIL, ORDER, ORDER_SHIFT, type OrderPool } from './order-pool.js';

// Folded into the code; an imported constant V8 reads from memory, and checks, at every use.
const NONE = NIL;
const ORDER_AT = ORDER_SHIFT;
const ID_LOW = ORDER.ID_LOW;
const ID_HIGH = ORDER.ID_HIGH;
const INSTRUMENT = ORDER.INSTRUMENT;

/** Murmur3's finalizer: every bit of a word moves every bit of the hash. */
function mix(word: number): number {
  word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  return word ^ (word >>> 16);
}

/** Consecutive ids share a block of this many places, two cache lines. A power of two. */
const BLOCK_BITS = 4;
const BLOCK_MASK = (1 << BLOCK_BITS) - 1;
/** An entry this far from its home: the ids are not what blocks are good for. */
const DISPLACEMENT_LIMIT = 128;

export class OrderIndex {
  private table: Int32Array;
  private mask: number;
  private count = 0;
  /** After find: the place of the match, or the empty place where the key would go. */
  private placeFound = 0;
  private hashFound = 0;
  private scattered = false;

  /** @param capacity orders expected; the table holds twice as many places, a power of two. */
  constructor(
    private readonly orders: OrderPool,
    capacity: number,
  ) {
    let placeCount = 16;
    while (placeCount < capacity * 2) placeCount *= 2;
    this.table = new Int32Array(placeCount * 2);
    this.mask = placeCount - 1;
  }

  /** @returns the order, or NONE. Remembers the place for insertMissed or removeFound. */
  find(instrument: number, idHigh: number, idLow: number): number {
    const table = this.table;
    const words = this.orders.i32;
    const hash = this.hashOf(instrument, idHigh, idLow);
    let place = hash & this.mask;
    this.hashFound = hash;
    for (;;) {
      const entry = table[place << 1]!;
      if (entry === 0) {
        this.placeFound = place;
        return NONE;
      }
      if (table[(place << 1) + 1] === hash) {
        const at = (entry - 1) << ORDER_AT;
        if (
          words[at + ID_LOW] === idLow &&
          words[at + ID_HIGH] === idHigh &&
          words[at + INSTRUMENT] === instrument
        ) {
          this.placeFound = place;
          return entry - 1;
        }
      }
      place = (place + 1) & this.mask;
    }
  }

  /** Enter `order` under the key that find has just missed. */
  insertMissed(order: number): void {
    const at = this.placeFound << 1;
    this.table[at] = order + 1;
    this.table[at + 1] = this.hashFound;
    if (++this.count * 2 > this.mask) this.grow();
    else if (((this.placeFound - this.hashFound) & this.mask) > DISPLACEMENT_LIMIT) this.scatter();
  }

  /** Forget the order that find has just found. */
  removeFound(): void {
    const table = this.table;
    const mask = this.mask;
    let hole = this.placeFound;
    let place = hole;
    for (;;) {
      place = (place + 1) & mask;
      const entry = table[place << 1]!;
      if (entry === 0) break;
      const home = table[(place << 1) + 1]! & mask;
      // An entry may move back to the hole only if that is not before its home.
      if (((place - home) & mask) >= ((place - hole) & mask)) {
        table[hole << 1] = entry;
        table[(hole << 1) + 1] = table[(place << 1) + 1]!;
        hole = place;
      }
    }
    table[hole << 1] = 0;
    this.count--;
  }

  private hashOf(instrument: number, idHigh: number, idLow: number): number {
    const high = Math.imul(idHigh, 0x9e3779b1);
    if (this.scattered) return mix(idLow ^ high ^ Math.imul(instrument + 1, 0x27d4eb2f));
    const block = mix((idLow >>> BLOCK_BITS) ^ high);
    // Within its block an id stands where the hash says, so that ids in strides spread too.
    return (block & ~BLOCK_MASK) | ((idLow ^ (block >>> (32 - BLOCK_BITS))) & BLOCK_MASK);
  }

  private grow(): void {
    this.rebuild(this.table.length * 2);
  }

  private scatter(): void {
    if (this.scattered) return;
    this.scattered = true;
    const words = this.orders.i32;
    for (let at = 0; at < this.table.length; at += 2) {
      if (this.table[at] === 0) continue;
      const order = (this.table[at]! - 1) << ORDER_AT;
      this.table[at + 1] = this.hashOf(
        words[order + INSTRUMENT]!,
        words[order + ID_HIGH]!,
        words[order + ID_LOW]!,
      );
    }
    this.rebuild(this.table.length);
  }

  /** Enter all entries anew, by their stored hashes, into a table of `wordCount` words. */
  private rebuild(wordCount: number): void {
    const old = this.table;
    const table = new Int32Array(wordCount);
    const mask = wordCount / 2 - 1;
    for (let at = 0; at < old.length; at += 2) {
      if (old[at] === 0) continue;
      let place = old[at + 1]! & mask;
      while (table[place << 1] !== 0) place = (place + 1) & mask;
      table[place << 1] = old[at]!;
      table[(place << 1) + 1] = old[at + 1]!;
    }
    this.table = table;
    this.mask = mask;
  }
}
