import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BOOK_RESULT } from '../../src/book/book-result.js';
import { BookStore } from '../../src/book/book-store.js';
import { LEVEL, LEVEL_SHIFT_F64 } from '../../src/book/level-pool.js';
import { NIL } from '../../src/book/nil.js';
import { ORDER, ORDER_SHIFT, ORDER_SHIFT_F64 } from '../../src/book/order-table.js';
import { ASK, BID, type Side } from '../../src/market/side.js';
import { asInstrumentId, asLots, asTicks } from '../../src/market/units.js';
import { NaiveBook } from '../model/naive-l3-book.js';
import { applyToBoth, bookOps, DEPTH_LIMIT } from './book-ops.js';

const A = asInstrumentId(0);
const B = asInstrumentId(1);

const smallStore = (instrumentLimit = 3): BookStore => {
  const store = new BookStore({ instrumentLimit, orderCapacity: 2, levelCapacity: 2 });
  for (let i = 0; i < instrumentLimit; i++) store.open(asInstrumentId(i), DEPTH_LIMIT);
  return store;
};

const levelsOf = (store: BookStore, book: number, side: Side): object[] =>
  Array.from({ length: store.levelCount(asInstrumentId(book), side) }, (_, rank) => ({
    price: store.levelPrice(asInstrumentId(book), side, rank),
    quantity: store.levelQuantity(asInstrumentId(book), side, rank),
    orders: store.levelOrders(asInstrumentId(book), side, rank),
  }));

function queueOf(store: BookStore, book: number, side: Side, rank: number): object[] {
  const queue: object[] = [];
  let order = store.firstOrder(asInstrumentId(book), side, rank);
  for (; order !== NIL; order = store.nextOrder(order))
    queue.push({
      id: `${store.orderIdHigh(order)}:${store.orderIdLow(order)}`,
      quantity: store.orderQuantity(order),
    });
  return queue;
}

function expectEqualBooks(store: BookStore, book: number, naive: NaiveBook): void {
  const instrument = asInstrumentId(book);
  for (const side of [BID, ASK] as const) {
    const levels = naive.levels(side);
    expect(levelsOf(store, book, side)).toEqual(levels);
    levels.forEach((level, rank) =>
      expect(queueOf(store, book, side, rank)).toEqual(naive.queue(side, level.price)),
    );
    expect(store.bestPrice(instrument, side)).toBe(levels[0]?.price ?? NaN);
    expect(store.bestQuantity(instrument, side)).toBe(levels[0]?.quantity ?? 0);
  }
  expect([store.hashHigh(instrument), store.hashLow(instrument)]).toEqual(naive.hash());
  for (const depth of [1, 2, 3, 10, 50, Infinity])
    expect([
      store.windowHashHigh(instrument, depth),
      store.windowHashLow(instrument, depth),
    ]).toEqual(naive.hash(depth));
  const bid = naive.levels(BID)[0];
  const ask = naive.levels(ASK)[0];
  expect(store.crossed(instrument)).toBe(
    bid !== undefined && ask !== undefined && bid.price >= ask.price,
  );
}

