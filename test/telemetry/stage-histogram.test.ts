/** The shared array against the library: same buckets, same percentiles. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HDR_NS_MAX } from '../../src/market/hdr-bucket.js';
import { StageHistogram } from '../../src/telemetry/stage-histogram.js';
import { emptyStageHistogram, StageSummary } from '../../src/telemetry/stage-summary.js';

const nanoseconds = fc.oneof(
  fc.integer({ min: 0, max: 4096 }),
  fc.integer({ min: 0, max: 1e6 }),
  fc.integer({ min: 2 ** 31 - 5000, max: 2 ** 31 + 5000 }),
  fc.maxSafeInteger().map((n) => Math.abs(n) % (HDR_NS_MAX + 1)),
);

const allocate = (): StageHistogram =>
  new StageHistogram(new SharedArrayBuffer(StageHistogram.bytes));

describe('StageHistogram', () => {
  it('gives the same count, mean, maximum and percentiles as hdr-histogram-js', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(nanoseconds, fc.integer({ min: 1, max: 9 })), { minLength: 1 }),
        (records) => {
          const ours = allocate();
          const theirs = emptyStageHistogram();
          for (const [ns, count] of records) {
            ours.recordCount(ns, count);
            theirs.recordValueWithCount(ns, count);
          }
          const summary = new StageSummary('stage', [ours]);
          summary.advance();
          const total = summary.total();
          const { meanNs, ...interval } = summary.interval();
          expect({ ...interval, meanNs: total.meanNs }).toEqual(total);
          expect(Math.abs(meanNs - theirs.mean)).toBeLessThanOrEqual(1 + theirs.mean * 1e-3);
          expect(total.count).toBe(theirs.totalCount);
          for (const [percentile, ns] of [
            [50, total.p50Ns],
            [90, total.p90Ns],
            [99, total.p99Ns],
            [99.9, total.p999Ns],
            [99.99, total.p9999Ns],
          ] as const) {
            expect(ns).toBe(theirs.getValueAtPercentile(percentile));
          }
          expect(total.maxNs).toBe(theirs.getValueAtPercentile(100));
          expect(Math.abs(total.meanNs - theirs.mean)).toBeLessThanOrEqual(theirs.mean * 1e-3);
        },
      ),
    );
  });

  it('clamps what is negative, unknown or above a minute, and counts what is above', () => {
    const histogram = allocate();
    histogram.record(-5);
    histogram.record(NaN);
    histogram.record(HDR_NS_MAX * 3);
    const summary = new StageSummary('stage', [histogram]);
    summary.advance();
    expect(summary.total()).toMatchObject({ count: 3, overCount: 1, p50Ns: 0 });
    expect(summary.total().maxNs).toBeGreaterThanOrEqual(HDR_NS_MAX);
  });
});

describe('StageSummary', () => {
  it('separates the last interval from the whole run, over several threads', () => {
    const one = allocate();
    const two = allocate();
    const summary = new StageSummary('stage', [one, two]);
    one.record(100);
    two.record(300);
    summary.advance();
    expect(summary.interval()).toMatchObject({ count: 2, p50Ns: 100, maxNs: 300 });
    two.recordCount(1000, 4);
    summary.advance();
    expect(summary.interval()).toMatchObject({ count: 4, p50Ns: 1000, maxNs: 1000 });
    expect(summary.total()).toMatchObject({ count: 6, p50Ns: 1000 });
    summary.advance();
    expect(summary.interval()).toMatchObject({ count: 0, p99Ns: 0, maxNs: 0 });
  });

  it('survives the wrap of a bucket count', () => {
    const histogram = allocate();
    const summary = new StageSummary('stage', [histogram]);
    histogram.recordCount(7, 2 ** 32 - 2);
    summary.advance();
    histogram.recordCount(7, 5);
    summary.advance();
    expect(summary.interval().count).toBe(5);
    expect(summary.total().count).toBe(2 ** 32 + 3);
    expect(summary).toMatchObject({ totalCount: 2 ** 32 + 3, totalNs: 7 * (2 ** 32 + 3) });
  });
});
