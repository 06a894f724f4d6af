import { describe, expect, it } from 'vitest';
import { BybitNormalizer } from '../../../src/feed/normalize/bybit/normalizer.js';
import { depthFor } from '../../../src/feed/normalize/bybit/subscriptions.js';
import { BYBIT_LINEAR, BYBIT_SPOT } from '../../../src/feed/normalize/bybit/venue.js';
import { findExchange } from '../../../src/feed/normalize/venue-table.js';
import { EventApplier, EventRecorder } from '../event-recorder.js';
import { bybitBench } from './bybit-venue.js';

const BTC = 'BTCUSDT';
const ETH = 'ETHUSDT';
const requests = (said: readonly string[]): unknown[] =>
  said.map((text) => {
    const { op, args } = JSON.parse(text) as { op: string; args: string[] };
    return [op, ...(args ?? [])];
  });

describe('Bybit, live', () => {
  it('reads the pages of the instrument list, then subscribes ten topics at a time', () => {
    const symbols = ['A', 'B', 'C', 'D', 'E', 'F'].map((name) => `${name}USDT`);
    const bench = bybitBench(symbols, {}, 1, (venue) => (venue.pageSize = 4));
    expect(bench.fetched).toEqual([
      'https://api.bybit.com/v5/market/instruments-info?category=linear&limit=1000',
      'https://api.bybit.com/v5/market/instruments-info?category=linear&cursor=4&limit=1000',
    ]);
    expect(requests(bench.said).map((each) => (each as string[]).length - 1)).toEqual([10, 2]);
    expect(symbols.map((symbol) => bench.state(symbol))).toEqual(symbols.map(() => 'LIVE'));
    expect(bench.recorder.definitions[5]).toMatchObject({
      venue: 'bybit-linear',
      symbol: 'FUSDT',
      priceScale: 1,
      quantityScale: 2,
      tickSize: 1,
    });
  });

  it('has the book of the venue and the time of its matching engine', () => {
    const bench = bybitBench();
    for (let i = 0; i < 50; i++) {
      for (const text of bench.venue.step(i % 2 === 0 ? BTC : ETH)) bench.receive(text);
    }
    expect([bench.isRight(BTC), bench.isRight(ETH)]).toEqual([true, true]);
    const event = bench.receive(bench.venue.delta(BTC))[0]!;
    expect(event.venueNs).toBe(BigInt(bench.venue.timeMs - 3) * 1_000_000n);
    expect(bench.normalizer.summary()).toMatchObject({ gaps: 0, refusals: {} });
  });

  it('is STALE at a gap at once, subscribes to that book alone, and is LIVE by its image', () => {
    const bench = bybitBench();
    bench.said.length = 0;
    bench.venue.delta(BTC);
    const events = bench.receive(bench.venue.delta(BTC));
    expect(events.map((each) => [each.type, each.reason])).toEqual([['status', 'sequence-gap']]);
    expect(requests(bench.said)).toEqual([
      ['unsubscribe', `orderbook.50.${BTC}`],
      ['subscribe', `orderbook.50.${BTC}`],
    ]);
    expect([bench.state(BTC), bench.isRight(BTC)]).toEqual(['LIVE', true]);
    expect(bench.wasStale.get(ETH)).toBe('awaiting-image');
  });

  it('forgets the book by u = 1 and takes the new one, and tells so', () => {
    const bench = bybitBench();
    const events = bench.receive(bench.venue.restart(BTC));
    expect(events[0]).toMatchObject({ type: 'book-clear', reason: 'venue-reset' });
    expect(events.at(-1)!.type).toBe('image-end');
    bench.receive(bench.venue.delta(BTC));
    expect([bench.state(BTC), bench.isRight(BTC)]).toEqual(['LIVE', true]);
    expect(bench.normalizer.summary().resyncs).toEqual({ 'venue-reset': 1 });
  });

  it('asks for the snapshot of a restart that was missed', () => {
    const bench = bybitBench();
    bench.venue.restart(BTC);
    bench.wasStale.clear();
    bench.receive(bench.venue.delta(BTC));
    expect([...bench.wasStale.values()]).toEqual(['sequence-gap']);
    expect([bench.state(BTC), bench.isRight(BTC)]).toEqual(['LIVE', true]);
  });

  it('tells depth 1 as changes of the best levels, and a repeat not at all', () => {
    const bench = bybitBench([BTC], { depth: 1 });
    const best = (u: number, bid: string, ask: string): string =>
      JSON.stringify({
        topic: `orderbook.1.${BTC}`,
        type: 'snapshot',
        ts: 1,
        data: { s: BTC, b: [[bid, '1']], a: [[ask, '2']], u, seq: 70_000 + u },
        cts: 1,
      });
    bench.receive(best(900, '99.9', '100.1'));
    const changed = bench.receive(best(901, '99.8', '100.1'));
    expect(changed.map(({ type, price, quantity }) => [type, price, quantity])).toEqual([
      ['level', 998, 100],
      ['level', 1001, 200],
      ['level', 999, 0],
    ]);
    expect(bench.bookText(BTC)).toBe('99.8x1|100.1x2');
    expect(bench.receive(best(901, '99.8', '100.1'))).toEqual([]);
    const events = bench.receive(best(1, '99.7', '100.2'));
    expect(events[0]).toMatchObject({ type: 'book-clear', reason: 'venue-reset' });
    expect(bench.bookText(BTC)).toBe('99.7x1|100.2x2');
  });

  it('pings as a message of its own every 20 s', () => {
    const bench = bybitBench([BTC]);
    bench.said.length = 0;
    bench.pass(41e9);
    expect(bench.said).toEqual(['{"op":"ping"}', '{"op":"ping"}']);
  });

  it('is HALTED when the list says so or has the symbol no more', () => {
    const bench = bybitBench();
    bench.venue.states.set(BTC, 'Closed');
    bench.pass(61e9);
    expect([bench.state(BTC), bench.state(ETH)]).toEqual(['HALTED venue-halt', 'LIVE']);
    expect(bench.fetched.at(-1)).toContain('category=linear&symbol=');
    bench.venue.states.clear();
    bench.pass(61e9);
    expect(bench.state(BTC)).toBe('LIVE');
  });

  it('asks topic by topic when the venue refuses a request for one of them', () => {
    const bench = bybitBench([BTC, ETH], {}, 1, (venue) => {
      const answer = venue.answer.bind(venue);
      venue.answer = (text) =>
        text.includes(`publicTrade.${BTC}`)
          ? [
              `{"success":false,"ret_msg":"error:handler not found","req_id":"${idOf(text)}","op":"subscribe"}`,
            ]
          : answer(text);
    });
    expect(bench.said).toHaveLength(5);
    expect([bench.state(BTC), bench.state(ETH)]).toEqual(['LIVE', 'LIVE']);
    expect(bench.notes).toEqual(Array(2).fill('A1: error:handler not found'));
    expect(bench.refusals).toEqual({ 'venue-error': 2 });
  });

  it('has exact ids: a number as it is, a UUID as a number of ours with the top bit', () => {
    const bench = bybitBench();
    const id = (text: string): number => bench.receive(bench.venue.trade(BTC, text))[0]!.tradeId!;
    expect(id('2100000000007764263')).toBe(2100000000007764263);
    expect(id('20f43950-d8dd-5b31-9112-a178eb6023af')).toBe(2 ** 63 + 1);
    expect(bench.receive(bench.venue.trade(BTC, '2100000000007764263'))).toEqual([]);
  });

  it('keeps asking for an instrument list that is an error', () => {
    const errors = ['{"retCode":10006,"retMsg":"Too many visits!","result":{}}'];
    const bench = bybitBench([BTC], {}, 1, (venue) => {
      const list = venue.list.bind(venue);
      venue.list = (url) => errors.pop() ?? list(url);
    });
    expect(bench.notes).toEqual([
      'instrument list linear: retCode 10006 Too many visits!; asked again',
    ]);
    bench.pass(2e9);
    expect([bench.state(BTC), bench.fetched.length]).toEqual(['LIVE', 2]);
  });
});

