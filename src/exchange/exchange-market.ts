/**
 * The market behind a venue simulator: the order flow of the embedded exchange, told as changes of
 * orders, and its books at any moment. Owns the flow; deterministic for a seed. Never sends anything.
 */
import { OrderFlow, openingMessages } from '../feed/source/simulator/order-flow.js';
import { WRITTEN_BYTES_MAX } from '../feed/source/simulator/itch-writer.js';
import { SIM_ASK, SIM_BID, WINDOW_TICKS } from '../feed/source/simulator/simulated-market.js';
import {
  ASK,
  BID,
  type MarketChange,
  type MarketSide,
  type RestingOrder,
} from './market-change.js';

export interface ExchangeMarketOptions {
  /** As the venue writes them. */
  readonly symbols: readonly string[];
  readonly seed: number;
  /** Orders that rest per symbol, about. */
  readonly ordersPerSymbol?: number;
}

/** Aggregated over the orders of one price. */
export interface MarketLevel {
  readonly price: number;
  readonly quantity: number;
  readonly orderCount: number;
}

/** Decimals of all prices and quantities; one tick is 0.01, one lot 0.001. */
export const PRICE_SCALE = 2;
export const QUANTITY_SCALE = 3;

const ORDERS_PER_SYMBOL_DEFAULT = 256;
const PREFIX = 2;
/** The flow's prices are 1/10^4, ours are ticks. */
const FLOW_UNITS_PER_TICK = 100;

export class ExchangeMarket {
  readonly symbols: readonly string[];
  /** Changes made so far. */
  changeCount = 0;
  private readonly flow: OrderFlow;
  private readonly view = new DataView(new ArrayBuffer(WRITTEN_BYTES_MAX));
  private readonly orders = new Map<string, RestingOrder>();
  private readonly indexBySymbol: ReadonlyMap<string, number>;
  private tradeCount = 0;

  constructor(options: ExchangeMarketOptions) {
    const { symbols, seed, ordersPerSymbol = ORDERS_PER_SYMBOL_DEFAULT } = options;
    this.symbols = symbols;
    this.indexBySymbol = new Map(symbols.map((symbol, index) => [symbol, index]));
    this.flow = new OrderFlow({
      symbols: symbols.length,
      seed,
      // The rate only sets the flow's own clock, which nobody looks at here.
      messagesPerSecond: 1000,
      liveOrderLimit: symbols.length * ordersPerSymbol,
    });
    for (let i = 0; i < openingMessages(symbols.length); i++) this.flow.emit(this.view, 0);
    for (let i = 0; i < symbols.length * ordersPerSymbol * 2; i++) this.step();
    this.changeCount = 0;
  }

  /** undefined for a symbol that is not listed. */
  indexOf(symbol: string): number | undefined {
    return this.indexBySymbol.get(symbol);
  }

  /** The next thing that happens: one change, or two for a replaced order. */
  step(): MarketChange[] {
    this.flow.emit(this.view, 0);
    const changes = this.read();
    this.changeCount += changes.length;
    return changes;
  }

  /** Best first; at most `depth` levels. */
  levels(symbol: number, side: MarketSide, depth: number): MarketLevel[] {
    const levels: MarketLevel[] = [];
    this.forEachTick(symbol, side, (tick) => {
      const level = this.levelOfTick(symbol, tick);
      if (level.orderCount > 0) levels.push(level);
      return levels.length < depth;
    });
    return levels;
  }

  /** One price; quantity 0 where nothing rests. */
  levelAt(symbol: number, price: number): MarketLevel {
    const tick = price - this.flow.priceOf(symbol, 0) / FLOW_UNITS_PER_TICK;
    return this.levelOfTick(symbol, tick);
  }

  /** Best price first, within a price in the order of the queue. */
  queue(symbol: number, side: MarketSide): RestingOrder[] {
    const { market } = this.flow;
    const orders: RestingOrder[] = [];
    this.forEachTick(symbol, side, (tick) => {
      for (let at = market.firstOrder(symbol, tick); at !== 0; at = market.nextOrder(at)) {
        const id = idOf(market.referenceHighOf(at), market.referenceLowOf(at));
        orders.push(this.orders.get(id)!);
      }
      return true;
    });
    return orders;
  }

