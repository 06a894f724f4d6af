import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { VenueNormalizer } from '../../../src/feed/normalize/venue-normalizer.js';
import { bybitBench } from './bybit-venue.js';
import type { LiveBench, TinyVenue } from './live-bench.js';
import { okxBench } from './okx-venue.js';

const HOLD_NS = 500e6;

interface TwoLines {
  readonly bench: LiveBench<VenueNormalizer, TinyVenue>;
  readonly symbol: string;
  /** The next change of the book. */
  readonly next: () => string;
  /** The sequence begins anew. */
  readonly reset: () => string;
}

const VENUES: Readonly<Record<string, () => TwoLines>> = {
  okx: () => {
    const bench = okxBench(['BTC-USDT'], { lines: 2, lineHoldNs: HOLD_NS });
    return {
      bench,
      symbol: 'BTC-USDT',
      next: () => bench.venue.update('BTC-USDT'),
      reset: () => bench.venue.reset('BTC-USDT'),
    };
  },
  'bybit-linear': () => {
    const bench = bybitBench(['BTCUSDT'], { lines: 2, lineHoldNs: HOLD_NS });
    return {
      bench,
      symbol: 'BTCUSDT',
      next: () => bench.venue.delta('BTCUSDT'),
      reset: () => bench.venue.restart('BTCUSDT'),
    };
  },
};