const idOf = (text: string): string => (JSON.parse(text) as { req_id: string }).req_id;

describe('the names of Bybit', () => {
  it('maps our notation to that of contracts and of spot', () => {
    const contracts = ['BTC/USDT-PERP', 'BTC/USDC-PERP', 'BTC/USDT-20241227', 'BTC/USDC-20250103'];
    expect(contracts.map(BYBIT_LINEAR.nativeSymbol)).toEqual([
      'BTCUSDT',
      'BTCPERP',
      'BTCUSDT-27DEC24',
      'BTC-3JAN25',
    ]);
    expect(['BTC/USDT', 'ETHBTC'].map(BYBIT_SPOT.nativeSymbol)).toEqual(['BTCUSDT', 'ETHBTC']);
  });

  it('tells linear from spot by the address of a capture, and by that of an instrument list', () => {
    const venueAt = (address: string): string | undefined => findExchange('BYBIT', address)?.venue;
    expect(venueAt('wss://stream.bybit.com/v5/public/linear')).toBe('bybit-linear');
    expect(venueAt('wss://stream.bybit.com/v5/public/spot')).toBe('bybit-spot');
    expect(venueAt('https://api.bybit.com/v5/market/instruments-info?category=spot')).toBe(
      'bybit-spot',
    );
    expect(venueAt('wss://stream.bybit.com/v5/public/inverse')).toBeUndefined();
  });

  it('subscribes to the smallest depth that has what is wanted', () => {
    expect([undefined, 1, 10, 50, 51, 200, 400, 1000].map(depthFor)).toEqual([
      50, 1, 50, 50, 200, 200, 1000, 1000,
    ]);
    expect(() => depthFor(5000)).toThrow('depth 5000: Bybit tells 1, 50, 200, 1000 levels a side');
  });

  it('refuses what is of the other product, and says how to write it', () => {
    expect(() => bybitBench(['BTC/USDT'])).toThrow(
      'symbol BTC/USDT: bybit-linear has contracts; write BTC/USDT-PERP, or bybit-spot:BTC/USDT',
    );
  });

  it('finds scales that fit where a capture has no list and large quantities', () => {
    const recorder = new EventRecorder();
    const normalizer = new BybitNormalizer('bybit-linear', 'linear', {
      sink: recorder,
      register: recorder,
      random: () => 0.5,
      endpoints: BYBIT_LINEAR.endpoints,
      options: {},
    });
    const data = {
      s: 'X',
      b: [['0.0000123', '99887766550']],
      a: [['0.0000124', '5']],
      u: 7,
      seq: 9,
    };
    const message = { topic: 'orderbook.50.X', type: 'snapshot', ts: 1, data, cts: 1 };
    normalizer.received('ws', Buffer.from(JSON.stringify(message)));
    const applier = new EventApplier(recorder.definitions);
    for (const event of recorder.take()) applier.apply(event);
    expect(applier.bySymbol('X')!.state).toBe('LIVE');
    expect(applier.bySymbol('X')!.book.best('bid')).toEqual(['0.0000123', '99887766550']);
    expect(recorder.definitions[0]).toMatchObject({ priceScale: 8, quantityScale: 4 });
  });
});
