/**
 * Bybit v5 linear or spot, as its public documents describe it: order books of depths 1 to 1000 that
 * begin with a snapshot and count u by one, u = 1 after a restart, depth 1 as snapshots, public trades,
 * pings as messages, and instruments-info over REST. Owns the update ids; the books are the market's.
 */
import { formatScaled } from '../../market/decimal.js';
import { wallNowMs } from '../../telemetry/clock.js';
import {
  PRICE_SCALE,
  QUANTITY_SCALE,
  type ExchangeMarket,
  type MarketLevel,
} from '../exchange-market.js';
import { BID, type MarketChange, type MarketTrade } from '../market-change.js';
import { ToldWindow, type WindowDiff } from '../told-window.js';
import type { HttpAnswer, VenueClient, VenueProtocol } from '../venue-protocol.js';

interface BookState {
  readonly topic: string;
  readonly symbol: string;
  readonly depth: number;
  readonly window: ToldWindow;
  updateId: number;
  /** Of the market when it was told last. */
  crossSequence: number;
  toldMs: number;
  /** To be told anew, from u = 1. */
  isRestarted: boolean;
}

const DEPTHS = [1, 50, 200, 1000];
const FIRST_UPDATE_ID = 20_254_000;
const FIRST_CROSS_SEQUENCE = 130_020_000_000;
/** Spot trade ids are numbers that a double does not hold. */
const FIRST_SPOT_TRADE_ID = 2_100_000_000_007_000_001n;
const SPOT_TOPICS_MAX = 10;
const BEST_REPEATED_MS = 3_000;
const PAGE_LIMIT_DEFAULT = 500;

export class BybitProtocol implements VenueProtocol {
  readonly flushMs = 20;
  // The venue sends no checksum.
  readonly undetectable = ['bad-checksum'] as const;
  readonly isolatesSymbols = true;
  private readonly books: readonly BookState[];
  private readonly crossSequences: number[];
  private readonly topics = new Map<VenueClient, Set<string>>();

  constructor(
    private readonly category: 'linear' | 'spot',
    private readonly market: ExchangeMarket,
  ) {
    this.crossSequences = market.symbols.map((_, index) => FIRST_CROSS_SEQUENCE + index);
    this.books = market.symbols.flatMap((symbol, index) =>
      DEPTHS.map((depth) => ({
        topic: `orderbook.${depth}.${symbol}`,
        symbol,
        depth,
        window: new ToldWindow(market, index, depth),
        updateId: FIRST_UPDATE_ID + index,
        crossSequence: FIRST_CROSS_SEQUENCE + index,
        toldMs: wallNowMs(),
        isRestarted: false,
      })),
    );
  }

  accepts(path: string): boolean {
    return path === `/v5/public/${this.category}`;
  }

  opened(client: VenueClient): void {
    this.topics.set(client, new Set());
  }

  closed(client: VenueClient): void {
    this.topics.delete(client);
  }

  said(client: VenueClient, text: string): void {
    const request = JSON.parse(text) as { req_id?: string; op: string; args?: string[] };
    const { req_id = '', op, args = [] } = request;
    const refusal = op === 'subscribe' ? this.refusalOf(client, args) : '';
    const ret_msg = op === 'ping' ? 'pong' : refusal;
    client.say(JSON.stringify({ success: refusal === '', ret_msg, conn_id: 'c0', req_id, op }));
    if (refusal !== '') return;
    for (const topic of args) {
      if (op !== 'subscribe') this.topics.get(client)?.delete(topic);
      else this.subscribe(client, topic);
    }
  }

  http(path: string, query: URLSearchParams): HttpAnswer | undefined {
    if (path !== '/v5/market/instruments-info') return undefined;
    if (query.get('category') !== this.category) {
      return {
        status: 200,
        body: '{"retCode":10001,"retMsg":"params error: category","result":{}}',
      };
    }
    const symbol = query.get('symbol');
    const listed = this.market.symbols.filter((name) => symbol === null || symbol === name);
    const from = Number(query.get('cursor') ?? 0);
    const to = from + Number(query.get('limit') ?? PAGE_LIMIT_DEFAULT);
    const list = listed.slice(from, to).map((name) => ({ symbol: name, ...this.sizes() }));
    const nextPageCursor = to < listed.length ? String(to) : '';
    const result = { category: this.category, list, nextPageCursor };
    return { status: 200, body: JSON.stringify({ retCode: 0, retMsg: 'OK', result }) };
  }

  changed(changes: readonly MarketChange[]): void {
    for (const change of changes) {
      if (change.kind === 'trade') this.tellTrade(change.symbol, change.trade);
      if (change.kind === 'reduce' && change.trade) this.tellTrade(change.symbol, change.trade);
      this.crossSequences[change.symbol]!++;
    }
  }

  flush(): void {
    for (const book of this.books) {
      const clients = this.subscribers(book.topic);
      // Nobody listens: the first who does begins with an image of then.
      if (clients.length === 0) continue;
      const diff = book.window.take();
      if (book.isRestarted) this.tellRestart(book, clients);
      else if (diff.bids.length + diff.asks.length > 0) this.tellDiff(book, diff, clients);
    }
  }

