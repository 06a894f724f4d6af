/** The shared array against the library: same buckets, same percentiles. */
import fc from 'fast-check';
import { build, type Histogram } from 'hdr-histogram-js';
import { describe, expect, it } from 'vitest';
import { HDR_NS_MAX } from '../../src/market/hdr-bucket.js';
import { StageHistogram } from '../../src/telemetry/stage-histogram.js';
import { StageSummary } from '../../src/telemetry/stage-summary.js';

const nanoseconds = fc.oneof(
  fc.integer({ min: 0, max: 4096 }),
  fc.integer({ min: 0, max: 1e6 }),
  fc.integer({ min: 2 ** 31 - 5000, max: 2 ** 31 + 5000 }),
  fc.integer({ min: 0, max: HDR_NS_MAX }),
);

const allocate = (): StageHistogram =>
  new StageHistogram(new SharedArrayBuffer(StageHistogram.bytes));

const reference = (): Histogram =>
  build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: HDR_NS_MAX,
    numberOfSignificantValueDigits: 3,
    bitBucketSize: 64,
    autoResize: false,
    useWebAssembly: false,
  });

describe('StageHistogram', () => {
  it('gives the same count, mean, maximum and percentiles as hdr-histogram-js', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(nanoseconds, fc.integer({ min: 1, max: 9 })), { minLength: 1 }),
        (records) => {
          const ours = allocate();
          const theirs = reference();
          for (const [ns, count] of records) {
            ours.recordCount(ns, count);
            theirs.recordValueWithCount(ns, count);
          }
          const summary = new StageSummary('stage', [ours]);
          summary.advance();
          const total = summary.total();
          expect(summary.interval()).toEqual(total);
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
          expect(total.meanNs).toBeCloseTo(theirs.mean, 3);
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

  it('keeps every thread apart: together they are the merged stage', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.array(nanoseconds), { minLength: 3, maxLength: 3 }), { minLength: 1 }),
        (intervals) => {
          const threads = [allocate(), allocate(), allocate()];
          const summary = new StageSummary('stage', threads);
          const alone = threads.map((thread) => new StageSummary('stage', [thread]));
          for (const interval of intervals) {
            interval.forEach((values, i) => values.forEach((ns) => threads[i]!.record(ns)));
            summary.advance();
            alone.forEach((one, i) => {
              one.advance();
              const thread = summary.threads[i]!;
              expect(thread.interval.percentiles()).toEqual(one.interval());
              expect(thread.run.percentiles()).toEqual(one.total());
              expect(one.interval().count).toBe(interval[i]!.length);
            });
            const buckets = new Map<number, number>();
            for (const { interval: counts } of summary.threads)
              counts.forEach((at, n) => buckets.set(at, (buckets.get(at) ?? 0) + n));
            summary.merged.interval.forEach((at, n) => {
              expect(buckets.get(at)).toBe(n);
              buckets.delete(at);
            });
            expect(buckets.size).toBe(0);
          }
          expect(summary.totalCount).toBe(intervals.flat(2).length);
        },
      ),
      { numRuns: 20 },
    );
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
