import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bookHash, LATENCY_HASH, routeOf } from '../../src/dashboard/route.js';

describe('the route', () => {
  it('is the latency view at its own address', () => {
    expect(routeOf(LATENCY_HASH)).toEqual({ view: 'latency' });
  });

  it('is the book of the instrument in the address, whatever its name', () => {
    const symbol = fc.string({ unit: 'grapheme' });
    fc.assert(
      fc.property(symbol, (text) => {
        const instrument = `venue:${text}`;
        expect(routeOf(bookHash(instrument))).toEqual({ view: 'book', instrument });
      }),
    );
  });

  it('is any book without an address, and none of that name for a damaged one', () => {
    expect(routeOf('')).toEqual({ view: 'book', instrument: '' });
    expect(routeOf('#50%')).toEqual({ view: 'book', instrument: '50%' });
  });
});
