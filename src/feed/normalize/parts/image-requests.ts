/**
 * Requests for images, by symbol: at most one per symbol is waiting or under way; each retry doubles
 * its back-off and is jittered, so that symbols that broke together do not ask together. Knows not how
 * a venue is asked: the normalizer makes a fetch or a resubscription of what it takes. In a replay
 * nobody takes them; they are bounded by the number of symbols.
 */

export interface ImageRequestLimits {
  /** First back-off between two requests for the same image; doubles each time. */
  readonly retryNsFirst: number;
  readonly retryNsMax: number;
  /** An image that has not come by then is asked for again. */
  readonly answerTimeoutNs: number;
}

export const IMAGE_REQUEST_LIMITS: ImageRequestLimits = {
  retryNsFirst: 1e9,
  retryNsMax: 60e9,
  answerTimeoutNs: 10e9,
};

interface Pending {
  readonly symbol: string;
  attempts: number;
  notBeforeNs: number;
  /** Taken by the transport at; NaN while it is not. */
  takenNs: number;
}

export interface ImageRequest {
  readonly symbol: string;
  readonly notBeforeNs: number;
}

export class ImageRequests {
  private readonly pending = new Map<string, Pending>();

  constructor(
    private readonly limits: ImageRequestLimits,
    private readonly random: () => number,
  ) {}

  /** The symbol needs an image; nothing happens when one is asked for already. */
  want(symbol: string, nowNs: number): void {
    if (this.pending.has(symbol)) return;
    this.pending.set(symbol, { symbol, attempts: 0, notBeforeNs: nowNs, takenNs: NaN });
  }

  /** want() of a symbol whose images keep failing: as if it had been asked for so often already. */
  wantAfter(failures: number, symbol: string, nowNs: number): void {
    this.want(symbol, nowNs);
    const pending = this.pending.get(symbol)!;
    if (failures === 0 || pending.attempts >= failures || !Number.isNaN(pending.takenNs)) return;
    pending.attempts = failures - 1;
    this.retry(symbol, nowNs);
  }

  /** The symbol's image has been asked for otherwise, with a whole connection's, say. */
  asked(symbol: string, nowNs: number): void {
    this.pending.set(symbol, { symbol, attempts: 0, notBeforeNs: nowNs, takenNs: nowNs });
  }

  /** The image was asked for by other means: a subscription of many symbols, say. Asked for again when it is late. */
  expect(symbol: string, nowNs: number): void {
    this.pending.set(symbol, { symbol, attempts: 0, notBeforeNs: nowNs, takenNs: nowNs });
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

  /** The next symbol to ask for, once. */
  take(nowNs: number): ImageRequest | undefined {
    for (const pending of this.pending.values()) {
      if (!Number.isNaN(pending.takenNs)) continue;
      pending.takenNs = Math.max(nowNs, pending.notBeforeNs);
      return { symbol: pending.symbol, notBeforeNs: pending.notBeforeNs };
    }
    return undefined;
  }
}
