/** The lane's own making of checksums over numbers as they are written, against naive ones. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32 } from 'node:zlib';
import { bitfinexChecksum, okxChecksum } from '../../src/book/lane/interleaved-checksum.js';
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

describe("OKX's checksum", () => {
  it("is the venue's own examples: in turn, and what is left of the longer side", () => {
    const book = storeOf([[33661, 7]], [[33668, 9], [33669, 8]]); // prettier-ignore
    expect(okxChecksum(book, A, 1, 0)).toBe(crc32('3366.1:7:3366.8:9:3366.9:8'));
    const deeper = storeOf([[33661, 7], [33660, 6]], [[33668, 9]]); // prettier-ignore
    expect(okxChecksum(deeper, A, 1, 0)).toBe(crc32('3366.1:7:3366.8:9:3366:6'));
  });

  it('has small numbers without an exponent, and 25 levels', () => {
    expect(okxChecksum(storeOf([[7, 25]], []), A, 12, 8)).toBe(crc32('0.000000000007:0.00000025'));
    const many = Array.from({ length: 30 }, (_, i): Level => [100 + i, 1]);
    const texts = many.slice(0, 25).map(([price]) => `${price}:1`);
    expect(okxChecksum(storeOf([], many), A, 0, 0)).toBe(crc32(texts.join(':')));
  });
});
