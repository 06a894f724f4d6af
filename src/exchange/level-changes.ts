/** Which levels of a symbol have changed since they were last told: what a diff stream gathers. */
import type { ExchangeMarket, MarketLevel } from './exchange-market.js';
import { ASK, BID, type MarketChange, type MarketSide } from './market-change.js';

export interface LevelDiff {
  readonly bids: readonly MarketLevel[];
  readonly asks: readonly MarketLevel[];
  /** Changes of the book that led to it. */
  readonly changeCount: number;
}

export class LevelChanges {
  private readonly touched: Record<MarketSide, Set<number>> = { bid: new Set(), ask: new Set() };
  private changeCount = 0;

  constructor(
    private readonly market: ExchangeMarket,
    private readonly symbol: number,
  ) {}

  add(change: MarketChange): void {
    if (change.kind === 'trade') return;
    this.touched[change.order.side].add(change.order.price);
    this.changeCount++;
  }

  get isEmpty(): boolean {
    return this.changeCount === 0;
  }

  /** The touched levels as they are now; quantity 0 for one that is gone. */
  take(): LevelDiff {
    const { changeCount } = this;
    this.changeCount = 0;
    return { bids: this.takeSide(BID), asks: this.takeSide(ASK), changeCount };
  }

  private takeSide(side: MarketSide): MarketLevel[] {
    const prices = [...this.touched[side]].sort((a, b) => (side === BID ? b - a : a - b));
    this.touched[side].clear();
    // A price belongs to one side at a time: what rests there now may be the other side's.
    return prices.map((price) => {
      const level = this.market.levelAt(this.symbol, price);
      return this.isOn(side, price) ? level : { price, quantity: 0, orderCount: 0 };
    });
  }

  private isOn(side: MarketSide, price: number): boolean {
    const best = this.market.levels(this.symbol, side, 1)[0];
    if (best === undefined) return false;
    return side === BID ? price <= best.price : price >= best.price;
  }
}
