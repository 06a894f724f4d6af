import { describe, expect, it } from 'vitest';
import { LatencyHistogram } from '../../src/client/latency-histogram.js';
import { latencyRows, type OwnLatency } from '../../src/dashboard/latency-rows.js';
import { readReport } from '../../src/dashboard/latency/report.js';
import { sampleReport } from './latency/sample-report.js';

function ownLatency(durationsNs: readonly number[]): OwnLatency {
  const histogram = new LatencyHistogram();
  for (const ns of durationsNs) histogram.record(ns);
  return { interval: histogram.percentiles(), clockErrorNs: 42_000 };
}

describe('the rows of the latency table', () => {
  it('are the stages in the order of the data’s way, then the page', () => {
    const [told] = readReport(sampleReport({ intervalCount: 1, endMs: 7_000 })).intervals;
    const rows = latencyRows(told, ownLatency([500, 700]));
    const { count } = told!.stages.received_to_sent;
    expect(rows.map(({ stage, count, total }) => [stage, count, total])).toEqual([
      ['received → committed', count, false],
      ['committed → applied', count, false],
      ['applied → framed', count, false],
      ['framed → sent', count, false],
      ['received → sent, all of the server', count, true],
      ['received → this page (clock ± 42.0 µs)', 2, false],
    ]);
    const { p50Us, p90Us, p99Us, p999Us, maxUs } = told!.stages.applied_to_framed;
    expect(rows[2]!.percentilesNs).toEqual(
      [p50Us, p90Us, p99Us, p999Us, maxUs].map((us) => us * 1_000),
    );
    expect(rows[5]!.percentilesNs).toEqual([500, 700, 700, 700, 700]);
    expect(rows.map(({ floorNs }) => floorNs)).toEqual([0, 0, 0, 0, 0, 42_000]);
  });

  it('have no values where the server has measured nothing', () => {
    const rows = latencyRows(undefined, ownLatency([]));
    expect(rows).toHaveLength(6);
    for (const { count, percentilesNs } of rows) {
      expect([count, ...percentilesNs]).toEqual([0, NaN, NaN, NaN, NaN, NaN]);
    }
  });
});