/** Each message on one line or on both, each line late by its own time but in order. */
const arrivals = fc
  .array(
    fc.record({
      lines: fc.constantFrom(['A1'] as const, ['B1'] as const, ['A1', 'B1'] as const),
      lateA: fc.nat({ max: 6 }),
      lateB: fc.nat({ max: 6 }),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((messages) => {
    let [atA, atB] = [0, 0];
    return messages
      .flatMap(({ lines, lateA, lateB }, index) => {
        atA = Math.max(atA, index + lateA);
        atB = Math.max(atB, index + lateB);
        return lines.map((line) => ({ line, index, at: line === 'A1' ? atA : atB }));
      })
      .sort((x, y) => x.at - y.at || x.index - y.index);
  });

describe.each(Object.keys(VENUES))('two lines of %s', (venue) => {
  it('lose nothing that has come over either of them', () => {
    fc.assert(
      fc.property(arrivals, (copies) => {
        const { bench, symbol, next } = VENUES[venue]!();
        bench.wasStale.clear();
        const count = Math.max(...copies.map(({ index }) => index)) + 1;
        const texts = Array.from({ length: count }, next);
        for (const { line, index } of copies) bench.receive(texts[index]!, line);
        expect([bench.state(symbol), bench.isRight(symbol)]).toEqual(['LIVE', true]);
        const { gaps, resyncs, lines } = bench.normalizer.summary();
        expect([gaps, resyncs, bench.wasStale.size]).toEqual([0, {}, 0]);
        const figures = Object.values(lines!);
        expect(figures.reduce((sum, each) => sum + each.first, 0)).toBe(count);
        expect(figures.reduce((sum, each) => sum + each.messages, 0)).toBe(copies.length);
      }),
      { numRuns: 200, seed: 71 },
    );
  });

  it('wait for one another, and have a gap once nobody has filled it in time', () => {
    const { bench, symbol, next } = VENUES[venue]!();
    next();
    const held = next();
    bench.wasStale.clear();
    bench.receive(held, 'A1');
    bench.receive(held, 'B1');
    expect(bench.state(symbol)).toBe('LIVE');
    expect(bench.normalizer.summary().gaps).toBe(0);
    bench.pass(HOLD_NS + 1e8);
    expect(bench.wasStale.get(symbol)).toBe('sequence-gap');
    expect([bench.state(symbol), bench.isRight(symbol)]).toEqual(['LIVE', true]);
  });

  it.each([0, 1e15])(
    'wait as long in a replay, whose receive stamps are others (%d)',
    (stampNs) => {
      const { bench, symbol, next } = VENUES[venue]!();
      const { normalizer } = bench;
      const atTime = normalizer.atTime.bind(normalizer);
      normalizer.atTime = (nowNs) => atTime(nowNs, stampNs);
      next();
      bench.pass(1);
      bench.wasStale.clear();
      bench.receive(next(), 'A1');
      bench.pass(HOLD_NS - 1e6);
      expect([bench.state(symbol), bench.wasStale.size]).toEqual(['LIVE', 0]);
      bench.pass(1e6);
      expect(bench.wasStale.get(symbol)).toBe('sequence-gap');
    },
  );

  it('go on without a word when one of them is lost, and take it back', () => {
    const { bench, symbol, next } = VENUES[venue]!();
    bench.receive(next(), 'A1');
    bench.wasStale.clear();
    bench.normalizer.disconnected('A1');
    bench.pass(1e8);
    for (let i = 0; i < 3; i++) bench.receive(next(), 'B1');
    bench.normalizer.connected('A1', '');
    bench.obey();
    const text = next();
    for (const line of ['A1', 'B1']) bench.receive(text, line);
    expect([bench.state(symbol), bench.isRight(symbol)]).toEqual(['LIVE', true]);
    expect([bench.wasStale.size, bench.normalizer.summary().gaps]).toEqual([0, 0]);
  });

  it('are lost together only', () => {
    const { bench, symbol } = VENUES[venue]!();
    bench.normalizer.disconnected('A1');
    bench.pass(1e8);
    expect(bench.state(symbol)).toBe('LIVE');
    bench.normalizer.disconnected('B1');
    bench.pass(1e8);
    expect(bench.state(symbol)).toBe('STALE disconnected');
  });

  it('do not mistake a line that has yet to tell of a new sequence for a gap', () => {
    const { bench, symbol, next, reset } = VENUES[venue]!();
    const before = [next(), next()];
    for (const text of before) bench.receive(text, 'A1');
    const after = [reset(), next(), next()];
    bench.receive(after[0]!, 'A1');
    for (const text of [...before, ...after]) bench.receive(text, 'B1');
    for (const text of after.slice(1)) bench.receive(text, 'A1');
    bench.pass(HOLD_NS + 1e8);
    expect([bench.state(symbol), bench.isRight(symbol)]).toEqual(['LIVE', true]);
    expect(bench.normalizer.summary().gaps).toBe(0);
  });

  it('let a connection go once the one that replaces it is in step', () => {
    const { bench, symbol, next } = VENUES[venue]!();
    bench.receive(next(), 'A1');
    bench.wasStale.clear();
    bench.normalizer.rotate('A1');
    bench.obey();
    expect(bench.connections).toEqual(['B1', 'A1.2']);
    // What the old one still brings is nobody's.
    const text = next();
    expect(bench.receive(text, 'A1')).toEqual([]);
    bench.receive(text, 'A1.2');
    expect([bench.state(symbol), bench.isRight(symbol), bench.wasStale.size]).toEqual([
      'LIVE',
      true,
      0,
    ]);
  });
});

describe('a line of Bybit that counts u by itself', () => {
  it.each([9000, -400])(
    '%i beside the other is no gap: the line that leads is followed',
    (apart) => {
      const { bench, symbol, next } = VENUES['bybit-linear']!();
      const counted = (text: string): string =>
        text.replace(/"u":(\d+)/, (_, u: string) => `"u":${Number(u) + apart}`);
      bench.receive(next(), 'A1');
      bench.wasStale.clear();
      for (let i = 0; i < 10; i++) {
        const text = next();
        // Now the one, now the other is ahead.
        if (i % 2 === 0) bench.receive(text, 'A1');
        bench.receive(counted(text), 'B1');
        if (i % 2 === 1) bench.receive(text, 'A1');
        bench.pass(HOLD_NS);
      }
      expect([bench.state(symbol), bench.isRight(symbol), bench.wasStale.size]).toEqual([
        'LIVE',
        true,
        0,
      ]);
      expect(bench.normalizer.summary().gaps).toBe(0);
    },
  );
});
