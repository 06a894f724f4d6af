import { describe, expect, it } from 'vitest';
import {
  BINANCE,
  BINANCE_COINM,
  BINANCE_US,
  BINANCE_USDM,
} from '../../../src/feed/normalize/binance/venue.js';
import { findExchange } from '../../../src/feed/normalize/venue-table.js';
import { liveBench, MARKETS, type Market } from './binance-tiny-venue.js';

describe('the names of Binance symbols', () => {
  it.each([
    [BINANCE, 'BTC/USDT', 'BTCUSDT'],
    [BINANCE, 'BTC/USDT-PERP', 'BTC/USDT-PERP'],
    [BINANCE_US, 'COMP/USDT', 'COMPUSDT'],
    [BINANCE_USDM, 'BTC/USDT-PERP', 'BTCUSDT'],
    [BINANCE_USDM, 'BTC/USDT-20261225', 'BTCUSDT_261225'],
    [BINANCE_USDM, 'BTC/USDT', 'BTC/USDT'],
    [BINANCE_COINM, 'BTC/USD-PERP', 'BTCUSD_PERP'],
    [BINANCE_COINM, 'BTC/USD-20261225', 'BTCUSD_261225'],
    [BINANCE_COINM, 'ethusd_perp', 'ethusd_perp'],
  ])('%o: %s is %s', (entry, ours, theirs) => {
    expect(entry.nativeSymbol(ours)).toBe(theirs);
  });

  it.each([
    ['BINANCE', BINANCE],
    ['BINANCE_US', BINANCE_US],
    ['BINANCE_FUTURES', BINANCE_USDM],
    ['BINANCE_DELIVERY', BINANCE_COINM],
  ])('captures of %s are read', (exchange, entry) => {
    expect(findExchange(exchange, 'wss://anywhere')).toBe(entry);
  });
});

describe.each([
  ['spot', '/api/v3', ['/stream'], 50],
  ['usdm', '/fapi/v1', ['/public/stream', '/market/stream'], 20],
  ['coinm', '/dapi/v1', ['/stream'], 20],
] as const)('Binance %s, live', (market, restPath, paths, weight) => {
  it('asks for its list, its streams and its snapshots where the venue has them', () => {
    const bench = liveBench(market, ['BTCUSDT', 'ETHUSDT']);
    expect(bench.fetched[0]).toBe(`https://x${restPath}/exchangeInfo`);
    expect(bench.fetched.slice(1).sort()).toEqual([
      `https://x${restPath}/depth?symbol=BTCUSDT&limit=1000`,
      `https://x${restPath}/depth?symbol=ETHUSDT&limit=1000`,
    ]);
    expect(bench.connections).toEqual(['A1', 'TA1'].slice(0, paths.length));
    const asked = bench.said.flatMap((text) => (JSON.parse(text) as { params: string[] }).params);
    const trades = market === 'spot' ? 'trade' : 'aggTrade';
    expect(asked.sort()).toEqual(
      ['btcusdt', 'ethusdt'].flatMap((symbol) => [
        `${symbol}@${trades}`,
        `${symbol}@bookTicker`,
        `${symbol}@depth@100ms`,
      ]).sort(),
    ); // prettier-ignore
    expect(MARKETS[market as Market].streamSets.map(({ path }) => path)).toEqual(paths);
    expect(MARKETS[market as Market].snapshots.find(({ levels }) => levels === 1000)!.weight).toBe(
      weight,
    );
  });

  it('keeps its books right, verifies their tops and tells trades', () => {
    const bench = liveBench(market, ['BTCUSDT', 'ETHUSDT'], 5);
    for (let i = 0; i < 200; i++) {
      const symbol = bench.venue.symbols[i % 2]!;
      for (const text of bench.venue.step(symbol)) bench.receive(text);
      expect([bench.state(symbol), bench.isRight(symbol)]).toEqual(['LIVE', true]);
    }
    const trade = {
      e: 'aggTrade',
      E: 1,
      s: 'BTCUSDT',
      a: 9,
      p: '100.1',
      q: '0.5',
      f: 1,
      l: 1,
      T: 1,
      m: true,
    };
    bench.receive(JSON.stringify({ stream: 'btcusdt@aggTrade', data: trade }), 'TA1');
    const applied = bench.applier.bySymbol('BTCUSDT')!;
    expect([applied.trades, applied.verified, applied.verifyFailures]).toEqual([1, 100, 0]);
    const { gaps, unverifiable, refusals, slowPathMessages } = bench.normalizer.summary();
    expect({ gaps, refusals, slowPathMessages }).toEqual({
      gaps: 0,
      refusals: {},
      slowPathMessages: 0,
    });
    // The tops from before the snapshots.
    expect(unverifiable).toBe(2);
  });

  it('asks again, later, for what the venue does not answer', () => {
    const bench = liveBench(market, ['BTCUSDT']);
    const list = bench.venue.list.bind(bench.venue);
    bench.venue.list = () => undefined;
    bench.venue.step('BTCUSDT');
    bench.receive(bench.venue.step('BTCUSDT')[1]);
    expect(bench.state('BTCUSDT')).toBe('STALE sequence-gap');
    const before = bench.fetched.length;
    bench.pass(40e9);
    // 1, 2, 4, 8, 16 s of back-off, halved by no more than a half.
    expect(bench.fetched.length - before).toBeGreaterThanOrEqual(2);
    expect(bench.fetched.length - before).toBeLessThan(12);
    bench.venue.list = list;
    bench.pass(60e9);
    expect([bench.state('BTCUSDT'), bench.isRight('BTCUSDT')]).toEqual(['LIVE', true]);
  });
});
