/**
 * Coinbase Exchange as its public documents describe it: level2 change by change, level2_batch over 50 ms,
 * full with every order, matches, ticker and heartbeat, and over REST the products and the level 3 book.
 * Owns the products' sequences and the time of its messages; the books are the market's.
 */
import { formatScaled } from '../../market/decimal.js';
import {
  PRICE_SCALE,
  QUANTITY_SCALE,
  type ExchangeMarket,
  type MarketLevel,
} from '../exchange-market.js';
import type { FaultKind } from '../faults.js';
import { LevelChanges } from '../level-changes.js';
import {
  ASK,
  BID,
  type MarketChange,
  type MarketSide,
  type MarketTrade,
  type RestingOrder,
} from '../market-change.js';
import type { HttpAnswer, VenueClient, VenueProtocol } from '../venue-protocol.js';
import { MicrosecondTime } from './microsecond-time.js';

interface ProductState {
  readonly name: string;
  readonly index: number;
  sequence: number;
  lastTradeId: number;
  /** Of `level2`, told at once, and of `level2_batch`. */
  readonly changes: LevelChanges;
  readonly batch: LevelChanges;
}

const FIRST_SEQUENCE = 50_000;
const BATCH_MS = 50;

export class ExchangeProtocol implements VenueProtocol {
  readonly flushMs = BATCH_MS;
  readonly undetectable: readonly FaultKind[];
  readonly isolatesSymbols: boolean;
  private readonly products: readonly ProductState[];
  /** `channel product`. */
  private readonly subscribed = new Map<VenueClient, Set<string>>();
  private readonly time = new MicrosecondTime();
  private takerCount = 0;

  /** @param tells what its readers follow: levels have no sequence, orders have one each. */
  constructor(
    tells: 'levels' | 'orders',
    private readonly market: ExchangeMarket,
  ) {
    const hasOrders = tells === 'orders';
    this.isolatesSymbols = hasOrders;
    this.undetectable = hasOrders
      ? ['bad-checksum']
      : ['bad-checksum', 'drop', 'sequence-reset', 'http-429', 'http-500'];
    this.products = market.symbols.map((name, index) => ({
      name,
      index,
      sequence: FIRST_SEQUENCE * (index + 1),
      lastTradeId: 0,
      changes: new LevelChanges(market, index),
      batch: new LevelChanges(market, index),
    }));
  }

  accepts(path: string): boolean {
    return path === '/';
  }

  opened(client: VenueClient): void {
    this.subscribed.set(client, new Set());
  }

  closed(client: VenueClient): void {
    this.subscribed.delete(client);
  }

  said(client: VenueClient, text: string): void {
    type Request = { type: string; product_ids: string[]; channels: string[] };
    const { type, product_ids, channels } = JSON.parse(text) as Request;
    const keys = this.subscribed.get(client);
    if (keys === undefined) return;
    for (const channel of channels) {
      for (const product of product_ids) {
        if (type === 'subscribe') keys.add(`${channel} ${product}`);
        else keys.delete(`${channel} ${product}`);
      }
    }
    const names = channels.map((name) => ({ name, product_ids }));
    client.say(JSON.stringify({ type: 'subscriptions', channels: names }));
    if (type !== 'subscribe' || !channels.some((channel) => channel.startsWith('level2'))) return;
    for (const name of product_ids) this.sendSnapshot(client, name);
  }

  http(path: string, query: URLSearchParams): HttpAnswer | undefined {
    if (path === '/products') return { status: 200, body: this.list() };
    const name = /^\/products\/([^/]+)\/book$/.exec(path)?.[1];
    const product = this.products.find((each) => each.name === name);
    if (product === undefined || query.get('level') !== '3') return undefined;
    const side = (of: MarketSide): string[][] =>
      this.market.queue(product.index, of).map((order) => [...row(order), uuidOf(order.id)]);
    const { sequence } = product;
    const body = { sequence, bids: side(BID), asks: side(ASK), auction_mode: false };
    return { status: 200, body: JSON.stringify(body) };
  }

  changed(changes: readonly MarketChange[]): void {
    for (const change of changes) {
      const product = this.products[change.symbol]!;
      // There are no hidden orders here: a trade beside the book did not happen.
      if (change.kind === 'trade') continue;
      product.changes.add(change);
      product.batch.add(change);
      this.tellOrder(product, change);
      this.time.next();
      this.tellLevels(product, 'level2', product.changes);
      if (change.kind === 'reduce' && change.trade) this.tellMatch(product, change, change.trade);
    }
  }

  flush(): void {
    for (const product of this.products) {
      this.time.next();
      this.tellLevels(product, 'level2_batch', product.batch);
    }
  }

  reset(): void {
    for (const product of this.products) product.sequence = 1;
  }

  withBadChecksum(): undefined {
    return undefined;
  }

  heartbeat(): void {
    for (const product of this.products) {
      const { sequence, lastTradeId: last_trade_id } = product;
      const text = this.text(product, { type: 'heartbeat', sequence, last_trade_id });
      for (const client of this.readers('heartbeat', product)) client.say(text);
    }
  }

  private sendSnapshot(client: VenueClient, name: string): void {
    const index = this.market.indexOf(name);
    if (index === undefined) return;
    const asks = this.market.levels(index, ASK, Infinity).map(row);
    const bids = this.market.levels(index, BID, Infinity).map(row);
    const text = this.text(this.products[index]!, { type: 'snapshot', asks, bids });
    client.sendImage(name, text);
  }

