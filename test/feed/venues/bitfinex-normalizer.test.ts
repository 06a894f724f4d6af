import { describe, expect, it } from 'vitest';
import { ConnectionSequence } from '../../../src/feed/normalize/bitfinex/sync-rule.js';
import { BITFINEX } from '../../../src/feed/normalize/bitfinex/venue.js';
import { bitfinexBench, type BitfinexBench } from './bitfinex-bench.js';

const BTC = 'tBTCUSD';
const DUSK = 'tDUSK:USD';

/** Both pairs with a level on each side, checked. */
function live(): BitfinexBench {
  const bench = bitfinexBench();
  bench.receive(
    bench.venue.change(BTC, [
      ['bid', '50000', '0.5'],
      ['ask', '50001', '0.25'],
    ]),
  );
  bench.receive(
    bench.venue.change(DUSK, [
      ['bid', '0.0245', '100'],
      ['ask', '0.025', '0.0000001'],
    ]),
  );
  bench.receive(bench.venue.checksum(BTC));
  bench.receive(bench.venue.checksum(DUSK));
  bench.wasStale.clear();
  bench.said.length = 0;
  return bench;
}

describe("Bitfinex's rule", () => {
  it('2 and 3: the sequence of a connection goes on by one; the last message twice is no hole', () => {
    const sequence = new ConnectionSequence();
    expect([7, 8, 8, 9].map((each) => sequence.judge(each))).toEqual([
      'next',
      'next',
      'old',
      'next',
    ]);
    expect([11, 12, 10].map((each) => sequence.judge(each))).toEqual(['gap', 'next', 'gap']);
    expect(sequence.gapCount).toBe(2);
  });
});

