/**
 * Keeps a rate within a venue's limit: so many units a second on average, and as many at once as the
 * bucket holds. Owns the level; time comes from the caller.
 */
export class TokenBucket {
  private level: number;
  private filledNs = NaN;

  /** @param capacity units that may be taken at once after a pause. */
  constructor(
    private readonly perSecond: number,
    private readonly capacity: number,
  ) {
    this.level = capacity;
  }

  /** @returns whether `units` could be taken; a request above the capacity waits for a full bucket. */
  take(units: number, nowNs: number): boolean {
    if (!Number.isNaN(this.filledNs)) {
      const filled = this.level + ((nowNs - this.filledNs) / 1e9) * this.perSecond;
      this.level = Math.min(this.capacity, filled);
    }
    this.filledNs = nowNs;
    if (this.level < Math.min(units, this.capacity)) return false;
    this.level -= units;
    return true;
  }
}