  private tellLevels(product: ProductState, channel: string, gathered: LevelChanges): void {
    if (gathered.isEmpty) return;
    const { bids, asks } = gathered.take();
    const readers = this.readers(channel, product);
    if (readers.length === 0) return;
    const changes = [
      ...bids.map((level) => ['buy', ...row(level)]),
      ...asks.map((level) => ['sell', ...row(level)]),
    ];
    const text = this.text(product, { type: 'l2update', changes });
    for (const client of readers) client.sendBook(product.name, text);
  }

  /** The trade, and the ticker right behind it, at the time of the update that they led to. */
  private tellMatch(
    product: ProductState,
    { order }: { order: RestingOrder },
    trade: MarketTrade,
  ): void {
    const { sequence } = product;
    const match = this.text(product, { type: 'match', sequence, ...matchOf(order, trade) });
    for (const client of this.readers('matches', product)) client.say(match);
    const bid = this.market.levels(product.index, BID, 1)[0];
    const ask = this.market.levels(product.index, ASK, 1)[0];
    const readers = this.readers('ticker', product);
    if (bid === undefined || ask === undefined || readers.length === 0) return;
    const [best_bid, best_bid_size] = row(bid);
    const [best_ask, best_ask_size] = row(ask);
    const tops = { best_bid, best_bid_size, best_ask, best_ask_size };
    const ticker = this.text(product, { type: 'ticker', sequence, ...tops });
    for (const client of readers) client.say(ticker);
  }

  /** What the matching engine did to an order, each step a message of `full`. */
  private tellOrder(product: ProductState, change: Exclude<MarketChange, { kind: 'trade' }>): void {
    const { order } = change;
    const named = { order_id: uuidOf(order.id), side: sideOf(order.side), price: priceOf(order) };
    const size = formatScaled(order.quantity, QUANTITY_SCALE);
    switch (change.kind) {
      case 'open':
        this.tellFull(product, { type: 'received', order_type: 'limit', size, ...named });
        this.tellFull(product, { type: 'open', remaining_size: size, ...named });
        return;
      case 'remove':
        this.tellFull(product, {
          type: 'done',
          reason: 'canceled',
          remaining_size: size,
          ...named,
        });
        return;
      case 'reduce':
        if (change.trade) return this.tellTraded(product, order, change.trade);
        this.tellFull(product, {
          type: 'change',
          reason: 'modify_order',
          old_size: formatScaled(order.quantity + change.by, QUANTITY_SCALE),
          new_size: size,
          ...named,
        });
    }
  }

  /** A market order comes, takes from the one that rests, and is done without ever resting. */
  private tellTraded(product: ProductState, order: RestingOrder, trade: MarketTrade): void {
    const taker = uuidOf(String(++this.takerCount), 'f');
    const side = sideOf(trade.aggressor);
    product.lastTradeId++;
    this.tellFull(product, { type: 'received', order_id: taker, order_type: 'market', side });
    this.tellFull(product, { type: 'match', taker_order_id: taker, ...matchOf(order, trade) });
    if (order.quantity === 0) {
      this.tellFull(product, {
        type: 'done',
        reason: 'filled',
        remaining_size: '0',
        order_id: uuidOf(order.id),
        side: sideOf(order.side),
        price: priceOf(order),
      });
    }
    this.tellFull(product, { type: 'done', reason: 'filled', order_id: taker, side });
  }

  private tellFull(product: ProductState, fields: object): void {
    const sequence = ++product.sequence;
    const text = this.text(product, { sequence, ...fields });
    for (const client of this.readers('full', product)) client.sendBook(product.name, text);
  }

  private text(product: ProductState, fields: object): string {
    return JSON.stringify({ ...fields, product_id: product.name, time: this.time.text() });
  }

  private readers(channel: string, product: ProductState): VenueClient[] {
    const key = `${channel} ${product.name}`;
    return [...this.subscribed].flatMap(([client, keys]) => (keys.has(key) ? [client] : []));
  }

  private list(): string {
    const products = this.market.symbols.map((id) => ({
      id,
      base_increment: '0.001',
      quote_increment: '0.01',
      status: 'online',
      trading_disabled: false,
      cancel_only: false,
    }));
    return JSON.stringify(products);
  }
}

const sideOf = (side: MarketSide): 'buy' | 'sell' => (side === BID ? 'buy' : 'sell');

const priceOf = (order: RestingOrder): string => formatScaled(order.price, PRICE_SCALE);

const row = (level: Pick<MarketLevel, 'price' | 'quantity'>): [price: string, size: string] => [
  formatScaled(level.price, PRICE_SCALE),
  formatScaled(level.quantity, QUANTITY_SCALE),
];

const matchOf = (order: RestingOrder, trade: MarketTrade): object => ({
  trade_id: trade.id,
  maker_order_id: uuidOf(order.id),
  side: sideOf(order.side),
  size: formatScaled(trade.quantity, QUANTITY_SCALE),
  price: formatScaled(trade.price, PRICE_SCALE),
});

/** A 64-bit number as a UUID, of a family of its own. */
function uuidOf(id: string, family = '0'): string {
  const hex = BigInt(id).toString(16).padStart(16, '0');
  return `${family.repeat(8)}-${hex.slice(0, 4)}-4${hex.slice(1, 4)}-8000-${hex.slice(4)}`;
}
