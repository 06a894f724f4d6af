import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digestOf } from '../../src/runtime/run-outcome.js';

const word = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const chains = fc.uniqueArray(
  fc.record({
    venue: fc.constantFrom('binance', 'itch', 'sim'),
    symbol: fc.stringMatching(/^[A-Za-z0-9.]{1,6}$/),
    low: word,
    high: word,
  }),
  { selector: ({ venue, symbol }) => `${venue} ${symbol}` },
);

describe('digestOf', () => {
  it('does not depend on the order in which lanes report', () => {
    fc.assert(
      fc.property(chains, (rows) => {
        expect(digestOf([...rows].reverse())).toBe(digestOf(rows));
      }),
    );
  });

  it('is the sha-256 of one line per instrument, by venue and then symbol, in code point order', () => {
    const rows = [
      { venue: 'sim', symbol: 'a', low: 1, high: 2 },
      { venue: 'sim', symbol: 'B', low: 3, high: 4 },
      { venue: 'itch', symbol: 'Z', low: 4294967295, high: 0 },
    ];
    const text = 'itch Z 4294967295 0\nsim B 3 4\nsim a 1 2\n';
    expect(digestOf(rows)).toBe(createHash('sha256').update(text).digest('hex'));
  });
});
