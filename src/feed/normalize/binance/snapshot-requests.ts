/**
 * Requests for REST snapshots: at most one per symbol is waiting or under way; each retry doubles
 * its back-off and is jittered, so that symbols that broke together do not ask together. In a
 * replay nobody takes the commands; they are bounded by the number of symbols.
 */
import type { FetchCommand } from '../venue-normalizer.js';
import type { BinanceLimits } from './limits.js';

interface Pending {
  readonly symbol: string;
  attempts: number;
  notBeforeNs: number;
  /** Taken by the transport at; NaN while it is not. */
  takenNs: number;
}

export class SnapshotRequests {
  private readonly pending = new Map<string, Pending>();

  constructor(
    private readonly restBase: string,
    private readonly limits: BinanceLimits,
    private readonly random: () => number,
  ) {}

  /** The symbol needs a snapshot; nothing happens when one is asked for already. */
  want(symbol: string, nowNs: number): void {
    if (this.pending.has(symbol)) return;
    this.pending.set(symbol, { symbol, attempts: 0, notBeforeNs: nowNs, takenNs: NaN });
  }

  /** The answer was useless (too old, an error, refused): ask again, later. */
  retry(symbol: string, nowNs: number): void {
    const pending = this.pending.get(symbol);
    if (!pending) return this.want(symbol, nowNs);
    const backOffNs = Math.min(
      this.limits.retryNsFirst * 2 ** pending.attempts,
      this.limits.retryNsMax,
    );
    pending.attempts++;
    pending.notBeforeNs = nowNs + backOffNs * (0.5 + this.random() / 2);
    pending.takenNs = NaN;
  }

  satisfied(symbol: string): void {
    this.pending.delete(symbol);
  }

  isWanted(symbol: string): boolean {
    return this.pending.has(symbol);
  }

  /** What was taken and not answered in time is asked for again. */
  checkTimers(nowNs: number): void {
    for (const pending of this.pending.values()) {
      if (nowNs - pending.takenNs > this.limits.answerTimeoutNs) this.retry(pending.symbol, nowNs);
    }
  }

  take(nowNs: number): FetchCommand | undefined {
    for (const pending of this.pending.values()) {
      if (!Number.isNaN(pending.takenNs)) continue;
      pending.takenNs = Math.max(nowNs, pending.notBeforeNs);
      const symbol = encodeURIComponent(pending.symbol);
      return {
        kind: 'fetch',
        url: `${this.restBase}/api/v3/depth?symbol=${symbol}&limit=${this.limits.snapshotLevels}`,
        notBeforeNs: pending.notBeforeNs,
      };
    }
    return undefined;
  }
}
