/** The bucket arithmetic against the library's: an index is one set of equivalent values. */
import fc from 'fast-check';
import { build, type JsHistogram } from 'hdr-histogram-js';
import { describe, expect, it } from 'vitest';
import {
  HDR_INDEX_COUNT,
  HDR_NS_MAX,
  hdrHighestAt,
  hdrIndexOf,
  hdrLowestAt,
  hdrRankOf,
} from '../../src/market/hdr-bucket.js';

const reference = build({
  lowestDiscernibleValue: 1,
  highestTrackableValue: HDR_NS_MAX,
  numberOfSignificantValueDigits: 3,
  autoResize: false,
  useWebAssembly: false,
}) as JsHistogram;

const nanoseconds = fc.oneof(
  fc.integer({ min: 0, max: 4096 }),
  fc.integer({ min: 0, max: 1e6 }),
  fc.integer({ min: 2 ** 31 - 5000, max: 2 ** 31 + 5000 }),
  fc
    .tuple(fc.integer({ min: 0, max: 35 }), fc.integer({ min: -2, max: 2 }))
    .map(([bits, off]) => Math.min(Math.max(2 ** bits + off, 0), HDR_NS_MAX)),
  fc.integer({ min: 0, max: HDR_NS_MAX }),
);

describe('the bucket arithmetic', () => {
  it('counts together exactly the values that are equivalent for hdr-histogram-js', () => {
    fc.assert(
      fc.property(nanoseconds, (ns) => {
        const index = hdrIndexOf(ns);
        expect(index).toBe(reference.countsArrayIndex(ns));
        expect(hdrLowestAt(index)).toBe(reference.lowestEquivalentValue(ns));
        expect(hdrHighestAt(index)).toBe(reference.highestEquivalentValue(ns));
      }),
      { numRuns: 2000 },
    );
  });

  it('has as many indexes as hdr-histogram-js, each of its own smallest value', () => {
    expect(HDR_INDEX_COUNT).toBe(reference.countsArrayLength);
    for (let index = 0; index < HDR_INDEX_COUNT; index++) {
      expect(hdrIndexOf(hdrLowestAt(index))).toBe(index);
      expect(hdrIndexOf(hdrHighestAt(index))).toBe(index);
    }
  });

  it('puts a value at most a thousandth above the smallest of its index', () => {
    fc.assert(
      fc.property(nanoseconds, (ns) => {
        const lowest = hdrLowestAt(hdrIndexOf(ns));
        expect(lowest).toBeLessThanOrEqual(ns);
        expect(ns - lowest).toBeLessThanOrEqual(ns / 1000);
      }),
    );
  });

  it('drops a fraction of a nanosecond', () => {
    for (const ns of [0.9, 2047.5, 2 ** 31 + 0.5]) {
      expect(hdrIndexOf(ns)).toBe(hdrIndexOf(Math.floor(ns)));
    }
  });

  it('ranks a percentile by whole values, whatever the product rounds to', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), (thousands) => {
        expect(hdrRankOf(99.9, thousands * 1000)).toBe(thousands * 999);
        expect(hdrRankOf(99.9, thousands * 1000 + 1)).toBe(thousands * 999 + 1);
      }),
    );
    expect([hdrRankOf(0, 5), hdrRankOf(50, 5), hdrRankOf(100, 5)]).toEqual([1, 3, 5]);
  });
});
