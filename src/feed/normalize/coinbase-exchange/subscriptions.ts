/**
 * What was subscribed to, as far as our own requests and the venue's acknowledgements tell, and the
 * requests themselves. While nothing is known, every symbol may come. Bounded by the number of symbols.
 */
import { isFields, isText } from '../parts/json.js';

/** Channels that carry a book. */
const BOOK_CHANNELS = ['level2', 'level2_batch', 'full'] as const;
export type BookChannel = (typeof BOOK_CHANNELS)[number];

const isBookChannel = (name: unknown): name is BookChannel =>
  (BOOK_CHANNELS as readonly unknown[]).includes(name);

/** The channels beside the book: trades, and a sign of life every second. */
const BESIDE: Readonly<Record<BookChannel, readonly string[]>> = {
  level2: ['matches', 'ticker', 'heartbeat'],
  level2_batch: ['matches', 'heartbeat'],
  full: ['heartbeat'],
};

export const subscribeText = (channel: BookChannel, symbols: readonly string[]): string =>
  JSON.stringify({
    type: 'subscribe',
    product_ids: symbols,
    channels: [channel, ...BESIDE[channel]],
  });

/** The book channel alone, off and on again: the venue begins it with a new image. */
export const resubscribeTexts = (channel: BookChannel, symbol: string): string[] =>
  ['unsubscribe', 'subscribe'].map((type) =>
    JSON.stringify({ type, product_ids: [symbol], channels: [channel] }),
  );

export class Subscriptions {
  private readonly symbols = new Set<string>();
  private readonly bookChannels = new Map<string, Set<BookChannel>>();
  private isOverfull = false;

  constructor(private readonly symbolLimit: number) {}

  admits(symbol: string): boolean {
    return this.isOverfull || this.symbols.size === 0 || this.symbols.has(symbol);
  }

  has(symbol: string, channel: BookChannel): boolean {
    return this.bookChannels.get(symbol)?.has(channel) ?? false;
  }

  /** `{"type":"subscribe","product_ids":[…],"channels":["level2",{"name":…,"product_ids":[…]}]}`. */
  addRequest(request: unknown): void {
    if (!isFields(request) || request['type'] !== 'subscribe') return;
    const { channels, product_ids } = request;
    if (!Array.isArray(channels)) return;
    for (const channel of channels as unknown[]) {
      if (isText(channel)) this.add(channel, product_ids);
      else if (isFields(channel)) this.add(channel['name'], channel['product_ids'] ?? product_ids);
    }
  }

  private add(channel: unknown, products: unknown): void {
    if (!Array.isArray(products)) return;
    for (const symbol of products as unknown[]) {
      if (!isText(symbol)) continue;
      if (this.symbols.size >= this.symbolLimit && !this.symbols.has(symbol)) {
        this.isOverfull = true;
        continue;
      }
      this.symbols.add(symbol);
      if (!isBookChannel(channel)) continue;
      const known = this.bookChannels.get(symbol);
      if (known) known.add(channel);
      else this.bookChannels.set(symbol, new Set([channel]));
    }
  }
}
