import { describe, expect, it } from 'vitest';
import { OKX } from '../../../src/feed/normalize/okx/venue.js';
import { okxBench } from './okx-venue.js';

const BTC = 'BTC-USDT';
const ETH = 'ETH-USDT';

describe('OKX, live', () => {
  it('fetches the lists of the types that are wanted, then subscribes in one request', () => {
    const bench = okxBench([BTC, 'BTC-USDT-SWAP']);
    expect(bench.fetched).toEqual([
      'https://www.okx.com/api/v5/public/instruments?instType=SPOT',
      'https://www.okx.com/api/v5/public/instruments?instType=SWAP',
    ]);
    expect(bench.said).toHaveLength(1);
    expect(JSON.parse(bench.said[0]!)).toEqual({
      op: 'subscribe',
      args: [
        { channel: 'bbo-tbt', instId: BTC },
        { channel: 'books', instId: BTC },
        { channel: 'trades', instId: BTC },
        { channel: 'bbo-tbt', instId: 'BTC-USDT-SWAP' },
        { channel: 'books', instId: 'BTC-USDT-SWAP' },
        { channel: 'trades', instId: 'BTC-USDT-SWAP' },
        { channel: 'instruments', instType: 'SPOT' },
        { channel: 'instruments', instType: 'SWAP' },
      ],
    });
    expect(bench.state(BTC)).toBe('LIVE');
    expect(bench.recorder.definitions[0]).toMatchObject({
      venue: 'okx',
      symbol: BTC,
      priceScale: 1,
      quantityScale: 2,
      tickSize: 1,
      lotSize: 1,
    });
  });

  it('has the book of the venue, with every top compared at its own sequence', () => {
    const bench = okxBench();
    for (let i = 0; i < 50; i++) {
      for (const text of bench.venue.step(i % 2 === 0 ? BTC : ETH)) bench.receive(text);
    }
    expect([bench.isRight(BTC), bench.isRight(ETH)]).toEqual([true, true]);
    expect(bench.applier.bySymbol(BTC)!.verified).toBe(25);
    expect(bench.applier.bySymbol(BTC)!.verifyFailures).toBe(0);
    expect(bench.normalizer.summary()).toMatchObject({ gaps: 0, unverifiable: 0, refusals: {} });
  });

  it('passes through keep-alive and reset without losing the book', () => {
    const bench = okxBench();
    bench.receive(bench.venue.update(BTC));
    bench.receive(bench.venue.keepAlive(BTC));
    bench.receive(bench.venue.reset(BTC));
    bench.receive(bench.venue.update(BTC));
    expect(bench.wasStale.get(BTC)).toBe('awaiting-image');
    expect(bench.state(BTC)).toBe('LIVE');
    expect(bench.isRight(BTC)).toBe(true);
    expect(bench.applier.bySymbol(BTC)!.sequence).toBe(bench.venue.seqId(BTC));
  });

  it('is STALE at a gap at once, subscribes to that book alone, and is LIVE by its image', () => {
    const bench = okxBench();
    bench.said.length = 0;
    bench.venue.update(BTC);
    const events = bench.receive(bench.venue.update(BTC));
    expect(events.map((each) => [each.type, each.reason])).toEqual([['status', 'sequence-gap']]);
    expect(bench.said).toEqual([
      `{"op":"unsubscribe","args":[{"channel":"books","instId":"${BTC}"}]}`,
      `{"op":"subscribe","args":[{"channel":"books","instId":"${BTC}"}]}`,
    ]);
    expect([bench.state(BTC), bench.isRight(BTC), bench.wasStale.get(ETH)]).toEqual([
      'LIVE',
      true,
      'awaiting-image',
    ]);
    expect(bench.normalizer.summary()).toMatchObject({ gaps: 1, resyncs: { 'sequence-gap': 1 } });
  });

  it('loses a book of which nothing was said beyond the keep-alive, and asks for it again', () => {
    const bench = okxBench();
    bench.pass(70e9);
    bench.receive(bench.venue.keepAlive(BTC));
    bench.wasStale.clear();
    bench.pass(12e9);
    expect([...bench.wasStale]).toEqual([[ETH, 'silent']]);
    expect([bench.state(BTC), bench.state(ETH)]).toEqual(['LIVE', 'LIVE']);
  });

  it('pings in text, often enough', () => {
    const bench = okxBench();
    bench.said.length = 0;
    bench.pass(61e9);
    expect(bench.said).toEqual(['ping', 'ping', 'ping']);
    expect(bench.normalizer.summary().messagesByType).toMatchObject({ pong: 3 });
  });

  it('is HALTED while the instrument is suspended, also with a new image', () => {
    const bench = okxBench();
    bench.receive(bench.venue.status(BTC, 'suspend'));
    expect(bench.state(BTC)).toBe('HALTED venue-halt');
    bench.venue.update(BTC);
    bench.receive(bench.venue.update(BTC));
    expect(bench.state(BTC)).toBe('HALTED venue-halt');
    bench.receive(bench.venue.status(BTC, 'live'));
    expect([bench.state(BTC), bench.state(ETH)]).toEqual(['LIVE', 'LIVE']);
  });

  it('has trade ids above 2^53 exactly, and no trade twice', () => {
    const bench = okxBench();
    const id = '18446744073709551615';
    const [trade] = bench.receive(bench.venue.trade(BTC, id));
    expect(trade).toMatchObject({ type: 'trade', side: 0, price: 1001, quantity: 25 });
    expect(trade!.tradeId).toBe(Number(id));
    expect(bench.receive(bench.venue.trade(BTC, id))).toEqual([]);
    expect(bench.receive(bench.venue.trade(BTC, '9007199254740993'))[0]!.venueNs).toBe(
      BigInt(bench.venue.timeMs) * 1_000_000n,
    );
  });

  it('asks again, later, for an image that does not come', () => {
    const bench = okxBench([BTC]);
    const answer = bench.venue.answer.bind(bench.venue);
    bench.venue.answer = () => [];
    bench.venue.update(BTC);
    bench.receive(bench.venue.update(BTC));
    bench.pass(9e9);
    expect(bench.said).toHaveLength(3);
    bench.venue.answer = answer;
    bench.pass(3e9);
    expect(bench.said).toHaveLength(5);
    expect([bench.state(BTC), bench.isRight(BTC)]).toEqual(['LIVE', true]);
  });

  it('is STALE while the connection is lost, and subscribes to all on the next one', () => {
    const bench = okxBench();
    bench.normalizer.disconnected('A1');
    bench.pass(1e8);
    expect(bench.state(BTC)).toBe('STALE disconnected');
    bench.normalizer.connected('A1');
    bench.obey();
    expect([bench.state(BTC), bench.state(ETH)]).toEqual(['LIVE', 'LIVE']);
  });

  it('tells what the venue refused', () => {
    const bench = okxBench([BTC]);
    bench.receive('{"event":"error","code":"60012","msg":"Invalid request","connId":"a"}');
    expect(bench.notes.at(-1)).toBe('A1: error 60012 Invalid request');
    expect(bench.refusals).toEqual({ 'venue-error': 1 });
  });

  it('changes the connection, aligned first, when the venue announces its end', () => {
    const bench = okxBench([BTC]);
    bench.wasStale.clear();
    bench.receive('{"event":"notice","code":"64008","msg":"soon closed","connId":"a"}');
    expect(bench.connections).toEqual(['A1.2']);
    bench.receive(bench.venue.update(BTC), 'A1.2');
    expect([bench.state(BTC), bench.isRight(BTC), bench.wasStale.size]).toEqual(['LIVE', true, 0]);
  });

  it('asks for a new connection instead of more requests than the venue takes in an hour', () => {
    const bench = okxBench([BTC]);
    for (let i = 0; i < 240; i++) {
      bench.venue.update(BTC);
      bench.receive(bench.venue.update(BTC));
    }
    expect(bench.notes).toContain('its requests of this hour are used up');
    expect(bench.state(BTC)).toBe('LIVE');
  });

  it('tells which symbols the venue does not list, and does without them', () => {
    const bench = okxBench([BTC], { symbols: [BTC, 'DOGE-USDT'] });
    expect(bench.notes).toEqual(["DOGE-USDT is not in the venue's list"]);
    expect(bench.said.join()).not.toContain('DOGE');
    expect(bench.state(BTC)).toBe('LIVE');
    bench.receive(bench.venue.update(BTC).replaceAll(BTC, 'DOGE-USDT'));
    expect(bench.refusals).toEqual({ 'unknown-symbol': 1 });
  });
});

describe('a depth that OKX does not have', () => {
  it('is refused at the start', () => {
    expect(() => okxBench([BTC], { depth: 401 })).toThrow('depth 401: OKX tells 400 levels a side');
    expect(okxBench([BTC], { depth: 400 }).state(BTC)).toBe('LIVE');
  });
});

describe('the notation of OKX', () => {
  it('maps ours to the venue’s, and leaves the venue’s own alone', () => {
    const names = ['BTC/USDT', 'BTC/USDT-PERP', 'BTC/USD-20241227', 'ETH-BTC', 'BTC-USDT-SWAP'];
    expect(names.map(OKX.nativeSymbol)).toEqual([
      'BTC-USDT',
      'BTC-USDT-SWAP',
      'BTC-USD-241227',
      'ETH-BTC',
      'BTC-USDT-SWAP',
    ]);
  });
});
