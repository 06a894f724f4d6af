/** A tiny Binance: books of symbols, with each market's shapes, ids, lists and snapshots. */
import {
  COINM_MARKET,
  spotMarket,
  USDM_MARKET,
  type BinanceMarket,
} from '../../../src/feed/normalize/binance/market.js';
import { BinanceNormalizer } from '../../../src/feed/normalize/binance/normalizer.js';
import type { VenueWants } from '../../../src/feed/normalize/venue-normalizer.js';
import type { NaiveL2Book } from '../../model/naive-l2-book.js';
import { EventRecorder } from '../event-recorder.js';
import { LiveBench, type TinyVenue } from './live-bench.js';
import { TinyMarket } from './tiny-market.js';

interface Listed {
  readonly market: TinyMarket;
  updateId: number;
}

export type Market = 'spot' | 'usdm' | 'coinm';

export const MARKETS: Readonly<Record<Market, BinanceMarket>> = {
  spot: spotMarket('binance'),
  usdm: USDM_MARKET,
  coinm: COINM_MARKET,
};

export class TinyBinance implements TinyVenue {
  private readonly listed = new Map<string, Listed>();
  private timeMs = 1_700_000_000_000;
  /** Futures count the changes of all symbols together. */
  private lastId = 400_000_000_000;

  constructor(
    readonly symbols: readonly string[],
    private readonly market: Market,
    seed = 1,
  ) {
    symbols.forEach((symbol, index) => {
      this.listed.set(symbol, {
        market: new TinyMarket(seed * 100 + index),
        updateId: this.lastId,
      });
    });
  }

  book(symbol: string): NaiveL2Book {
    return this.listed.get(symbol)!.market.book;
  }

  answer(text: string): string[] {
    const { id } = JSON.parse(text) as { id: number };
    return [JSON.stringify({ result: null, id })];
  }

  list(url: string): string | undefined {
    const { pathname, searchParams } = new URL(url);
    if (pathname === `${MARKETS[this.market].restPath}/exchangeInfo`) {
      const filters = [
        { filterType: 'PRICE_FILTER', tickSize: '0.1000' },
        { filterType: 'LOT_SIZE', stepSize: '0.01' },
      ];
      return JSON.stringify({ symbols: this.symbols.map((symbol) => ({ symbol, filters })) });
    }
    const { market, updateId } = this.listed.get(searchParams.get('symbol')!)!;
    return JSON.stringify({ lastUpdateId: updateId, ...market.rows() });
  }

  /** What a change is told by: its top, then its diff. */
  step(symbol: string): [top: string, diff: string] {
    const listed = this.listed.get(symbol)!;
    const { bids, asks } = listed.market.change();
    const previousId = listed.updateId;
    const isSpot = this.market === 'spot';
    // The ids of one spot symbol have no holes; futures ids in between are other symbols'.
    const firstId = isSpot ? previousId + 1 : this.lastId + 1 + listed.market.pick(20);
    listed.updateId = firstId + listed.market.pick(9);
    this.lastId = Math.max(this.lastId, listed.updateId);
    this.timeMs += 100;
    const times = { E: this.timeMs, ...(isSpot ? {} : { T: this.timeMs - 3 }) };
    const ids = { U: firstId, u: listed.updateId, ...(isSpot ? {} : { pu: previousId }) };
    const data = { e: 'depthUpdate', ...times, s: symbol, ...ids, b: bids, a: asks };
    const stream = `${symbol.toLowerCase()}@depth@100ms`;
    return [this.top(symbol), JSON.stringify({ stream, data })];
  }

  private top(symbol: string): string {
    const { market, updateId } = this.listed.get(symbol)!;
    const { bids, asks } = market.rows();
    const [[b, B], [a, A]] = [bids[0]!, asks[0]!];
    const type = this.market === 'spot' ? {} : { e: 'bookTicker' };
    const data = { ...type, u: updateId, s: symbol, b, B, a, A };
    return JSON.stringify({ stream: `${symbol.toLowerCase()}@bookTicker`, data });
  }
}

export type BinanceLiveBench = LiveBench<BinanceNormalizer, TinyBinance>;

export function liveBench(
  market: Market,
  symbols: readonly string[],
  seed = 1,
  wants: Partial<VenueWants> = {},
): BinanceLiveBench {
  const recorder = new EventRecorder();
  const normalizer = new BinanceNormalizer(MARKETS[market], {
    sink: recorder,
    register: recorder,
    random: () => 0.5,
    endpoints: { webSocket: 'wss://x', rest: 'https://x' },
    options: {},
    wants: { symbols, lines: 1, lineHoldNs: 500e6, ...wants },
  });
  const bench = new LiveBench(new TinyBinance(symbols, market, seed), recorder, normalizer);
  // A snapshot is asked for when something has come to join to it.
  for (const symbol of symbols) for (const text of bench.venue.step(symbol)) bench.receive(text);
  bench.pass(1e9);
  return bench;
}
