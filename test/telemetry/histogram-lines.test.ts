/** What /metrics shows as a histogram, against the latencies themselves. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMetrics } from './metrics-text.js';
import { hdrHighestAt, hdrIndexOf } from '../../src/market/hdr-bucket.js';
import { EDGES_NS } from '../../src/telemetry/edge-counts.js';
import { Exposition, MetricFamily } from '../../src/telemetry/exposition.js';
import { HistogramLines } from '../../src/telemetry/histogram-lines.js';
import { StageHistogram } from '../../src/telemetry/stage-histogram.js';
import { StageSummary } from '../../src/telemetry/stage-summary.js';

const family = new MetricFamily('m_seconds', 'histogram', 'Latency.');
const lines = new HistogramLines(family, { stage: 'a' });

function rendered(summary: StageSummary): ReturnType<typeof parseMetrics> {
  const board = new Exposition().family(family);
  lines.addTo(board, summary);
  return parseMetrics(board.text());
}

const latencies = fc.oneof(
  fc.integer({ min: 0, max: 12_000 }),
  fc.integer({ min: 0, max: 60_000_000_000 }),
  fc
    .tuple(fc.constantFrom(...EDGES_NS), fc.double({ min: 0.998, max: 1.002, noNaN: true }))
    .map(([edgeNs, factor]) => Math.round(edgeNs * factor)),
);

describe('HistogramLines', () => {
  it('counts at an edge every latency whose HDR bucket ends at or below it, over all intervals', () => {
    fc.assert(
      fc.property(fc.array(fc.array(latencies), { maxLength: 4 }), (intervals) => {
        const histogram = new StageHistogram(new SharedArrayBuffer(StageHistogram.bytes));
        const summary = new StageSummary('a', [histogram]);
        for (const interval of intervals) {
          for (const ns of interval) histogram.record(ns);
          summary.advance();
        }
        const all = intervals.flat();
        const samples = rendered(summary);
        const buckets = samples.filter(({ name }) => name === 'm_seconds_bucket');
        expect(
          buckets.map(({ labels }) => Number(labels['le']?.replace('+Inf', 'Infinity'))),
        ).toEqual([...EDGES_NS.map((ns) => ns / 1e9), Infinity]);
        buckets.forEach(({ value, labels }, edge) => {
          const edgeNs = EDGES_NS[edge] ?? Infinity;
          const counted = all.filter((ns) => hdrHighestAt(hdrIndexOf(ns)) <= edgeNs).length;
          expect(value, labels['le']).toBe(counted);
          // Never one above the edge; none missing that is clearly below it.
          expect(value).toBeLessThanOrEqual(all.filter((ns) => ns <= edgeNs).length);
          expect(value).toBeGreaterThanOrEqual(all.filter((ns) => ns * 1.001 + 1 <= edgeNs).length);
        });
        expect(samples.find(({ name }) => name === 'm_seconds_count')?.value).toBe(all.length);
        const sum = all.reduce((total, ns) => total + ns, 0) / 1e9;
        const told = samples.find(({ name }) => name === 'm_seconds_sum')!.value;
        expect(Math.abs(told - sum)).toBeLessThanOrEqual(sum * 1e-3 + 1e-9);
      }),
    );
  });
});
