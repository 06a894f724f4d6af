/**
 * A token bucket for one client's control requests. Owns how many requests are left; must never
 * read a clock itself. Refills continuously; its burst is twice the rate.
 */

const NS_PER_SECOND = 1e9;
const BURST_SECONDS = 2;

export class RequestRate {
  private tokens: number;
  private refilledNs: number;
  /** Requests refused since the last one that was let through. */
  refusedInARow = 0;

  constructor(
    private readonly perSecond: number,
    nowNs: number,
  ) {
    this.tokens = perSecond * BURST_SECONDS;
    this.refilledNs = nowNs;
  }

  /** @returns whether the request may be carried out. */
  take(nowNs: number): boolean {
    const earned = ((nowNs - this.refilledNs) / NS_PER_SECOND) * this.perSecond;
    this.tokens = Math.min(this.perSecond * BURST_SECONDS, this.tokens + earned);
    this.refilledNs = nowNs;
    if (this.tokens < 1) {
      this.refusedInARow++;
      return false;
    }
    this.tokens--;
    this.refusedInARow = 0;
    return true;
  }
}
