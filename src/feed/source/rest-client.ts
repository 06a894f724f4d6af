/**
 * REST requests to a venue within its budget. Owns the queue, the weight spent and the pause that the
 * venue asks for (429, 418, 503 with Retry-After); never retries by itself: the caller knows whether
 * the answer is still wanted. Time runs by tick(). Feed thread.
 */
import { Agent, ProxyAgent, request, type Dispatcher } from 'undici';
import type { Clock } from '../../telemetry/clock.js';
import { TokenBucket } from './token-bucket.js';

export interface RestRules {
  readonly restWeightPerMinute: number;
  readonly messageBytesLimit: number;
}

export interface RestEvents {
  /** Status 200. `body` may be kept. */
  answered(url: string, body: Uint8Array, receivedNs: number): void;
  /** Any other end. */
  failed(url: string, why: string, receivedNs: number): void;
}

export interface RestCounts {
  requests: number;
  failures: number;
  /** Answers by which the venue asked for a pause. */
  limited: number;
  /** Time that requests waited for the budget or the end of a pause. */
  waitedNs: number;
}

interface Queued {
  readonly url: string;
  readonly weight: number;
  readonly notBeforeNs: number;
}

const AT_ONCE_LIMIT = 8;
const ANSWER_MS_LIMIT = 20_000;
/**
 * Half of a minute's budget may be spent at once, the other half flows in over the minute: no minute,
 * wherever it begins, sees more than the whole.
 */
const BURST = 0.5;
const NS_PER_S = 1e9;
/** Pause where the venue says 429 and not for how long. */
const PAUSE_S_DEFAULT = 5;
const PAUSE_S_MAX = 600;
const LIMITED_STATUSES = new Set([418, 429, 503]);

export class RestClient {
  readonly counts: RestCounts = { requests: 0, failures: 0, limited: 0, waitedNs: 0 };
  private readonly budget: TokenBucket;
  private readonly dispatcher: Dispatcher;
  private readonly abort = new AbortController();
  private queue: Queued[] = [];
  /** Asked for and neither answered nor failed. */
  private readonly known = new Set<string>();
  private underWay = 0;
  private pausedUntilNs = 0;

  constructor(
    private readonly rules: RestRules,
    private readonly clock: Pick<Clock, 'nowNs'>,
    private readonly events: RestEvents,
    proxy?: string,
  ) {
    const atOnce = rules.restWeightPerMinute * BURST;
    this.budget = new TokenBucket((rules.restWeightPerMinute - atOnce) / 60, atOnce);
    this.dispatcher = proxy === undefined ? new Agent() : new ProxyAgent(proxy);
  }

  /** Asked at once or as soon as budget and `notBeforeNs` allow; a URL that waits already is not asked twice. */
  fetch(url: string, weight: number, notBeforeNs: number): void {
    if (this.known.has(url)) return;
    this.known.add(url);
    this.queue.push({ url, weight, notBeforeNs });
    this.tick(this.clock.nowNs());
  }

  tick(nowNs: number): void {
    if (this.queue.length === 0 || nowNs < this.pausedUntilNs) return;
    this.queue = this.queue.filter((next) => {
      if (nowNs < next.notBeforeNs || this.underWay >= AT_ONCE_LIMIT) return true;
      if (!this.budget.take(next.weight, nowNs)) return true;
      this.counts.waitedNs += Math.max(0, nowNs - next.notBeforeNs);
      void this.ask(next.url);
      return false;
    });
  }

  async close(): Promise<void> {
    this.queue = [];
    this.abort.abort();
    await this.dispatcher.destroy();
  }

  private async ask(url: string): Promise<void> {
    this.underWay++;
    this.counts.requests++;
    let why: string;
    let body: Uint8Array | undefined;
    try {
      const answer = await request(url, {
        dispatcher: this.dispatcher,
        signal: this.abort.signal,
        headersTimeout: ANSWER_MS_LIMIT,
        bodyTimeout: ANSWER_MS_LIMIT,
        headers: { 'user-agent': 'bookcast' },
      });
      body = await this.read(answer.body);
      why = this.judge(answer.statusCode, answer.headers['retry-after'], body);
    } catch (error) {
      why = error instanceof Error ? error.message : String(error);
    }
    this.underWay--;
    this.known.delete(url);
    if (this.abort.signal.aborted) return;
    const nowNs = this.clock.nowNs();
    if (why === '') return this.events.answered(url, body!, nowNs);
    this.counts.failures++;
    this.events.failed(url, why, nowNs);
  }

  /** @throws RangeError for a body beyond the limit. */
  private async read(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    let bytes = 0;
    for await (const part of stream) {
      bytes += part.byteLength;
      if (bytes > this.rules.messageBytesLimit) {
        throw new RangeError(`the answer is longer than ${this.rules.messageBytesLimit} bytes`);
      }
      parts.push(part);
    }
    return Buffer.concat(parts);
  }

  /** @returns why the answer is no answer; empty for one. */
  private judge(status: number, retryAfter: unknown, body: Uint8Array): string {
    if (status === 200) return '';
    let pause = '';
    if (LIMITED_STATUSES.has(status)) {
      this.counts.limited++;
      const told = typeof retryAfter === 'string' ? Number(retryAfter) : NaN;
      const seconds = told >= 0 ? Math.min(told, PAUSE_S_MAX) : PAUSE_S_DEFAULT;
      this.pausedUntilNs = this.clock.nowNs() + seconds * NS_PER_S;
      pause = `, no request for ${seconds} s`;
    }
    const said = Buffer.from(body).toString('utf8', 0, 120).replaceAll(/\s+/g, ' ');
    return `HTTP status ${status}${pause}: ${said}`;
  }
}
