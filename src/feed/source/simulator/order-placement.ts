/**
 * Where a new order rests: clustered at the touch, sometimes inside the spread, never across it. Owns
 * the shape of the simulated books. Must never allocate. Feed thread.
 */
import { paretoTable, TABLE_MASK } from './flow-tables.js';
import type { Random } from './random.js';
import {
  SIM_ASK,
  SIM_BID,
  WINDOW_TICKS,
  type SimSide,
  type SimulatedMarket,
} from './simulated-market.js';

const CENTER = WINDOW_TICKS / 2;
/** Bids stay below three quarters of the window, asks above one: both always have room. */
const BID_TICK_MAX = CENTER + CENTER / 2;
const ASK_TICK_MIN = CENTER - CENTER / 2;
const DEPTH_TICKS_MAX = 400;
/** Of 64 orders that find a spread, how many narrow it. */
const NARROWING_OF_64 = 28;

/** Ticks off the middle at which the price can only go back. */
const DRIFT_TICKS_MAX = CENTER / 2;

export class OrderPlacement {
  private readonly depth = paretoTable(1.2, 1.5, DEPTH_TICKS_MAX);
  /** Where each symbol's price is going: 1 up, -1 down, 0 nowhere. */
  private readonly drift: Int8Array;

  constructor(
    private readonly market: SimulatedMarket,
    private readonly random: Random,
  ) {
    this.drift = new Int8Array(market.symbolCount);
  }

  /** The price goes somewhere else from now on, rather towards the middle of its window. */
  turn(symbol: number): void {
    const word = this.random.next();
    const { market } = this;
    const middle = (market.best(symbol, SIM_BID) + market.best(symbol, SIM_ASK)) >> 1;
    const offset = Math.max(-DRIFT_TICKS_MAX, Math.min(DRIFT_TICKS_MAX, middle - CENTER));
    const goesUp = word >>> 23 < DRIFT_TICKS_MAX - offset;
    this.drift[symbol] =
      (word & 3) === 0 && Math.abs(offset) < DRIFT_TICKS_MAX ? 0 : goesUp ? 1 : -1;
  }

  /** The side of a new order. */
  side(): SimSide {
    return this.random.next() < 0 ? SIM_ASK : SIM_BID;
  }

  /** The side whose touch gives way: orders trade there and leave. */
  weakSide(symbol: number): SimSide {
    const drift = this.drift[symbol]!;
    return drift === 0 ? this.side() : drift > 0 ? SIM_ASK : SIM_BID;
  }

  /** The tick for a new order, at least one away from the other side's best. */
  tick(symbol: number, side: SimSide): number {
    const { market, random } = this;
    const bid = market.best(symbol, SIM_BID);
    const ask = market.best(symbol, SIM_ASK);
    const word = random.next();
    const drift = this.drift[symbol]!;
    const givesWay = side === SIM_BID ? drift < 0 : drift > 0;
    const depth = this.depth[word & TABLE_MASK]! + (givesWay ? 1 : 0);
    const spread = ask - bid;
    const narrows = spread > 1 && !givesWay && word >>> 26 < NARROWING_OF_64;
    if (side === SIM_BID) {
      const isEmpty = market.orderCount(symbol, SIM_BID) === 0;
      const touch = isEmpty ? Math.min(CENTER, ask) - 1 : bid;
      const tick = narrows && !isEmpty ? bid + this.step(spread) : touch - depth;
      return Math.max(0, Math.min(tick, BID_TICK_MAX));
    }
    const isEmpty = market.orderCount(symbol, SIM_ASK) === 0;
    const touch = isEmpty ? Math.max(CENTER - 1, bid) + 1 : ask;
    const tick = narrows && !isEmpty ? ask - this.step(spread) : touch + depth;
    return Math.min(WINDOW_TICKS - 1, Math.max(tick, ASK_TICK_MIN));
  }

  /** Ticks into the spread: one mostly, more where it is wide. */
  private step(spread: number): number {
    return spread > 8 ? 1 + this.random.below(spread >> 1) : 1;
  }
}
