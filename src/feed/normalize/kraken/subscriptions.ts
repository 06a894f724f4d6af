/**
 * What is asked of the venue, and what came of it: subscriptions by connection and symbol, in batches when a
 * connection opens, one by one when a book is to be rebuilt, with back-off. In a capture: what was asked by
 * others. Owns the requests that wait for an answer; makes texts, sends nothing. Feed thread.
 */
import { ImageRequests } from '../parts/image-requests.js';
import { isFields, isText, type Fields } from '../parts/json.js';
import type { SendCommand } from '../venue-normalizer.js';
import { level3PerSecond, type KrakenChannel, type KrakenLimits } from './limits.js';
import type { Answer } from './messages.js';

export interface SubscriptionOptions {
  readonly channel: KrakenChannel;
  readonly depth: number;
  /** Stands in the text for a token of the user's; empty where none is needed. */
  readonly token: string;
  readonly limits: KrakenLimits;
  readonly random: () => number;
  readonly clock: { readonly nowNs: number };
}

interface OpenRequest {
  readonly connection: string;
  readonly symbols: readonly string[];
}

/** Recent images of one book: a book that breaks again and again is not asked for as often. */
interface Window {
  sinceNs: number;
  count: number;
}

const NS_PER_SECOND = 1e9;
/** Errors after which asking again is of no use. */
const REFUSED = /not supported|not found|invalid.*(symbol|pair)|unknown.*(symbol|pair)/i;

const keyOf = (connection: string, symbol: string): string => `${connection} ${symbol}`;

export class Subscriptions {
  private readonly requests: ImageRequests;
  private readonly windows = new Map<string, Window>();
  private readonly open = new Map<number, OpenRequest>();
  private readonly heard = new Map<string, number>();
  private requestId = 0;

  constructor(private readonly options: SubscriptionOptions) {
    this.requests = new ImageRequests(options.limits, options.random);
  }

  /** A connection is open: its symbols, in batches within the venue's pace. */
  subscribe(connection: string, symbols: readonly string[]): SendCommand[] {
    const { channel, depth, limits, clock } = this.options;
    const isLevel3 = channel === 'level3';
    const perSecond = isLevel3 ? level3PerSecond(depth, limits) : Infinity;
    const batchLength = Math.min(limits.symbolsPerRequest, perSecond);
    const commands: SendCommand[] = [];
    for (let from = 0; from < symbols.length; from += batchLength) {
      const batch = symbols.slice(from, from + batchLength);
      const notBeforeNs = isLevel3
        ? clock.nowNs + commands.length * NS_PER_SECOND * (batchLength / perSecond)
        : 0;
      const text = this.requestText('subscribe', connection, batch);
      commands.push({ kind: 'send', connection, text, notBeforeNs });
      const askedNs = Math.max(clock.nowNs, notBeforeNs);
      for (const symbol of batch) this.requests.asked(keyOf(connection, symbol), askedNs);
    }
    return commands;
  }

  /** A channel that has no depth and no token. */
  plainText(channel: 'trade' | 'instrument', symbols: readonly string[]): string {
    const params =
      channel === 'trade'
        ? { channel, symbol: symbols, snapshot: false }
        : { channel, snapshot: true };
    return JSON.stringify({ method: 'subscribe', params, req_id: ++this.requestId });
  }

  pingText(): string {
    return JSON.stringify({ method: 'ping', req_id: ++this.requestId });
  }

  /** The line's book is to be rebuilt; nothing happens when its image is asked for already. */
  again(connection: string, symbol: string): void {
    const key = keyOf(connection, symbol);
    if (this.requests.isWanted(key)) return;
    const { limits, clock } = this.options;
    this.requests.want(key, clock.nowNs);
    const window = this.windows.get(key) ?? { sinceNs: clock.nowNs, count: 0 };
    if (clock.nowNs - window.sinceNs > limits.imageWindowNs) {
      window.sinceNs = clock.nowNs;
      window.count = 0;
    }
    this.windows.set(key, window);
    const excess = ++window.count - limits.imagesPerWindow;
    for (let i = 0; i < excess; i++) this.requests.retry(key, clock.nowNs);
  }

