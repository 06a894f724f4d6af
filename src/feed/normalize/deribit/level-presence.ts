/**
 * Which prices an instrument's book has, to hold against the venue's own words: `new` is a level that
 * the book lacks, `change` and `delete` one that it has. A word that does not fit proves that this
 * book, or the message, is wrong. Owns two sets of prices; knows no amounts.
 */
import { BID, type Side } from '../../../market/side.js';

export const ACTION = { NEW: 0, CHANGE: 1, DELETE: 2 } as const;
export type Action = (typeof ACTION)[keyof typeof ACTION];

export class LevelPresence {
  private readonly bids = new Set<number>();
  private readonly asks = new Set<number>();

  clear(): void {
    this.bids.clear();
    this.asks.clear();
  }

  /** @returns whether the action fits the level; it is taken over in any case. */
  take(side: Side, price: number, action: Action): boolean {
    const prices = side === BID ? this.bids : this.asks;
    if (action === ACTION.DELETE) return prices.delete(price);
    const isThere = prices.has(price);
    if (!isThere) prices.add(price);
    return isThere === (action === ACTION.CHANGE);
  }
}
