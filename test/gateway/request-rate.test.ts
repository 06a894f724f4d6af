import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RequestRate } from '../../src/gateway/request-rate.js';

const NS = 1e9;

describe('the request rate', () => {
  it('lets through the burst and what time has earned, never more', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100 }),
        fc.array(fc.nat(NS / 2), { maxLength: 300 }),
        (perSecond, pauses) => {
          const rate = new RequestRate(perSecond, 0);
          let ns = 0;
          let taken = 0;
          for (const pause of pauses) {
            ns += pause;
            if (rate.take(ns)) taken++;
            expect(taken).toBeLessThanOrEqual(perSecond * 2 + (ns / NS) * perSecond + 1e-6);
          }
        },
      ),
    );
  });

  it('always lets through a client that keeps to it', () => {
    const rate = new RequestRate(50, 0);
    for (let i = 1; i <= 1000; i++) expect(rate.take((i * NS) / 50)).toBe(true);
  });

  it('counts refusals in a row', () => {
    const rate = new RequestRate(1, 0);
    for (let i = 0; i < 5; i++) rate.take(0);
    expect(rate.refusedInARow).toBe(3);
    expect(rate.take(2 * NS)).toBe(true);
    expect(rate.refusedInARow).toBe(0);
  });
});
