import { describe, expect, it } from 'vitest';
import { ConnectionSync } from '../../../src/feed/normalize/coinbase/sync-rule.js';
import { readProducts } from '../../../src/feed/normalize/coinbase/instruments.js';
import { REASON } from '../../../src/market/state.js';
import { asInstrumentId } from '../../../src/market/units.js';
import { coinbaseBench, CoinbaseVenue, type CoinbaseBench } from './coinbase-venue.js';

const live = (lines = 1): CoinbaseBench => {
  const venue = new CoinbaseVenue();
  for (const symbol of venue.symbols) {
    venue.book(symbol).set('bid', '10', '1');
    venue.book(symbol).set('ask', '11', '2');
  }
  const bench = coinbaseBench(venue, {}, lines);
  bench.pass(1e8);
  bench.wasStale.clear();
  return bench;
};

describe("the rule of a connection's sequence", () => {
  it('takes the first as it is, then wants plus 1; less is old, more is a gap', () => {
    const sync = new ConnectionSync();
    expect([7, 8, 8, 3, 9, 11, 12, 10].map((sequence) => sync.judge(sequence))).toEqual([
      'next',
      'next',
      'old',
      'old',
      'next',
      'gap',
      'next',
      'old',
    ]);
    expect(sync.gapCount).toBe(1);
  });

  it('sees numbers that begin anew, from their second one on', () => {
    const sync = new ConnectionSync();
    const verdicts = [500, 501, 0, 1, 2, 2, 3].map((sequence) => sync.judge(sequence));
    expect(verdicts).toEqual(['next', 'next', 'old', 'gap', 'next', 'old', 'next']);
  });
});

