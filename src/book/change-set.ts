/**
 * What has changed since the last cut: for every level touched, what it was then. Owns one list a
 * side of a book, in the order of first touch; must never read or change a level. Lane thread only.
 *
 *   word  0 … 1             2 … 3                      4                 5       6       7
 *         [rank price, f64 ][quantity before, f64     ][orders before   ][level ][next  ][unused]
 *
 * A level that is removed and comes back in the same cut is recorded again, under its new record:
 * of several entries at one price the first tells the state before. Lists are bounded: a side that
 * outgrows the limit records nothing more, says so, and clients get an image instead of a delta.
 */
import { NIL } from './nil.js';

/** An entry's first word is `entry << CHANGE_SHIFT`, its first double `entry << CHANGE_SHIFT_F64`. */
export const CHANGE_SHIFT = 3;
export const CHANGE_SHIFT_F64 = 2;

export const CHANGE = {
  /** In doubles from the entry's first. */
  RANK_PRICE_F64: 0,
  QUANTITY_F64: 1,
  /** In words from the entry's first. */
  ORDERS: 4,
  LEVEL: 5,
  NEXT: 6,
} as const;

const CHANGE_BYTES = 32;
const CAPACITY_FIRST = 1024;

// Folded into the code; an exported constant V8 reads from memory, and checks, at every use.
const NONE = NIL;
const CHANGE_AT = CHANGE_SHIFT;
const ORDERS = CHANGE.ORDERS;
const LEVEL = CHANGE.LEVEL;
const NEXT = CHANGE.NEXT;

export class ChangeSet {
  i32: Int32Array;
  f64: Float64Array;
  /** Per key: first and last entry of the list, and how many there are. */
  readonly first: Int32Array;
  readonly counts: Int32Array;
  private readonly last: Int32Array;
  private readonly overflowed: Uint8Array;
  private capacity = CAPACITY_FIRST;
  private firstFree = NONE;
  private unusedFrom = 0;

  /** @param limit entries a side at most */
  constructor(
    keyCount: number,
    readonly limit: number,
  ) {
    const buffer = new ArrayBuffer(this.capacity * CHANGE_BYTES);
    this.i32 = new Int32Array(buffer);
    this.f64 = new Float64Array(buffer);
    this.first = new Int32Array(keyCount).fill(NONE);
    this.last = new Int32Array(keyCount).fill(NONE);
    this.counts = new Int32Array(keyCount);
    this.overflowed = new Uint8Array(keyCount);
  }

  /**
   * Append an entry for `level`.
   * @returns the entry, whose rank price and quantity the caller writes; NONE when the list is full.
   */
  append(key: number, level: number, orders: number): number {
    if (this.counts[key] === this.limit) {
      this.overflowed[key] = 1;
      return NONE;
    }
    let entry = this.firstFree;
    if (entry !== NONE) {
      this.firstFree = this.i32[(entry << CHANGE_AT) + NEXT]!;
    } else {
      if (this.unusedFrom === this.capacity) this.grow();
      entry = this.unusedFrom++;
    }
    const words = this.i32;
    const at = entry << CHANGE_AT;
    words[at + ORDERS] = orders;
    words[at + LEVEL] = level;
    words[at + NEXT] = NONE;
    if (this.counts[key]!++ === 0) this.first[key] = entry;
    else words[(this.last[key]! << CHANGE_AT) + NEXT] = entry;
    this.last[key] = entry;
    return entry;
  }

  overflow(key: number): boolean {
    return this.overflowed[key] !== 0;
  }

  /** Forget the list of `key`: all of it goes to the free list in one step. */
  reset(key: number): void {
    if (this.counts[key] === 0) return;
    this.i32[(this.last[key]! << CHANGE_AT) + NEXT] = this.firstFree;
    this.firstFree = this.first[key]!;
    this.first[key] = NONE;
    this.last[key] = NONE;
    this.counts[key] = 0;
    this.overflowed[key] = 0;
  }

  private grow(): void {
    this.capacity *= 2;
    const grown = new Int32Array(new ArrayBuffer(this.capacity * CHANGE_BYTES));
    grown.set(this.i32);
    this.i32 = grown;
    this.f64 = new Float64Array(grown.buffer);
  }
}