  private forEachTick(symbol: number, side: MarketSide, see: (tick: number) => boolean): void {
    const { market } = this.flow;
    if (side === BID) {
      for (let tick = market.best(symbol, SIM_BID); tick >= 0; tick--) if (!see(tick)) return;
    } else {
      const from = market.best(symbol, SIM_ASK);
      for (let tick = from; tick < WINDOW_TICKS; tick++) if (!see(tick)) return;
    }
  }

  private levelOfTick(symbol: number, tick: number): MarketLevel {
    const { market } = this.flow;
    let quantity = 0;
    let orderCount = 0;
    for (let at = market.firstOrder(symbol, tick); at !== 0; at = market.nextOrder(at)) {
      quantity += market.quantityOf(at);
      orderCount++;
    }
    return { price: this.flow.priceOf(symbol, tick) / FLOW_UNITS_PER_TICK, quantity, orderCount };
  }

  /** The flow's own message, by the published layout of ITCH 5.0. */
  private read(): MarketChange[] {
    const { view } = this;
    const symbol = view.getUint16(PREFIX + 1) - 1;
    switch (String.fromCharCode(view.getUint8(PREFIX))) {
      case 'A':
      case 'F':
        return [
          this.open(symbol, PREFIX + 11, sideAt(view, PREFIX + 19), PREFIX + 20, PREFIX + 32),
        ];
      case 'E':
      case 'C':
        return [this.execute(this.orderAt(PREFIX + 11), view.getUint32(PREFIX + 19))];
      case 'X':
        return [this.reduce(this.orderAt(PREFIX + 11), view.getUint32(PREFIX + 19))];
      case 'D':
        return [this.remove(this.orderAt(PREFIX + 11))];
      case 'U': {
        const old = this.orderAt(PREFIX + 11);
        return [
          this.remove(old),
          this.open(symbol, PREFIX + 19, old.side, PREFIX + 27, PREFIX + 31),
        ];
      }
      case 'P':
        return [this.trade(symbol, view.getUint32(PREFIX + 20), view.getUint32(PREFIX + 32))];
      case 'Q':
        return [this.trade(symbol, view.getUint32(PREFIX + 15), view.getUint32(PREFIX + 27))];
      default:
        return [];
    }
  }

  private orderAt(at: number): RestingOrder {
    return this.orders.get(idOf(this.view.getInt32(at), this.view.getInt32(at + 4)))!;
  }

  private open(
    symbol: number,
    idAt: number,
    side: MarketSide,
    quantityAt: number,
    priceAt: number,
  ): MarketChange {
    const order: RestingOrder = {
      id: idOf(this.view.getInt32(idAt), this.view.getInt32(idAt + 4)),
      symbol,
      side,
      price: this.view.getUint32(priceAt) / FLOW_UNITS_PER_TICK,
      quantity: this.view.getUint32(quantityAt),
    };
    this.orders.set(order.id, order);
    return { kind: 'open', symbol, order };
  }

  private execute(order: RestingOrder, by: number): MarketChange {
    const aggressor = order.side === BID ? ASK : BID;
    const trade = { id: ++this.tradeCount, price: order.price, quantity: by, aggressor } as const;
    return { ...this.reduce(order, by), trade };
  }

  private reduce(order: RestingOrder, by: number): MarketChange & { kind: 'reduce' } {
    order.quantity -= by;
    if (order.quantity === 0) this.orders.delete(order.id);
    return { kind: 'reduce', symbol: order.symbol, order, by };
  }

  private remove(order: RestingOrder): MarketChange {
    this.orders.delete(order.id);
    return { kind: 'remove', symbol: order.symbol, order };
  }

  private trade(symbol: number, quantity: number, flowPrice: number): MarketChange {
    const price = Math.floor(flowPrice / FLOW_UNITS_PER_TICK);
    const trade = { id: ++this.tradeCount, price, quantity, aggressor: BID } as const;
    return { kind: 'trade', symbol, trade };
  }
}

const idOf = (high: number, low: number): string =>
  String((BigInt(high >>> 0) << 32n) | BigInt(low >>> 0));

const sideAt = (view: DataView, at: number): MarketSide => (view.getUint8(at) === 0x42 ? BID : ASK);
