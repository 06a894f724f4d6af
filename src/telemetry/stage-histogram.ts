/**
 * Latencies of one stage of one thread as a cumulative array in shared memory, indexed like an HDR
 * histogram (market/hdr-bucket). Owns the drawing of that memory; must never allocate in record.
 * Written by one thread; the supervisor differences two readings (stage-summary).
 *
 *   byte 0   values above 60 s, clamped into the last bucket   u32   the recording thread
 *   byte 4   values below 0, clamped to 0                      u32   the recording thread
 *   byte 64  count of each bucket, modulo 2^32                 u32[] the recording thread
 *
 * A bucket's count wraps: read it more often than every 2^32 records.
 */
export { STAGE_NAMES, type StageName } from '../market/stage.js';
import { HDR_INDEX_COUNT, HDR_NS_MAX, hdrIndexOf } from '../market/hdr-bucket.js';

/** Bound here: V8 folds a module's own constant, an imported one it loads at every use. */
const NS_MAX = HDR_NS_MAX;

export const STAGE = {
  OVER_WORD: 0,
  UNDER_WORD: 1,
  COUNTS_WORD: 16,
} as const;

export class StageHistogram {
  static readonly bytes = (STAGE.COUNTS_WORD + HDR_INDEX_COUNT) * 4;
  private readonly words: Uint32Array;

  /** @param byteOffset multiple of 4. */
  constructor(buffer: SharedArrayBuffer | ArrayBuffer, byteOffset = 0) {
    this.words = new Uint32Array(buffer, byteOffset, STAGE.COUNTS_WORD + HDR_INDEX_COUNT);
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
    } else if (value > NS_MAX) {
      this.words[STAGE.OVER_WORD] = this.words[STAGE.OVER_WORD]! + count;
      value = NS_MAX;
    }
    const at = STAGE.COUNTS_WORD + hdrIndexOf(value);
    this.words[at] = this.words[at]! + count;
  }

  /** Cold: a copy of the cumulative words (over, under, …, counts), for StageInterval. */
  copyTo(target: Uint32Array): void {
    target.set(this.words);
  }
}

/** A stage that nobody wants to know about: recording costs nothing, and nothing is counted. */
export class UnrecordedStage extends StageHistogram {
  override record(): void {}
  override recordCount(): void {}
}
