/**
 * The levels of a symbol that a venue with a limited depth has told: the difference to what they are now,
 * with those that entered the window and those that left it. Owns what was told.
 */
import type { ExchangeMarket, MarketLevel } from './exchange-market.js';
import { ASK, BID, type MarketSide } from './market-change.js';

export interface WindowDiff {
  readonly bids: readonly MarketLevel[];
  readonly asks: readonly MarketLevel[];
}

export class ToldWindow {
  private told: Record<MarketSide, ReadonlyMap<number, MarketLevel>>;

  constructor(
    private readonly market: ExchangeMarket,
    private readonly symbol: number,
    private readonly depth: number,
  ) {
    this.told = { bid: this.now(BID), ask: this.now(ASK) };
  }

  /** What was told, best first: an image that the next difference joins on to. */
  image(): WindowDiff {
    return { bids: [...this.told.bid.values()], asks: [...this.told.ask.values()] };
  }

  /** What changed since it was told last; quantity 0 for a level that is gone from the window. */
  take(): WindowDiff {
    return { bids: this.takeSide(BID), asks: this.takeSide(ASK) };
  }

  private takeSide(side: MarketSide): MarketLevel[] {
    const before = this.told[side];
    const now = this.now(side);
    this.told[side] = now;
    const gone = [...before.values()].filter(({ price }) => !now.has(price));
    const changed = [...now.values()].filter(
      ({ price, quantity }) => before.get(price)?.quantity !== quantity,
    );
    return [...gone.map(({ price }) => ({ price, quantity: 0, orderCount: 0 })), ...changed].sort(
      (a, b) => (side === BID ? b.price - a.price : a.price - b.price),
    );
  }

  private now(side: MarketSide): ReadonlyMap<number, MarketLevel> {
    const levels = this.market.levels(this.symbol, side, this.depth);
    return new Map(levels.map((level) => [level.price, level]));
  }
}
