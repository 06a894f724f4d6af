/**
 * The stages at /metrics: a histogram of each since the start, and the exact percentiles of the last
 * interval. Must never advance a stage: the board does. Supervisor.
 */
import { MetricFamily } from '../../telemetry/exposition.js';
import { HistogramLines } from '../../telemetry/histogram-lines.js';
import type { StagePercentiles, StageSummary } from '../../telemetry/stage-summary.js';
import type { MetricsContributor } from './contributor.js';

const NS_PER_SECOND = 1e9;

const PERCENTILES: readonly (readonly [string, (stage: StagePercentiles) => number])[] = [
  ['50', (stage) => stage.p50Ns],
  ['90', (stage) => stage.p90Ns],
  ['99', (stage) => stage.p99Ns],
  ['99.9', (stage) => stage.p999Ns],
  ['99.99', (stage) => stage.p9999Ns],
  ['100', (stage) => stage.maxNs],
];

export function stageMetrics(stages: readonly StageSummary[]): MetricsContributor {
  const histogram = new MetricFamily(
    'bookcast_stage_seconds',
    'histogram',
    'Latency of each stage since the start.',
  );
  const percentile = new MetricFamily(
    'bookcast_stage_percentile_seconds',
    'gauge',
    'Percentiles of the last interval, exact to three digits; NaN when nothing was measured in it.',
  );
  const over = new MetricFamily(
    'bookcast_stage_over_total',
    'counter',
    'Latencies above 60 s, counted as 60 s.',
  );
  const rows = stages.map((stage) => ({
    stage,
    lines: new HistogramLines(histogram, { stage: stage.name }),
    percentiles: PERCENTILES.map(([name, valueOf]) => ({
      series: percentile.series({ stage: stage.name, percentile: name }),
      valueOf,
    })),
    over: over.series({ stage: stage.name }),
  }));
  return (board) => {
    board.family(histogram);
    for (const { stage, lines } of rows) lines.addTo(board, stage);
    board.family(percentile);
    for (const { stage, percentiles } of rows) {
      const interval = stage.interval();
      const divisor = interval.count === 0 ? NaN : NS_PER_SECOND;
      for (const { series, valueOf } of percentiles) {
        board.sample(series, valueOf(interval) / divisor);
      }
    }
    board.family(over);
    for (const { stage, over: series } of rows) board.sample(series, stage.totalOver);
  };
}
