/** A tiny Coinbase Advanced Trade: one connection, its messages numbered over all channels. */
import { NaiveL2Book, type NaiveRow } from '../../model/naive-l2-book.js';
import { AdvancedNormalizer } from '../../../src/feed/normalize/coinbase/normalizer.js';
import {
  ADVANCED_LIMITS,
  type AdvancedLimits,
} from '../../../src/feed/normalize/coinbase/limits.js';
import { EventRecorder } from '../event-recorder.js';
import { LiveBench, type TinyVenue } from './live-bench.js';

export const TIME = '2024-05-01T12:00:00.123456789Z';

interface Request {
  readonly type: string;
  readonly channel: string;
  readonly product_ids?: readonly string[];
}

export interface TinyTrade {
  readonly id: number;
  readonly price: string;
  readonly size: string;
  readonly side: 'BUY' | 'SELL';
}

export class CoinbaseVenue implements TinyVenue {
  readonly symbols: readonly string[];
  /** Of the newest message. */
  sequence = -1;
  /** The products of the list; anything else is an error. */
  products: unknown;
  trades: TinyTrade[] = [];
  private readonly books = new Map<string, NaiveL2Book>();

  constructor(symbols: readonly string[] = ['BTC-USD', 'ETH-USD']) {
    this.symbols = symbols;
    for (const symbol of symbols) this.books.set(symbol, new NaiveL2Book());
    this.products = symbols.map((product_id) => ({
      product_id,
      base_increment: '0.001',
      quote_increment: '0.00000001',
      price_increment: '0.01',
      status: 'online',
    }));
  }

  book(symbol: string): NaiveL2Book {
    return this.books.get(symbol)!;
  }

  list(url: string): string | undefined {
    return url.endsWith('/api/v3/brokerage/market/products')
      ? JSON.stringify({ products: this.products })
      : undefined;
  }

  /** Heartbeats are subscribed to first on every connection: its numbers begin there. */
  answer(text: string): string[] {
    const { type, channel, product_ids = [] } = JSON.parse(text) as Request;
    if (channel === 'heartbeats') this.sequence = -1;
    const acknowledged = this.message('subscriptions', [{ subscriptions: {} }]);
    if (type !== 'subscribe') return [acknowledged];
    if (channel === 'level2') {
      return [acknowledged, ...product_ids.map((symbol) => this.snapshot(symbol))];
    }
    if (channel !== 'market_trades') return [acknowledged];
    return [acknowledged, this.tradesText('snapshot', product_ids[0]!, this.trades)];
  }

  message(channel: string, events: readonly unknown[]): string {
    return JSON.stringify({
      channel,
      client_id: '',
      timestamp: TIME,
      sequence_num: ++this.sequence,
      events,
    });
  }

  snapshot(symbol: string): string {
    const book = this.book(symbol);
    const updates = [
      ...book.levels('bid').map((row) => update('bid', row)),
      ...book.levels('ask').map((row) => update('ask', row)),
    ];
    return this.message('l2_data', [{ type: 'snapshot', product_id: symbol, updates }]);
  }

  change(symbol: string, bids: readonly NaiveRow[], asks: readonly NaiveRow[] = []): string {
    const book = this.book(symbol);
    for (const [price, quantity] of bids) book.set('bid', price, quantity);
    for (const [price, quantity] of asks) book.set('ask', price, quantity);
    const updates = [
      ...bids.map((row) => update('bid', row)),
      ...asks.map((row) => update('ask', row)),
    ];
    return this.message('l2_data', [{ type: 'update', product_id: symbol, updates }]);
  }

  heartbeat(): string {
    return this.message('heartbeats', [{ current_time: TIME, heartbeat_counter: 1 }]);
  }

  /** Newest first, as the venue writes them. */
  tradesText(type: 'snapshot' | 'update', symbol: string, trades: readonly TinyTrade[]): string {
    const items = [...trades]
      .sort((a, b) => b.id - a.id)
      .map(({ id, ...rest }) => ({
        product_id: symbol,
        trade_id: String(id),
        time: TIME,
        ...rest,
      }));
    return this.message('market_trades', [{ type, trades: items }]);
  }
}

const update = (side: 'bid' | 'ask', [price, quantity]: NaiveRow): object => ({
  side: side === 'bid' ? 'bid' : 'offer',
  event_time: TIME,
  price_level: price,
  new_quantity: quantity,
});

export type CoinbaseBench = LiveBench<AdvancedNormalizer, CoinbaseVenue>;

export function coinbaseBench(
  venue = new CoinbaseVenue(),
  limits: Partial<AdvancedLimits> = {},
  lines = 1,
): CoinbaseBench {
  const recorder = new EventRecorder();
  const normalizer = new AdvancedNormalizer(
    {
      sink: recorder,
      register: recorder,
      random: () => 0,
      endpoints: { webSocket: 'wss://advanced-trade-ws.coinbase.com', rest: 'https://x' },
      wants: { symbols: venue.symbols, lines, lineHoldNs: 1e6 },
    },
    { ...ADVANCED_LIMITS, ...limits },
  );
  return new LiveBench(venue, recorder, normalizer);
}