describe('books against naive books', () => {
  it.each([
    ['orders', false],
    ['orders and bare levels', true],
  ])('%s: same results, levels, queues and hashes after every operation', (_, bareLevels) => {
    fc.assert(
      fc.property(
        fc.array(bookOps(3, bareLevels), { maxLength: 120, size: 'max' }),
        fc.nat(4),
        (ops, cutEvery) => {
          const store = smallStore();
          const naives = [new NaiveBook(), new NaiveBook(), new NaiveBook()];
          ops.forEach((op, i) => {
            const [actual, expected] = applyToBoth(op, store, naives[op.book]!);
            expect(actual).toBe(expected);
            expectEqualBooks(store, op.book, naives[op.book]!);
            if (i % (cutEvery + 1) === 0) store.endCut(asInstrumentId(op.book));
          });
          for (let book = 0; book < 3; book++) {
            const instrument = asInstrumentId(book);
            store.truncate(instrument);
            naives[book]!.truncate(DEPTH_LIMIT);
            expectEqualBooks(store, book, naives[book]!);
            expect(store.checkInvariants(instrument)).toBeUndefined();
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('stays right over thousands of operations with growth and many resting orders', () => {
    const store = smallStore();
    const naives = [new NaiveBook(), new NaiveBook(), new NaiveBook()];
    const ops = fc.sample(bookOps(3, false), { numRuns: 6000, seed: 20240607 });
    ops.forEach((op, i) => {
      if (op.kind === 'clear' && i % 7 !== 0) return;
      const [actual, expected] = applyToBoth(op, store, naives[op.book]!);
      expect(actual).toBe(expected);
      if (i % 50 === 0) expectEqualBooks(store, op.book, naives[op.book]!);
    });
    for (let book = 0; book < 3; book++) expectEqualBooks(store, book, naives[book]!);
  });

  it('gives back every order and level record', () => {
    fc.assert(
      fc.property(fc.array(bookOps(3, true), { maxLength: 200, size: 'max' }), (ops) => {
        const store = smallStore();
        const naives = [new NaiveBook(), new NaiveBook(), new NaiveBook()];
        for (const op of ops) applyToBoth(op, store, naives[op.book]!);
        let levels = 0;
        for (const naive of naives) levels += naive.levels(BID).length + naive.levels(ASK).length;
        expect(store.levels.count).toBe(levels);
        for (let book = 0; book < 3; book++) store.clear(asInstrumentId(book));
        expect(store.levels.count).toBe(0);
        expect(store.orders.count).toBe(0);
      }),
      { numRuns: 50 },
    );
  });
});

describe('one order', () => {
  const store = (): BookStore => {
    const books = smallStore();
    books.addOrder(A, BID, 0, 1, asTicks(100), asLots(10));
    books.addOrder(A, BID, 0, 2, asTicks(100), asLots(20));
    books.addOrder(A, ASK, 0, 3, asTicks(101), asLots(5));
    return books;
  };

  it('loses its priority when it is replaced at its own price', () => {
    const books = store();
    expect(books.replaceOrder(A, 0, 1, 0, 9, asTicks(100), asLots(7))).toBe(BOOK_RESULT.APPLIED);
    expect(queueOf(books, 0, BID, 0)).toEqual([
      { id: '0:2', quantity: 20 },
      { id: '0:9', quantity: 7 },
    ]);
  });

  it('is the same order for no other instrument', () => {
    const books = store();
    expect(books.deleteOrder(B, 0, 1)).toBe(BOOK_RESULT.UNKNOWN_ORDER);
    expect(books.addOrder(B, BID, 0, 1, asTicks(7), asLots(1))).toBe(BOOK_RESULT.APPLIED);
    expect(books.deleteOrder(A, 0, 1)).toBe(BOOK_RESULT.APPLIED);
    expect(books.bestPrice(B, BID)).toBe(7);
  });

  it('tells price, side and quantity of what was reduced, for the trade', () => {
    const books = store();
    books.reduceOrder(A, 0, 3, asLots(2));
    expect([books.reducedPrice, books.reducedSide, books.reducedQuantity]).toEqual([101, ASK, 2]);
    books.reduceOrder(A, 0, 2, asLots(20));
    expect([books.reducedPrice, books.reducedSide, books.reducedQuantity]).toEqual([100, BID, 20]);
    books.replaceOrder(A, 0, 3, 0, 4, asTicks(200), asLots(50));
    expect([books.reducedPrice, books.reducedSide, books.reducedQuantity]).toEqual([101, ASK, 3]);
  });

  it('that is reduced by more than rests is gone, and says so', () => {
    const books = store();
    expect(books.reduceOrder(A, 0, 3, asLots(6))).toBe(BOOK_RESULT.BAD_QUANTITY);
    expect(books.reducedQuantity).toBe(5);
    expect(books.levelCount(A, ASK)).toBe(0);
    expect(books.bestPrice(A, ASK)).toBeNaN();
  });

  it('beyond the instrument limit is refused', () => {
    const books = store();
    const outside = asInstrumentId(3);
    expect(books.addOrder(outside, BID, 0, 1, asTicks(1), asLots(1))).toBe(
      BOOK_RESULT.UNKNOWN_INSTRUMENT,
    );
    expect(books.setLevel(outside, BID, asTicks(1), asLots(1), 0)).toBe(
      BOOK_RESULT.UNKNOWN_INSTRUMENT,
    );
    expect(books.deleteOrder(outside, 0, 1)).toBe(BOOK_RESULT.UNKNOWN_ORDER);
    expect(() => books.open(outside, 0)).toThrow(RangeError);
  });

  it('would make a level outgrow exact integers: refused, and nothing has changed', () => {
    const books = store();
    const most = asLots(Number.MAX_SAFE_INTEGER - 30);
    expect(books.addOrder(A, BID, 1, 0, asTicks(100), most)).toBe(BOOK_RESULT.APPLIED);
    expect(books.levelQuantity(A, BID, 0)).toBe(Number.MAX_SAFE_INTEGER);
    expect(books.addOrder(A, BID, 1, 1, asTicks(100), asLots(1))).toBe(BOOK_RESULT.BAD_QUANTITY);
    expect(books.replaceOrder(A, 0, 1, 1, 1, asTicks(100), asLots(11))).toBe(
      BOOK_RESULT.BAD_QUANTITY,
    );
    expect(books.replaceOrder(A, 0, 1, 1, 1, asTicks(100), asLots(10))).toBe(BOOK_RESULT.APPLIED);
    expect(books.checkInvariants(A)).toBeUndefined();
  });
});

describe('the change set', () => {
  it('is empty after a cut and after refusals', () => {
    const books = smallStore();
    expect(books.touched(A)).toBe(false);
    books.addOrder(A, BID, 0, 1, asTicks(1), asLots(1));
    expect(books.touched(A)).toBe(true);
    expect(books.touched(B)).toBe(false);
    books.endCut(A);
    expect(books.touched(A)).toBe(false);
    books.addOrder(A, BID, 0, 1, asTicks(1), asLots(1));
    books.deleteOrder(A, 0, 2);
    books.setLevel(A, ASK, asTicks(9), asLots(0), 0);
    expect(books.touched(A)).toBe(false);
  });

  it('overflows on one side at its limit, and is well again after the cut', () => {
    const books = new BookStore({ instrumentLimit: 2, changeLimit: 4 });
    for (let price = 0; price < 4; price++) books.setLevel(A, BID, asTicks(price), asLots(1), 0);
    expect(books.changeOverflow(A)).toBe(false);
    books.setLevel(A, BID, asTicks(3), asLots(2), 0);
    expect(books.changeOverflow(A)).toBe(false);
    books.setLevel(A, BID, asTicks(4), asLots(1), 0);
    expect(books.changeOverflow(A)).toBe(true);
    expect(books.changeOverflow(B)).toBe(false);
    books.endCut(A);
    expect(books.changeOverflow(A)).toBe(false);
  });
});

describe('ids', () => {
  const INSTRUMENTS = 300;
  const IDS = 40;

  it.each([
    ['each instrument counts for itself', (book: number, i: number) => i + 0 * book],
    ['one count over all instruments', (book: number, i: number) => i * INSTRUMENTS + book],
    ['in strides', (book: number, i: number) => (i * INSTRUMENTS + book) * 4096],
    ['in huge strides', (book: number, i: number) => (i * INSTRUMENTS + book) * 2 ** 30],
  ])('%s: every order is found, and gone when it is deleted', (_, idOf) => {
    const books = new BookStore({ instrumentLimit: INSTRUMENTS, orderCapacity: 16 });
    const split = (id: number): [number, number] => [Math.floor(id / 2 ** 32), id % 2 ** 32];
    const each = (work: (book: number, i: number) => void): void => {
      for (let i = 0; i < IDS; i++) for (let book = 0; book < INSTRUMENTS; book++) work(book, i);
    };
    each((book, i) => {
      const added = books.addOrder(
        asInstrumentId(book),
        BID,
        ...split(idOf(book, i)),
        asTicks(i & 3),
        asLots(i + 1),
      );
      expect(added).toBe(BOOK_RESULT.APPLIED);
    });
    expect(books.orders.count).toBe(INSTRUMENTS * IDS);
    each((book, i) => {
      if ((book + i) % 3 === 0)
        expect(books.deleteOrder(asInstrumentId(book), ...split(idOf(book, i)))).toBe(
          BOOK_RESULT.APPLIED,
        );
    });
    each((book, i) => {
      const order = books.findOrder(asInstrumentId(book), ...split(idOf(book, i)));
      if ((book + i) % 3 === 0) expect(order).toBe(NIL);
      else expect(books.orderQuantity(order)).toBe(i + 1);
    });
    for (let book = 0; book < INSTRUMENTS; book++)
      expect(books.checkInvariants(asInstrumentId(book))).toBeUndefined();
  });
});

describe('invariants', () => {
  /** Where in the memory the first order of A stands, where its quantity, and that of A's best bid. */
  const firstWord = (store: BookStore): number => store.findOrder(A, 0, 0) << ORDER_SHIFT;
  const firstQuantity = (store: BookStore): number =>
    (store.findOrder(A, 0, 0) << ORDER_SHIFT_F64) + ORDER.QUANTITY_F64;
  const bestQuantity = (store: BookStore): number =>
    (store.levelAt(A, BID, 0) << LEVEL_SHIFT_F64) + LEVEL.QUANTITY_F64;

  const broken = (spoil: (store: BookStore) => void): string | undefined => {
    const books = smallStore();
    for (let i = 0; i < 6; i++) books.addOrder(A, BID, 0, i, asTicks(i >> 1), asLots(i + 1));
    expect(books.checkInvariants(A)).toBeUndefined();
    spoil(books);
    return books.checkInvariants(A);
  };

  it('notice a wrong order of levels, a wrong sum, a torn queue and a lost limit', () => {
    expect(broken((s) => (s.sides.prices[0]![1] = 9))).toMatch(/rank/);
    expect(broken((s) => (s.orders.f64[firstQuantity(s)]! += 1))).toMatch(/sum/);
    expect(broken((s) => (s.orders.i32[firstWord(s) + ORDER.NEXT] = NIL))).toMatch(/tail/);
    expect(broken((s) => (s.orders.i32[firstWord(s) + ORDER.KEY] = 1))).toMatch(/another side/);
    expect(broken((s) => (s.levels.f64[bestQuantity(s)] = 0))).toMatch(/quantity 0/);
    expect(broken((s) => s.open(A, 2))).toMatch(/depth limit/);
  });

  it('notice a hash that is not the hash of the levels', () => {
    const books = smallStore();
    books.setLevel(A, BID, asTicks(5), asLots(5), 0);
    expect(books.hashLow(A)).not.toBe(0);
    books.levels.f64[bestQuantity(books)] = 6;
    expect(books.checkInvariants(A)).toMatch(/hash/);
  });
});
