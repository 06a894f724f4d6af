import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chainWord, highWord, levelHashHigh, levelHashLow } from '../../src/market/book-hash.js';
import { ASK, BID, type Side } from '../../src/market/side.js';
import { asLots, asTicks } from '../../src/market/units.js';

describe('the book hash', () => {
  it('has the values that docs/protocol.md publishes', () => {
    // A change here breaks every client in the field: it needs a new protocol version.
    const level = (side: Side, price: number, quantity: number): string => {
      const word = (value: number): string => (value >>> 0).toString(16).padStart(8, '0');
      return (
        word(levelHashHigh(side, asTicks(price), asLots(quantity))) +
        word(levelHashLow(side, asTicks(price), asLots(quantity)))
      );
    };
    expect(level(BID, 1000000, 100)).toMatchInlineSnapshot(`"6ed4358901828e03"`);
    expect(level(ASK, -1, 1)).toMatchInlineSnapshot(`"206e0a558dc5f0d5"`);
    expect(level(ASK, 9007199254740991, 4294967296)).toMatchInlineSnapshot(`"a4d39a76834e35fa"`);
  });

  it('tells side, price and quantity apart in either word', () => {
    fc.assert(
      fc.property(
        fc.maxSafeInteger(),
        fc.maxSafeInteger(),
        fc.nat({ max: Number.MAX_SAFE_INTEGER }),
        (price, otherPrice, quantity) => {
          fc.pre(price !== otherPrice);
          const a = levelHashLow(BID, asTicks(price), asLots(quantity));
          const b = levelHashHigh(BID, asTicks(price), asLots(quantity));
          const same = (otherSide: Side, p: number, q: number): boolean =>
            a === levelHashLow(otherSide, asTicks(p), asLots(q)) &&
            b === levelHashHigh(otherSide, asTicks(p), asLots(q));
          expect(same(BID, price, quantity)).toBe(true);
          expect(same(ASK, price, quantity)).toBe(false);
          expect(same(BID, otherPrice, quantity)).toBe(false);
          expect(same(BID, price, quantity === 0 ? 1 : quantity - 1)).toBe(false);
        },
      ),
    );
  });

  it('takes the high word in two’s complement', () => {
    expect(highWord(-1)).toBe(-1);
    expect(highWord(4294967296)).toBe(1);
    expect(highWord(4294967295)).toBe(0);
    expect(highWord(-4294967297)).toBe(-2);
  });

  it('chains in order', () => {
    expect(chainWord(chainWord(0, 1), 2)).not.toBe(chainWord(chainWord(0, 2), 1));
  });
});