describe('Coinbase Advanced Trade', () => {
  it('asks for the products, subscribes once connected, and is live with the snapshots', () => {
    const bench = live();
    expect(bench.connections).toEqual(['A1']);
    expect(bench.said.map((text) => (JSON.parse(text) as { channel: string }).channel)).toEqual([
      'heartbeats',
      'level2',
      'market_trades',
      'status',
    ]);
    for (const symbol of bench.venue.symbols) {
      expect(bench.state(symbol)).toBe('LIVE');
      expect(bench.bookText(symbol)).toBe('10x1|11x2');
    }
    expect(bench.recorder.definitions).toMatchObject([
      { venue: 'coinbase', symbol: 'BTC-USD', priceScale: 2, quantityScale: 3, tickSize: 1 },
      { venue: 'coinbase', symbol: 'ETH-USD' },
    ]);
  });

  it('applies absolute quantities, with the time of the message to the nanosecond', () => {
    const bench = live();
    const events = bench.receive(bench.venue.change('BTC-USD', [['10.5', '0.25']], [['11', '0']]));
    expect(events).toMatchObject([
      { type: 'level', price: 1050, quantity: 250, side: 0, last: false },
      { type: 'level', price: 1100, quantity: 0, side: 1, last: true },
    ]);
    expect(events[0]!.venueNs).toBe(1714564800123456789n);
    expect(events[0]!.sequence).toBe(bench.venue.sequence);
    expect(bench.isRight('BTC-USD')).toBe(true);
  });

  it('counts messages of all channels: one that is missing takes every book of the connection', () => {
    const bench = live();
    bench.venue.heartbeat();
    bench.receive(bench.venue.change('BTC-USD', [['9', '5']]));
    expect([...bench.wasStale]).toEqual([
      ['BTC-USD', 'sequence-gap'],
      ['ETH-USD', 'sequence-gap'],
    ]);
    bench.pass(1e8);
    // One request for all of them, and they are live again.
    expect(JSON.parse(bench.said.at(-1)!)).toEqual({
      type: 'subscribe',
      channel: 'level2',
      product_ids: ['BTC-USD', 'ETH-USD'],
    });
    for (const symbol of bench.venue.symbols) {
      expect([bench.state(symbol), bench.isRight(symbol)]).toEqual(['LIVE', true]);
    }
    expect(bench.normalizer.summary()).toMatchObject({ gaps: 1, resyncs: { 'sequence-gap': 2 } });
  });

  it('opens the connection anew when its sequence leaps before the last leap is put right', () => {
    const bench = live();
    for (let i = 0; i < 2; i++) {
      bench.venue.heartbeat();
      bench.normalizer.received('A1', Buffer.from(bench.venue.heartbeat()));
    }
    bench.obey();
    bench.pass(1e9);
    expect(bench.notes).toEqual(['sequence_num leaps again before the last leap is put right']);
    expect(bench.state('BTC-USD')).toBe('LIVE');
    expect(bench.isRight('BTC-USD')).toBe(true);
  });

  it('rebuilds one book alone when that is asked for', () => {
    const bench = live();
    const count = bench.said.length;
    bench.normalizer.resync(asInstrumentId(1), REASON.VERIFY_FAILED);
    bench.obey();
    expect(bench.said.slice(count).map((text) => JSON.parse(text) as unknown)).toEqual([
      { type: 'unsubscribe', channel: 'level2', product_ids: ['ETH-USD'] },
      { type: 'subscribe', channel: 'level2', product_ids: ['ETH-USD'] },
    ]);
    bench.pass(1e8);
    expect(bench.state('ETH-USD')).toBe('LIVE');
    expect([...bench.wasStale.keys()]).toEqual(['ETH-USD']);
  });

  it('takes a snapshot of 46,000 levels in one message', () => {
    const venue = new CoinbaseVenue(['BTC-USD']);
    for (let i = 0; i < 23_000; i++) {
      venue.book('BTC-USD').set('bid', (50_000 - i / 100).toFixed(2), '1.5');
      venue.book('BTC-USD').set('ask', (50_001 + i / 100).toFixed(2), '2.5');
    }
    const bench = coinbaseBench(venue);
    bench.pass(1e8);
    expect(bench.state('BTC-USD')).toBe('LIVE');
    expect(bench.events.filter((event) => event.type === 'level')).toHaveLength(46_000);
    expect(bench.isRight('BTC-USD')).toBe(true);
  });

  it('tells trades oldest first and once, and nothing from before it came', () => {
    const venue = new CoinbaseVenue();
    const trade = (id: number) => ({ id, price: '10.5', size: '1', side: 'SELL' as const });
    venue.trades = [trade(1), trade(2)];
    const bench = coinbaseBench(venue);
    bench.pass(1e8);
    bench.receive(venue.tradesText('update', 'BTC-USD', [trade(4), trade(3)]));
    bench.receive(venue.tradesText('snapshot', 'BTC-USD', [trade(2), trade(5), trade(3)]));
    bench.receive(venue.tradesText('update', 'BTC-USD', [trade(8)]));
    const trades = bench.events.filter((event) => event.type === 'trade');
    // The resting order sold: the aggressor bought.
    expect(trades.map(({ tradeId, side }) => [tradeId, side])).toEqual([
      [3, 0],
      [4, 0],
      [5, 0],
      [8, 0],
    ]);
    expect(bench.normalizer.summary().lostTrades).toBe(2);
  });

  it('is HALTED while the status channel says so, also through a new snapshot', () => {
    const bench = live();
    const status = (text: string): string =>
      bench.venue.message('status', [
        { type: 'snapshot', products: [{ id: 'BTC-USD', status: text, base_increment: '1' }] },
      ]);
    bench.receive(status('delisted'));
    expect(bench.state('BTC-USD')).toBe('HALTED venue-halt');
    bench.receive(bench.venue.snapshot('BTC-USD'));
    expect(bench.state('BTC-USD')).toBe('HALTED venue-halt');
    bench.receive(status('online'));
    expect(bench.state('BTC-USD')).toBe('LIVE');
    expect(bench.recorder.definitions[0]!.quantityScale).toBe(3);
  });

  it('reads scales, steps and halts of products', () => {
    const list = [
      { product_id: 'A-B', price_increment: '0.0100', base_increment: '1', status: '' },
      { id: 'C-D', quote_increment: '0.1', base_increment: 'x', trading_disabled: true },
      { id: 7 },
      null,
    ];
    expect([...readProducts(list, 10)!]).toEqual([
      ['A-B', { priceScale: 2, quantityScale: 0, tickSize: 1, lotSize: 1, isHalted: false }],
      ['C-D', { priceScale: 1, quantityScale: 8, tickSize: 1, lotSize: 0, isHalted: true }],
    ]);
    expect(readProducts({}, 10)).toBeUndefined();
  });

  it('says what the venue says of a request, and which symbols it does not list', () => {
    const venue = new CoinbaseVenue();
    venue.products = [{ product_id: 'BTC-USD', price_increment: '0.01', base_increment: '1' }];
    const bench = coinbaseBench(venue);
    bench.receive('{"type":"error","message":"failure to subscribe"}');
    expect(bench.notes).toEqual([
      "ETH-USD is not in the venue's list",
      'the venue says: failure to subscribe',
    ]);
    expect(bench.refusals).toEqual({ 'venue-error': 1 });
  });

  it('asks for the products again after a failure', () => {
    const venue = new CoinbaseVenue();
    const { list } = venue;
    let count = 0;
    venue.list = (url) => (count++ === 0 ? undefined : list.call(venue, url));
    const bench = coinbaseBench(venue);
    expect(bench.connections).toEqual([]);
    bench.pass(2e9);
    expect(bench.connections).toEqual(['A1']);
    expect(bench.state('BTC-USD')).toBe('LIVE');
  });

  it.each([
    ['a number that does not fit', '"10.001"', 'value-refused'],
    ['text', '"x"', 'sequence-gap'],
    ['a bare number', '10', 'sequence-gap'],
    ['nothing', 'null', 'sequence-gap'],
  ])('rebuilds the book alone whose update has %s', (_, price, reason) => {
    const bench = live();
    const text = bench.venue.change('BTC-USD', [['9', '5']]).replace('"9"', price);
    bench.receive(text);
    expect([...bench.wasStale]).toEqual([['BTC-USD', reason]]);
    bench.pass(5e9);
    expect([bench.state('BTC-USD'), bench.isRight('BTC-USD')]).toEqual(['LIVE', true]);
  });
});

