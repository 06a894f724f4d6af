/**
 * The last digests that a line's copy of a book had, with when: two lines have met when one's newest digest
 * lies on the other's trail. A digest is two words that are equal for equal books (a hash, a checksum of the
 * venue). Owns a ring of fixed size. Feed thread.
 */

/** Messages that a line may be behind another and still be recognized; a power of two. */
export const TRAIL_LENGTH = 128;

export class DigestTrail {
  private readonly lows = new Int32Array(TRAIL_LENGTH);
  private readonly highs = new Int32Array(TRAIL_LENGTH);
  private readonly times = new Float64Array(TRAIL_LENGTH);
  private count = 0;

  add(low: number, high: number, nowNs: number): void {
    const at = this.count++ & (TRAIL_LENGTH - 1);
    this.lows[at] = low;
    this.highs[at] = high;
    this.times[at] = nowNs;
  }

  clear(): void {
    this.count = 0;
  }

  /** When this line stood where `other` stands now, newest first; NaN when it is not on the trail. */
  whenAt(other: DigestTrail): number {
    if (other.count === 0) return NaN;
    const sought = (other.count - 1) & (TRAIL_LENGTH - 1);
    const low = other.lows[sought]!;
    const high = other.highs[sought]!;
    const oldest = Math.max(0, this.count - TRAIL_LENGTH);
    for (let i = this.count - 1; i >= oldest; i--) {
      const at = i & (TRAIL_LENGTH - 1);
      if (this.lows[at] === low && this.highs[at] === high) return this.times[at]!;
    }
    return NaN;
  }
}
