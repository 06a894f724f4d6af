import { describe, expect, it } from 'vitest';
import { ExchangeMarket } from '../../../src/exchange/exchange-market.js';
import { KEYINGS, type Keying } from '../../../src/exchange/fix/market-entries.js';
import { ReaderBook } from './reader-book.js';
import { ToldEntries } from '../../../src/exchange/fix/told-entries.js';

const market = (): ExchangeMarket =>
  new ExchangeMarket({ symbols: ['BTC/USD'], seed: 11, ordersPerSymbol: 60 });

/** What rests, of one depth, as the market itself has it. */
const resting = (from: ExchangeMarket, depth: number): string[] =>
  (['bid', 'ask'] as const).flatMap((side) =>
    from
      .levels(0, side, depth === 0 ? Infinity : depth)
      .map(({ price, quantity }) => `${side} ${price} ${quantity}`),
  );

describe.each(KEYINGS)('entries named by %s', (keying: Keying) => {
  it.each([0, 1, 5])('depth %i: changes applied one by one give what rests', (depth) => {
    const from = market();
    const told = new ToldEntries(from, 0, keying, depth);
    const reader = new ReaderBook(keying, depth);
    reader.image(told.image());
    for (let turn = 0; turn < 400; turn++) {
      for (let i = 0; i <= turn % 7; i++) from.step();
      for (const change of told.take()) reader.apply(change);
      expect(reader.levels()).toEqual(resting(from, depth));
    }
    expect(told.take()).toEqual([]);
  });

  it('a book that is told anew begins from nothing', () => {
    const from = market();
    const told = new ToldEntries(from, 0, keying, 5);
    const reader = new ReaderBook(keying, 5);
    for (const change of told.tellAnew()) reader.apply(change);
    expect(reader.levels()).toEqual(resting(from, 5));
  });
});

describe.each(['delete-thru', 'delete-from'] as const)('%s', (which) => {
  it.each(['price', 'level'] as const)(
    'of half a side of entries named by %s, told again, changes nothing',
    (keying) => {
      const from = market();
      const told = new ToldEntries(from, 0, keying, 7);
      const reader = new ReaderBook(keying, 7);
      reader.image(told.image());
      const changes = told.retell(which);
      expect(changes.length).toBeGreaterThan(8);
      for (const change of changes) reader.apply(change);
      expect(reader.levels()).toEqual(resting(from, 7));
    },
  );
});
