/**
 * Turns the cumulative stage arrays of one or several threads into percentiles, of the last
 * interval and of the whole run. Owns the previous reading of every array; must never write to
 * them. Runs in the supervisor, off the data path.
 */
import { build, type Histogram } from 'hdr-histogram-js';
import { HDR_INDEX_COUNT, HDR_NS_MAX, hdrHighestAt, hdrLowestAt } from '../market/hdr-bucket.js';
import { STAGE, type StageHistogram } from './stage-histogram.js';

/** Nanoseconds throughout. */
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

/** An empty histogram with the range and precision of the stage arrays. */
export const emptyStageHistogram = (): Histogram =>
  build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: HDR_NS_MAX,
    numberOfSignificantValueDigits: 3,
    bitBucketSize: 64,
    autoResize: false,
    useWebAssembly: false,
  });

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

/** Every percentile walks the whole histogram: some 0.1 ms each, for the end of a run only. */
function percentilesOf(histogram: Histogram, overCount: number): StagePercentiles {
  if (histogram.totalCount === 0) return NOTHING;
  const at = (percentile: number): number => histogram.getValueAtPercentile(percentile);
  return {
    count: histogram.totalCount,
    meanNs: histogram.mean,
    p50Ns: at(50),
    p90Ns: at(90),
    p99Ns: at(99),
    p999Ns: at(99.9),
    p9999Ns: at(99.99),
    maxNs: at(100),
    overCount,
  };
}

/** Counts are modulo 2^32: the difference of two readings is right as long as it is below that. */
const difference = (now: number, before: number): number => (now - before) >>> 0;

/**
 * Counts of one interval by bucket index. The library's percentiles walk all 27,648 buckets each,
 * every second of a server's life; these walk once, and only where something was counted.
 */
class IntervalCounts {
  count = 0;
  overCount = 0;
  private sumNs = 0;
  private first = HDR_INDEX_COUNT;
  private last = -1;
  private readonly counts = new Float64Array(HDR_INDEX_COUNT);

  reset(): void {
    if (this.last >= this.first) this.counts.fill(0, this.first, this.last + 1);
    this.first = HDR_INDEX_COUNT;
    this.last = -1;
    this.count = this.overCount = this.sumNs = 0;
  }

  add(index: number, count: number): void {
    this.counts[index] = this.counts[index]! + count;
    this.count += count;
    this.sumNs += count * (hdrLowestAt(index) + hdrHighestAt(index)) * 0.5;
    if (index < this.first) this.first = index;
    if (index > this.last) this.last = index;
  }

  percentiles(): StagePercentiles {
    const { count, overCount } = this;
    if (count === 0) return NOTHING;
    let index = this.first - 1;
    let passed = 0;
    // Percentiles rise from call to call: the walk goes on where it stands.
    const at = (percentile: number): number => {
      const rank = Math.max(1, Math.ceil((percentile / 100) * count));
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
      maxNs: hdrHighestAt(this.last),
      overCount,
    };
  }
}

/** One stage, recorded by the same kind of thread in one or more arrays. */
export class StageSummary {
  private readonly previous: Uint32Array[];
  private readonly current = new Uint32Array(STAGE.COUNTS_WORD + HDR_INDEX_COUNT);
  private readonly counted = new IntervalCounts();
  private readonly totalCounts = new Float64Array(HDR_INDEX_COUNT);
  /** Since the start of the run, as of the last advance; cheap, unlike total(). */
  totalOver = 0;
  totalCount = 0;
  totalNs = 0;

  constructor(
    readonly name: string,
    private readonly sources: readonly StageHistogram[],
  ) {
    this.previous = sources.map(() => new Uint32Array(STAGE.COUNTS_WORD + HDR_INDEX_COUNT));
  }

  /** Reads all arrays; what was recorded since the last call becomes the interval. */
  advance(): void {
    this.counted.reset();
    this.sources.forEach((source, i) => this.advanceOne(source, this.previous[i]!));
  }

  private advanceOne(source: StageHistogram, previous: Uint32Array): void {
    const { current, counted, totalCounts } = this;
    source.copyTo(current);
    const over = difference(current[STAGE.OVER_WORD]!, previous[STAGE.OVER_WORD]!);
    counted.overCount += over;
    this.totalOver += over;
    for (let index = 0; index < HDR_INDEX_COUNT; index++) {
      const at = STAGE.COUNTS_WORD + index;
      if (current[at] === previous[at]) continue;
      const count = difference(current[at]!, previous[at]!);
      counted.add(index, count);
      totalCounts[index] = totalCounts[index]! + count;
      this.totalCount += count;
      this.totalNs += hdrLowestAt(index) * count;
    }
    previous.set(current);
  }

  interval(): StagePercentiles {
    return this.counted.percentiles();
  }

  /** Since the start of the run, as of the last advance. */
  total(): StagePercentiles {
    const histogram = emptyStageHistogram();
    this.totalCounts.forEach((count, index) => {
      if (count > 0) histogram.recordValueWithCount(hdrLowestAt(index), count);
    });
    return percentilesOf(histogram, this.totalOver);
  }
}
