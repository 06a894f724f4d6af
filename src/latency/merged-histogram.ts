/**
 * Histograms of any range and precision added up. Owns the sum, at three significant digits from 1
 * on (more where an input has more), as the reference's accumulated histogram; gives percentiles,
 * mean and the familiar table from the library. Cold.
 */
import { build, type JsHistogram } from 'hdr-histogram-js';
import type { HistogramCounts } from './hdr-codec.js';

const DIGITS_MIN = 3;
/** More than any clock's nanoseconds; the sum is cut to what its inputs can hold. */
const RANGE_MAX = Number.MAX_SAFE_INTEGER;

function makeHistogram(highestTrackableValue: number, digits: number): JsHistogram {
  // Over-range values are accepted silently: the range is never below that of the inputs.
  const histogram = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: Math.max(2, highestTrackableValue),
    numberOfSignificantValueDigits: digits as 3 | 4 | 5,
    bitBucketSize: 64,
    autoResize: false,
    useWebAssembly: false,
  });
  return histogram as JsHistogram;
}

/** In the unit of the values. */
export interface LatencySummary {
  readonly count: number;
  readonly min: number;
  readonly mean: number;
  readonly stdDeviation: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly p9999: number;
  readonly max: number;
}

/** One point of the percentile curve: `percentile` of the values are at most `value`. */
export interface PercentilePoint {
  readonly value: number;
  readonly percentile: number;
  readonly totalCount: number;
}

export class MergedHistogram {
  /** Intervals added. */
  intervalCount = 0;
  private histogram = makeHistogram(RANGE_MAX, DIGITS_MIN);
  private highestValue = 0;
  private cut: JsHistogram | undefined;

  get count(): number {
    return this.histogram.totalCount;
  }

  add({ shape, values, counts }: HistogramCounts): void {
    if (shape.digits > this.histogram.numberOfSignificantValueDigits) {
      const finer = makeHistogram(RANGE_MAX, shape.digits);
      finer.add(this.histogram);
      this.histogram = finer;
    }
    for (let i = 0; i < values.length; i++) {
      this.histogram.recordValueWithCount(values[i]!, counts[i]!);
    }
    this.highestValue = Math.max(this.highestValue, shape.highestValue, values.at(-1) ?? 0);
    this.intervalCount++;
    this.cut = undefined;
  }

  summary(): LatencySummary {
    const histogram = this.inRange();
    const at = (percentile: number): number => histogram.getValueAtPercentile(percentile);

    return {
      count: histogram.totalCount,
      min: at(0),
      mean: histogram.mean,
      stdDeviation: histogram.stdDeviation,
      p50: at(50),
      p90: at(90),
      p99: at(99),
      p999: at(99.9),
      p9999: at(99.99),
      max: at(100),
    };
  }

  /** The reference's table: values divided by `ratio`, five rows per half of the distance to 100 %. */
  table(ratio: number): string {
    return this.inRange().outputPercentileDistribution(5, ratio).trimEnd();
  }

  /** Points for a curve or a program, `perHalf` per half of the distance to 100 %. */
  points(perHalf: number): PercentilePoint[] {
    const lines = this.inRange()
      .outputPercentileDistribution(perHalf, 1, true)
      .trimEnd()
      .split('\n');
    return lines.slice(1).map((line) => {
      const [value, percentile, totalCount] = line.split(',').map(Number) as [
        number,
        number,
        number,
      ];
      return { value, percentile: percentile * 100, totalCount };
    });
  }

  /** The sum with the range of its inputs, so that tables name the buckets that they have. */
  private inRange(): JsHistogram {
    if (this.cut === undefined) {
      this.cut = makeHistogram(this.highestValue, this.histogram.numberOfSignificantValueDigits);
      this.cut.add(this.histogram);
      // The reference tells the maximum as it tells percentiles: the largest value of its bucket.
      this.cut.maxValue = this.cut.highestEquivalentValue(this.cut.maxValue);
    }
    return this.cut;
  }
}
