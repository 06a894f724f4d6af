import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationText } from '../../src/dashboard/duration-text.js';

const UNIT_NS: Readonly<Record<string, number>> = { ns: 1, µs: 1e3, ms: 1e6, s: 1e9 };

describe('the text of a duration', () => {
  it.each([
    [0, '0 ns'],
    [999, '999 ns'],
    [1_000, '1.00 µs'],
    [1_234, '1.23 µs'],
    [12_345, '12.3 µs'],
    [123_456, '123 µs'],
    [1_234_567, '1.23 ms'],
    [59_999_999_999, '60.0 s'],
    [4_000e9, '4000 s'],
  ])('of %d ns is %s', (ns, text) => {
    expect(durationText(ns)).toBe(text);
  });

  it.each([
    [999.7, '1.00 µs'],
    [9_996, '10.0 µs'],
    [99_960, '100 µs'],
    [999_700, '1.00 ms'],
    [999_950_000, '1.00 s'],
  ])('changes digits and unit by the rounded value: %d ns is %s', (ns, text) => {
    expect(durationText(ns)).toBe(text);
  });

  it('is a dash where nothing was measured', () => {
    expect([NaN, Infinity, -Infinity].map(durationText)).toEqual(['–', '–', '–']);
  });

  it('is within half of its third digit of the duration', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 900e9, noNaN: true }), (ns) => {
        const [number, unit] = durationText(ns).split(' ');
        const shown = Number(number) * UNIT_NS[unit!]!;
        expect(Math.abs(shown - ns)).toBeLessThanOrEqual(Math.max(0.5, ns * 0.00501));
      }),
    );
  });
});
