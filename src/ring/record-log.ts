/**
 * What one thread notes down now and then for the supervisor: a ring of small records that never
 * waits. Owns the memory map, the writing and the reading end; must never say what a record means
 * (telemetry/episode, telemetry/slow-sample). The newest records win: a reader that comes too
 * late is told how many it has missed.
 *
 *   record log head, bytes
 *      0  [ published u32 ][ unused … 64 ]        the noting thread: records ever written, modulo 2^32
 *     64  [ kernel thread u32 ][ unused … 128 ]   the noting thread: as the kernel numbers it, 0 unknown
 *    128
 *
 * Behind it lie RECORD_LIMIT records of RECORD_FIELDS doubles, written by the noting thread. Record n
 * is complete once `published` is above n. Its place is written again by record n + RECORD_LIMIT, which
 * is begun only when `published` has reached that number: what the reader copied is good if, after
 * the copy, `published` was still below it. x86-64 keeps the order of the plain accesses in between.
 */

export const RECORD_LOG_HEAD = { PUBLISHED: 0, KERNEL_THREAD: 64 } as const;
export const RECORD_LOG_HEAD_BYTES = 128;
export const RECORD_FIELDS = 12;
/** Read four times a second: room for 2,000 records a second. A power of two. */
export const RECORD_LIMIT = 512;

const PUBLISHED = RECORD_LOG_HEAD.PUBLISHED >>> 2;
const KERNEL_THREAD = RECORD_LOG_HEAD.KERNEL_THREAD >>> 2;
const PLACE_MASK = RECORD_LIMIT - 1;

export const allocateRecordLog = (): SharedArrayBuffer =>
  new SharedArrayBuffer(RECORD_LOG_HEAD_BYTES + RECORD_LIMIT * RECORD_FIELDS * 8);

const recordsOf = (buffer: SharedArrayBuffer): Float64Array =>
  new Float64Array(buffer, RECORD_LOG_HEAD_BYTES, RECORD_LIMIT * RECORD_FIELDS);

/** Who notes, as the kernel numbers its threads; 0 as long as nobody does. */
export const kernelThreadOf = (buffer: SharedArrayBuffer): number =>
  Atomics.load(new Uint32Array(buffer, 0, RECORD_LOG_HEAD_BYTES >>> 2), KERNEL_THREAD);

/** The noting thread's end: fill `fields`, then append. Allocates nothing. */
export class RecordLogWriter {
  readonly fields = new Float64Array(RECORD_FIELDS);
  private readonly words: Uint32Array;
  private readonly records: Float64Array;

  /** A thread that replaces a dead one goes on behind its records. */
  constructor(buffer: SharedArrayBuffer, kernelThread: number) {
    this.words = new Uint32Array(buffer, 0, RECORD_LOG_HEAD_BYTES >>> 2);
    this.records = recordsOf(buffer);
    Atomics.store(this.words, KERNEL_THREAD, kernelThread);
  }

  append(): void {
    const published = this.words[PUBLISHED]!;
    this.records.set(this.fields, (published & PLACE_MASK) * RECORD_FIELDS);
    Atomics.store(this.words, PUBLISHED, published + 1);
  }
}

/** The supervisor's end. */
export class RecordLogReader {
  /** Records that were overwritten before they were read, since this reader was made. */
  lostCount = 0;
  private readonly words: Uint32Array;
  private readonly records: Float64Array;
  private readonly copy = new Float64Array(RECORD_LIMIT * RECORD_FIELDS);
  private next: number;

  constructor(buffer: SharedArrayBuffer) {
    this.words = new Uint32Array(buffer, 0, RECORD_LOG_HEAD_BYTES >>> 2);
    this.records = recordsOf(buffer);
    this.next = Atomics.load(this.words, PUBLISHED);
  }

  /** Everything since the last call, oldest first; `fields` is used again for the next record. */
  drain(visit: (fields: Float64Array) => void): void {
    const published = Atomics.load(this.words, PUBLISHED);
    if (published === this.next) return;
    this.copy.set(this.records);
    // Adding nothing is a read that no earlier read can be moved behind.
    const after = Atomics.add(this.words, PUBLISHED, 0);
    // The place of record `after` may be in the writer's hands.
    const oldest = (after - RECORD_LIMIT + 1) >>> 0;
    const missed = (oldest - this.next) | 0;
    if (missed > 0) {
      const lost = Math.min(missed, (published - this.next) >>> 0);
      this.lostCount += lost;
      this.next = (this.next + lost) >>> 0;
    }
    while (this.next !== published) {
      const start = (this.next & PLACE_MASK) * RECORD_FIELDS;
      visit(this.copy.subarray(start, start + RECORD_FIELDS));
      this.next = (this.next + 1) >>> 0;
    }
  }
}
