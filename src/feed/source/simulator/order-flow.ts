/**
 * The order-flow model: which message comes next, about which order. Owns the market and writes one
 * ITCH message at a time; must never cross a book, name an order that does not rest, or allocate per
 * message once the population has stopped growing. Feed thread.
 *
 * The mix adds more orders than it takes away (56 % against at most 22 %), so it holds until the
 * population nears `liveOrderLimit`; from there on so many adds become deletes that it stays there.
 */
import { mixTable, activityTable, paretoTable, quantityTable, TABLE_MASK } from './flow-tables.js';
import { ArrivalClock, WideCounter } from './flow-state.js';
import { ItchWriter } from './itch-writer.js';
import { OrderPlacement } from './order-placement.js';
import { Random } from './random.js';
import { SIM_ASK, SIM_BID, SimulatedMarket, type SimSide } from './simulated-market.js';
import { makeTickers } from './tickers.js';

export interface FlowOptions {
  /** 1 … 65535. */
  readonly symbols: number;
  /** A safe integer ≥ 0. The same options and seed give the same bytes. */
  readonly seed: number;
  /** Mean rate of the virtual time. */
  readonly messagesPerSecond: number;
  /** Orders alive over all symbols that the population settles below. */
  readonly liveOrderLimit: number;
  /** Messages of the mix that follow the opening at once, to fill the books. */
  readonly primingMessages?: number;
}

export const SYMBOLS_MAX = 65535;
const MARKET_OPEN_NS = 34_200e9; // 09:30
const TICK_PRICE = 100; // one cent, prices have four decimals
const LOWEST_BASE_TICK = 500;
const HIGHEST_BASE_TICK = 40_000;
const INITIAL_ORDER_CAPACITY = 65_536;

/** A side keeps at least so many orders: books are never empty once they have filled. */
const SIDE_ORDERS_MIN = 3;
const VICTIM_ATTEMPTS = 4;
/** At the limit, the share of adds that balances the mix: 0.56 (1 − q) = 0.20 + 0.56 q, and some more. */
const BALANCING_SHARE = 0.4;
/** Fill at which adds begin to become deletes. */
const SOFT_FILL = 0.9;

const byteOf = (letter: string): number => letter.charCodeAt(0);
const [A, F, U, D, E, X, C, P, Q] = ['A', 'F', 'U', 'D', 'E', 'X', 'C', 'P', 'Q'].map(byteOf) as [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
];
const OPENING_EVENTS = [byteOf('O'), byteOf('S')] as const;
const MARKET_OPEN = byteOf('Q');
/** End of market hours, of system hours, of messages. */
const CLOSING_EVENTS = [byteOf('M'), byteOf('E'), byteOf('C')] as const;

export const openingMessages = (symbols: number): number => OPENING_EVENTS.length + 2 * symbols + 1;
export const CLOSING_MESSAGES = CLOSING_EVENTS.length;

export class OrderFlow {
  readonly tickers: readonly string[];
  readonly market: SimulatedMarket;
  readonly clock: ArrivalClock;
  private readonly random: Random;
  private readonly writer: ItchWriter;
  private readonly placement: OrderPlacement;
  private readonly mix = mixTable();
  private readonly activity: Uint16Array;
  private readonly youth = paretoTable(0.8, 12, 1 << 24);
  private readonly quantities = quantityTable();
  /** Tick 0 of each symbol's window, in cents. */
  private readonly baseTick: Int32Array;
  private readonly reference = new WideCounter();
  private readonly match = new WideCounter();
  private readonly softLimit: number;
  private readonly opening: number;
  /** Messages, the opening's and the priming's, that come without bursts. */
  private readonly hurried: number;
  private emitted = 0;
  private symbol = 0;
  private sweepSide: SimSide = SIM_BID;

  constructor(private readonly options: FlowOptions) {
    checkOptions(options);
    const { symbols, seed } = options;
    this.random = new Random(seed);
    this.tickers = makeTickers(symbols, new Random(seed, 1));
    this.writer = new ItchWriter(this.tickers);
    this.market = new SimulatedMarket(
      symbols,
      Math.min(options.liveOrderLimit, INITIAL_ORDER_CAPACITY),
    );
    this.placement = new OrderPlacement(this.market, this.random);
    this.activity = activityTable(symbols);
    const prices = new Random(seed, 2);
    this.baseTick = Int32Array.from({ length: symbols }, () => {
      const part = prices.below(1000) / 1000;
      return LOWEST_BASE_TICK + Math.floor(part * part * (HIGHEST_BASE_TICK - LOWEST_BASE_TICK));
    });
    this.softLimit = Math.floor(options.liveOrderLimit * SOFT_FILL);
    this.opening = openingMessages(symbols);
    this.hurried = this.opening + (options.primingMessages ?? 0);
    this.clock = new ArrivalClock(MARKET_OPEN_NS - this.opening * 1000, options.messagesPerSecond);
  }

