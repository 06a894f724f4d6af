/** Lines without a common sequence: who is live, who takes over, and what a difference between them leads to. */
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { HotStandby } from '../../../src/feed/normalize/parts/hot-standby.js';
import { LevelBatch } from '../../../src/feed/normalize/parts/level-batch.js';
import type { LevelRows } from '../../../src/feed/normalize/parts/level-rows.js';
import { ShadowBook } from '../../../src/feed/normalize/parts/shadow-book.js';
import { StandbyTable } from '../../../src/feed/normalize/parts/standby-counts.js';
import { ASK, BID } from '../../../src/market/side.js';
import { NaiveBook } from '../../model/naive-l3-book.js';

const LIMITS = { differenceNs: 10 };

let table: StandbyTable;
let standby: HotStandby<{ digest: number }>;

/** A line's copy moves to a digest. */
const move = (connection: string, digest: number, nowNs: number): string => {
  standby.line(connection, connection).book.digest = digest;
  return standby.stands(connection, digest, 0, nowNs);
};

beforeEach(() => {
  table = new StandbyTable();
  standby = new HotStandby(() => ({ digest: 0 }), table, LIMITS);
  standby.line('A', 'A');
  standby.line('B', 'B');
});

describe('hot standby', () => {
  it('is live on the line whose image comes first', () => {
    expect(standby.completed('B')).toBe(true);
    expect(standby.completed('A')).toBe(false);
    expect([standby.isLive('A'), standby.isLive('B')]).toEqual([false, true]);
  });

  it('goes on with the other line at once when the live one fails', () => {
    standby.completed('A');
    standby.completed('B');
    move('B', 7, 1);
    expect(standby.lost('A')).toBe('taken-over');
    expect(standby.liveBook.digest).toBe(7);
    // The line that failed comes back as the one that stands by.
    expect(standby.completed('A')).toBe(false);
    expect(standby.lost('A')).toBe('not-live');
    expect(table.summary()['A']!.lost).toBe(1);
  });

  it('is dark when no other line has the book', () => {
    standby.completed('A');
    expect(standby.lost('A')).toBe('dark');
    expect(standby.liveConnection).toBe('');
    expect(standby.completed('B')).toBe(true);
  });

  it('knows a line that is behind, or ahead, for the same book', () => {
    standby.completed('A');
    standby.completed('B');
    for (let at = 1; at <= 100; at++) {
      expect(move('A', at, at / 50)).toBe('together');
      if (at > 30) expect(move('B', at - 30, at / 50)).toBe('together');
    }
    for (let at = 71; at <= 200; at++) expect(move('B', at, (100 + at) / 50)).toBe('together');
    for (let at = 101; at <= 150; at++) expect(move('A', at, (300 + at) / 50)).toBe('together');
    const { A, B } = table.summary();
    expect([A!.differences, B!.differences]).toEqual([0, 0]);
    expect(A!.meanLeadNs).toBeGreaterThan(0);
    expect(B!.meanLeadNs).toBeGreaterThan(0);
  });

  it('tells a difference that lasts, and which line to ask anew', () => {
    standby.completed('A');
    standby.completed('B');
    expect(move('A', 1, 0)).toBe('together');
    expect(move('B', 2, 5)).toBe('together');
    expect(move('A', 3, 8)).toBe('together');
    expect(move('B', 4, 16)).toBe('standby-differs');
    expect(standby.differing).toBe('B');
    expect(table.summary()['B']!.differences).toBe(1);
    expect(standby.isLive('A')).toBe(true);
  });

  it('finds a live line that has stopped while the other goes on', () => {
    standby.completed('A');
    standby.completed('B');
    move('A', 1, 0);
    move('B', 1, 1);
    expect(move('B', 2, 2)).toBe('together');
    expect(move('B', 3, 13)).toBe('live-differs');
    expect(standby.differing).toBe('A');
    expect(standby.lost('A')).toBe('taken-over');
    expect(standby.isLive('B')).toBe(true);
  });

  it('hands over to a line that is not behind', () => {
    standby.completed('A');
    for (let at = 1; at <= 5; at++) move('A', at, at);
    standby.line('A.2', 'A');
    standby.completed('A.2');
    move('A.2', 3, 6);
    expect(standby.isAbreast('A.2')).toBe(false);
    move('A.2', 4, 7);
    move('A.2', 5, 8);
    expect(standby.isAbreast('A.2')).toBe(true);
    standby.handOver('A.2');
    expect(standby.remove('A')).toBe('not-live');
    expect(standby.isLive('A.2')).toBe(true);
  });
});

describe('a shadow book', () => {
  const rows = (book: LevelRows): number[][] =>
    Array.from({ length: book.count }, (_, i) => [book.side(i), book.price(i), book.quantity(i)]);
  const side = (): fc.Arbitrary<[string, string][]> =>
    fc.array(
      fc.tuple(
        fc.integer({ min: -3, max: 25 }).map(String),
        fc.integer({ min: 0, max: 3 }).map(String),
      ),
      { maxLength: 6 },
    );

  it('holds what a naive book holds, and its hash is of its levels alone', () => {
    const messages = fc.array(fc.tuple(side(), side()), { maxLength: 40 });
    fc.assert(
      fc.property(messages, fc.constantFrom(0, 3, 10), (all, depth) => {
        const shadow = new ShadowBook(depth);
        const naive = new NaiveBook();
        const batch = new LevelBatch(1000);
        for (const [bids, asks] of all) {
          expect(batch.load(bids, asks, 0, 0)).toBeUndefined();
          shadow.apply(batch);
          for (const [p, q] of bids) naive.setLevel(BID, Number(p), Number(q), 0);
          for (const [p, q] of asks) naive.setLevel(ASK, Number(p), Number(q), 0);
          if (depth > 0) naive.truncate(depth);
        }
        const expected = [BID, ASK].flatMap((one) =>
          naive.levels(one as 0 | 1).map(({ price, quantity }) => [one, price, quantity]),
        );
        expect(rows(shadow)).toEqual(expected);
        expect([shadow.hashHigh, shadow.hashLow]).toEqual(naive.hash());
        const copy = new ShadowBook(depth);
        copy.apply(shadow);
        expect([copy.hashHigh, copy.hashLow]).toEqual(naive.hash());
        shadow.clear();
        expect([shadow.count, shadow.hashLow, shadow.hashHigh]).toEqual([0, 0, 0]);
      }),
      { numRuns: 300 },
    );
  });
});
