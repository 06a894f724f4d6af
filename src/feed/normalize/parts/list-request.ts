/**
 * The request for a venue's instrument list: once at the start, again after a failure, and again
 * every so often, for what is listed and what trades changes. Cold.
 */
import type { FetchCommand } from '../venue-normalizer.js';

export interface ListRequestOptions {
  readonly url: string;
  readonly weight: number;
  /** After a failure. */
  readonly retryNs: number;
  /** Between an answer and the next request; Infinity: once is enough. */
  readonly everyNs: number;
}

export class ListRequest {
  private isWanted = false;
  private nextNs = Infinity;

  constructor(private readonly options: ListRequestOptions) {}

  want(): void {
    this.isWanted = true;
  }

  answered(nowNs: number): void {
    this.isWanted = false;
    this.nextNs = nowNs + this.options.everyNs;
  }

  failed(nowNs: number): void {
    this.nextNs = nowNs + this.options.retryNs;
  }

  checkTimers(nowNs: number): void {
    if (nowNs < this.nextNs) return;
    this.nextNs = Infinity;
    this.isWanted = true;
  }

  /** The request, once. */
  take(nowNs: number): FetchCommand | undefined {
    if (!this.isWanted) return undefined;
    this.isWanted = false;
    const { url, weight } = this.options;
    return { kind: 'fetch', url, weight, notBeforeNs: nowNs };
  }
}
