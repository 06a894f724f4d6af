/**
 * One stage of one client over one interval: durations counted to two significant digits. Owns its
 * counts, about 14 KB; recording allocates nothing. Gateway thread.
 *
 * Eight neighbours of the three-digit buckets (market/hdr-bucket) are one of two digits, from steps
 * of 8 ns on, so there is no second index arithmetic.
 */
import { HDR_INDEX_COUNT, HDR_NS_MAX, hdrIndexOf, hdrLowestAt } from '../market/hdr-bucket.js';
import type { StageName } from '../market/stage.js';
import type { StageLatency } from '../frame/latency-report.js';

const TWO_32 = 4294967296;
const COARSE_SHIFT = 3;
const INDEX_COUNT = HDR_INDEX_COUNT >> COARSE_SHIFT;
const NS_PER_US = 1e3;

const highestAt = (index: number): number => hdrLowestAt((index + 1) << COARSE_SHIFT) - 1;

/** A duration that is negative, or longer than 32 bits of nanoseconds. */
const indexOfOthers = (high: number, low: number): number =>
  high < 0 ? 0 : hdrIndexOf(Math.min(high * TWO_32 + low, HDR_NS_MAX));

export class StageCounts {
  private readonly counts = new Uint32Array(INDEX_COUNT);
  private count = 0;
  /** Where something is counted. */
  private first = INDEX_COUNT;
  private last = -1;

  constructor(private readonly stage: StageName) {}

  /**
   * From one stamp to another, each as its two words, taken as int32: such cross calls without being
   * boxed, doubles do not. Below 0 counts as 0, above 60 s as 60 s.
   */
  record(fromLow: number, fromHigh: number, toLow: number, toHigh: number): void {
    const borrow = toLow >>> 0 < fromLow >>> 0 ? 1 : 0;
    const high = (toHigh - fromHigh - borrow) | 0;
    const low = (toLow - fromLow) >>> 0;
    const index = (high === 0 ? hdrIndexOf(low) : indexOfOthers(high, low)) >> COARSE_SHIFT;
    this.counts[index] = this.counts[index]! + 1;
    this.count++;
    if (index < this.first) this.first = index;
    if (index > this.last) this.last = index;
  }

  /** Cold: what was recorded since the last reset. */
  figures(): StageLatency {
    const { stage, count } = this;
    let index = this.first - 1;
    let passed = 0;
    // Percentiles rise from call to call: the walk goes on where it stands.
    const us = (percentile: number): number => {
      const rank = Math.ceil((percentile / 100) * count);
      while (passed < rank) passed += this.counts[++index]!;
      return count === 0 ? 0 : highestAt(index) / NS_PER_US;
    };
    return {
      stage,
      count,
      p50Us: us(50),
      p90Us: us(90),
      p99Us: us(99),
      p999Us: us(99.9),
      maxUs: us(100),
    };
  }

  /** Cold. */
  reset(): void {
    if (this.last >= this.first) this.counts.fill(0, this.first, this.last + 1);
    this.count = 0;
    this.first = INDEX_COUNT;
    this.last = -1;
  }
}