  /** An image came that cannot be used: asked for again, later. */
  imageUseless(connection: string, symbol: string): void {
    this.requests.retry(keyOf(connection, symbol), this.options.clock.nowNs);
  }

  imageCame(connection: string, symbol: string): void {
    this.requests.satisfied(keyOf(connection, symbol));
  }

  /** What the connection was asked for will not be answered any more. */
  closed(connection: string, symbols: readonly string[]): void {
    for (const symbol of symbols) this.requests.satisfied(keyOf(connection, symbol));
    for (const [id, request] of this.open) {
      if (request.connection === connection) this.open.delete(id);
    }
  }

  /** @returns what the operator should know. */
  answered(connection: string, answer: Answer): string | undefined {
    const { method, success, error, symbol, requestId } = answer;
    if (method !== 'subscribe' || success) return undefined;
    const request = this.open.get(requestId);
    const symbols = symbol !== '' ? [symbol] : (request?.symbols ?? []);
    const waiting = symbols.filter((each) => this.requests.isWanted(keyOf(connection, each)));
    const isRefused = REFUSED.test(error) && waiting.length === 1;
    for (const each of waiting) {
      if (isRefused) this.requests.satisfied(keyOf(connection, each));
      else this.imageUseless(connection, each);
    }
    const subject = symbol !== '' ? symbol : `${symbols.length} symbols`;
    const what = isRefused || waiting.length === 0 ? 'not subscribed' : 'asked again';
    return `${connection}: ${subject}: the venue says "${error}"; ${what}`;
  }

  checkTimers(): void {
    this.requests.checkTimers(this.options.clock.nowNs);
  }

  /** The next book to rebuild: what is to be said for it, in this order. */
  take(): SendCommand[] {
    const { clock } = this.options;
    const request = this.requests.take(clock.nowNs);
    if (request === undefined) return [];
    const blank = request.symbol.indexOf(' ');
    const connection = request.symbol.slice(0, blank);
    const symbols = [request.symbol.slice(blank + 1)];
    const { notBeforeNs } = request;
    return (['unsubscribe', 'subscribe'] as const).map((method) => ({
      kind: 'send',
      connection,
      text: this.requestText(method, connection, symbols),
      notBeforeNs,
    }));
  }

  /** In a capture: somebody has subscribed. Of v2 and of v1. */
  noteSent(request: unknown): void {
    if (!isFields(request)) return;
    const { method, params, event, subscription, pair } = request;
    if (method === 'subscribe' && isFields(params) && params['channel'] === this.options.channel)
      this.noteSymbols(params['symbol'], params);
    else if (event === 'subscribe' && isFields(subscription) && subscription['name'] === 'book')
      this.noteSymbols(pair, subscription);
  }

  /** Whether messages of the symbol were asked for, as far as anything is known of that. */
  admits(symbol: string): boolean {
    return this.heard.size === 0 || this.heard.has(symbol);
  }

  /** Levels a side that were asked for; 0 where that is not known. */
  depthOf(symbol: string): number {
    return this.heard.get(symbol) ?? 0;
  }

  private noteSymbols(symbols: unknown, where: Fields): void {
    if (!Array.isArray(symbols)) return;
    const depth = typeof where['depth'] === 'number' ? where['depth'] : DEPTH_DEFAULT;
    for (const symbol of symbols as readonly unknown[]) {
      if (isText(symbol) && this.heard.size < this.options.limits.symbols)
        this.heard.set(symbol, depth);
    }
  }

  private requestText(
    method: 'subscribe' | 'unsubscribe',
    connection: string,
    symbols: readonly string[],
  ): string {
    const { channel, depth, token, limits } = this.options;
    const id = ++this.requestId;
    if (method === 'subscribe') this.open.set(id, { connection, symbols });
    if (this.open.size > limits.openRequests) this.open.delete(this.open.keys().next().value!);
    const params = {
      channel,
      symbol: symbols,
      depth,
      ...(method === 'subscribe' && { snapshot: true }),
      ...(token !== '' && { token }),
    };
    return JSON.stringify({ method, params, req_id: id });
  }
}

/** What a subscription has that does not say. */
const DEPTH_DEFAULT = 10;
