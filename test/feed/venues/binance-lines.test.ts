import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COINM_MARKET, spotMarket } from '../../../src/feed/normalize/binance/market.js';
import type { VenueWants } from '../../../src/feed/normalize/venue-normalizer.js';
import { NaiveL2Book } from '../../model/naive-l2-book.js';
import {
  BinanceBench,
  depthUrl,
  diffText,
  infoText,
  INFO_URL,
  snapshotText,
  topText,
  type Row,
} from '../binance-venue.js';

const HOLD_NS = 500e6;
const WANTS: VenueWants = { symbols: ['AB'], lines: 2, lineHoldNs: HOLD_NS };

/** A futures diff: pu instead of ids without holes. */
const futuresText = (previous: number, first: number, last: number, bids: readonly Row[]): string =>
  JSON.stringify({
    stream: 'ab@depth@100ms',
    data: {
      e: 'depthUpdate',
      E: 1,
      T: 1,
      s: 'AB',
      U: first,
      u: last,
      pu: previous,
      b: bids,
      a: [],
    },
  });

/** Two lines that have brought the book to id 100. */
function twoLines(market: 'spot' | 'futures' = 'spot'): BinanceBench {
  const bench = new BinanceBench(
    {},
    { market: market === 'spot' ? spotMarket('binance') : COINM_MARKET, wants: WANTS },
  );
  bench.normalizer.start();
  bench.answer(INFO_URL, infoText({ AB: ['0.01', '0.1'] }));
  for (const connection of ['A1', 'B1']) bench.connect(connection);
  const text = market === 'spot' ? diffText('AB', 100, 100) : futuresText(99, 100, 100, []);
  for (const connection of ['A1', 'B1']) bench.receive(text, connection);
  bench.answer(depthUrl('AB'), snapshotText(100));
  return bench;
}

interface Copy {
  readonly line: 'A1' | 'B1';
  readonly index: number;
  /** Where it comes among all copies. */
  readonly at: number;
}

