/** Our text of a histogram against the library's, both ways, and against damage. */
import fc from 'fast-check';
import {
  build,
  decodeFromCompressedBase64,
  encodeIntoCompressedBase64,
  type JsHistogram,
} from 'hdr-histogram-js';
import { describe, expect, it } from 'vitest';
import { decodeHistogram, encodeHistogram } from '../../src/latency/hdr-codec.js';

const reference = (lowest: number, highest: number, digits: 1 | 2 | 3 | 4 | 5): JsHistogram =>
  build({
    lowestDiscernibleValue: lowest,
    highestTrackableValue: highest,
    numberOfSignificantValueDigits: digits,
    bitBucketSize: 64,
    autoResize: false,
    useWebAssembly: false,
  }) as JsHistogram;

const shapes = fc.record({
  lowest: fc.constantFrom(1, 2, 1000, 20_000),
  digits: fc.constantFrom(1, 2, 3, 4, 5) as fc.Arbitrary<1 | 2 | 3 | 4 | 5>,
});
const records = fc.array(
  fc.tuple(
    fc.oneof(fc.nat(100_000), fc.integer({ min: 0, max: 60e9 })),
    fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 2 ** 45 })),
  ),
  { maxLength: 60 },
);

/** [lowest value, count] of every bucket that has counted something. */
function bucketsOf(histogram: JsHistogram): [number, number][] {
  const buckets: [number, number][] = [];
  for (let i = 0; i < histogram.countsArrayLength; i++) {
    const count = histogram.getCountAtIndex(i);
    if (count > 0) buckets.push([histogram.valueFromIndex(i), count]);
  }
  return buckets;
}

const visit =
  (histogram: JsHistogram) =>
  (each: (index: number, count: number) => void): void => {
    for (let i = 0; i < histogram.countsArrayLength; i++) {
      const count = histogram.getCountAtIndex(i);
      if (count > 0) each(i, count);
    }
  };

function filled(
  { lowest, digits }: { lowest: number; digits: 1 | 2 | 3 | 4 | 5 },
  recorded: readonly (readonly [number, number])[],
): JsHistogram {
  const histogram = reference(lowest, 60e9, digits);
  for (const [value, count] of recorded) histogram.recordValueWithCount(value, count);
  return histogram;
}

describe('the text of a histogram', () => {
  it('written by the library is read as the library reads it', () => {
    fc.assert(
      fc.property(shapes, records, (shape, recorded) => {
        const histogram = filled(shape, recorded);
        const decoded = decodeHistogram(encodeIntoCompressedBase64(histogram));
        expect(decoded.shape).toEqual({
          lowestValue: shape.lowest,
          highestValue: 60e9,
          digits: shape.digits,
        });
        expect([...decoded.values].map((value, i) => [value, decoded.counts[i]])).toEqual(
          bucketsOf(histogram),
        );
      }),
    );
  });

  it('written here is read by the library', () => {
    fc.assert(
      fc.property(shapes, records, (shape, recorded) => {
        const histogram = filled(shape, recorded);
        const text = encodeHistogram(
          { lowestValue: shape.lowest, highestValue: 60e9, digits: shape.digits },
          visit(histogram),
        );
        const read = decodeFromCompressedBase64(text, 64) as JsHistogram;
        expect(bucketsOf(read)).toEqual(bucketsOf(histogram));
        expect(read.numberOfSignificantValueDigits).toBe(shape.digits);
        expect(read.highestTrackableValue).toBe(60e9);
      }),
    );
  });

  it('cut off anywhere, or with one character changed, is refused or tells the same length of buckets', () => {
    const histogram = filled({ lowest: 1, digits: 3 }, [
      [5, 1],
      [70_000, 20],
      [1e9, 3],
    ]);
    const text = encodeIntoCompressedBase64(histogram);
    for (let end = 0; end < text.replace(/=+$/, '').length; end++) {
      expect(() => decodeHistogram(text.slice(0, end)), `cut at ${end}`).toThrow(
        expect.objectContaining({ name: 'HistogramFormatError' }) as Error,
      );
    }
    for (let at = 0; at < text.length; at++) {
      const damaged = `${text.slice(0, at)}${text[at] === '!' ? 'A' : '!'}${text.slice(at + 1)}`;
      expect(() => decodeHistogram(damaged), `damaged at ${at}`).toThrow(
        expect.objectContaining({ name: 'HistogramFormatError' }) as Error,
      );
    }
  });

  it('of any bytes whatever is refused or read, never worse', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const start = Uint8Array.of(0x1c, 0x84, 0x93, 0x14, 0, 0, 0, bytes.length);
        const text = Buffer.concat([start, bytes]).toString('base64');
        expect(() => decodeHistogram(text)).toThrow(
          expect.objectContaining({ name: 'HistogramFormatError' }) as Error,
        );
      }),
    );
  });
});