  reset(): void {
    for (const book of this.books) book.isRestarted = true;
  }

  withBadChecksum(): undefined {
    return undefined;
  }

  heartbeat(): void {
    for (const book of this.books) {
      if (book.depth > 1 || wallNowMs() - book.toldMs < BEST_REPEATED_MS) continue;
      for (const client of this.subscribers(book.topic)) {
        client.sendImage(book.symbol, this.bookText(book, 'snapshot', book.window.image()));
      }
    }
  }

  private subscribe(client: VenueClient, topic: string): void {
    const book = this.books.find((each) => each.topic === topic);
    if (book !== undefined) {
      if (this.subscribers(topic).length === 0) this.catchUp(book);
      client.sendImage(book.symbol, this.bookText(book, 'snapshot', book.window.image()));
    }
    this.topics.get(client)?.add(topic);
  }

  private refusalOf(client: VenueClient, topics: readonly string[]): string {
    if (this.category === 'spot' && topics.length > SPOT_TOPICS_MAX)
      return `args size >${SPOT_TOPICS_MAX}`;
    for (const topic of topics) {
      if (this.topics.get(client)?.has(topic)) return `error:already subscribed,topic:${topic}`;
      const isTrade = topic.startsWith('publicTrade.');
      const isListed = isTrade
        ? this.market.indexOf(topic.slice(topic.indexOf('.') + 1)) !== undefined
        : this.books.some((book) => book.topic === topic);
      if (!isListed) return `error:handler not found,topic:${topic}`;
    }
    return '';
  }

  private tellRestart(book: BookState, clients: readonly VenueClient[]): void {
    book.isRestarted = false;
    this.move(book, 1);
    const text = this.bookText(book, 'snapshot', book.window.image());
    for (const client of clients) client.sendImage(book.symbol, text);
  }

  private tellDiff(book: BookState, diff: WindowDiff, clients: readonly VenueClient[]): void {
    this.move(book, book.updateId + 1);
    // Depth 1 has snapshots only.
    const text =
      book.depth === 1
        ? this.bookText(book, 'snapshot', book.window.image())
        : this.bookText(book, 'delta', diff);
    for (const client of clients) client.sendBook(book.symbol, text);
  }

  private bookText(
    book: BookState,
    type: 'snapshot' | 'delta',
    { bids, asks }: WindowDiff,
  ): string {
    const { topic, symbol, updateId } = book;
    const ts = wallNowMs();
    book.toldMs = ts;
    const rows = { b: bids.map(row), a: asks.map(row) };
    const data = { s: symbol, ...rows, u: updateId, seq: book.crossSequence };
    return JSON.stringify({ topic, type, ts, data, cts: ts });
  }

  /** Nobody has listened: the book is what it is now, without a word. */
  private catchUp(book: BookState): void {
    book.window.take();
    this.move(book, book.isRestarted ? 1 : book.updateId + 1);
    book.isRestarted = false;
  }

  private move(book: BookState, updateId: number): void {
    book.updateId = updateId;
    book.crossSequence = this.crossSequences[this.market.indexOf(book.symbol)!]!;
  }

  private tellTrade(index: number, trade: MarketTrade): void {
    const symbol = this.market.symbols[index]!;
    const clients = this.subscribers(`publicTrade.${symbol}`);
    if (clients.length === 0) return;
    const ts = wallNowMs();
    const data = [
      {
        T: ts,
        s: symbol,
        S: trade.aggressor === BID ? 'Buy' : 'Sell',
        v: formatScaled(trade.quantity, QUANTITY_SCALE),
        p: formatScaled(trade.price, PRICE_SCALE),
        L: 'PlusTick',
        i: this.tradeId(trade.id),
        BT: false,
      },
    ];
    const text = JSON.stringify({ topic: `publicTrade.${symbol}`, type: 'snapshot', ts, data });
    for (const client of clients) client.say(text);
  }

  /** Numbers for spot, UUIDs for contracts. */
  private tradeId(id: number): string {
    if (this.category === 'spot') return String(FIRST_SPOT_TRADE_ID + BigInt(id));
    return `20f43950-d8dd-5b31-9112-${id.toString(16).padStart(12, '0')}`;
  }

  private sizes(): object {
    const lot = this.category === 'spot' ? 'basePrecision' : 'qtyStep';
    return {
      status: 'Trading',
      priceFilter: { tickSize: '0.01' },
      lotSizeFilter: { [lot]: '0.001' },
    };
  }

  private subscribers(topic: string): VenueClient[] {
    return [...this.topics].flatMap(([client, topics]) => (topics.has(topic) ? [client] : []));
  }
}

const row = (level: MarketLevel): [price: string, quantity: string] => [
  formatScaled(level.price, PRICE_SCALE),
  formatScaled(level.quantity, QUANTITY_SCALE),
];
