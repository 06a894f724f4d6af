import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HandleCounter } from '../../../src/feed/normalize/parts/order-handles.js';
import { TradeIds } from '../../../src/feed/normalize/parts/trade-ids.js';

const wordsOf = (ids: TradeIds): bigint => (BigInt(ids.high) << 32n) | BigInt(ids.low);

describe('trade ids in text', () => {
  it('are every number of 64 bits exactly', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (id) => {
        const ids = new TradeIds(new HandleCounter(), 8);
        expect(ids.take(String(id))).toBe(true);
        expect(wordsOf(ids)).toBe(id);
      }),
    );
  });

  it('are numbers of ours with the top bit where they are no such number', () => {
    const counter = new HandleCounter();
    const ids = new TradeIds(counter, 8);
    const others = new TradeIds(counter, 8);
    const texts = [
      '20f43950-d8dd-5b31',
      String(2n ** 64n),
      '-1',
      '',
      '1e3',
      '123456789012345678901',
    ];
    const words = texts.map((text, index) => {
      const taker = index % 2 === 0 ? ids : others;
      expect(taker.take(text)).toBe(true);
      return wordsOf(taker);
    });
    expect(words).toEqual(texts.map((_, index) => 2n ** 63n + BigInt(index) + 1n));
  });

  it('are told once, as long as they are among the newest', () => {
    const ids = new TradeIds(new HandleCounter(), 2);
    const taken = (texts: readonly string[]): boolean[] => texts.map((text) => ids.take(text));
    expect(taken(['a', 'a', 'b', 'c', 'b', 'a'])).toEqual([true, false, true, true, false, true]);
    expect(taken(['1', '1', '2', '3', '2', '1'])).toEqual([true, false, true, true, false, false]);
  });

  it('are the same from the bytes of a message', () => {
    const texts = ['7', '007', '123456789012345', '1234567890123456', '20f43950-d8dd', '', '12x'];
    const bytes = Buffer.from(texts.join(','));
    const ofBytes = new TradeIds(new HandleCounter(), 8);
    const ofText = new TradeIds(new HandleCounter(), 8);
    let at = 0;
    for (const text of texts) {
      expect(ofBytes.takeBytes(bytes, at, at + text.length)).toBe(ofText.take(text));
      expect(wordsOf(ofBytes)).toBe(wordsOf(ofText));
      at += text.length + 1;
    }
  });
});
