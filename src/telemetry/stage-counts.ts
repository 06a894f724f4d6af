/**
 * Latencies of a stretch of time by bucket index (market/hdr-bucket): of an interval or a whole run,
 * of one thread or several. Owns its counts; remembers where they begin and end, because walking
 * all 27,648 buckets for a handful of values is most of the work. Supervisor, off the data path.
 */
import { HDR_INDEX_COUNT, hdrHighestAt, hdrLowestAt, hdrRankOf } from '../market/hdr-bucket.js';

/** Nanoseconds throughout; all 0 where nothing was recorded. */
export interface StagePercentiles {
  readonly count: number;
  readonly meanNs: number;
  readonly p50Ns: number;
  readonly p90Ns: number;
  readonly p99Ns: number;
  readonly p999Ns: number;
  readonly p9999Ns: number;
  readonly maxNs: number;
  /** Records above 60 s, clamped. */
  readonly overCount: number;
}

const NOTHING: StagePercentiles = {
  count: 0,
  meanNs: 0,
  p50Ns: 0,
  p90Ns: 0,
  p99Ns: 0,
  p999Ns: 0,
  p9999Ns: 0,
  maxNs: 0,
  overCount: 0,
};

/** By bucket, what stands for all its values in sums: its middle, as the reference takes it. */
const MIDDLE_NS = Float64Array.from({ length: HDR_INDEX_COUNT }, (_, index) =>
  Math.floor((hdrLowestAt(index) + hdrHighestAt(index) + 1) / 2),
);

export class StageCounts {
  count = 0;
  sumNs = 0;
  overCount = 0;
  private first = HDR_INDEX_COUNT;
  private last = -1;
  private readonly counts = new Float64Array(HDR_INDEX_COUNT);

  reset(): void {
    if (this.last >= this.first) this.counts.fill(0, this.first, this.last + 1);
    this.first = HDR_INDEX_COUNT;
    this.last = -1;
    this.count = this.sumNs = this.overCount = 0;
  }

  add(index: number, count: number): void {
    this.counts[index] = this.counts[index]! + count;
    this.count += count;
    this.sumNs += count * MIDDLE_NS[index]!;
    if (index < this.first) this.first = index;
    if (index > this.last) this.last = index;
  }

  /** The largest recorded, to three digits; 0 where nothing was. */
  get maxNs(): number {
    return this.last < 0 ? 0 : hdrHighestAt(this.last);
  }

  /** Every bucket that has counted something, ascending. */
  forEach(visit: (index: number, count: number) => void): void {
    for (let index = this.first; index <= this.last; index++) {
      const count = this.counts[index]!;
      if (count > 0) visit(index, count);
    }
  }

  percentiles(): StagePercentiles {
    const { count, overCount } = this;
    if (count === 0) return NOTHING;
    let index = this.first - 1;
    let passed = 0;
    // Percentiles rise from call to call: the walk goes on where it stands.
    const at = (percentile: number): number => {
      const rank = hdrRankOf(percentile, count);
      while (passed < rank) passed += this.counts[++index]!;
      return hdrHighestAt(index);
    };
    return {
      count,
      meanNs: this.sumNs / count,
      p50Ns: at(50),
      p90Ns: at(90),
      p99Ns: at(99),
      p999Ns: at(99.9),
      p9999Ns: at(99.99),
      maxNs: this.maxNs,
      overCount,
    };
  }
}
