import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BookStore } from '../../src/book/book-store.js';
import { WindowDiff } from '../../src/book/window-diff.js';
import { LEVEL_ACTION } from '../../src/frame/level-vector.js';
import { ASK, BID, type Side } from '../../src/market/side.js';
import { asInstrumentId, asLots, asTicks } from '../../src/market/units.js';
import { NaiveBook, type NaiveLevel } from '../model/naive-l3-book.js';
import {
  applyToWindow,
  naiveWindowDiff,
  type NaiveAction,
  type NaiveChange,
} from '../model/naive-window.js';
import { applyToBoth, bookOps, DEPTH_LIMIT, type BookOp } from './book-ops.js';

const DEPTHS = [1, 2, 3, 10, 50, Infinity];
const A = asInstrumentId(0);

const ACTION_NAMES: Record<number, NaiveAction> = {
  [LEVEL_ACTION.SET]: 'set',
  [LEVEL_ACTION.DELETED]: 'deleted',
  [LEVEL_ACTION.LEFT_WINDOW]: 'left-window',
};

function changesOf(diff: WindowDiff, side: Side): NaiveChange[] {
  const bid = side === BID;
  return Array.from({ length: bid ? diff.bidCount : diff.askCount }, (_, i) => ({
    price: (bid ? diff.bidPrice : diff.askPrice)[i]!,
    quantity: (bid ? diff.bidQuantity : diff.askQuantity)[i]!,
    orders: (bid ? diff.bidOrders : diff.askOrders)[i]!,
    action: ACTION_NAMES[(bid ? diff.bidAction : diff.askAction)[i]!]!,
  }));
}

const BOOKS = 2;

/** Run batches of operations; after each, compare the diffs of every book and depth. */
function compareDiffs(batches: readonly BookOp[][], changeLimit: number): void {
  const store = new BookStore({ instrumentLimit: BOOKS, changeLimit });
  const diff = new WindowDiff(store);
  const naives = Array.from({ length: BOOKS }, () => new NaiveBook());
  const before: NaiveLevel[][][] = naives.map(() => [[], []]);
  for (let book = 0; book < BOOKS; book++) store.open(asInstrumentId(book), DEPTH_LIMIT);
  for (const batch of batches) {
    for (const op of batch) applyToBoth(op, store, naives[op.book]!);
    for (let book = 0; book < BOOKS; book++) {
      for (const depth of DEPTHS) {
        diff.compute(asInstrumentId(book), depth);
        for (const side of [BID, ASK] as const) {
          const old = before[book]![side]!;
          const now = naives[book]!.levels(side);
          const sign = side === BID ? 1 : -1;
          const changes = changesOf(diff, side);
          expect(changes).toEqual(naiveWindowDiff(old, now, depth, sign));
          expect(applyToWindow(old.slice(0, depth), changes, sign)).toEqual(now.slice(0, depth));
        }
      }
      store.endCut(asInstrumentId(book));
      before[book] = [naives[book]!.levels(BID), naives[book]!.levels(ASK)];
    }
  }
}

describe('window diffs against compared windows', () => {
  it.each([
    ['orders', false, 8],
    ['orders', false, 60],
    ['bare levels', true, 8],
    ['bare levels', true, 60],
  ])('%s (bare levels: %s, batches up to %i): at every depth the same', (_, bareLevels, most) => {
    const batch = fc.array(bookOps(BOOKS, bareLevels), { maxLength: most, size: 'max' });
    fc.assert(
      fc.property(fc.array(batch, { minLength: 1, maxLength: 8, size: 'max' }), (batches) =>
        compareDiffs(batches, 512),
      ),
      { numRuns: 60 },
    );
  });

  it('deep books whose boundary moves far in one batch', () => {
    const level = fc.record({
      kind: fc.constant('level' as const),
      book: fc.constant(0),
      side: fc.constantFrom<Side>(BID, ASK),
      price: fc.integer({ min: 0, max: 150 }),
      quantity: fc.constantFrom(0, 0, 1, 2),
      orders: fc.constantFrom(0, 1),
    });
    fc.assert(
      fc.property(
        fc.array(fc.array(level, { maxLength: 250, size: 'max' }), {
          minLength: 2,
          maxLength: 5,
          size: 'max',
        }),
        (batches) => compareDiffs(batches, 512),
      ),
      { numRuns: 60 },
    );
  });
});

