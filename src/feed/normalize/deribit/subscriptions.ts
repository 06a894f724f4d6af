/**
 * Channels and the requests for them: what to ask, which instruments were asked for, and what an
 * answer's id stands for. Bounded by the number of open requests. Knows no books.
 */
import { isFields, isText } from '../parts/json.js';

/** Notifications are gathered over 100 ms, or (only with a key) sent one by one. */
export type Interval = 'raw' | '100ms';

export type OpenRequest =
  | {
      readonly kind: 'subscribe';
      readonly connection: string;
      readonly channels: readonly string[];
    }
  | { readonly kind: 'audit'; readonly symbol: string }
  | { readonly kind: 'heartbeat'; readonly connection: string }
  | { readonly kind: 'auth'; readonly connection: string }
  /** Nothing depends on its answer. */
  | { readonly kind: 'plain' };

/** What is told of the platform as a whole: halts. */
export const PLATFORM_CHANNELS: readonly string[] = ['platform_state', 'instrument.state.any.any'];

export const bookChannel = (symbol: string, interval: Interval): string =>
  `book.${symbol}.${interval}`;

export const symbolChannels = (symbol: string, interval: Interval): string[] => [
  bookChannel(symbol, interval),
  `trades.${symbol}.${interval}`,
];

/** `book` of `book.BTC-PERPETUAL.raw`. */
export const channelKind = (channel: string): string => channel.split('.', 1)[0]!;

/** `BTC-PERPETUAL` of `book.BTC-PERPETUAL.raw`; empty where the channel is of no instrument. */
export const channelSymbol = (channel: string): string => channel.split('.', 2)[1] ?? '';

export class Requests {
  private readonly open = new Map<number, OpenRequest>();
  private newestId = 0;

  constructor(private readonly limit: number) {}

  /** The request's text; its answer's id stands for `request`. */
  text(request: OpenRequest, method: string, params: Readonly<Record<string, unknown>>): string {
    const id = ++this.newestId;
    if (this.open.size >= this.limit) this.open.delete(this.open.keys().next().value!);
    this.open.set(id, request);
    return JSON.stringify({ jsonrpc: '2.0', id, method, params });
  }

  /** What the answer is for, once. */
  answered(id: number): OpenRequest | undefined {
    const request = this.open.get(id);
    this.open.delete(id);
    return request;
  }
}

/** Which instruments were asked for; while nothing is known, every one may come. */
export class Subscriptions {
  private readonly symbols = new Set<string>();
  /** More instruments than the limit. */
  private everything = false;

  constructor(private readonly symbolLimit: number) {}

  admits(symbol: string): boolean {
    return this.everything || this.symbols.size === 0 || this.symbols.has(symbol);
  }

  /** A request of ours; anything but a subscription is not ours to know. */
  addRequest(request: unknown): void {
    if (!isFields(request) || !isFields(request['params'])) return;
    const { channels } = request['params'];
    if (!/^(public|private)\/subscribe$/.test(String(request['method']))) return;
    if (!Array.isArray(channels)) return;
    for (const channel of channels.filter(isText)) {
      if (!/^(book|trades|ticker|quote)$/.test(channelKind(channel))) continue;
      if (this.symbols.size >= this.symbolLimit) this.everything = true;
      else this.symbols.add(channelSymbol(channel));
    }
  }
}