  /** Write the next message at `at` (room for WRITTEN_BYTES_MAX). @returns its bytes, prefix included. */
  emit(view: DataView, at: number): number {
    const bytes =
      this.emitted < this.opening ? this.emitOpening(view, at) : this.emitOrder(view, at);
    this.emitted++;
    this.clock.advance(this.random, this.emitted < this.hurried);
    return bytes;
  }

  /** The day's last messages, index 0 … CLOSING_MESSAGES - 1. */
  emitClosing(view: DataView, at: number, index: number): number {
    const bytes = this.writer.systemEvent(view, at, this.clock.ns, CLOSING_EVENTS[index]!);
    this.clock.advance(this.random, true);
    return bytes;
  }

  /** Price of a tick, in 1/10^4. */
  priceOf(symbol: number, tick: number): number {
    return (this.baseTick[symbol]! + tick) * TICK_PRICE;
  }

  private emitOpening(view: DataView, at: number): number {
    const { ns } = this.clock;
    const { symbols } = this.options;
    const index = this.emitted - OPENING_EVENTS.length;
    if (index < 0) return this.writer.systemEvent(view, at, ns, OPENING_EVENTS[this.emitted]!);
    if (index < symbols) return this.writer.directory(view, at, ns, index);
    if (index < 2 * symbols) return this.writer.tradingAction(view, at, ns, index - symbols);
    return this.writer.systemEvent(view, at, ns, MARKET_OPEN);
  }

  private emitOrder(view: DataView, at: number): number {
    let type = this.mix[this.random.next() & TABLE_MASK]!;
    if ((type === A || type === F) && this.isCrowded()) type = D;
    switch (type) {
      case D:
        return this.emitDelete(view, at);
      case U:
        return this.emitReplace(view, at);
      case E:
      case C:
        return this.emitExecution(view, at, type === C);
      case X:
        return this.emitCancel(view, at);
      case P:
      case Q:
        return this.emitTrade(view, at, type === Q);
      default:
        return this.emitAdd(view, at, type === F);
    }
  }

  /** Whether this add is one of those that become a delete, to keep the population where it is. */
  private isCrowded(): boolean {
    const over = this.market.liveCount - this.softLimit;
    if (over <= 0) return false;
    const fill = over / (this.options.liveOrderLimit - this.softLimit);
    return fill >= 1 || (this.random.next() & 1023) < 1024 * BALANCING_SHARE * 2 * fill;
  }

  private emitAdd(view: DataView, at: number, attributed: boolean): number {
    const symbol = this.nextSymbol();
    const side = this.placement.side();
    const tick = this.placement.tick(symbol, side);
    const quantity = this.quantities[this.random.next() & TABLE_MASK]!;
    const { reference } = this;
    reference.step(this.random);
    this.market.add(symbol, side, tick, quantity, reference.high, reference.low);
    return this.writer.add(
      view,
      at,
      this.clock.ns,
      symbol,
      attributed,
      reference.high,
      reference.low,
      side,
      quantity,
      this.priceOf(symbol, tick),
    );
  }

  private emitDelete(view: DataView, at: number): number {
    const order = this.victim();
    if (order === 0) return this.emitAdd(view, at, false);
    const { market } = this;
    const symbol = market.symbolOf(order);
    const high = market.referenceHighOf(order);
    const low = market.referenceLowOf(order);
    market.remove(order);
    return this.writer.remove(view, at, this.clock.ns, symbol, high, low);
  }

  private emitReplace(view: DataView, at: number): number {
    const order = this.victim();
    if (order === 0) return this.emitAdd(view, at, false);
    const { market, reference } = this;
    const symbol = market.symbolOf(order);
    const side = market.sideOf(order);
    const high = market.referenceHighOf(order);
    const low = market.referenceLowOf(order);
    const keepsQuantity = (this.random.next() & 3) !== 0;
    const quantity = keepsQuantity
      ? market.quantityOf(order)
      : this.quantities[this.random.next() & TABLE_MASK]!;
    market.remove(order);
    const tick = this.placement.tick(symbol, side);
    reference.step(this.random);
    market.add(symbol, side, tick, quantity, reference.high, reference.low);
    return this.writer.replace(
      view,
      at,
      this.clock.ns,
      symbol,
      high,
      low,
      reference.high,
      reference.low,
      quantity,
      this.priceOf(symbol, tick),
    );
  }