describe('a window diff', () => {
  const bids = (diff: WindowDiff, depth: number): NaiveChange[] => {
    diff.compute(A, depth);
    expect(diff.askCount).toBe(0);
    return changesOf(diff, BID);
  };
  const set = (store: BookStore, price: number, quantity: number): number =>
    store.setLevel(A, BID, asTicks(price), asLots(quantity), 0);

  it('says who left the window for a better level, and who came back when it went', () => {
    const store = new BookStore({ instrumentLimit: 1 });
    const diff = new WindowDiff(store);
    for (const price of [10, 9, 8]) set(store, price, 1);
    store.endCut(A);
    set(store, 11, 5);
    expect(bids(diff, 2)).toEqual([
      { price: 11, quantity: 5, orders: 0, action: 'set' },
      { price: 9, quantity: 0, orders: 0, action: 'left-window' },
    ]);
    store.endCut(A);
    set(store, 11, 0);
    expect(bids(diff, 2)).toEqual([
      { price: 11, quantity: 0, orders: 0, action: 'deleted' },
      { price: 9, quantity: 1, orders: 0, action: 'set' },
    ]);
  });

  it('is empty for a level that went and came back, or was changed and put right', () => {
    const store = new BookStore({ instrumentLimit: 1 });
    const diff = new WindowDiff(store);
    for (const price of [10, 9, 8]) set(store, price, 1);
    store.endCut(A);
    set(store, 9, 0);
    set(store, 9, 1);
    set(store, 10, 3);
    set(store, 10, 1);
    set(store, 12, 1);
    set(store, 12, 0);
    for (const depth of DEPTHS) expect(bids(diff, depth)).toEqual([]);
    expect(store.touched(A)).toBe(true);
  });

  it('reports a level whose order count alone has changed', () => {
    const store = new BookStore({ instrumentLimit: 1 });
    const diff = new WindowDiff(store);
    store.addOrder(A, BID, 0, 1, asTicks(5), asLots(4));
    store.endCut(A);
    store.reduceOrder(A, 0, 1, asLots(1));
    store.addOrder(A, BID, 0, 2, asTicks(5), asLots(1));
    expect(bids(diff, 1)).toEqual([{ price: 5, quantity: 4, orders: 2, action: 'set' }]);
  });

  it('sees every change between two computes without a cut', () => {
    const store = new BookStore({ instrumentLimit: 1 });
    const diff = new WindowDiff(store);
    set(store, 5, 1);
    expect(bids(diff, 1)).toHaveLength(1);
    set(store, 5, 2);
    expect(bids(diff, 1)[0]!.quantity).toBe(2);
    store.endCut(A);
    expect(bids(diff, 1)).toEqual([]);
  });

  it('still sees every change when the cut generations begin anew', () => {
    const store = new BookStore({ instrumentLimit: 1 });
    const diff = new WindowDiff(store);
    store['generations'][0] = 0x7fffffff;
    set(store, 5, 1);
    set(store, 4, 1);
    const hash = store.hashLow(A);
    for (let cut = 0; cut < 3; cut++) {
      store.endCut(A);
      set(store, 5, 2 + cut);
      expect(bids(diff, 1)).toEqual([{ price: 5, quantity: 2 + cut, orders: 0, action: 'set' }]);
    }
    set(store, 5, 1);
    expect(store.hashLow(A)).toBe(hash);
  });

  it('has room for as many levels as the change set can move', () => {
    const store = new BookStore({ instrumentLimit: 1, changeLimit: 8 });
    const diff = new WindowDiff(store);
    for (let batch = 0; batch < 4; batch++) {
      for (let i = 0; i < 8; i++) set(store, batch * 8 + i, 1);
      store.endCut(A);
    }
    for (let i = 0; i < 8; i++) set(store, 31 - i, 0);
    expect(bids(diff, 10)).toHaveLength(16);
  });

  it('of an overflowed change set is refused', () => {
    const store = new BookStore({ instrumentLimit: 1, changeLimit: 2 });
    const diff = new WindowDiff(store);
    for (let price = 0; price < 3; price++) set(store, price, 1);
    expect(() => diff.compute(A, 1)).toThrow(/overflow/);
    store.endCut(A);
    expect(bids(diff, 1)).toEqual([]);
  });
});
