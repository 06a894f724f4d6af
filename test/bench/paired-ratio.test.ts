import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  noiseFactor,
  pairedInterval,
  ratioInterval,
  roundsNeeded,
} from '../../bench/paired-ratio.mjs';

const differences = (minLength: number) =>
  fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength, maxLength: 14 });

describe('the paired interval', () => {
  it('is the textbook one: Hollander and Wolfe, depression scores of nine patients', () => {
    // Example 3.1/3.3/3.4 of Nonparametric Statistical Methods: estimate −0.46, 96 % interval (−0.786, −0.010).
    const before = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3];
    const after = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];
    const change = after.map((score, i) => score - before[i]!);
    const { estimate, low, high } = pairedInterval(change, 0.02);
    expect(estimate).toBeCloseTo(-0.46, 6);
    expect(low).toBeCloseTo(-0.786, 6);
    expect(high).toBeCloseTo(-0.01, 6);
  });

  it('reaches from the smallest to the largest where only one average may be cut off', () => {
    expect(pairedInterval([1, 2, 3, 4, 5, 6], 1 / 64)).toEqual({ estimate: 3.5, low: 1, high: 6 });
  });

  it('bounds nothing below the number of rounds that the level needs', () => {
    expect(roundsNeeded(0.025)).toBe(6);
    expect(pairedInterval([1, 1, 1, 1, 1]).low).toBe(-Infinity);
    expect(pairedInterval([1, 1, 1, 1, 1, 1]).low).toBe(1);
  });

  it('contains the true centre as often as all sign patterns say, to the last one', () => {
    // Every pattern of signs is equally likely when the truth is 0: count them all.
    const sizes = [0.3, 0.7, 1.1, 1.9, 2.3, 3.1, 4.7, 5.9, 7.3];
    for (const tail of [0.01, 0.025, 0.05]) {
      let beyond = 0;
      for (let pattern = 0; pattern < 2 ** sizes.length; pattern++) {
        const signed = sizes.map((size, i) => ((pattern >> i) & 1 ? size : -size));
        if (pairedInterval(signed, tail).low > 0) beyond++;
      }
      expect(beyond).toBeGreaterThan(0);
      expect(beyond / 2 ** sizes.length).toBeLessThanOrEqual(tail);
    }
  });

  it('moves with a shift and turns over with the sign', () => {
    fc.assert(
      fc.property(differences(6), fc.double({ min: -3, max: 3, noNaN: true }), (values, shift) => {
        const here = pairedInterval(values);
        const moved = pairedInterval(values.map((value) => value + shift));
        const turned = pairedInterval(values.map((value) => -value));
        expect(moved.estimate).toBeCloseTo(here.estimate + shift, 9);
        expect(moved.low).toBeCloseTo(here.low + shift, 9);
        expect(turned.high).toBeCloseTo(-here.low, 9);
        expect(here.low).toBeLessThanOrEqual(here.estimate);
        expect(here.high).toBeGreaterThanOrEqual(here.estimate);
      }),
    );
  });

  it('gives ratios the same whether B is compared with A or A with B', () => {
    const ratios = [1.2, 1.3, 1.1, 1.4, 1.25, 1.35, 1.15];
    const forth = ratioInterval(ratios);
    const back = ratioInterval(ratios.map((ratio) => 1 / ratio));
    expect(back.ratio).toBeCloseTo(1 / forth.ratio, 12);
    expect(back.low).toBeCloseTo(1 / forth.high, 12);
  });

  it('refuses no rounds, too many, and values that are none', () => {
    expect(() => pairedInterval([])).toThrow('0 rounds');
    expect(() => pairedInterval(new Array(51).fill(0))).toThrow('51 rounds');
    expect(() => ratioInterval([1, 0])).toThrow('must be finite');
    expect(() => ratioInterval([1, NaN])).toThrow('must be finite');
  });
});

describe('the noise', () => {
  it('is 1 where runs repeat exactly, and the farther end of the interval otherwise', () => {
    expect(noiseFactor([1, 1, 1, 1, 1, 1])).toBe(1);
    const factor = noiseFactor([1.1, 1.1, 1.1, 1.1, 1.1, 1.1]);
    expect(factor).toBeCloseTo(1.1 ** Math.SQRT1_2, 12);
    expect(noiseFactor([1 / 1.1, 1 / 1.1, 1 / 1.1, 1 / 1.1, 1 / 1.1, 1 / 1.1])).toBeCloseTo(factor);
  });
});
