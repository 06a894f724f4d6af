/** A tiny Bybit, linear: books and trades of symbols, with the venue's shapes, sequence and answers. */
import { BybitNormalizer } from '../../../src/feed/normalize/bybit/normalizer.js';
import { BYBIT_LINEAR } from '../../../src/feed/normalize/bybit/venue.js';
import type { VenueWants } from '../../../src/feed/normalize/venue-normalizer.js';
import type { NaiveL2Book, NaiveRow } from '../../model/naive-l2-book.js';
import { EventRecorder } from '../event-recorder.js';
import { LiveBench, type TinyVenue } from './live-bench.js';
import { TinyMarket } from './tiny-market.js';

interface Listed {
  readonly market: TinyMarket;
  updateId: number;
  crossSequence: number;
}

export class BybitVenue implements TinyVenue {
  readonly symbols: readonly string[];
  timeMs = 1_700_000_000_000;
  readonly states = new Map<string, string>();
  /** Symbols a page of the instrument list has. */
  pageSize = 1000;
  depth = 50;
  private readonly listed = new Map<string, Listed>();

  constructor(symbols: readonly string[], seed = 1) {
    this.symbols = symbols;
    symbols.forEach((symbol, index) => {
      const market = new TinyMarket(seed * 100 + index);
      this.listed.set(symbol, { market, updateId: 500 + 100 * index, crossSequence: 70_000 });
    });
  }

  book(symbol: string): NaiveL2Book {
    return this.listed.get(symbol)!.market.book;
  }

  updateId(symbol: string): number {
    return this.listed.get(symbol)!.updateId;
  }

  answer(text: string): string[] {
    const { op, args, req_id } = JSON.parse(text) as {
      op: string;
      args?: string[];
      req_id?: string;
    };
    const answered = { conn_id: 'c1', req_id: req_id ?? '', op };
    if (op === 'ping') return [JSON.stringify({ success: true, ret_msg: 'pong', ...answered })];
    const symbolIn = (topic: string): string => topic.slice(topic.lastIndexOf('.') + 1);
    const unknown = args!.find((topic) => !this.listed.has(symbolIn(topic)));
    if (unknown !== undefined) {
      const ret_msg = `error:handler not found,topic:${unknown}`;
      return [JSON.stringify({ success: false, ret_msg, ...answered })];
    }
    const books = args!.filter((topic) => op === 'subscribe' && topic.startsWith('orderbook.'));
    return [
      JSON.stringify({ success: true, ret_msg: '', ...answered }),
      ...books.map((topic) => this.snapshot(symbolIn(topic))),
    ];
  }

  list(url: string): string | undefined {
    const asked = new URL(url).searchParams;
    const symbol = asked.get('symbol');
    const from = Number(asked.get('cursor') ?? 0);
    const all = symbol === null ? this.symbols : this.symbols.filter((each) => each === symbol);
    const page = all.slice(from, from + this.pageSize);
    const isLast = from + this.pageSize >= all.length;
    const list = page.map((each) => ({
      symbol: each,
      status: this.states.get(each) ?? 'Trading',
      priceFilter: { tickSize: '0.10' },
      lotSizeFilter: { qtyStep: '0.01' },
    }));
    const nextPageCursor = isLast ? '' : String(from + this.pageSize);
    return JSON.stringify({ retCode: 0, retMsg: 'OK', result: { list, nextPageCursor } });
  }

  snapshot(symbol: string): string {
    return this.push(symbol, 'snapshot', this.listed.get(symbol)!.market.rows());
  }

  /** The service restarts: everything is told anew, counted from 1. */
  restart(symbol: string): string {
    const listed = this.listed.get(symbol)!;
    listed.market.change();
    listed.updateId = 1;
    listed.crossSequence += 1000;
    this.timeMs += 100;
    return this.snapshot(symbol);
  }

  step(symbol: string): string[] {
    const messages = [this.delta(symbol)];
    if (this.listed.get(symbol)!.market.pick(3) === 0) messages.push(this.trade(symbol));
    return messages;
  }

  delta(symbol: string): string {
    const listed = this.listed.get(symbol)!;
    const changes = listed.market.change();
    listed.updateId++;
    listed.crossSequence += 1 + listed.market.pick(50);
    this.timeMs += 20;
    return this.push(symbol, 'delta', changes);
  }

  trade(symbol: string, i = `20f43950-d8dd-5b31-9112-${this.timeMs}`): string {
    const trade = { T: this.timeMs, s: symbol, S: 'Sell', v: '0.25', p: '99.9', L: 'PlusTick', i };
    const data = [{ ...trade, BT: false }];
    return JSON.stringify({
      topic: `publicTrade.${symbol}`,
      type: 'snapshot',
      ts: this.timeMs,
      data,
    });
  }

  private push(symbol: string, type: string, rows: { bids: NaiveRow[]; asks: NaiveRow[] }): string {
    const { updateId, crossSequence } = this.listed.get(symbol)!;
    const data = { s: symbol, b: rows.bids, a: rows.asks, u: updateId, seq: crossSequence };
    const topic = `orderbook.${this.depth}.${symbol}`;
    return JSON.stringify({ topic, type, ts: this.timeMs, data, cts: this.timeMs - 3 });
  }
}

export type BybitBench = LiveBench<BybitNormalizer, BybitVenue>;

export function bybitBench(
  symbols: readonly string[] = ['BTCUSDT', 'ETHUSDT'],
  wants: Partial<VenueWants> = {},
  seed = 1,
  prepare: (venue: BybitVenue) => void = () => {},
): BybitBench {
  const recorder = new EventRecorder();
  const normalizer = new BybitNormalizer('bybit-linear', 'linear', {
    sink: recorder,
    register: recorder,
    random: () => 0.5,
    endpoints: BYBIT_LINEAR.endpoints,
    options: {},
    wants: { symbols, lines: 1, lineHoldNs: 1e6, ...wants },
  });
  const venue = new BybitVenue(symbols, seed);
  prepare(venue);
  return new LiveBench(venue, recorder, normalizer);
}
