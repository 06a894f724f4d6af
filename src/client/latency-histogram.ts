/**
 * Durations counted in logarithmic buckets with three significant digits, indexed as HdrHistogram
 * does (market/hdr-bucket). Owns its counts; constant memory; recording allocates nothing. Runs
 * everywhere.
 */
import {
  HDR_INDEX_COUNT,
  HDR_NS_MAX,
  hdrHighestAt,
  hdrIndexOf,
  hdrRankOf,
} from '../market/hdr-bucket.js';

export interface LatencyPercentiles {
  readonly count: number;
  readonly minNs: number;
  readonly meanNs: number;
  readonly p50Ns: number;
  readonly p90Ns: number;
  readonly p99Ns: number;
  readonly p999Ns: number;
  readonly p9999Ns: number;
  readonly maxNs: number;
}

export class LatencyHistogram {
  private readonly counts = new Float64Array(HDR_INDEX_COUNT);
  /** count, sum, min, max */
  private readonly totals = new Float64Array([0, 0, Infinity, 0]);

  /** Record one duration in ns; below 0 counts as 0 (an estimated clock may be off), above 60 s as 60 s. */
  record(durationNs: number): void {
    const ns = Math.min(Math.max(Math.floor(durationNs), 0), HDR_NS_MAX);
    const index = hdrIndexOf(ns);
    this.counts[index] = this.counts[index]! + 1;
    this.totals[0] = this.totals[0]! + 1;
    this.totals[1] = this.totals[1]! + ns;
    if (ns < this.totals[2]!) this.totals[2] = ns;
    if (ns > this.totals[3]!) this.totals[3] = ns;
  }

  get count(): number {
    return this.totals[0]!;
  }

  /** Value in ns that `percent` of the recorded ones do not exceed, to three digits; NaN when empty. */
  percentile(percent: number): number {
    const total = this.count;
    if (total === 0) return NaN;
    const wanted = hdrRankOf(percent, total);
    let seen = 0;
    for (let index = 0; index < HDR_INDEX_COUNT; index++) {
      seen += this.counts[index]!;
      if (seen >= wanted) return Math.min(hdrHighestAt(index), this.totals[3]!);
    }
    return this.totals[3]!;
  }

  percentiles(): LatencyPercentiles {
    const [count, sum, min, max] = this.totals;
    return {
      count: count!,
      minNs: count === 0 ? NaN : min!,
      meanNs: count === 0 ? NaN : sum! / count!,
      p50Ns: this.percentile(50),
      p90Ns: this.percentile(90),
      p99Ns: this.percentile(99),
      p999Ns: this.percentile(99.9),
      p9999Ns: this.percentile(99.99),
      maxNs: count === 0 ? NaN : max!,
    };
  }

  /** Every bucket that counted something, by its market/hdr-bucket index, lowest first. */
  forEach(visit: (index: number, count: number) => void): void {
    for (let index = 0; index < HDR_INDEX_COUNT; index++) {
      if (this.counts[index] !== 0) visit(index, this.counts[index]!);
    }
  }

  /** Add all that another histogram has counted. */
  add(other: LatencyHistogram): void {
    for (let index = 0; index < HDR_INDEX_COUNT; index++) {
      this.counts[index] = this.counts[index]! + other.counts[index]!;
    }
    this.totals[0] = this.totals[0]! + other.totals[0]!;
    this.totals[1] = this.totals[1]! + other.totals[1]!;
    this.totals[2] = Math.min(this.totals[2]!, other.totals[2]!);
    this.totals[3] = Math.max(this.totals[3]!, other.totals[3]!);
  }

  reset(): void {
    this.counts.fill(0);
    this.totals.set([0, 0, Infinity, 0]);
  }
}
