import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NaiveL2Book } from '../model/naive-l2-book.js';
import {
  BinanceBench,
  depthUrl,
  diffText,
  snapshotText,
  topText,
  type Row,
} from './binance-venue.js';

interface Step {
  readonly bids: readonly Row[];
  readonly asks: readonly Row[];
  readonly width: number;
}

/** What becomes of a diff on its way, and what comes with it. */
interface Trouble {
  readonly drop?: boolean;
  readonly repeat?: boolean;
  readonly swap?: boolean;
  readonly snapshot?: boolean;
  readonly top?: boolean;
}

const row = (base: number): fc.Arbitrary<Row> =>
  fc
    .tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 3 }))
    .map(([offset, quantity]) => [`${base + offset}.00`, `${quantity}.5`.replace('0.5', '0.0')]);

const step: fc.Arbitrary<Step> = fc.record({
  bids: fc.array(row(80), { maxLength: 3 }),
  asks: fc.array(row(100), { maxLength: 3 }),
  width: fc.integer({ min: 1, max: 4 }),
});

const text = (book: NaiveL2Book): string =>
  JSON.stringify([book.levels('bid'), book.levels('ask')]);

/** The venue: its book after each diff, and the messages that tell about it. */
class Venue {
  readonly diffs: { firstId: number; lastId: number; message: string; book: string }[] = [];
  private readonly book = new NaiveL2Book();
  private id = 1000;

  constructor(steps: readonly Step[]) {
    for (const { bids, asks, width } of steps) {
      for (const [price, quantity] of bids) this.book.set('bid', price, quantity);
      for (const [price, quantity] of asks) this.book.set('ask', price, quantity);
      const firstId = this.id + 1;
      this.id += width;
      this.diffs.push({
        firstId,
        lastId: this.id,
        message: diffText('AB', firstId, this.id, bids, asks),
        book: text(this.book),
      });
    }
  }

  /** The REST answer as of after diff `index`. */
  snapshot(index: number): string {
    const { lastId, book } = this.diffs[index]!;
    const [bids, asks] = JSON.parse(book) as [Row[], Row[]];
    return snapshotText(lastId, bids, asks);
  }

  bookAt(lastId: number): string | undefined {
    return this.diffs.find((each) => each.lastId === lastId)?.book;
  }
}

describe('a Binance stream with losses, repeats and disorder', () => {
  it('is LIVE only with the book that the venue had at that id, else STALE', () => {
    const trouble: fc.Arbitrary<Trouble> = fc.record(
      {
        drop: fc.boolean(),
        repeat: fc.boolean(),
        swap: fc.boolean(),
        snapshot: fc.boolean(),
        top: fc.boolean(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            step,
            fc.oneof(
              { weight: 4, arbitrary: fc.constant<Trouble>({}) },
              { weight: 1, arbitrary: trouble },
            ),
          ),
          { minLength: 2, maxLength: 40 },
        ),
        fc.nat(),
        (plan, firstSnapshot) => {
          const venue = new Venue(plan.map(([each]) => each));
          const bench = new BinanceBench();
          const arrivals: { message: string; snapshotAt?: number }[] = [];
          plan.forEach(([, { drop, repeat, swap, top, snapshot }], index) => {
            const { message, lastId, book } = venue.diffs[index]!;
            const [bids, asks] = JSON.parse(book) as [Row[], Row[]];
            if (top)
              arrivals.push({
                message: topText(
                  'AB',
                  lastId,
                  bids[0] ?? ['0.0', '0.0'],
                  asks[0] ?? ['0.0', '0.0'],
                ),
              });
            if (!drop) arrivals.push({ message });
            if (repeat) arrivals.push({ message });
            if (swap && arrivals.length > 1) arrivals.push(arrivals.splice(-2, 1)[0]!);
            if (snapshot || index === firstSnapshot % plan.length)
              arrivals.push({ message: venue.snapshot(index), snapshotAt: index });
          });
          for (const { message, snapshotAt } of arrivals) {
            if (snapshotAt === undefined) bench.receive(message);
            else bench.answer(depthUrl('AB'), message);
            const applied = bench.applier.bySymbol('AB');
            if (applied?.state !== 'LIVE') continue;
            expect(text(applied.book)).toBe(venue.bookAt(applied.sequence));
            expect(applied.verifyFailures).toBe(0);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('is LIVE and complete at the end when nothing was lost, whenever the snapshot came', () => {
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 1, maxLength: 30 }),
        fc.nat(),
        fc.nat(),
        (steps, taken, delay) => {
          const venue = new Venue(steps);
          const bench = new BinanceBench();
          const takenAt = taken % steps.length;
          const arrivesAt = takenAt + (delay % (steps.length - takenAt));
          venue.diffs.forEach(({ message }, index) => {
            bench.receive(message);
            if (index === arrivesAt) bench.answer(depthUrl('AB'), venue.snapshot(takenAt));
          });
          const last = venue.diffs.at(-1)!;
          const applied = bench.applier.bySymbol('AB')!;
          expect([applied.state, applied.sequence, text(applied.book)]).toEqual([
            'LIVE',
            last.lastId,
            last.book,
          ]);
        },
      ),
    );
  });
});
