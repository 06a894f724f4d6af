/**
 * The rule of `level2` and `level2_batch`, for one product. They carry neither sequence nor checksum:
 *
 *   1 subscribe; the snapshot is the whole book, and a later one replaces it
 *   2 what comes before the snapshot has nothing to change: drop it
 *   3 sizes are absolute, 0 removes, removing a level that we do not hold is normal
 *   4 time never runs backwards: an update older than the one before is out of order, as if one were lost
 *   5 a message of the product that could not be read may have been an update: as if one were lost
 *   6 `level2` alone: a ticker of the very time of the last update tells the best bid and ask after it
 *
 * Owns phase and time of the book. Knows nothing of levels or events.
 */

export type UpdateVerdict = 'apply' | 'early' | 'gap';

export class Level2Sync {
  isLive = false;
  gapCount = 0;
  /** Microseconds since 1970 of the last update; -1 before the first. */
  private timeUs = -1;

  accepted(): void {
    this.isLive = true;
    this.timeUs = -1;
  }

  judgeUpdate(timeUs: number): UpdateVerdict {
    // 2
    if (!this.isLive) return 'early';
    // 4
    if (timeUs < this.timeUs) return this.lost();
    this.timeUs = timeUs;
    return 'apply';
  }

  /** 5, and whatever else takes the book's continuity. */
  lost(): 'gap' {
    if (this.isLive) this.gapCount++;
    this.discard();
    return 'gap';
  }

  /** 6 */
  canCompare(tickerUs: number): boolean {
    return this.isLive && tickerUs === this.timeUs;
  }

  discard(): void {
    this.isLive = false;
    this.timeUs = -1;
  }
}