/** Each message on one line or on both, in any order, a line's own messages out of order, too. */
const copies = fc
  .array(
    fc.record({
      lines: fc.constantFrom(['A1'] as const, ['B1'] as const, ['A1', 'B1'] as const),
      delayA: fc.nat({ max: 12 }),
      delayB: fc.nat({ max: 12 }),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((messages) =>
    messages
      .flatMap(({ lines, delayA, delayB }, index): Copy[] =>
        lines.map((line) => ({ line, index, at: index + (line === 'A1' ? delayA : delayB) })),
      )
      .sort((x, y) => x.at - y.at),
  );

describe.each(['spot', 'futures'] as const)('two lines of Binance %s', (market) => {
  it('lose nothing that has come over either of them, in whatever order', () => {
    fc.assert(
      fc.property(copies, (arrivals) => {
        const bench = twoLines(market);
        const count = Math.max(...arrivals.map(({ index }) => index)) + 1;
        const model = new NaiveL2Book();
        model.set('bid', '10.00', '1.0');
        const texts = Array.from({ length: count }, (_, index) => {
          const row: Row = [`${5 + (index % 5)}.00`, `${(index * 7) % 10}.0`];
          model.set('bid', ...row);
          const last = 100 + 2 * (index + 1);
          // Futures ids have holes between the messages of one symbol.
          return market === 'spot'
            ? diffText('AB', last - 1, last, [row])
            : futuresText(last - 2, last, last, [row]);
        });
        for (const { line, index } of arrivals) bench.receive(texts[index]!, line);
        const applied = bench.applier.bySymbol('AB')!;
        expect([applied.state, applied.sequence]).toEqual(['LIVE', 100 + 2 * count]);
        expect(applied.book.levels('bid')).toEqual(model.levels('bid'));
        const { gaps, resyncs, lines } = bench.normalizer.summary();
        expect([gaps, resyncs]).toEqual([0, {}]);
        expect(bench.normalizer.bookOf('AB')!.lines.heldCount).toBe(0);
        const figures = Object.values(lines ?? {});
        // The diff that ends at the snapshot's id is the first to be applied to a futures book.
        const opening = market === 'spot' ? 0 : 1;
        expect(figures.reduce((sum, each) => sum + each.first, 0)).toBe(opening + count);
        expect(figures.reduce((sum, each) => sum + each.messages, 0)).toBe(
          opening + arrivals.length,
        );
      }),
      { numRuns: 400, seed: 71 },
    );
  });
});

describe('a hole in one line', () => {
  it('waits, and is a gap once nobody has filled it in time', () => {
    const bench = twoLines();
    bench.at(1e9);
    expect(bench.receive(diffText('AB', 102, 102), 'A1')).toEqual([]);
    expect(bench.receive(diffText('AB', 103, 103), 'A1')).toEqual([]);
    bench.at(1e9 + HOLD_NS - 1e6);
    bench.normalizer.checkTimers();
    expect(bench.collect()).toEqual([]);
    expect(bench.state('AB')).toBe('LIVE');
    bench.at(1e9 + HOLD_NS);
    bench.normalizer.checkTimers();
    bench.collect();
    expect(bench.state('AB')).toBe('STALE sequence-gap');
    // What was held is what the next image is joined to.
    bench.answer(depthUrl('AB'), snapshotText(102));
    expect(bench.applier.bySymbol('AB')).toMatchObject({ state: 'LIVE', sequence: 103 });
    expect(bench.normalizer.summary().gaps).toBe(1);
  });

  it.each([0, 1e15])(
    'waits as long in a replay, whose receive stamps are others (%d)',
    (stampNs) => {
      const bench = twoLines();
      bench.normalizer.atTime(1e9, stampNs);
      expect(bench.receive(diffText('AB', 102, 102), 'A1')).toEqual([]);
      bench.normalizer.atTime(1e9 + HOLD_NS - 1e6, stampNs);
      expect(bench.receive(diffText('AB', 103, 103), 'A1')).toEqual([]);
      bench.normalizer.checkTimers();
      expect(bench.collect()).toEqual([]);
      bench.normalizer.atTime(1e9 + HOLD_NS, stampNs);
      bench.normalizer.checkTimers();
      bench.collect();
      expect(bench.state('AB')).toBe('STALE sequence-gap');
    },
  );

  it('is a gap at once when the other line is down', () => {
    const bench = twoLines();
    bench.normalizer.disconnected('B1');
    bench.receive(diffText('AB', 102, 102), 'A1');
    expect(bench.state('AB')).toBe('STALE sequence-gap');
  });

  it('is a gap when the other line goes down while it waits', () => {
    const bench = twoLines();
    bench.receive(diffText('AB', 102, 102), 'A1');
    bench.normalizer.disconnected('B1');
    bench.collect();
    expect(bench.state('AB')).toBe('STALE sequence-gap');
  });

  it('waits for a bounded number of messages', () => {
    const bench = twoLines();
    for (let id = 102; bench.state('AB') === 'LIVE'; id++) {
      bench.receive(diffText('AB', id, id), 'A1');
      expect(id).toBeLessThan(102 + 1025);
    }
    expect(bench.normalizer.bookOf('AB')!.lines.heldCount).toBeLessThanOrEqual(1024);
  });
});

describe('a line that goes down', () => {
  it('leaves the book LIVE while the other brings it, and STALE without', () => {
    const bench = twoLines();
    bench.normalizer.disconnected('A1');
    bench.receive(diffText('AB', 101, 101), 'B1');
    expect(bench.state('AB')).toBe('LIVE');
    bench.normalizer.disconnected('B1');
    bench.collect();
    expect(bench.state('AB')).toBe('STALE disconnected');
    bench.connect('A1');
    bench.receive(diffText('AB', 102, 102), 'A1');
    expect(bench.state('AB')).toBe('LIVE');
  });
});

describe('the figures of the lines', () => {
  it('tell who was first, by how much, and who lost what the other had', () => {
    const bench = twoLines();
    const messages = [1, 2, 3, 4].map((step) => diffText('AB', 100 + step, 100 + step));
    bench.at(1e9);
    bench.receive(messages[0]!, 'A1');
    bench.at(1e9 + 300);
    bench.receive(messages[0]!, 'B1');
    bench.receive(messages[1]!, 'B1');
    bench.at(1e9 + 400);
    // A1 loses the second message; its third is the first of its kind.
    bench.receive(messages[2]!, 'A1');
    bench.at(1e9 + 900);
    bench.receive(messages[2]!, 'B1');
    bench.receive(messages[3]!, 'B1');
    const { lines } = bench.normalizer.summary();
    expect(lines).toEqual({
      A: { messages: 2, first: 2, duplicates: 0, lost: 1, meanLeadNs: 400 },
      B: { messages: 4, first: 2, duplicates: 2, lost: 0, meanLeadNs: NaN },
    });
  });
});

describe('trades and tops of book over two lines', () => {
  const trade = (id: number): string =>
    JSON.stringify({ e: 'trade', s: 'AB', t: id, p: '10', q: '1', T: 1, m: true });

  it('are told once each, in whatever order they come', () => {
    const bench = twoLines();
    for (const [id, line] of [
      [1, 'A1'],
      [3, 'A1'],
      [1, 'B1'],
      [2, 'B1'],
      [3, 'B1'],
    ] as const)
      bench.receive(trade(id), line);
    expect(bench.applier.bySymbol('AB')!.trades).toBe(3);
    const top = topText('AB', 101, ['10.00', '1'], ['11.00', '2']);
    for (const line of ['A1', 'B1']) bench.receive(top, line);
    bench.receive(diffText('AB', 101, 101), 'A1');
    expect(bench.applier.bySymbol('AB')).toMatchObject({ verified: 1, verifyFailures: 0 });
    expect(bench.normalizer.summary().unverifiable).toBe(0);
  });
});

describe('a connection whose life ends', () => {
  const one = { ...WANTS, lines: 1 };
  const started = (symbols: readonly string[] = ['AB']): BinanceBench => {
    const bench = new BinanceBench({}, { wants: { ...one, symbols } });
    bench.normalizer.start();
    bench.answer(
      INFO_URL,
      infoText(Object.fromEntries(symbols.map((symbol) => [symbol, ['0.01', '0.1'] as const]))),
    );
    bench.connect('A1');
    for (const symbol of symbols) {
      bench.receive(diffText(symbol, 100, 100), 'A1');
      bench.answer(depthUrl(symbol), snapshotText(100));
    }
    bench.allCommands();
    return bench;
  };

  it('is replaced before it is closed, and the book is never STALE', () => {
    const bench = started();
    bench.normalizer.rotate('A1');
    expect(bench.allCommands()).toMatchObject([{ kind: 'connect', connection: 'A1.2' }]);
    bench.connect('A1.2');
    bench.receive(diffText('AB', 101, 101), 'A1');
    // The new connection is ahead: what the old one has yet to bring is waited for.
    expect(bench.receive(diffText('AB', 103, 103), 'A1.2')).toEqual([]);
    expect(bench.allCommands()).toEqual([]);
    bench.receive(diffText('AB', 102, 102), 'A1');
    expect(bench.applier.bySymbol('AB')).toMatchObject({ state: 'LIVE', sequence: 103 });
    expect(bench.allCommands()).toEqual([{ kind: 'disconnect', connection: 'A1' }]);
    // What the old one still says is nobody's.
    expect(bench.receive(diffText('AB', 103, 104), 'A1')).toEqual([]);
    bench.receive(diffText('AB', 104, 104), 'A1.2');
    expect(bench.applier.bySymbol('AB')).toMatchObject({ state: 'LIVE', sequence: 104 });
    expect(bench.normalizer.summary()).toMatchObject({ gaps: 0, resyncs: {} });
  });

  it('does not wait for symbols in which nothing happens', () => {
    const bench = started(['AB', 'QUIET']);
    bench.normalizer.rotate('A1');
    bench.allCommands();
    bench.at(1e9);
    bench.connect('A1.2');
    bench.at(1.1e9);
    bench.receive(diffText('AB', 101, 101), 'A1.2');
    expect(bench.allCommands()).toEqual([]);
    bench.at(20e9);
    bench.normalizer.checkTimers();
    expect(bench.allCommands()).toEqual([{ kind: 'disconnect', connection: 'A1' }]);
    expect(bench.collect()).toEqual([]);
    bench.normalizer.disconnected('A1.2');
    bench.collect();
    for (const symbol of ['AB', 'QUIET']) expect(bench.state(symbol)).toBe('STALE disconnected');
  });

  it('is not let go for a symbol that it still brings and the new one does not', () => {
    const bench = started();
    bench.normalizer.rotate('A1');
    bench.allCommands();
    bench.connect('A1.2');
    bench.at(1e9);
    bench.receive(diffText('AB', 101, 101), 'A1');
    bench.at(20e9);
    bench.normalizer.checkTimers();
    expect(bench.allCommands()).toEqual([]);
    // Asked again, it has its replacement already.
    bench.normalizer.rotate('A1');
    expect(bench.allCommands()).toEqual([]);
  });
});
