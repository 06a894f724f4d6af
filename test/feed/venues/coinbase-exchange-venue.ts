/** A tiny Coinbase Exchange: levels or orders, over one feed. */
import {
  EXCHANGE_LIMITS,
  type ExchangeLimits,
} from '../../../src/feed/normalize/coinbase-exchange/limits.js';
import { ExchangeNormalizer } from '../../../src/feed/normalize/coinbase-exchange/normalizer.js';
import {
  exact,
  NaiveL2Book,
  plain,
  type NaiveRow,
  type NaiveSide,
} from '../../model/naive-l2-book.js';
import { EventRecorder } from '../event-recorder.js';
import { LiveBench, type TinyVenue } from './live-bench.js';

interface Request {
  readonly type: string;
  readonly channels: readonly string[];
  readonly product_ids: readonly string[];
}

export type TinyChannel = 'level2' | 'level2_batch' | 'full';

export interface TinyOrder {
  readonly id: string;
  readonly side: NaiveSide;
  price: string;
  /** In thousandths. */
  size: number;
}

const sizeText = (size: number): string => (size / 1000).toFixed(3);

export const uuid = (number: number): string =>
  `${number.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`;

export class ExchangeVenue implements TinyVenue {
  readonly symbols: readonly string[];
  products: unknown;
  /** Microseconds; each message is later than the one before. */
  private timeUs = 0;
  private tradeId = 100;
  private orderCount = 0;
  private readonly books = new Map<string, NaiveL2Book>();
  /** First come first. */
  private readonly resting = new Map<string, TinyOrder[]>();
  private readonly sequences = new Map<string, number>();

  constructor(symbols: readonly string[] = ['BTC-USD', 'ETH-USD']) {
    this.symbols = symbols;
    for (const symbol of symbols) {
      this.books.set(symbol, new NaiveL2Book());
      this.resting.set(symbol, []);
      this.sequences.set(symbol, 1000);
    }
    this.products = symbols.map((id) => ({
      id,
      base_increment: '0.001',
      quote_increment: '0.01',
      status: 'online',
    }));
  }

  book(symbol: string): NaiveL2Book {
    return this.books.get(symbol)!;
  }

  orders(symbol: string): readonly TinyOrder[] {
    return this.resting.get(symbol)!;
  }

  sequence(symbol: string): number {
    return this.sequences.get(symbol)!;
  }

  list(url: string): string | undefined {
    if (url.endsWith('/products')) return JSON.stringify(this.products);
    const symbol = /\/products\/([^/]+)\/book\?level=3$/.exec(url)?.[1];
    return symbol === undefined ? undefined : this.imageText(symbol);
  }

  answer(text: string): string[] {
    const { type, channels, product_ids } = JSON.parse(text) as Request;
    const acknowledged = JSON.stringify({ type: 'subscriptions', channels });
    const hasLevels = channels.some((channel) => channel.startsWith('level2'));
    if (type !== 'subscribe' || !hasLevels) return [acknowledged];
    return [...product_ids.map((symbol) => this.snapshot(symbol)), acknowledged];
  }

  snapshot(symbol: string): string {
    const book = this.book(symbol);
    return JSON.stringify({
      type: 'snapshot',
      product_id: symbol,
      asks: book.levels('ask'),
      bids: book.levels('bid'),
    });
  }

  change(symbol: string, bids: readonly NaiveRow[], asks: readonly NaiveRow[] = []): string {
    const book = this.book(symbol);
    for (const [price, size] of bids) book.set('bid', price, size);
    for (const [price, size] of asks) book.set('ask', price, size);
    this.timeUs++;
    return JSON.stringify({
      type: 'l2update',
      product_id: symbol,
      changes: [...bids.map((row) => ['buy', ...row]), ...asks.map((row) => ['sell', ...row])],
      time: this.time(),
    });
  }

  /** Right after the update of the same time. */
  ticker(symbol: string): string {
    const book = this.book(symbol);
    return JSON.stringify({
      type: 'ticker',
      sequence: this.timeUs,
      product_id: symbol,
      best_bid: book.best('bid')?.[0] ?? '0',
      best_bid_size: book.best('bid')?.[1] ?? '0',
      best_ask: book.best('ask')?.[0] ?? '0',
      best_ask_size: book.best('ask')?.[1] ?? '0',
      time: this.time(),
    });
  }

  heartbeat(symbol: string): string {
    return JSON.stringify({
      type: 'heartbeat',
      sequence: this.sequence(symbol),
      last_trade_id: this.tradeId,
      product_id: symbol,
      time: this.time(),
    });
  }

