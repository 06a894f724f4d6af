/** A tiny OKX: books, tops and trades of symbols, with the venue's shapes, sequence and answers. */
import { OkxNormalizer } from '../../../src/feed/normalize/okx/normalizer.js';
import type { VenueWants } from '../../../src/feed/normalize/venue-normalizer.js';
import { OKX } from '../../../src/feed/normalize/okx/venue.js';
import type { NaiveL2Book, NaiveRow } from '../../model/naive-l2-book.js';
import { EventRecorder } from '../event-recorder.js';
import { LiveBench, type TinyVenue } from './live-bench.js';
import { TinyMarket } from './tiny-market.js';

interface Listed {
  readonly market: TinyMarket;
  seqId: number;
  isSubscribed: boolean;
}

const wide = (rows: readonly NaiveRow[]): string[][] => rows.map(([px, sz]) => [px, sz, '0', '1']);

export class OkxVenue implements TinyVenue {
  readonly symbols: readonly string[];
  timeMs = 1_700_000_000_000;
  /** By symbol, what the instrument list says; `live` where nothing else is. */
  readonly states = new Map<string, string>();
  private readonly listed = new Map<string, Listed>();

  constructor(symbols: readonly string[], seed = 1) {
    this.symbols = symbols;
    symbols.forEach((symbol, index) => {
      const market = new TinyMarket(seed * 100 + index);
      this.listed.set(symbol, { market, seqId: 1000 + 100 * index, isSubscribed: false });
    });
  }

  book(symbol: string): NaiveL2Book {
    return this.listed.get(symbol)!.market.book;
  }

  seqId(symbol: string): number {
    return this.listed.get(symbol)!.seqId;
  }

  answer(text: string): string[] {
    if (text === 'ping') return ['pong'];
    const { op, args } = JSON.parse(text) as { op: string; args: Record<string, string>[] };
    return args.flatMap((arg) => {
      const acknowledged = JSON.stringify({ event: op, arg, connId: 'a4d3ae55' });
      const listed = this.listed.get(arg['instId'] ?? '');
      if (arg['channel'] === 'instruments') return [acknowledged];
      if (listed === undefined) {
        const msg = `channel:${arg['channel']},instId:${arg['instId']} doesn't exist`;
        return [JSON.stringify({ event: 'error', code: '60018', msg, connId: 'a4d3ae55' })];
      }
      if (arg['channel'] !== 'books') return [acknowledged];
      listed.isSubscribed = op === 'subscribe';
      return listed.isSubscribed ? [acknowledged, this.snapshot(arg['instId']!)] : [acknowledged];
    });
  }

  list(url: string): string | undefined {
    const type = new URL(url).searchParams.get('instType');
    const data = this.symbols
      .filter((symbol) => symbol.endsWith('-SWAP') === (type === 'SWAP'))
      .map((symbol) => this.entry(symbol));
    return JSON.stringify({ code: '0', msg: '', data });
  }

  status(symbol: string, state: string): string {
    this.states.set(symbol, state);
    const arg = { channel: 'instruments', instType: 'SPOT' };
    return JSON.stringify({ arg, data: [this.entry(symbol)] });
  }

  snapshot(symbol: string): string {
    const { market, seqId } = this.listed.get(symbol)!;
    return this.books(symbol, 'snapshot', market.rows(), -1, seqId);
  }

  /** A change of the book: the top, then the update, as the venue orders them; sometimes a trade. */
  step(symbol: string): string[] {
    const listed = this.listed.get(symbol)!;
    const prevSeqId = listed.seqId;
    const changes = listed.market.change();
    listed.seqId += 1 + listed.market.pick(9);
    this.timeMs += 100;
    const update = this.books(symbol, 'update', changes, prevSeqId, listed.seqId);
    const messages = [this.top(symbol), update];
    if (listed.market.pick(3) === 0) messages.push(this.trade(symbol));
    return messages;
  }

  /** Only the update. */
  update(symbol: string): string {
    return this.step(symbol)[1]!;
  }

  /** Nothing changed for a minute. */
  keepAlive(symbol: string): string {
    const { seqId } = this.listed.get(symbol)!;
    this.timeMs += 60_000;
    return this.books(symbol, 'update', { bids: [], asks: [] }, seqId, seqId);
  }

  /** Maintenance: a change after which the sequence counts from a smaller number. */
  reset(symbol: string): string {
    const listed = this.listed.get(symbol)!;
    const prevSeqId = listed.seqId;
    this.timeMs += 100;
    listed.seqId = 3;
    return this.books(symbol, 'update', listed.market.change(), prevSeqId, 3);
  }

  top(symbol: string): string {
    const { market, seqId } = this.listed.get(symbol)!;
    const { bids, asks } = market.rows();
    const arg = { channel: 'bbo-tbt', instId: symbol };
    const rows = { asks: wide(asks.slice(0, 1)), bids: wide(bids.slice(0, 1)) };
    return JSON.stringify({ arg, data: [{ ...rows, ts: String(this.timeMs), seqId }] });
  }

  trade(symbol: string, tradeId = String(130_639_474 + this.timeMs)): string {
    const arg = { channel: 'trades', instId: symbol };
    const trade = { instId: symbol, tradeId, px: '100.1', sz: '0.25', side: 'buy' };
    return JSON.stringify({ arg, data: [{ ...trade, ts: String(this.timeMs), count: '3' }] });
  }

  private books(
    symbol: string,
    action: string,
    { bids, asks }: { bids: NaiveRow[]; asks: NaiveRow[] },
    prevSeqId: number,
    seqId: number,
  ): string {
    const rows = { asks: wide(asks), bids: wide(bids) };
    const data = [{ ...rows, ts: String(this.timeMs), checksum: 0, prevSeqId, seqId }];
    return JSON.stringify({ arg: { channel: 'books', instId: symbol }, action, data });
  }

  private entry(symbol: string): Record<string, string> {
    const state = this.states.get(symbol) ?? 'live';
    return { instId: symbol, tickSz: '0.1', lotSz: '0.01', state };
  }
}

export type OkxBench = LiveBench<OkxNormalizer, OkxVenue>;

export function okxBench(
  symbols: readonly string[] = ['BTC-USDT', 'ETH-USDT'],
  wants: Partial<VenueWants> = {},
  seed = 1,
): OkxBench {
  const recorder = new EventRecorder();
  const normalizer = new OkxNormalizer({
    sink: recorder,
    register: recorder,
    random: () => 0.5,
    endpoints: OKX.endpoints,
    options: {},
    wants: { symbols, lines: 1, lineHoldNs: 1e6, ...wants },
  });
  return new LiveBench(new OkxVenue(symbols, seed), recorder, normalizer);
}
