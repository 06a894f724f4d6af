/** What can happen on the simulated exchange, as its own matching engine would tell it. */

export const BID = 'bid';
export const ASK = 'ask';
export type MarketSide = typeof BID | typeof ASK;

/** Prices and quantities are whole numbers at the market's scales. */
export interface RestingOrder {
  /** Decimal text of a 64-bit number. */
  readonly id: string;
  readonly symbol: number;
  readonly side: MarketSide;
  readonly price: number;
  /** What is left of it. */
  quantity: number;
}

export interface MarketTrade {
  readonly id: number;
  readonly price: number;
  readonly quantity: number;
  /** Side of the order that came in and took. */
  readonly aggressor: MarketSide;
}

export type MarketChange =
  /** An order rests now, last in its level's queue. */
  | { readonly kind: 'open'; readonly symbol: number; readonly order: RestingOrder }
  /** A resting order lost `by` and keeps its place; with a trade, to an execution. At 0 it is gone. */
  | {
      readonly kind: 'reduce';
      readonly symbol: number;
      readonly order: RestingOrder;
      readonly by: number;
      readonly trade?: MarketTrade;
    }
  /** A resting order was taken away; its quantity is what it had left. */
  | { readonly kind: 'remove'; readonly symbol: number; readonly order: RestingOrder }
  /** A trade that did not touch the visible book. */
  | { readonly kind: 'trade'; readonly symbol: number; readonly trade: MarketTrade };
