/**
 * An independent reading of a Binance spot capture, written from the venue's rule alone: JSON.parse,
 * Maps and decimal text. Slow and plain; shares no code with src/. One pass over lines in `ts` order.
 *
 * "How to manage a local order book correctly": 1 buffer, note the first U. 2 snapshot; lastUpdateId
 * before the first U - 1: wait for another. 3 drop u <= lastUpdateId. 4 the first has U <= L+1 <= u.
 * 5 the next U is the last u + 1, else start over. 6 absolute quantities, 0 removes.
 */
import { exact, NaiveL2Book, plain, type NaiveRow } from './naive-l2-book.js';

interface Diff {
  s: string;
  U: number;
  u: number;
  b: NaiveRow[];
  a: NaiveRow[];
}

interface Ticker {
  s: string;
  u: number;
  b: string;
  B: string;
  a: string;
  A: string;
}

export class SymbolModel {
  readonly book = new NaiveL2Book();
  buffer: Diff[] = [];
  tickers: Ticker[] = [];
  lastId = -1;
  live = false;
  gaps = 0;
  verified = 0;
  verifyFailures = 0;

  diff(diff: Diff): void {
    if (!this.live) {
      this.buffer.push(diff);
      return;
    }
    if (diff.u <= this.lastId) return;
    if (diff.U > this.lastId + 1) {
      this.gaps++;
      this.live = false;
      this.buffer = [diff];
      return;
    }
    for (const [price, quantity] of diff.b) this.book.set('bid', price, quantity);
    for (const [price, quantity] of diff.a) this.book.set('ask', price, quantity);
    this.lastId = diff.u;
    const index = this.tickers.findIndex((ticker) => ticker.u === diff.u);
    if (index >= 0) this.compare(this.tickers.splice(index, 1)[0]!);
  }

  snapshot(answer: { lastUpdateId: number; bids: NaiveRow[]; asks: NaiveRow[] }): void {
    if (this.live) return;
    const first = this.buffer[0];
    if (first && answer.lastUpdateId < first.U - 1) return;
    this.book.clear();
    for (const [price, quantity] of answer.bids) this.book.set('bid', price, quantity);
    for (const [price, quantity] of answer.asks) this.book.set('ask', price, quantity);
    this.lastId = answer.lastUpdateId;
    this.live = true;
    const waiting = this.buffer;
    this.buffer = [];
    for (const diff of waiting) this.diff(diff);
  }

  private compare(ticker: Ticker): void {
    const side = (row: NaiveRow | undefined): string => (row ? row.join('@') : 'empty');
    const told = (price: string, quantity: string): string =>
      exact(quantity) === 0n ? 'empty' : `${plain(exact(price))}@${plain(exact(quantity))}`;
    const same =
      side(this.book.best('bid')) === told(ticker.b, ticker.B) &&
      side(this.book.best('ask')) === told(ticker.a, ticker.A);
    if (same) this.verified++;
    else this.verifyFailures++;
  }
}

export class BinanceCaptureModel {
  readonly symbols = new Map<string, SymbolModel>();
  /** From exchangeInfo: the step sizes as text. */
  readonly steps = new Map<string, { tick: string; lot: string }>();
  tickerCount = 0;
  tradeCount = 0;

  /** @param text the decompressed capture. */
  constructor(text: string) {
    const records = text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as { t: string; ts?: number; url?: string; data?: string });
    records.sort((a, b) => (a.ts ?? 0) - (b.ts ?? 0));
    for (const record of records) {
      if (record.t === 'http') this.answer(record.url!, JSON.parse(record.data!));
      if (record.t === 'recv')
        this.message(JSON.parse(record.data!) as { stream: string; data: unknown });
    }
  }

  symbol(name: string): SymbolModel {
    let model = this.symbols.get(name);
    if (!model) this.symbols.set(name, (model = new SymbolModel()));
    return model;
  }

  get verified(): number {
    return [...this.symbols.values()].reduce((sum, each) => sum + each.verified, 0);
  }

  private answer(url: string, answer: unknown): void {
    if (url.includes('exchangeInfo')) {
      type Filter = { filterType: string; tickSize?: string; stepSize?: string };
      const { symbols } = answer as { symbols: { symbol: string; filters: Filter[] }[] };
      for (const { symbol, filters } of symbols) {
        const tick = filters.find((each) => each.filterType === 'PRICE_FILTER')!.tickSize!;
        const lot = filters.find((each) => each.filterType === 'LOT_SIZE')!.stepSize!;
        this.steps.set(symbol, { tick, lot });
      }
      return;
    }
    const name = /symbol=([^&]+)/.exec(url)![1]!;
    this.symbol(name).snapshot(answer as Parameters<SymbolModel['snapshot']>[0]);
  }

  private message({ stream, data }: { stream: string; data: unknown }): void {
    if (stream.includes('@depth')) {
      const diff = data as Diff;
      this.symbol(diff.s).diff(diff);
    } else if (stream.includes('@bookTicker')) {
      const ticker = data as Ticker;
      this.tickerCount++;
      this.symbol(ticker.s).tickers.push(ticker);
    } else if (stream.includes('@aggTrade')) {
      this.tradeCount++;
    }
  }
}