  /** The order at the front of the touch trades, mostly whole; often the next one follows (a sweep). */
  private emitExecution(view: DataView, at: number, withPrice: boolean): number {
    const { market, random, match } = this;
    const word = random.next();
    const sweeps = (word & 7) < 5;
    const symbol = sweeps ? this.symbol : this.nextSymbol();
    if (!sweeps) this.sweepSide = this.placement.weakSide(symbol);
    const side = this.sweepSide;
    if (market.orderCount(symbol, side) <= SIDE_ORDERS_MIN) return this.emitAdd(view, at, false);
    const order = market.firstOrder(symbol, market.best(symbol, side));
    const quantity = market.quantityOf(order);
    const isWhole = (word & 0x700) < 0x500 || quantity === 1;
    const shares = isWhole ? quantity : 1 + random.below(quantity - 1);
    const high = market.referenceHighOf(order);
    const low = market.referenceLowOf(order);
    const inside = side === SIM_BID ? TICK_PRICE / 2 : -TICK_PRICE / 2;
    const price = withPrice ? this.priceOf(symbol, market.tickOf(order)) + inside : -1;
    market.reduce(order, shares);
    match.step(random);
    return this.writer.executed(
      view,
      at,
      this.clock.ns,
      symbol,
      high,
      low,
      shares,
      match.high,
      match.low,
      price,
      (word & 0x7000) !== 0,
    );
  }

  private emitCancel(view: DataView, at: number): number {
    const { market } = this;
    const order = this.victim();
    if (order === 0 || market.quantityOf(order) === 1) return this.emitAdd(view, at, false);
    const shares = 1 + this.random.below(market.quantityOf(order) - 1);
    market.reduce(order, shares);
    return this.writer.cancel(
      view,
      at,
      this.clock.ns,
      market.symbolOf(order),
      market.referenceHighOf(order),
      market.referenceLowOf(order),
      shares,
    );
  }

  /** At the best bid or ask of a book that has both. */
  private emitTrade(view: DataView, at: number, isCross: boolean): number {
    const { market, match } = this;
    const symbol = this.nextSymbol();
    const isTwoSided =
      market.orderCount(symbol, SIM_BID) > 0 && market.orderCount(symbol, SIM_ASK) > 0;
    if (!isTwoSided) return this.emitAdd(view, at, false);
    const price = this.priceOf(symbol, market.best(symbol, this.placement.side()));
    const shares = this.quantities[this.random.next() & TABLE_MASK]!;
    match.step(this.random);
    const { writer, clock } = this;
    return isCross
      ? writer.cross(view, at, clock.ns, symbol, shares, price, match.high, match.low)
      : writer.trade(view, at, clock.ns, symbol, shares, price, match.high, match.low);
  }

  /** Half of the time the symbol of the message before, else one by its activity. */
  private nextSymbol(): number {
    const word = this.random.next();
    if (word < 0) {
      this.symbol = this.activity[(word >>> 8) & (this.activity.length - 1)]!;
      if ((word & 0xff) === 0) this.placement.turn(this.symbol);
    }
    return this.symbol;
  }

  /**
   * An order to change or take away; 0 when none is found. Mostly a young one, sometimes one at the
   * touch, sometimes any: that gives lives a heavy tail.
   */
  private victim(): number {
    const { market, random } = this;
    for (let attempt = 0; attempt < VICTIM_ATTEMPTS && market.liveCount > 0; attempt++) {
      const word = random.next();
      const order =
        word >>> 30 === 0 ? this.touchOrder() : market.liveOrder(this.victimPosition(word));
      if (order === 0) continue;
      if (market.orderCount(market.symbolOf(order), market.sideOf(order)) > SIDE_ORDERS_MIN)
        return order;
    }
    return 0;
  }

  private victimPosition(word: number): number {
    const { liveCount } = this.market;
    const age = this.youth[word & TABLE_MASK]!;
    const isAny = ((word >>> 26) & 7) === 0 || age >= liveCount;
    return isAny ? this.random.below(liveCount) : liveCount - 1 - age;
  }

  /** The youngest order at a touch, 0 where that side is empty. */
  private touchOrder(): number {
    const symbol = this.nextSymbol();
    const side = this.placement.weakSide(symbol);
    if (this.market.orderCount(symbol, side) === 0) return 0;
    return this.market.lastOrder(symbol, this.market.best(symbol, side));
  }
}

function checkOptions(options: FlowOptions): void {
  const { symbols, seed, messagesPerSecond, liveOrderLimit } = options;
  const isInteger = (value: number, min: number, max: number): boolean =>
    Number.isInteger(value) && value >= min && value <= max;
  if (!isInteger(symbols, 1, SYMBOLS_MAX))
    throw new RangeError(`symbols ${symbols}: expected 1 … ${SYMBOLS_MAX}`);
  if (!isInteger(seed, 0, Number.MAX_SAFE_INTEGER))
    throw new RangeError(`seed ${seed}: expected an integer from 0`);
  if (!(messagesPerSecond > 0) || !Number.isFinite(messagesPerSecond)) {
    throw new RangeError(`messagesPerSecond ${messagesPerSecond}: expected a positive number`);
  }
  if (!isInteger(liveOrderLimit, symbols * SIDE_ORDERS_MIN * 4, 1 << 30)) {
    throw new RangeError(
      `liveOrderLimit ${liveOrderLimit}: expected at least ${symbols * SIDE_ORDERS_MIN * 4}`,
    );
  }
}
