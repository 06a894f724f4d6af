/**
 * Images of a counterparty that is asked for nothing: where it sends them with the logon, the session is begun anew for
 * one. Owns when, because that costs every book of the session: never twice within the pause. Pure, cold.
 */
import type { ImageRequests } from '../parts/image-requests.js';
import type { ReconnectCommand } from '../venue-normalizer.js';

export class ImageReconnect {
  private dueNs = Infinity;
  private lastNs = -Infinity;

  constructor(
    private readonly requests: ImageRequests,
    private readonly connection: string,
    private readonly pauseNs: number,
  ) {}

  take(nowNs: number): ReconnectCommand | undefined {
    const request = this.requests.take(nowNs);
    if (request !== undefined) {
      const notBeforeNs = Math.max(request.notBeforeNs, this.lastNs + this.pauseNs);
      this.dueNs = Math.min(this.dueNs, notBeforeNs);
    }
    if (nowNs < this.dueNs) return undefined;
    this.dueNs = Infinity;
    this.lastNs = nowNs;
    const reason = 'a book was lost, and images come with the logon only';
    return { kind: 'reconnect', connection: this.connection, reason };
  }

  /** What was lost before comes now, or it does not. */
  loggedOn(books: Iterable<{ readonly symbol: string }>): void {
    this.dueNs = Infinity;
    for (const { symbol } of books) this.requests.satisfied(symbol);
  }
}
