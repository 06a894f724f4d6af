/**
 * Latencies of one stage of one thread as a cumulative array in shared memory, indexed like an HDR
 * histogram (three significant digits, 1 ns … 60 s). Owns the index arithmetic; must never allocate
 * in record. Written by one thread; the supervisor differences two readings (stage-summary).
 *
 *   byte 0   values above 60 s, clamped into the last bucket   u32   the recording thread
 *   byte 4   values below 0, clamped to 0                      u32   the recording thread
 *   byte 64  count of each bucket, modulo 2^32                 u32[] the recording thread
 *
 * Bucket b holds 2^b ns wide steps; half of the 2048 steps of a bucket lie in the one below, hence
 * index = b × 1024 + (value >> b). A bucket's count wraps: read it more often than every 2^32 records.
 */

/** Steps of the finest bucket: 3 digits need 2 × 10^3 steps, rounded up to a power of two. */
const SUB_BUCKET_COUNT = 2048;
const SUB_BUCKET_HALF_SHIFT = 10;
const SUB_BUCKET_MASK = SUB_BUCKET_COUNT - 1;
const SUB_BUCKET_BITS = 11;

export const STAGE_NS_MAX = 60_000_000_000;
/** 2048 × 2^25 ns is the first power-of-two span above 60 s. */
const BUCKET_COUNT = 26;
export const STAGE_INDEX_COUNT = (BUCKET_COUNT + 1) << SUB_BUCKET_HALF_SHIFT;

const TWO_31 = 2147483648;
const HIGH_SHIFT = 16;
const HIGH_FACTOR = 2 ** -HIGH_SHIFT;

export const STAGE = {
  OVER_WORD: 0,
  UNDER_WORD: 1,
  COUNTS_WORD: 16,
} as const;

/** Bucket index of an integer 0 … 60 s. */
export function stageIndex(ns: number): number {
  if (ns < TWO_31) {
    const bucket = 32 - SUB_BUCKET_BITS - Math.clz32(ns | SUB_BUCKET_MASK);
    return (bucket << SUB_BUCKET_HALF_SHIFT) + (ns >>> bucket);
  }
  const high = (ns * HIGH_FACTOR) | 0;
  const bucket = 32 - SUB_BUCKET_BITS - Math.clz32(high);
  return ((bucket + HIGH_SHIFT) << SUB_BUCKET_HALF_SHIFT) + (high >>> bucket);
}

/** The smallest value of a bucket index, ns. */
export function stageIndexValue(index: number): number {
  const bucket = Math.max(0, (index >>> SUB_BUCKET_HALF_SHIFT) - 1);
  return (index - (bucket << SUB_BUCKET_HALF_SHIFT)) * 2 ** bucket;
}

export class StageHistogram {
  static readonly bytes = (STAGE.COUNTS_WORD + STAGE_INDEX_COUNT) * 4;
  private readonly words: Uint32Array;

  /** @param byteOffset multiple of 4. */
  constructor(buffer: SharedArrayBuffer | ArrayBuffer, byteOffset = 0) {
    this.words = new Uint32Array(buffer, byteOffset, STAGE.COUNTS_WORD + STAGE_INDEX_COUNT);
  }

  record(ns: number): void {
    this.recordCount(ns, 1);
  }

  /** `count` messages took `ns` each. A fraction of a nanosecond is dropped. */
  recordCount(ns: number, count: number): void {
    let value = ns;
    if (!(value >= 0)) {
      this.words[STAGE.UNDER_WORD] = this.words[STAGE.UNDER_WORD]! + count;
      value = 0;
    } else if (value > STAGE_NS_MAX) {
      this.words[STAGE.OVER_WORD] = this.words[STAGE.OVER_WORD]! + count;
      value = STAGE_NS_MAX;
    }
    const at = STAGE.COUNTS_WORD + stageIndex(value);
    this.words[at] = this.words[at]! + count;
  }

  /** Cold: a copy of the cumulative words (over, under, …, counts), for StageInterval. */
  copyTo(target: Uint32Array): void {
    target.set(this.words);
  }
}

/** Stages, in the order of a message's way; the names are those of /metrics and the docs. */
export const STAGE_NAMES = [
  'received_to_committed',
  'committed_to_applied',
  'applied_to_framed',
  'framed_to_sent',
  'received_to_sent',
] as const;
export type StageName = (typeof STAGE_NAMES)[number];
