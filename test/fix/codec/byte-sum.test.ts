import fc from 'fast-check';
import { expect, it } from 'vitest';
import { byteSum } from '../../../src/fix/codec/byte-sum.js';

const naiveSum = (bytes: Uint8Array): number => bytes.reduce((sum, byte) => sum + byte, 0) % 256;

it('byteSum is the sum of the bytes, wherever in its buffer they lie', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 300 }),
      fc.nat(9),
      fc.nat(9),
      (bytes, before, behind) => {
        const all = new Uint8Array(before + bytes.length + behind).fill(0xff);
        all.set(bytes, before);
        const view = all.subarray(Math.min(before, 3));
        const start = before - Math.min(before, 3);
        expect(byteSum(view, start, start + bytes.length)).toBe(naiveSum(bytes));
      },
    ),
    { numRuns: 1000 },
  );
});

it('byteSum does not overflow on the largest bytes', () => {
  for (const count of [511, 512, 513, 1024, 100_003]) {
    const bytes = new Uint8Array(count).fill(0xff);
    expect(byteSum(bytes, 0, count)).toBe(naiveSum(bytes));
  }
});

it('byteSum knows one buffer from another', () => {
  const ones = new Uint8Array(16).fill(1);
  const twos = new Uint8Array(16).fill(2);
  expect([byteSum(ones, 0, 16), byteSum(twos, 0, 16), byteSum(ones, 0, 16)]).toEqual([16, 32, 16]);
});
