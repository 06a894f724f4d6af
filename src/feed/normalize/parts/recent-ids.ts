/**
 * Which of an instrument's newest ids have been seen: the copies that several lines bring of a trade
 * or a top of book are dropped, in whatever order they come. Remembers a window; allocates nothing.
 */

const WINDOW = 256;

export class RecentIds {
  private readonly ids = new Float64Array(WINDOW).fill(NaN);

  /** @returns false for one that has come before. */
  add(id: number): boolean {
    const slot = id % WINDOW;
    // A newer id in the slot: this one is a window behind, a copy that took its time.
    if (this.ids[slot]! >= id) return false;
    this.ids[slot] = id;
    return true;
  }

  has(id: number): boolean {
    return this.ids[id % WINDOW] === id;
  }

  /** The venue may count anew. */
  clear(): void {
    this.ids.fill(NaN);
  }
}
