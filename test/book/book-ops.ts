/** Random book operations: drawn by fast-check, applied to a store and to naive books alike. */
import fc from 'fast-check';
import type { BookStore } from '../../src/book/book-store.js';
import { BOOK_RESULT_NAMES } from '../../src/book/book-result.js';
import type { Side } from '../../src/market/side.js';
import { asInstrumentId, asLots, asTicks } from '../../src/market/units.js';
import type { NaiveBook } from '../model/naive-l3-book.js';

export type BookOp =
  | { kind: 'add'; book: number; side: Side; id: number; price: number; quantity: number }
  | { kind: 'reduce'; book: number; id: number; quantity: number }
  | { kind: 'replace'; book: number; id: number; to: number; price: number; quantity: number }
  | { kind: 'delete'; book: number; id: number }
  | { kind: 'level'; book: number; side: Side; price: number; quantity: number; orders: number }
  | { kind: 'clear'; book: number }
  | { kind: 'truncate'; book: number };

export const DEPTH_LIMIT = 12;

/** Ids whose words repeat: equal low words, equal high words, bits beyond int32. */
const ID_WORDS = [0, 1, 7, 0x7fffffff, 0x80000000, 0xffffffff];
export const ID_COUNT = ID_WORDS.length * ID_WORDS.length;
export const idHigh = (id: number): number => ID_WORDS[Math.floor(id / ID_WORDS.length)]!;
export const idLow = (id: number): number => ID_WORDS[id % ID_WORDS.length]!;
const idText = (id: number): string => `${idHigh(id)}:${idLow(id)}`;

const side = fc.constantFrom<Side>(0, 1);
const price = fc.oneof(
  { weight: 20, arbitrary: fc.integer({ min: -8, max: 24 }) },
  { weight: 1, arbitrary: fc.constantFrom(NaN, 2 ** 53, -(2 ** 53), Infinity) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(0, -0, 2 ** 53 - 1, -(2 ** 53) + 1, 2 ** 32, 5_000_000_000),
  },
);
const quantity = fc.oneof(
  { weight: 20, arbitrary: fc.integer({ min: 1, max: 9 }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -1, NaN, Infinity, 2 ** 53) },
  { weight: 1, arbitrary: fc.constantFrom(2 ** 53 - 1, 2 ** 32, 2 ** 52) },
);

export function bookOps(bookCount: number, bareLevels: boolean): fc.Arbitrary<BookOp> {
  const book = fc.nat(bookCount - 1);
  const id = fc.nat(ID_COUNT - 1);
  return fc.oneof(
    {
      weight: 10,
      arbitrary: fc.record({ kind: fc.constant('add' as const), book, side, id, price, quantity }),
    },
    {
      weight: 5,
      arbitrary: fc.record({ kind: fc.constant('reduce' as const), book, id, quantity }),
    },
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('replace' as const),
        book,
        id,
        to: id,
        price,
        quantity,
      }),
    },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('delete' as const), book, id }) },
    {
      weight: bareLevels ? 12 : 0,
      arbitrary: fc.record({
        kind: fc.constant('level' as const),
        book,
        side,
        price,
        quantity: fc.oneof(quantity, fc.constant(0)),
        orders: fc.nat(3),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constantFrom('clear' as const, 'truncate' as const), book }),
    },
  );
}

/** @returns the results of both, by name. */
export function applyToBoth(op: BookOp, store: BookStore, naive: NaiveBook): [string, string] {
  const instrument = asInstrumentId(op.book);
  switch (op.kind) {
    case 'add':
      return [
        nameOf(
          store.addOrder(
            instrument,
            op.side,
            idHigh(op.id),
            idLow(op.id),
            asTicks(op.price),
            asLots(op.quantity),
          ),
        ),
        naive.add(op.side, idText(op.id), op.price + 0, op.quantity),
      ];
    case 'reduce':
      return [
        nameOf(store.reduceOrder(instrument, idHigh(op.id), idLow(op.id), asLots(op.quantity))),
        naive.reduce(idText(op.id), op.quantity),
      ];
    case 'replace':
      return [
        nameOf(
          store.replaceOrder(
            instrument,
            idHigh(op.id),
            idLow(op.id),
            idHigh(op.to),
            idLow(op.to),
            asTicks(op.price),
            asLots(op.quantity),
          ),
        ),
        naive.replace(idText(op.id), idText(op.to), op.price + 0, op.quantity),
      ];
    case 'delete':
      return [
        nameOf(store.deleteOrder(instrument, idHigh(op.id), idLow(op.id))),
        naive.remove(idText(op.id)),
      ];
    case 'level':
      return [
        nameOf(
          store.setLevel(instrument, op.side, asTicks(op.price), asLots(op.quantity), op.orders),
        ),
        naive.setLevel(op.side, op.price + 0, op.quantity, op.orders),
      ];
    case 'clear':
      store.clear(instrument);
      naive.clear();
      return ['applied', 'applied'];
    case 'truncate':
      store.truncate(instrument);
      naive.truncate(DEPTH_LIMIT);
      return ['applied', 'applied'];
  }
}

const nameOf = (result: number): string => BOOK_RESULT_NAMES[result] ?? `code ${result}`;
