/**
 * Turns the cumulative stage arrays of one or several threads into percentiles, of the last
 * interval and of the whole run. Owns the previous reading of every array; must never write to
 * them. Runs in the supervisor, off the data path.
 */
import { build, type Histogram } from 'hdr-histogram-js';
import {
  STAGE,
  STAGE_INDEX_COUNT,
  STAGE_NS_MAX,
  stageIndexValue,
  type StageHistogram,
} from './stage-histogram.js';

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
    highestTrackableValue: STAGE_NS_MAX,
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

/** Every percentile walks the whole histogram: some 0.1 ms each. */
export function percentilesOf(histogram: Histogram, overCount: number): StagePercentiles {
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

/** One stage, recorded by the same kind of thread in one or more arrays. */
export class StageSummary {
  private readonly previous: Uint32Array[];
  private readonly current = new Uint32Array(STAGE.COUNTS_WORD + STAGE_INDEX_COUNT);
  private readonly intervalHistogram = emptyStageHistogram();
  private readonly totalHistogram = emptyStageHistogram();
  private intervalOver = 0;
  /** Since the start of the run, as of the last advance; cheap, unlike total(). */
  totalOver = 0;
  totalCount = 0;
  totalNs = 0;

  constructor(
    readonly name: string,
    private readonly sources: readonly StageHistogram[],
  ) {
    this.previous = sources.map(() => new Uint32Array(STAGE.COUNTS_WORD + STAGE_INDEX_COUNT));
  }

  /** Reads all arrays; what was recorded since the last call becomes the interval. */
  advance(): void {
    this.intervalHistogram.reset();
    this.intervalOver = 0;
    this.sources.forEach((source, i) => this.advanceOne(source, this.previous[i]!));
  }

  private advanceOne(source: StageHistogram, previous: Uint32Array): void {
    const { current } = this;
    source.copyTo(current);
    const over = difference(current[STAGE.OVER_WORD]!, previous[STAGE.OVER_WORD]!);
    this.intervalOver += over;
    this.totalOver += over;
    for (let index = 0; index < STAGE_INDEX_COUNT; index++) {
      const at = STAGE.COUNTS_WORD + index;
      const count = difference(current[at]!, previous[at]!);
      if (count === 0) continue;
      const ns = stageIndexValue(index);
      this.intervalHistogram.recordValueWithCount(ns, count);
      this.totalHistogram.recordValueWithCount(ns, count);
      this.totalCount += count;
      this.totalNs += ns * count;
    }
    previous.set(current);
  }

  interval(): StagePercentiles {
    return percentilesOf(this.intervalHistogram, this.intervalOver);
  }

  /** Since the start of the run, as of the last advance. */
  total(): StagePercentiles {
    return percentilesOf(this.totalHistogram, this.totalOver);
  }
}
