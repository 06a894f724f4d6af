/**
 * The market behind the NASDAQ simulator: one order flow a session, its messages in a log, its books at
 * any moment. Owns both; deterministic for a seed. Never sends anything.
 */
import { OrderFlow, openingMessages } from '../../feed/source/simulator/order-flow.js';
import { SIM_ASK, SIM_BID, WINDOW_TICKS } from '../../feed/source/simulator/simulated-market.js';
import { MessageLog } from './message-log.js';

export interface NasdaqMarketOptions {
  readonly symbolCount: number;
  readonly seed: number;
  readonly messagesPerSecond: number;
  /** Orders that rest per symbol, about. */
  readonly ordersPerSymbol?: number;
  /** Mebibytes of messages kept for who asks later. */
  readonly logMebibytes?: number;
}

/** Price in 1/10^4, quantity in shares. */
export interface NasdaqLevel {
  readonly price: number;
  readonly quantity: number;
}

export type NasdaqSide = 'bid' | 'ask';

const ORDERS_PER_SYMBOL_DEFAULT = 256;
const LOG_MEBIBYTES_DEFAULT = 256;

export class NasdaqMarket {
  readonly symbols: readonly string[];
  /** Decimals of all prices and quantities. */
  readonly priceScale = 4;
  readonly quantityScale = 0;
  flow: OrderFlow;
  log: MessageLog;
  /** Ten letters and digits. */
  session: string;
  private sessionCount = 0;

  constructor(private readonly options: NasdaqMarketOptions) {
    this.flow = this.newFlow();
    this.log = this.newLog();
    this.session = this.newSession();
    this.symbols = this.flow.tickers;
    this.open();
  }

  /** The next message of the session. */
  step(): void {
    this.log.append((view, at) => this.flow.emit(view, at));
  }

  /** Another session begins: empty books, messages from 1 on. */
  restart(): void {
    this.flow = this.newFlow();
    this.log = this.newLog();
    this.session = this.newSession();
    this.open();
  }

  /** undefined for a symbol that is not listed. */
  indexOf(symbol: string): number | undefined {
    const index = this.symbols.indexOf(symbol);
    return index < 0 ? undefined : index;
  }

  /** Best first. */
  levels(symbol: number, side: NasdaqSide, depth = Infinity): NasdaqLevel[] {
    const { flow } = this;
    const { market } = flow;
    const levels: NasdaqLevel[] = [];
    for (const tick of this.ticks(symbol, side)) {
      if (levels.length === depth) break;
      let quantity = 0;
      for (let at = market.firstOrder(symbol, tick); at !== 0; at = market.nextOrder(at)) {
        quantity += market.quantityOf(at);
      }
      if (quantity > 0) levels.push({ price: flow.priceOf(symbol, tick), quantity });
    }
    return levels;
  }

  /** Every tick of a side that may hold orders, best first. */
  *ticks(symbol: number, side: NasdaqSide): Generator<number> {
    const { market } = this.flow;
    if (side === 'bid') {
      for (let tick = market.best(symbol, SIM_BID); tick >= 0; tick--) yield tick;
    } else {
      for (let tick = market.best(symbol, SIM_ASK); tick < WINDOW_TICKS; tick++) yield tick;
    }
  }

  private newFlow(): OrderFlow {
    const { symbolCount, seed, messagesPerSecond, ordersPerSymbol } = this.options;
    return new OrderFlow({
      symbols: symbolCount,
      seed,
      messagesPerSecond,
      liveOrderLimit: symbolCount * (ordersPerSymbol ?? ORDERS_PER_SYMBOL_DEFAULT),
    });
  }

  private newLog(): MessageLog {
    return new MessageLog(this.options.logMebibytes ?? LOG_MEBIBYTES_DEFAULT);
  }

  private newSession(): string {
    return `SIM${String(++this.sessionCount).padStart(7, '0')}`;
  }

  /** The start of messages, the directory, the trading states. */
  private open(): void {
    for (let i = 0; i < openingMessages(this.options.symbolCount); i++) this.step();
  }
}
