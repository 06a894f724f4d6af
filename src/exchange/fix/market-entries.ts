/**
 * What rests on the market as entries of FIX market data, in one of three ways of naming them: each order
 * by its id, each price, each place in the book. Owns the naming; the books are the market's.
 */
import { formatScaled } from '../../market/decimal.js';
import { PRICE_SCALE, QUANTITY_SCALE, type ExchangeMarket } from '../exchange-market.js';
import { ASK, BID, type MarketSide } from '../market-change.js';

/** 278 names an entry, or 269 and 270, or 269 and the level. */
export const KEYINGS = ['id', 'price', 'level'] as const;
export type Keying = (typeof KEYINGS)[number];

export interface MarketEntry {
  readonly side: MarketSide;
  readonly price: number;
  readonly quantity: number;
  /** 0 where the entry is one order. */
  readonly orderCount: number;
  /** MDEntryID; empty where the venue has none. */
  readonly id: string;
}

const SIDES = [BID, ASK] as const;
const DEPTH_FULL = 100_000;

/** Best first, bids before offers. @param depth levels a side; 0: all of them. */
export function entriesOf(
  market: ExchangeMarket,
  symbol: number,
  keying: Keying,
  depth: number,
): MarketEntry[] {
  const levelLimit = depth === 0 ? DEPTH_FULL : depth;
  return SIDES.flatMap((side) => {
    const levels = market.levels(symbol, side, levelLimit);
    if (keying !== 'id') return levels.map((level) => ({ side, ...level, id: '' }));
    const worst = levels.at(-1);
    if (worst === undefined) return [];
    return market
      .queue(symbol, side)
      .filter(({ price }) => (side === BID ? price >= worst.price : price <= worst.price))
      .map(({ price, quantity, id }) => ({ side, price, quantity, orderCount: 0, id }));
  });
}

/** What tells one entry from another in the client's book. */
export const keyOf = (entry: MarketEntry, keying: Keying): string =>
  keying === 'id' ? entry.id : `${entry.side} ${entry.price}`;

export const priceText = (price: number): string => formatScaled(price, PRICE_SCALE);
export const quantityText = (quantity: number): string => formatScaled(quantity, QUANTITY_SCALE);
