/**
 * One list of entries per instrument over a common pool. Owns only the links; what an entry holds
 * lies in the caller's columns at the entry's index. Grows, never shrinks. Lane thread only.
 */
import type { InstrumentId } from '../../market/units.js';

export const NO_ENTRY = -1;

export class PendingLists {
  private readonly first: Int32Array;
  private readonly last: Int32Array;
  private next: Int32Array;
  private firstFree = NO_ENTRY;
  private unusedFrom = 0;
  capacity: number;

  constructor(instrumentLimit: number, capacity: number) {
    this.capacity = capacity;
    this.first = new Int32Array(instrumentLimit).fill(NO_ENTRY);
    this.last = new Int32Array(instrumentLimit).fill(NO_ENTRY);
    this.next = new Int32Array(capacity);
  }

  /** Whether the next append needs more capacity: the caller grows its columns and calls grow(). */
  get full(): boolean {
    return this.firstFree === NO_ENTRY && this.unusedFrom === this.capacity;
  }

  grow(): void {
    this.capacity *= 2;
    const grown = new Int32Array(this.capacity);
    grown.set(this.next);
    this.next = grown;
  }

  /** @returns index of the new last entry of the instrument's list. */
  append(instrument: InstrumentId): number {
    let entry = this.firstFree;
    if (entry !== NO_ENTRY) this.firstFree = this.next[entry]!;
    else entry = this.unusedFrom++;
    this.next[entry] = NO_ENTRY;
    const last = this.last[instrument]!;
    if (last === NO_ENTRY) this.first[instrument] = entry;
    else this.next[last] = entry;
    this.last[instrument] = entry;
    return entry;
  }

  /** First entry, NO_ENTRY when the list is empty. */
  firstOf(instrument: InstrumentId): number {
    return this.first[instrument]!;
  }

  after(entry: number): number {
    return this.next[entry]!;
  }

  /** Empty the list in one step. */
  clear(instrument: InstrumentId): void {
    const last = this.last[instrument]!;
    if (last === NO_ENTRY) return;
    this.next[last] = this.firstFree;
    this.firstFree = this.first[instrument]!;
    this.first[instrument] = NO_ENTRY;
    this.last[instrument] = NO_ENTRY;
  }
}
