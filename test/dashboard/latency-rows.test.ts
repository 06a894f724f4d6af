import { describe, expect, it } from 'vitest';
import { LatencyHistogram } from '../../src/client/latency-histogram.js';
import { latencyRows, type OwnLatency } from '../../src/dashboard/latency-rows.js';
import { parseMetrics } from '../../src/dashboard/metrics-text.js';
import { Exposition } from '../../src/telemetry/exposition.js';
import { STAGES_OF } from '../../src/runtime/run-plan.js';

const QUANTILES = ['0.5', '0.9', '0.99', '0.999', '0.9999', '1'];

function ownLatency(durationsNs: readonly number[], totalCount: number): OwnLatency {
  const histogram = new LatencyHistogram();
  for (const ns of durationsNs) histogram.record(ns);
  return { interval: histogram.percentiles(), totalCount, clockErrorNs: 42_000 };
}

describe('the rows of the latency table', () => {
  it('are the stages in the order of the data’s way, then the page', () => {
    const board = new Exposition().metric('bookcast_stage_seconds', 'summary', 'Latency.');
    const names = Object.values(STAGES_OF).flat();
    names.forEach((stage, i) => {
      QUANTILES.forEach((quantile, k) =>
        board.sample({ stage, quantile }, (i + 1) * (k + 1) * 1e-6),
      );
      board.sample({ stage }, 1, '_sum').sample({ stage }, 100 * (i + 1), '_count');
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