describe('two lines of Coinbase Advanced Trade', () => {
  const twoLines = (): CoinbaseBench => {
    const bench = live(2);
    expect(bench.connections).toEqual(['A1', 'B1']);
    return bench;
  };
  /** Both lines have the venue's numbers here: each is told every message. */
  const both = (bench: CoinbaseBench, text: string): void => {
    bench.receive(text, 'A1');
    bench.receive(text, 'B1');
  };

  it('tell each change once, and the standby goes on when the live line is lost', () => {
    const bench = twoLines();
    both(bench, bench.venue.heartbeat());
    bench.wasStale.clear();
    const before = bench.events.length;
    both(bench, bench.venue.change('BTC-USD', [['9', '5']]));
    expect(bench.events.slice(before).map((event) => event.type)).toEqual(['level']);
    bench.normalizer.disconnected('A1');
    bench.obey();
    expect(bench.wasStale.size).toBe(0);
    bench.receive(bench.venue.change('BTC-USD', [['8', '3']]), 'B1');
    expect([bench.state('BTC-USD'), bench.isRight('BTC-USD')]).toEqual(['LIVE', true]);
    expect(bench.normalizer.summary().lines!['A']!.lost).toBe(2);
  });

  it('go dark together, and are rebuilt when they come back', () => {
    const bench = twoLines();
    bench.normalizer.disconnected('A1');
    bench.normalizer.disconnected('B1');
    bench.receive(bench.venue.heartbeat(), 'Z');
    expect(bench.state('BTC-USD')).toBe('STALE disconnected');
    bench.normalizer.connected('B1');
    bench.obey();
    bench.pass(1e8);
    expect([bench.state('BTC-USD'), bench.isRight('BTC-USD')]).toEqual(['LIVE', true]);
  });
});

describe('a connection whose life ends', () => {
  it('is replaced without a moment of STALE', () => {
    const bench = live();
    bench.wasStale.clear();
    bench.normalizer.rotate('A1');
    bench.obey();
    bench.pass(1e9);
    expect(bench.connections).toEqual(['A1.2']);
    bench.receive(bench.venue.change('BTC-USD', [['9', '5']]), 'A1.2');
    expect(bench.wasStale.size).toBe(0);
    expect([bench.state('BTC-USD'), bench.isRight('BTC-USD')]).toEqual(['LIVE', true]);
  });
});
