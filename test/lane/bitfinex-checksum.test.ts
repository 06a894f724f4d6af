/** The lane's own making of Bitfinex's checksum, against a naive one. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32 } from 'node:zlib';
import { bitfinexChecksum } from '../../src/book/lane/bitfinex-checksum.js';
import { BookStore } from '../../src/book/book-store.js';
import { formatScaled } from '../../src/market/decimal.js';
import { ASK, BID } from '../../src/market/side.js';
import { asInstrumentId, asLots, asTicks } from '../../src/market/units.js';
import { naiveBitfinexChecksum } from '../model/bitfinex-checksum.js';
import { NaiveL2Book } from '../model/naive-l2-book.js';

const A = asInstrumentId(0);

type Level = readonly [price: number, quantity: number];

function storeOf(bids: readonly Level[], asks: readonly Level[]): BookStore {
  const store = new BookStore({ instrumentLimit: 1 });
  for (const [price, quantity] of bids) store.setLevel(A, BID, asTicks(price), asLots(quantity), 0);
  for (const [price, quantity] of asks) store.setLevel(A, ASK, asTicks(price), asLots(quantity), 0);
  return store;
}

describe("Bitfinex's checksum", () => {
  it('is over price and amount of bid and ask in turn, asks below zero, numbers as they are written', () => {
    const store = storeOf([[600000, 1e8]], [[600150, 25]]);
    expect(bitfinexChecksum(store, A, 2, 8)).toBe(crc32('6000:1:6001.5:-2.5e-7'));
    const oneSided = storeOf(
      [],
      [
        [7, 150_000_000],
        [9, 1],
      ],
    );
    expect(bitfinexChecksum(oneSided, A, 8, 8)).toBe(crc32('7e-8:-1.5:9e-8:-1e-8'));
    expect(bitfinexChecksum(storeOf([], []), A, 2, 8)).toBe(0);
  });

  it('agrees with the naive one on any book', () => {
    // Up to 15 digits: beyond them a double's own text is another number's.
    const scaled = fc.oneof(
      fc.integer({ min: 1, max: 2_000_000 }),
      fc.integer({ min: 1, max: 999_999_999_999_999 }),
      fc.constantFrom(1, 10, 100_000_000, 123_000_000),
    );
    const side = fc.uniqueArray(fc.tuple(scaled, scaled), {
      selector: ([price]) => price,
      maxLength: 28,
    });
    const scale = fc.integer({ min: 0, max: 12 });
    fc.assert(
      fc.property(side, side, scale, scale, (bids, asks, priceScale, quantityScale) => {
        const naive = new NaiveL2Book();
        for (const [name, rows] of [
          ['bid', bids],
          ['ask', asks],
        ] as const) {
          for (const [price, quantity] of rows) {
            naive.set(name, formatScaled(price, priceScale), formatScaled(quantity, quantityScale));
          }
        }
        const ours = bitfinexChecksum(storeOf(bids, asks), A, priceScale, quantityScale);
        expect(ours).toBe(naiveBitfinexChecksum(naive));
      }),
      { numRuns: 500 },
    );
  });
});
