/**
 * Coinbase Advanced Trade as its public documents describe it: level2, market_trades, heartbeats and
 * status, one subscribe a channel, every message of a connection numbered from 0 on, and the list of
 * products over REST. Owns the connections' numbers; the books are the market's.
 */
import { formatScaled } from '../../market/decimal.js';
import { wallNowMs } from '../../telemetry/clock.js';
import {
  PRICE_SCALE,
  QUANTITY_SCALE,
  type ExchangeMarket,
  type MarketLevel,
} from '../exchange-market.js';
import { LevelChanges } from '../level-changes.js';
import { ASK, BID, type MarketChange, type MarketTrade } from '../market-change.js';
import type { HttpAnswer, VenueClient, VenueProtocol } from '../venue-protocol.js';

interface Connection {
  /** Of the next message. */
  sequence: number;
  /** `channel product`, `heartbeats`. */
  readonly subscribed: Set<string>;
  heartbeatCount: number;
}

const PRODUCTS_PATH = '/api/v3/brokerage/market/products';
/** Heartbeats, acknowledgements: of no product. */
const NO_PRODUCT = '';
const CHANNELS = ['level2', 'market_trades', 'status', 'heartbeats'];
const PAST_TRADES = 20;

export class AdvancedProtocol implements VenueProtocol {
  readonly flushMs = 20;
  // No checksum, and nothing over REST but the list at the start.
  readonly undetectable = ['bad-checksum', 'http-429', 'http-500'] as const;
  // One sequence for all products of a connection.
  readonly isolatesSymbols = false;
  private readonly connections = new Map<VenueClient, Connection>();
  private readonly changes: readonly LevelChanges[];
  private readonly pastTrades: MarketTrade[][];

  constructor(private readonly market: ExchangeMarket) {
    this.changes = market.symbols.map((_, index) => new LevelChanges(market, index));
    this.pastTrades = market.symbols.map(() => []);
  }

  accepts(path: string): boolean {
    return path === '/';
  }

  opened(client: VenueClient): void {
    this.connections.set(client, { sequence: 0, subscribed: new Set(), heartbeatCount: 0 });
  }

  closed(client: VenueClient): void {
    this.connections.delete(client);
  }

  said(client: VenueClient, text: string): void {
    const connection = this.connections.get(client);
    if (connection === undefined) return;
    type Request = { type: string; channel: string; product_ids?: string[] };
    const { type, channel, product_ids: products = [] } = JSON.parse(text) as Request;
    if (!CHANNELS.includes(channel)) {
      client.say('{"type":"error","message":"channel name is not valid"}');
      return;
    }
    const keys =
      channel === 'heartbeats' ? [channel] : products.map((product) => `${channel} ${product}`);
    for (const key of keys) {
      if (type === 'subscribe') connection.subscribed.add(key);
      else connection.subscribed.delete(key);
    }
    this.send(client, NO_PRODUCT, 'subscriptions', [{ subscriptions: { [channel]: products } }]);
    if (type !== 'subscribe') return;
    for (const product of products) this.begin(client, channel, product);
  }

  http(path: string): HttpAnswer | undefined {
    if (path !== PRODUCTS_PATH) return undefined;
    const products = this.market.symbols.map((product_id) => ({
      product_id,
      base_increment: '0.001',
      quote_increment: '0.01',
      price_increment: '0.01',
      status: 'online',
      trading_disabled: false,
      is_disabled: false,
      auction_mode: false,
    }));
    return { status: 200, body: JSON.stringify({ products, num_products: products.length }) };
  }

  changed(changes: readonly MarketChange[]): void {
    for (const change of changes) {
      this.changes[change.symbol]!.add(change);
      const trade = change.kind === 'open' || change.kind === 'remove' ? undefined : change.trade;
      if (trade !== undefined) this.tellTrade(change.symbol, trade);
    }
  }

  flush(): void {
    this.changes.forEach((changes, index) => {
      if (changes.isEmpty) return;
      const { bids, asks } = changes.take();
      const updates = [...bids.map(updateOf('bid')), ...asks.map(updateOf('offer'))];
      const product_id = this.market.symbols[index]!;
      this.tell('level2', product_id, 'l2_data', { type: 'update', product_id, updates });
    });
  }

  reset(): void {
    for (const connection of this.connections.values()) connection.sequence = 0;
  }

  withBadChecksum(): undefined {
    return undefined;
  }

  heartbeat(): void {
    for (const [client, connection] of this.connections) {
      if (!connection.subscribed.has('heartbeats')) continue;
      const heartbeat_counter = String(++connection.heartbeatCount);
      this.send(client, NO_PRODUCT, 'heartbeats', [
        { current_time: timeText(), heartbeat_counter },
      ]);
    }
  }

  private begin(client: VenueClient, channel: string, product_id: string): void {
    const index = this.market.indexOf(product_id);
    if (index === undefined) return;
    if (channel === 'level2') {
      const updates = [
        ...this.market.levels(index, BID, Infinity).map(updateOf('bid')),
        ...this.market.levels(index, ASK, Infinity).map(updateOf('offer')),
      ];
      const text = this.text(client, 'l2_data', [{ type: 'snapshot', product_id, updates }]);
      client.sendImage(product_id, text);
    } else if (channel === 'market_trades') {
      const trades = this.pastTrades[index]!.map((trade) => this.tradeOf(product_id, trade));
      this.send(client, product_id, channel, [{ type: 'snapshot', trades }]);
    } else {
      const products = [{ id: product_id, status: 'online', base_increment: '0.001' }];
      this.send(client, product_id, channel, [{ type: 'snapshot', products }]);
    }
  }

  private tellTrade(index: number, trade: MarketTrade): void {
    const product = this.market.symbols[index]!;
    const past = this.pastTrades[index]!;
    past.unshift(trade);
    past.length = Math.min(past.length, PAST_TRADES);
    const trades = [this.tradeOf(product, trade)];
    this.tell('market_trades', product, 'market_trades', { type: 'update', trades });
  }

  /** The side is that of the order that rested. */
  private tradeOf(product_id: string, trade: MarketTrade): object {
    return {
      product_id,
      trade_id: String(trade.id),
      price: formatScaled(trade.price, PRICE_SCALE),
      size: formatScaled(trade.quantity, QUANTITY_SCALE),
      side: trade.aggressor === BID ? 'SELL' : 'BUY',
      time: timeText(),
    };
  }

  private tell(subscribed: string, product: string, channel: string, event: object): void {
    for (const [client, connection] of this.connections) {
      if (!connection.subscribed.has(`${subscribed} ${product}`)) continue;
      this.send(client, product, channel, [event]);
    }
  }

  /** Everything is in the sequence, so everything goes the way of the books. */
  private send(
    client: VenueClient,
    product: string,
    channel: string,
    events: readonly object[],
  ): void {
    client.sendBook(product, this.text(client, channel, events));
  }

  private text(client: VenueClient, channel: string, events: readonly object[]): string {
    const connection = this.connections.get(client)!;
    const sequence_num = connection.sequence++;
    return JSON.stringify({
      channel,
      client_id: '',
      timestamp: timeText(),
      sequence_num,
      events,
    });
  }
}

const timeText = (): string => new Date(wallNowMs()).toISOString();

const updateOf =
  (side: 'bid' | 'offer') =>
  (level: MarketLevel): object => ({
    side,
    event_time: timeText(),
    price_level: formatScaled(level.price, PRICE_SCALE),
    new_quantity: formatScaled(level.quantity, QUANTITY_SCALE),
  });
