/**
 * What was subscribed to, as far as our own requests tell, and the requests themselves: one channel each.
 * While nothing is known, every symbol may come. Bounded by the number of symbols.
 */
import { isFields, isText } from '../parts/json.js';

const requestText = (type: string, channel: string, symbols: readonly string[]): string =>
  JSON.stringify({ type, product_ids: symbols, channel });

/** Heartbeats first: they keep the connection open, and are for no product. */
export const subscribeTexts = (symbols: readonly string[]): string[] => [
  JSON.stringify({ type: 'subscribe', channel: 'heartbeats' }),
  ...['level2', 'market_trades', 'status'].map((channel) =>
    requestText('subscribe', channel, symbols),
  ),
];

/** The books alone, off and on again: the venue begins each with a new snapshot. */
export const resubscribeTexts = (symbols: readonly string[]): string[] =>
  ['unsubscribe', 'subscribe'].map((type) => requestText(type, 'level2', symbols));

export class Subscriptions {
  private readonly symbols = new Set<string>();
  private isOverfull = false;

  constructor(private readonly symbolLimit: number) {}

  admits(symbol: string): boolean {
    return this.isOverfull || this.symbols.size === 0 || this.symbols.has(symbol);
  }

  addRequest(request: unknown): void {
    if (!isFields(request) || request['type'] !== 'subscribe') return;
    const { product_ids } = request;
    if (!Array.isArray(product_ids)) return;
    for (const symbol of product_ids as unknown[]) {
      if (!isText(symbol)) continue;
      if (this.symbols.size >= this.symbolLimit) this.isOverfull = true;
      else this.symbols.add(symbol);
    }
  }
}
