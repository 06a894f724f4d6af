import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LatencyHistogram } from '../../src/client/latency-histogram.js';
import { HDR_NS_MAX } from '../../src/market/hdr-bucket.js';

const durations = fc.array(
  fc.oneof(
    fc.nat(3000),
    fc.integer({ min: 0, max: HDR_NS_MAX }),
    fc.integer({ min: 0, max: 35 }).map((bits) => 2 ** bits - 1),
  ),
  { minLength: 1, maxLength: 200 },
);

function naivePercentile(sorted: readonly number[], percent: number): number {
  return sorted[Math.max(1, Math.ceil((percent / 100) * sorted.length)) - 1]!;
}

describe('the latency histogram', () => {
  it('gives percentiles within a thousandth of the sorted durations', () => {
    fc.assert(
      fc.property(durations, fc.double({ min: 0, max: 100, noNaN: true }), (values, percent) => {
        const histogram = new LatencyHistogram();
        for (const value of values) histogram.record(value);
        const sorted = [...values].sort((a, b) => a - b);
        const exact = naivePercentile(sorted, percent);
        const given = histogram.percentile(percent);
        expect(given).toBeGreaterThanOrEqual(exact);
        expect(given).toBeLessThanOrEqual(exact * 1.001 + 1);
        expect(histogram.percentiles()).toMatchObject({
          count: values.length,
          minNs: sorted[0],
          maxNs: sorted.at(-1),
        });
      }),
    );
  });

  it('adds another histogram as if it had recorded its durations', () => {
    fc.assert(
      fc.property(durations, durations, (left, right) => {
        const [a, b, both] = [
          new LatencyHistogram(),
          new LatencyHistogram(),
          new LatencyHistogram(),
        ];
        for (const value of left) a.record(value);
        for (const value of right) b.record(value);
        for (const value of [...left, ...right]) both.record(value);
        a.add(b);
        const { meanNs, ...rest } = both.percentiles();
        expect(a.percentiles()).toMatchObject(rest);
        expect(a.percentiles().meanNs).toBeCloseTo(meanNs, 0);
      }),
    );
  });

  it('counts what is below 0 as 0 and what is above its range as the range', () => {
    const histogram = new LatencyHistogram();
    histogram.record(-5);
    histogram.record(HDR_NS_MAX * 10);
    expect(histogram.percentiles()).toMatchObject({ count: 2, minNs: 0, maxNs: HDR_NS_MAX });
  });

  it('has nothing to say while empty, and again after a reset', () => {
    const histogram = new LatencyHistogram();
    expect(histogram.percentile(50)).toBeNaN();
    histogram.record(7);
    histogram.reset();
    expect(histogram.percentiles()).toMatchObject({ count: 0, meanNs: NaN, maxNs: NaN });
  });
});
