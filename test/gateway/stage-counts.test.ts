import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StageCounts } from '../../src/gateway/stage-counts.js';

/** Two stamps so far apart; the first just below 2^32, so that both words take part. */
function record(counts: StageCounts, ns: number, fromNs = 2 ** 32 - 1000): void {
  const words = (stamp: number): [number, number] => [stamp | 0, Math.floor(stamp / 2 ** 32)];
  counts.record(...words(fromNs), ...words(fromNs + ns));
}

describe('the counts of a stage', () => {
  it('have the percentiles of a sorted list, to two significant digits', () => {
    const durations = fc.array(
      fc.oneof(fc.nat(2_000), fc.nat(5_000_000), fc.integer({ min: 0, max: 59_000_000_000 })),
      { minLength: 1, maxLength: 300 },
    );
    fc.assert(
      fc.property(durations, durations, fc.nat({ max: 2 ** 50 }), (before, ns, fromNs) => {
        const counts = new StageCounts('framed_to_sent');
        for (const each of before) record(counts, each);
        counts.reset();
        for (const each of ns) record(counts, each, fromNs);
        const sorted = [...ns].sort((a, b) => a - b);
        const { count, p50Us, p90Us, p99Us, p999Us, maxUs } = counts.figures();
        expect(count).toBe(ns.length);
        const told = [p50Us, p90Us, p99Us, p999Us, maxUs];
        [50, 90, 99, 99.9, 100].forEach((percent, i) => {
          const exact = sorted[Math.ceil((percent / 100) * ns.length) - 1]!;
          const toldNs = told[i]! * 1e3;
          expect(toldNs).toBeGreaterThanOrEqual(exact - 1e-3);
          expect(toldNs).toBeLessThanOrEqual(exact + Math.max(8, exact / 100));
        });
      }),
    );
  });

  it('hold what is below zero and beyond a minute', () => {
    const counts = new StageCounts('framed_to_sent');
    record(counts, -5);
    record(counts, 1e12);
    const { count, p50Us, maxUs } = counts.figures();
    expect(count).toBe(2);
    expect(p50Us).toBeLessThan(0.01);
    expect(maxUs).toBeGreaterThanOrEqual(60e6);
  });
});
