/**
 * Finds an order by (instrument, 64-bit id). Owns the hash table; must never change an order.
 * Lane thread only.
 *
 * Open addressing with linear probing over pairs [order + 1, hash]; 0 is an empty place. At most
 * half of the places are taken. Deletion shifts later entries of the run back, so there are no
 * tombstones and a long session stays as fast as a short one. The stored hash spares a look at the
 * order of a false match and makes shifting and growing independent of the orders.
 */
import { NIL, ORDER, ORDER_SHIFT, type OrderPool } from './order-pool.js';

/** Murmur3's finalizer over the three key words: ids come in sequence, tables must not care. */
function hashOf(instrument: number, idHigh: number, idLow: number): number {
  let hash = idLow ^ Math.imul(idHigh, 0x9e3779b1) ^ Math.imul(instrument + 1, 0x27d4eb2f);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

export class OrderIndex {
  private table: Int32Array;
  private mask: number;
  private count = 0;
  /** After find: the place of the match, or the empty place where the key would go. */
  private placeFound = 0;
  private hashFound = 0;

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

  /** @returns the order, or NIL. Remembers the place for insertMissed or removeFound. */
  find(instrument: number, idHigh: number, idLow: number): number {
    const table = this.table;
    const words = this.orders.i32;
    const hash = hashOf(instrument, idHigh, idLow);
    let place = hash & this.mask;
    this.hashFound = hash;
    for (;;) {
      const entry = table[place << 1]!;
      if (entry === 0) {
        this.placeFound = place;
        return NIL;
      }
      if (table[(place << 1) + 1] === hash) {
        const at = (entry - 1) << ORDER_SHIFT;
        if (
          words[at + ORDER.ID_LOW] === idLow &&
          words[at + ORDER.ID_HIGH] === idHigh &&
          words[at + ORDER.INSTRUMENT] === instrument
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

  private grow(): void {
    const old = this.table;
    const table = new Int32Array(old.length * 2);
    const mask = this.mask * 2 + 1;
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
