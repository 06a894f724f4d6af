import { describe, expect, it } from 'vitest';
import { LatencyHistogram } from '../../src/client/latency-histogram.js';
import { latencyRows, type OwnLatency } from '../../src/dashboard/latency-rows.js';
import { parseMetrics } from '../../src/dashboard/metrics-text.js';
import { Exposition, MetricFamily } from '../../src/telemetry/exposition.js';
import { STAGES_OF } from '../../src/runtime/run-plan.js';

const PERCENTILES = ['50', '90', '99', '99.9', '99.99', '100'];

function ownLatency(durationsNs: readonly number[], totalCount: number): OwnLatency {
  const histogram = new LatencyHistogram();
  for (const ns of durationsNs) histogram.record(ns);
  return { interval: histogram.percentiles(), totalCount, clockErrorNs: 42_000 };
}

describe('the rows of the latency table', () => {
  it('are the stages in the order of the data’s way, then the page', () => {
    const histogram = new MetricFamily('bookcast_stage_seconds', 'histogram', 'Latency.');
    const percentiles = new MetricFamily('bookcast_stage_percentile_seconds', 'gauge', 'Latency.');
    const board = new Exposition().family(histogram).family(percentiles);
    const names = Object.values(STAGES_OF).flat();
    names.forEach((stage, i) => {
      PERCENTILES.forEach((percentile, k) =>
        board.sample(percentiles.series({ stage, percentile }), (i + 1) * (k + 1) * 1e-6),
      );
      board
        .sample(histogram.series({ stage, le: '+Inf' }, '_bucket'), 7)
        .sample(histogram.series({ stage }, '_sum'), 1)
        .sample(histogram.series({ stage }, '_count'), 100 * (i + 1));
    });
    const rows = latencyRows(parseMetrics(board.text()), ownLatency([500, 700], 12));
    expect(rows.map(({ stage, count, total }) => [stage, count, total])).toEqual([
      ['received → committed', 100, false],
      ['committed → applied', 200, false],
      ['applied → framed', 300, false],
      ['framed → sent', 400, false],
      ['received → sent, all of the server', 500, true],
      ['received → this page (clock ± 42.0 µs)', 12, false],
    ]);
    const rounded = (row: number): number[] => rows[row]!.percentilesNs.map(Math.round);
    expect(rounded(0)).toEqual([1_000, 2_000, 3_000, 4_000, 6_000]);
    expect(rounded(4)).toEqual([5_000, 10_000, 15_000, 20_000, 30_000]);
    expect(rows[5]!.percentilesNs).toEqual([500, 700, 700, 700, 700]);
    expect(rows.map(({ floorNs }) => floorNs)).toEqual([0, 0, 0, 0, 0, 42_000]);
  });

  it('have no values where the server has measured nothing', () => {
    const rows = latencyRows([], ownLatency([], 0));
    expect(rows).toHaveLength(6);
    for (const { count, percentilesNs } of rows) {
      expect([count, ...percentilesNs]).toEqual([0, NaN, NaN, NaN, NaN, NaN]);
    }
  });
});