  /** A trade of the `matches` channel, beside the levels. */
  matchText(symbol: string, type: 'match' | 'last_match' = 'match', id = ++this.tradeId): string {
    this.tradeId = Math.max(this.tradeId, id);
    return JSON.stringify({
      type,
      trade_id: id,
      maker_order_id: uuid(1),
      taker_order_id: uuid(2),
      side: 'sell',
      size: '1',
      price: '10.5',
      product_id: symbol,
      sequence: id,
      time: this.time(),
    });
  }

  /** The level 3 book as of now. */
  imageText(symbol: string): string {
    const side = (name: NaiveSide): unknown[] =>
      this.orders(symbol)
        .filter((order) => order.side === name)
        .map(({ price, size, id }) => [price, sizeText(size), id]);
    return JSON.stringify({
      sequence: this.sequence(symbol),
      bids: side('bid'),
      asks: side('ask'),
      auction_mode: false,
    });
  }

  received(symbol: string): string {
    return this.sequenced(symbol, 'received', { order_id: uuid(++this.orderCount), size: '1' });
  }

  open(symbol: string, side: NaiveSide, price: string, size: number): string {
    const order = { id: uuid(++this.orderCount), side, price: plain(exact(price)), size };
    this.resting.get(symbol)!.push(order);
    this.sum(symbol, order);
    return this.sequenced(symbol, 'open', {
      order_id: order.id,
      side: side === 'bid' ? 'buy' : 'sell',
      price,
      remaining_size: sizeText(size),
    });
  }

  /** The order trades; what is left of it rests. */
  match(symbol: string, order: TinyOrder, size: number): string {
    order.size -= size;
    if (order.size === 0) this.forget(symbol, order);
    this.sum(symbol, order);
    return this.sequenced(symbol, 'match', {
      trade_id: ++this.tradeId,
      maker_order_id: order.id,
      taker_order_id: uuid(0xffff),
      size: sizeText(size),
      price: order.price,
      side: order.side === 'bid' ? 'buy' : 'sell',
    });
  }

  /** An order that rests is cancelled; one that does not is done all the same. */
  done(symbol: string, order: TinyOrder): string {
    const remaining = this.orders(symbol).includes(order) ? order.size : 0;
    this.forget(symbol, order);
    this.sum(symbol, order);
    return this.sequenced(symbol, 'done', {
      order_id: order.id,
      price: order.price,
      side: order.side === 'bid' ? 'buy' : 'sell',
      reason: remaining === 0 ? 'filled' : 'canceled',
      remaining_size: sizeText(remaining),
    });
  }

  modify(symbol: string, order: TinyOrder, price: string, size: number): string {
    const [oldPrice, oldSize] = [order.price, order.size];
    if (price !== oldPrice || size > oldSize) {
      this.forget(symbol, order);
      this.resting.get(symbol)!.push(order);
    }
    order.price = price;
    order.size = size;
    this.sum(symbol, order);
    this.sum(symbol, { ...order, price: oldPrice });
    return this.sequenced(symbol, 'change', {
      reason: 'modify_order',
      order_id: order.id,
      side: order.side === 'bid' ? 'buy' : 'sell',
      old_size: sizeText(oldSize),
      new_size: sizeText(size),
      old_price: oldPrice,
      new_price: price,
    });
  }

  private sequenced(symbol: string, type: string, fields: object): string {
    const sequence = this.sequence(symbol) + 1;
    this.sequences.set(symbol, sequence);
    this.timeUs++;
    return JSON.stringify({ type, product_id: symbol, time: this.time(), sequence, ...fields });
  }

  private forget(symbol: string, order: TinyOrder): void {
    const orders = this.resting.get(symbol)!;
    const at = orders.indexOf(order);
    if (at >= 0) orders.splice(at, 1);
  }

  private sum(symbol: string, { side, price }: TinyOrder): void {
    let size = 0;
    for (const each of this.orders(symbol)) {
      if (each.side === side && each.price === price) size += each.size;
    }
    this.book(symbol).set(side, price, sizeText(size));
  }

  private time(): string {
    return `2024-05-01T12:00:00.${String(this.timeUs).padStart(6, '0')}Z`;
  }
}

export type ExchangeBench = LiveBench<ExchangeNormalizer, ExchangeVenue>;

export function exchangeBench(
  channel: TinyChannel,
  venue = new ExchangeVenue(),
  limits: Partial<ExchangeLimits> = {},
  lines = 1,
): ExchangeBench {
  const recorder = new EventRecorder();
  const normalizer = new ExchangeNormalizer(
    {
      sink: recorder,
      register: recorder,
      random: () => 0,
      endpoints: { webSocket: 'wss://ws-feed.exchange.coinbase.com', rest: 'https://x' },
      wants: { symbols: venue.symbols, lines, lineHoldNs: 1e6 },
    },
    { channel, limits: { ...EXCHANGE_LIMITS, silenceNs: Infinity, ...limits } },
  );
  return new LiveBench(venue, recorder, normalizer);
}
