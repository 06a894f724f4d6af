/** What a lane reports at its end, and that a recording gives the same digest and frames every time. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ASK, BID, type Side } from '../../src/market/side.js';
import { REASON } from '../../src/market/state.js';
import { asTicks, asLots } from '../../src/market/units.js';
import { chainWord } from '../../src/market/book-hash.js';
import { NaiveBook } from '../model/naive-l3-book.js';
import { LaneRig, on, type RigOptions } from './lane-rig.js';
import type { WireFrame } from './wire-frame.js';

describe('the report', () => {
  it('has the final books in exact decimals, best first', () => {
    const rig = new LaneRig({ books: 2 });
    const a = rig.define(0, { priceScale: 4, quantityScale: 8, symbol: 'AAA' });
    const b = rig.define(1, { priceScale: 0, quantityScale: 0, symbol: 'BBB' });
    rig.message(
      on.imageBegin(a),
      on.level(a, BID, -5, 100_000_000),
      on.level(a, BID, 12_345, 1),
      on.level(a, BID, -7, 3),
      on.level(a, ASK, 20_000, 2 ** 53 - 1),
      on.imageEnd(a),
    );
    const sequence = rig.message(on.level(a, ASK, 20_001, 4));
    rig.message(on.trade(a, BID, 1, 1, 1));
    rig.feed.header.sourceSequence = -1;
    rig.message(on.clear(b, REASON.VENUE_RESET));
    rig.settle();
    const { books, counters, lane } = rig.lane.report();
    expect(books).toEqual([
      {
        venue: 'test',
        symbol: 'AAA',
        state: 'LIVE',
        seq: sequence,
        bids: [
          ['1.2345', '0.00000001'],
          ['-0.0005', '1.00000000'],
        ],
        asks: [
          ['2.0000', '90071992.54740991'],
          ['2.0001', '0.00000004'],
        ],
      },
      { venue: 'test', symbol: 'BBB', state: 'STALE', seq: expect.any(Number), bids: [], asks: [] },
    ]);
    expect(lane).toBe(0);
    expect(counters.MESSAGES).toBe(6);
    expect(counters.EVENTS).toBe(11);
  });

  it('says null where the venue has no sequence', () => {
    const rig = new LaneRig({ books: 1 });
    rig.define(0);
    rig.settle();
    expect(rig.lane.report().books[0]!.seq).toBeNull();
  });
});

interface Add {
  instrument: number;
  side: Side;
  price: number;
  quantity: number;
}

const adds = fc.array(
  fc.record({
    instrument: fc.nat(2),
    side: fc.constantFrom<Side>(0, 1),
    price: fc.integer({ min: 1, max: 40 }),
    quantity: fc.integer({ min: 1, max: 5 }),
  }),
  { minLength: 1, maxLength: 40 },
);

function replay(list: readonly Add[], options: RigOptions, publishEvery: number): LaneRig {
  const rig = new LaneRig({ ...options, digest: true });
  for (let id = 0; id < 3; id++) rig.define(id);
  list.forEach((add, index) => {
    rig.message(on.add(add.instrument as never, add.side, index + 1, add.price, add.quantity));
    if (index % publishEvery === 0) rig.settle();
  });
  rig.settle();
  return rig;
}

describe('the digest', () => {
  it('is the chain of the naive book hash, whatever the batches, cuts and lanes', () => {
    fc.assert(
      fc.property(
        adds,
        fc.constantFrom(1, 3, 100),
        fc.constantFrom('batch', 'message'),
        (list, every, cut) => {
          const chains = new Map<string, [number, number]>();
          const books = [new NaiveBook(), new NaiveBook(), new NaiveBook()];
          // The definition of an instrument is a message that touches it too.
          for (let id = 0; id < 3; id++) chains.set(`S${id}`, [chainWord(0, 0), chainWord(0, 0)]);
          list.forEach((add, index) => {
            const book = books[add.instrument]!;
            book.add(add.side, String(index + 1), asTicks(add.price), asLots(add.quantity));
            const [low, high] = chains.get(`S${add.instrument}`)!;
            const [hashHigh, hashLow] = book.hash();
            chains.set(`S${add.instrument}`, [chainWord(low, hashLow), chainWord(high, hashHigh)]);
          });
          const found = [0, 1].flatMap((laneIndex) =>
            replay(list, { cut, batchEventLimit: every, laneIndex, laneCount: 2 }, every)
              .lane.report()
              .digests.map((one) => [one.symbol, one.low, one.high]),
          );
          const expected = [...chains].map(([symbol, [low, high]]) => [
            symbol,
            low >>> 0,
            high >>> 0,
          ]);
          expect(found.sort()).toEqual(expected.sort());
        },
      ),
      { numRuns: 60 },
    );
  });
});

const withoutStamps = (frame: WireFrame): WireFrame => ({
  ...frame,
  received: 0,
  committed: 0,
  applied: 0,
  framed: 0,
});

describe('the frames', () => {
  it('cut by message are the same in every run but for their stamps', () => {
    fc.assert(
      fc.property(adds, fc.constantFrom(1, 3, 100), (list, every) => {
        const options = { cut: 'message', assumeInterest: true } as const;
        const one = replay(list, { ...options, batchEventLimit: 1024 }, 1000);
        const other = replay(list, { ...options, batchEventLimit: every }, every);
        expect(other.frames.map(withoutStamps)).toEqual(one.frames.map(withoutStamps));
        expect(one.frames.length).toBeGreaterThan(list.length);
      }),
      { numRuns: 40 },
    );
  });
});

describe('the stages', () => {
  it('count every message once', () => {
    const rig = new LaneRig({ assumeInterest: true });
    const a = rig.define(0);
    for (let id = 1; id <= 10; id++) rig.message(on.add(a, BID, id, id, 1));
    rig.settle();
    for (let id = 11; id <= 15; id++) {
      rig.message(on.add(a, ASK, id, 90 - id, 1));
      rig.settle();
    }
    const sum = (buffer: ArrayBuffer): number =>
      new Uint32Array(buffer).slice(16).reduce((total, count) => total + count, 0);
    expect(sum(rig.committedToApplied)).toBe(16);
    expect(sum(rig.appliedToFramed)).toBe(16);
  });
});