describe('a Bitfinex session', () => {
  it('sets the flags, then subscribes to book and trades of every pair', () => {
    const bench = bitfinexBench();
    expect(bench.venue.said).toMatchObject([
      { event: 'conf', flags: 32768 + 65536 + 131072 + 536870912 },
      { event: 'subscribe', channel: 'book', symbol: BTC, prec: 'P0', freq: 'F0', len: '25' },
      { event: 'subscribe', channel: 'trades', symbol: BTC },
      { event: 'subscribe', channel: 'book', symbol: DUSK },
      { event: 'subscribe', channel: 'trades', symbol: DUSK },
    ]);
    expect([bench.state(BTC), bench.state(DUSK)]).toEqual(['LIVE', 'LIVE']);
    expect(bench.recorder.definitions).toMatchObject([
      { symbol: BTC, priceScale: 3, quantityScale: 8 },
      { symbol: DUSK, priceScale: 9, quantityScale: 8 },
    ]);
  });

  it('keeps both books and agrees with every checksum, tiny amounts too', () => {
    const bench = live();
    expect([bench.bookText(BTC), bench.bookText(DUSK)]).toEqual([
      '50000x0.5|50001x0.25',
      '0.0245x100|0.025x0.0000001',
    ]);
    expect(bench.applier.bySymbol(DUSK)!.verified).toBe(2);
    bench.receive(
      bench.venue.change(BTC, [
        ['bid', '50000', '0'],
        ['bid', '49999', '1'],
      ]),
    );
    bench.receive(bench.venue.checksum(BTC));
    expect([bench.bookText(BTC), bench.wasStale.size]).toEqual(['49999x1|50001x0.25', 0]);
  });

  it('3: stales every book of the connection for one lost message, and subscribes to each again', () => {
    const bench = live();
    bench.venue.change(DUSK, [['bid', '0.0244', '5']]);
    bench.receive(bench.venue.change(BTC, [['bid', '49998', '5']]));
    expect([...bench.wasStale.values()]).toEqual(['sequence-gap', 'sequence-gap']);
    expect(bench.said.map((text) => (JSON.parse(text) as { event: string }).event)).toEqual([
      'unsubscribe',
      'subscribe',
      'unsubscribe',
      'subscribe',
    ]);
    for (const symbol of [BTC, DUSK]) {
      expect([bench.state(symbol), bench.isRight(symbol)]).toEqual(['LIVE', true]);
    }
    expect(bench.normalizer.summary()).toMatchObject({ gaps: 1, resyncs: { 'sequence-gap': 2 } });
  });

  it('5: tells a checksum at the sequence of the change before it, where the lane compares', () => {
    const bench = live();
    const [level] = bench.receive(bench.venue.change(BTC, [['bid', '49998', '5']]));
    const [verify] = bench.receive(bench.venue.checksum(BTC));
    expect(verify).toMatchObject({ type: 'verify', sequence: level!.sequence });
  });

  it('5: rebuilds the one book that a checksum disagrees with', () => {
    const bench = live();
    bench.applier.bySymbol(DUSK)!.book.set('bid', '0.0245', '101');
    bench.receive(bench.venue.checksum(DUSK));
    bench.pass(1e9);
    expect([...bench.wasStale]).toEqual([[DUSK, 'verify-failed']]);
    expect([bench.state(DUSK), bench.isRight(DUSK)]).toEqual(['LIVE', true]);
  });

  it('tells a trade by `te`, and neither its update nor the trades from before', () => {
    const bench = bitfinexBench();
    expect(bench.applier.bySymbol(BTC)!.trades).toBe(0);
    const trades = 17_002;
    const [trade] = bench.receive(
      bench.venue.frame(trades, '"te"', '[401,1700000000000,-0.5,50000.5]'),
    );
    expect(trade).toMatchObject({
      type: 'trade',
      side: 1,
      price: 50_000_500,
      quantity: 50_000_000,
      tradeId: 401,
    });
    expect(
      bench.receive(bench.venue.frame(trades, '"tu"', '[401,1700000000000,-0.5,50000.5]')),
    ).toEqual([]);
  });

  it('halts in maintenance, subscribes again after it, and reconnects before a restart', () => {
    const bench = live();
    bench.receive('{"event":"info","code":20060,"msg":"Entering maintenance"}');
    expect(bench.state(BTC)).toBe('HALTED venue-halt');
    bench.receive('{"event":"info","code":20061,"msg":"Maintenance ended"}');
    expect([...bench.wasStale.values()]).toEqual(['venue-reset', 'venue-reset']);
    expect(bench.state(BTC)).toBe('LIVE');
    bench.receive('{"event":"info","code":20051,"msg":"Stopping"}');
    expect(bench.notes).toContain('the venue restarts');
    expect([bench.state(BTC), bench.isRight(BTC)]).toEqual(['LIVE', true]);
  });

  it.each([
    ['bad-id', '["x","hb"]'],
    ['wrong-type', '[17001]'],
    ['wrong-type', '7'],
    ['bad-id', '{"event":"subscribed","channel":"book","chanId":"x","symbol":"tBTCUSD"}'],
    ['malformed-json', '[17001,'],
  ])('refuses, and goes on: %s %s', (reason, text) => {
    const bench = live();
    bench.receive(text);
    expect(bench.refusals).toEqual({ [reason]: 1 });
    bench.receive(bench.venue.change(BTC, [['bid', '49998', '5']]));
    expect([bench.isRight(BTC), bench.wasStale.size]).toEqual([true, 0]);
  });

  it('replaces a connection once every pair has come whole over the new one', () => {
    const bench = live();
    bench.normalizer.rotate('A1');
    bench.obey();
    expect(bench.connections).toEqual(['A1.2']);
    bench.receive(bench.venue.change(BTC, [['bid', '49998', '5']]), 'A1.2');
    expect([bench.isRight(BTC), bench.wasStale.size]).toEqual([true, 0]);
  });
});

describe("Bitfinex's names", () => {
  it.each([
    ['BTC/USD', 'tBTCUSD'],
    ['BTC/USDT', 'tBTCUST'],
    ['DUSK/USD', 'tDUSK:USD'],
    ['BTC/USDT-PERP', 'tBTCF0:USTF0'],
    ['tETHBTC', 'tETHBTC'],
  ])('%s is %s', (ours, theirs) => {
    expect(BITFINEX.nativeSymbol(ours)).toBe(theirs);
  });
});
