/**
 * Where a duration is counted: the buckets of an HDR histogram with three significant digits from
 * 1 ns to 60 s. Owns the index arithmetic of every latency histogram here, of the server's threads
 * and of the SDK; must never allocate. Any thread; runs in a browser.
 *
 * Bucket b holds 2^b ns wide steps; half of the 2048 steps of a bucket lie in the one below, hence
 * index = b × 1024 + (value >> b).
 */

/** Steps of the finest bucket: 3 digits need 2 × 10^3 steps, rounded up to a power of two. */
const SUB_BUCKET_BITS = 11;
const SUB_BUCKET_MASK = (1 << SUB_BUCKET_BITS) - 1;
const SUB_BUCKET_HALF_SHIFT = SUB_BUCKET_BITS - 1;

/** What is longer is counted as this. */
export const HDR_NS_MAX = 60_000_000_000;
/** 2048 × 2^25 ns is the first power-of-two span above 60 s. */
const BUCKET_COUNT = 26;
export const HDR_INDEX_COUNT = (BUCKET_COUNT + 1) << SUB_BUCKET_HALF_SHIFT;

const TWO_31 = 2147483648;
const HIGH_SHIFT = 16;
const HIGH_FACTOR = 2 ** -HIGH_SHIFT;

/** Index of a duration of 0 … 60 s; a fraction of a nanosecond is dropped. */
export function hdrIndexOf(ns: number): number {
  if (ns < TWO_31) {
    const bucket = 32 - SUB_BUCKET_BITS - Math.clz32(ns | SUB_BUCKET_MASK);
    return (bucket << SUB_BUCKET_HALF_SHIFT) + (ns >>> bucket);
  }
  const high = (ns * HIGH_FACTOR) | 0;
  const bucket = 32 - SUB_BUCKET_BITS - Math.clz32(high);
  return ((bucket + HIGH_SHIFT) << SUB_BUCKET_HALF_SHIFT) + (high >>> bucket);
}

/** The smallest whole number of nanoseconds that is counted at an index. */
export function hdrLowestAt(index: number): number {
  const bucket = Math.max(0, (index >>> SUB_BUCKET_HALF_SHIFT) - 1);
  return (index - (bucket << SUB_BUCKET_HALF_SHIFT)) * 2 ** bucket;
}

/** The largest one: what percentiles are told as. */
export const hdrHighestAt = (index: number): number => hdrLowestAt(index + 1) - 1;

/**
 * How many of `count` values lie at or below the percentile: `percent` of them, rounded up, at
 * least one. 99.9 % of 1000 is 999, though the product is a rounding error above it.
 */
export function hdrRankOf(percent: number, count: number): number {
  const exact = (percent / 100) * count;
  return Math.min(count, Math.max(1, Math.ceil(exact - exact * Number.EPSILON)));
}
