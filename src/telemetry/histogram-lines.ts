/**
 * One Prometheus histogram with fixed labels: `_bucket` for each edge, `_sum`, `_count`. Owns its
 * lines but for the values; must never count anything itself. Supervisor.
 */
import { EDGES_NS, type EdgeCounts } from './edge-counts.js';
import type { Exposition, Labels, MetricFamily, Series } from './exposition.js';

/** Since the start of the run. */
export interface LatencyTotals {
  readonly edges: EdgeCounts;
  readonly totalNs: number;
}

const NS_PER_SECOND = 1e9;
const LE = [...EDGES_NS.map((ns) => String(ns / NS_PER_SECOND)), '+Inf'];

export class HistogramLines {
  private readonly buckets: readonly Series[];
  private readonly sum: Series;
  private readonly count: Series;

  constructor(family: MetricFamily, labels: Labels) {
    this.buckets = LE.map((le) => family.series({ ...labels, le }, '_bucket'));
    this.sum = family.series(labels, '_sum');
    this.count = family.series(labels, '_count');
  }

  addTo(board: Exposition, totals: LatencyTotals): void {
    let count = 0;
    this.buckets.forEach((bucket, edge) => {
      count += totals.edges.at(edge);
      board.sample(bucket, count);
    });
    board.sample(this.sum, totals.totalNs / NS_PER_SECOND).sample(this.count, count);
  }
}
