/**
 * A queue of byte records between two threads: bounded, and its writer never waits. Owns the memory
 * map and both ends; must never know what a record holds. A record is contiguous; what does not fit
 * before the end of the memory starts at the beginning again, behind padding.
 *
 *   byte queue, bytes
 *      0  [ kind u32 ][ unit count u32 ][ unused … 128 ]      allocator, once
 *    128  [ published i32 ][ ended i32 ][ unused … 256 ]      the writer; its end also the supervisor
 *    256  [ released i32 ][ abandoned i32 ][ unused … 384 ]   the reader
 *    384
 *
 * Behind it lie units of 16 bytes; positions count them, int32 that wrap.
 *
 *   queue record, bytes from the start of its first unit
 *      0  [ tag u32 ]              the writer; 0xffffffff = padding up to the end of the memory
 *      4  [ payload bytes u32 ]    the writer; low 29 bits, the high 3: bytes left free before the payload
 *      8  [ mark f64 ]             the writer: a number of its choice
 *     16
 *
 * The payload follows, then nothing up to the next multiple of 16. Of padding only the tag is written.
 */
import { advanceCursor, asRingPosition, cursorDistance, type RingPosition } from './cursor.js';

export const BYTE_QUEUE_HEAD = {
  KIND: 0,
  UNIT_COUNT: 4,
  PUBLISHED: 128,
  ENDED: 132,
  RELEASED: 256,
  ABANDONED: 260,
} as const;
export const BYTE_QUEUE_HEAD_BYTES = 384;
export const QUEUE_RECORD = { TAG: 0, PAYLOAD_BYTES: 4, MARK: 8 } as const;
export const QUEUE_RECORD_HEAD_BYTES = 16;
const UNIT_BYTES = 16;
const UNIT_SHIFT = 4;
const PADDING_TAG = 0xffffffff;

export const BYTE_QUEUE_KIND = 0x42595451;
export const BYTE_QUEUE_BYTES_MIN = 1024;
/** Byte offsets have to be positive int32. */
export const BYTE_QUEUE_BYTES_LIMIT = 2 ** 30;

const SKIP_SHIFT = 29;
const PAYLOAD_BYTES_MASK = 2 ** SKIP_SHIFT - 1;

/** What claim() answers when there is no room. */
export const QUEUE_FULL = -1;

const PUBLISHED = BYTE_QUEUE_HEAD.PUBLISHED >>> 2;
const ENDED = BYTE_QUEUE_HEAD.ENDED >>> 2;
const RELEASED = BYTE_QUEUE_HEAD.RELEASED >>> 2;
const ABANDONED = BYTE_QUEUE_HEAD.ABANDONED >>> 2;

/** @param start first position; tests start a few units before the int32 wrap. */
export function allocateByteQueue(capacityBytes: number, start = 0): SharedArrayBuffer {
  const isPowerOfTwo = (capacityBytes & (capacityBytes - 1)) === 0;
  if (
    !isPowerOfTwo ||
    capacityBytes < BYTE_QUEUE_BYTES_MIN ||
    capacityBytes > BYTE_QUEUE_BYTES_LIMIT
  ) {
    throw new RangeError(
      `byte queue: capacity must be a power of two, ${BYTE_QUEUE_BYTES_MIN} … ${BYTE_QUEUE_BYTES_LIMIT} bytes, not ${capacityBytes}`,
    );
  }
  const buffer = new SharedArrayBuffer(BYTE_QUEUE_HEAD_BYTES + capacityBytes);
  const words = new Int32Array(buffer, 0, BYTE_QUEUE_HEAD_BYTES >>> 2);
  words[BYTE_QUEUE_HEAD.KIND >>> 2] = BYTE_QUEUE_KIND;
  words[BYTE_QUEUE_HEAD.UNIT_COUNT >>> 2] = capacityBytes / UNIT_BYTES;
  words[PUBLISHED] = start | 0;
  words[RELEASED] = start | 0;
  return buffer;
}

/** Nothing more will come, for a writer that may have gone without saying so. Any thread. */
export function endByteQueue(buffer: SharedArrayBuffer): void {
  const words = new Int32Array(buffer, 0, BYTE_QUEUE_HEAD_BYTES >>> 2);
  Atomics.compareExchange(words, ENDED, 0, 1);
  Atomics.notify(words, ENDED);
}

class ByteQueueMemory {
  readonly words: Int32Array;
  readonly unitCount: number;
  /** Views over the units; byte offset 0 is unit 0. */
  readonly u8: Uint8Array;
  readonly u32: Uint32Array;
  readonly f64: Float64Array;

  constructor(buffer: SharedArrayBuffer) {
    this.words = new Int32Array(buffer, 0, BYTE_QUEUE_HEAD_BYTES >>> 2);
    if (this.words[BYTE_QUEUE_HEAD.KIND >>> 2] !== BYTE_QUEUE_KIND) {
      throw new TypeError('byte queue: the buffer holds none');
    }
    this.unitCount = this.words[BYTE_QUEUE_HEAD.UNIT_COUNT >>> 2]!;
    this.u8 = new Uint8Array(buffer, BYTE_QUEUE_HEAD_BYTES);
    this.u32 = new Uint32Array(buffer, BYTE_QUEUE_HEAD_BYTES);
    this.f64 = new Float64Array(buffer, BYTE_QUEUE_HEAD_BYTES);
  }
}

const unitsOf = (payloadBytes: number): number =>
  (payloadBytes + QUEUE_RECORD_HEAD_BYTES + UNIT_BYTES - 1) >>> UNIT_SHIFT;

/** The writer's end: claim, fill u8 from the offset, publish. Allocates nothing. */
export class ByteQueueWriter {
  readonly u8: Uint8Array;
  /** The largest payload: with its padding it fits into an empty queue wherever that begins. */
  readonly payloadBytesLimit: number;
  private readonly memory: ByteQueueMemory;
  private readonly unitCount: number;
  private published: RingPosition;
  /** As far as it was seen. */
  private released: RingPosition;
  private claimedAt: RingPosition;
  private claimedUnits = 0;
  private claimedBytes = 0;
  private claimedSkip = 0;

  constructor(buffer: SharedArrayBuffer) {
    const memory = (this.memory = new ByteQueueMemory(buffer));
    this.u8 = memory.u8;
    this.unitCount = memory.unitCount;
    this.payloadBytesLimit = (memory.unitCount >>> 1) * UNIT_BYTES - 2 * QUEUE_RECORD_HEAD_BYTES;
    this.published = this.claimedAt = asRingPosition(memory.words[PUBLISHED]!);
    this.released = asRingPosition(Atomics.load(memory.words, RELEASED));
  }

  /**
   * @param skipBytes 0 … 7, left free before the payload, which begins at a multiple of 8 otherwise: V8
   * copies into shared memory by words only where both sides lie alike, by bytes elsewhere.
   * @returns byte offset in u8 of a payload of exactly so many bytes, or QUEUE_FULL.
   */
  claim(payloadBytes: number, skipBytes = 0): number {
    if (payloadBytes > this.payloadBytesLimit) return QUEUE_FULL;
    const units = unitsOf(payloadBytes + skipBytes);
    const mask = this.unitCount - 1;
    let at = this.published;
    const untilEnd = this.unitCount - (at & mask);
    const skipped = untilEnd < units ? untilEnd : 0;
    if (!this.hasRoom(skipped + units)) return QUEUE_FULL;
    if (skipped > 0) {
      this.memory.u32[((at & mask) << UNIT_SHIFT) >>> 2] = PADDING_TAG;
      at = advanceCursor(at, skipped);
    }
    this.claimedAt = at;
    this.claimedUnits = units;
    this.claimedBytes = payloadBytes;
    this.claimedSkip = skipBytes;
    return ((at & mask) << UNIT_SHIFT) + QUEUE_RECORD_HEAD_BYTES + skipBytes;
  }

  /** Make what was claimed visible. @param marks its element 0 becomes the mark. */
  publish(tag: number, marks: Float64Array): void {
    const offset = (this.claimedAt & (this.unitCount - 1)) << UNIT_SHIFT;
    const { u32, f64, words } = this.memory;
    u32[(offset + QUEUE_RECORD.TAG) >>> 2] = tag;
    u32[(offset + QUEUE_RECORD.PAYLOAD_BYTES) >>> 2] =
      this.claimedBytes | (this.claimedSkip << SKIP_SHIFT);
    f64[(offset + QUEUE_RECORD.MARK) >>> 3] = marks[0]!;
    this.published = advanceCursor(this.claimedAt, this.claimedUnits);
    Atomics.store(words, PUBLISHED, this.published);
  }

  /** Nothing more will come. @param lost a number for the reader: what found no room and was not told of. */
  end(lost = 0): void {
    Atomics.store(this.memory.words, ENDED, 1 + lost);
    Atomics.notify(this.memory.words, ENDED);
  }

  /** The reader has given up: whatever is written is for nobody. */
  get isAbandoned(): boolean {
    return Atomics.load(this.memory.words, ABANDONED) !== 0;
  }

  private hasRoom(units: number): boolean {
    const { published, unitCount } = this;
    if (unitCount - cursorDistance(published, this.released) >= units) return true;
    this.released = asRingPosition(Atomics.load(this.memory.words, RELEASED));
    return unitCount - cursorDistance(published, this.released) >= units;
  }
}

/** The reader's end: next() until it is false, then release(). Payloads are valid until then. */
export class ByteQueueReader {
  readonly u8: Uint8Array;
  /** Of the record in hand. */
  tag = 0;
  payloadOffset = 0;
  payloadBytes = 0;
  /** Element 0: its mark. */
  readonly mark = new Float64Array(1);
  private readonly memory: ByteQueueMemory;
  private nextAt: RingPosition;

  constructor(buffer: SharedArrayBuffer) {
    this.memory = new ByteQueueMemory(buffer);
    this.u8 = this.memory.u8;
    this.nextAt = asRingPosition(this.memory.words[RELEASED]!);
  }

  /** @returns whether there was a record; it is in hand then. */
  next(): boolean {
    const { u32, f64, words, unitCount } = this.memory;
    const mask = unitCount - 1;
    let at = this.nextAt;
    if (at === Atomics.load(words, PUBLISHED)) return false;
    let offset = (at & mask) << UNIT_SHIFT;
    if (u32[offset >>> 2] === PADDING_TAG) {
      at = advanceCursor(at, unitCount - (at & mask));
      offset = 0;
    }
    this.tag = u32[(offset + QUEUE_RECORD.TAG) >>> 2]!;
    const lengths = u32[(offset + QUEUE_RECORD.PAYLOAD_BYTES) >>> 2]!;
    const skipBytes = lengths >>> SKIP_SHIFT;
    this.payloadBytes = lengths & PAYLOAD_BYTES_MASK;
    this.mark[0] = f64[(offset + QUEUE_RECORD.MARK) >>> 3]!;
    this.payloadOffset = offset + QUEUE_RECORD_HEAD_BYTES + skipBytes;
    this.nextAt = advanceCursor(at, unitsOf(this.payloadBytes + skipBytes));
    return true;
  }

  /** Everything that was in hand may be overwritten. */
  release(): void {
    Atomics.store(this.memory.words, RELEASED, this.nextAt);
  }

  /** Bytes that wait or are in hand. */
  get usedBytes(): number {
    const { words } = this.memory;
    const released = asRingPosition(words[RELEASED]!);
    const published = asRingPosition(Atomics.load(words, PUBLISHED));
    return cursorDistance(published, released) * UNIT_BYTES;
  }

  /** Ask before next(): when it was ended before next() found nothing, nothing will come. */
  get isEnded(): boolean {
    return Atomics.load(this.memory.words, ENDED) !== 0;
  }

  /** What the writer said at its end. */
  get lostAtEnd(): number {
    return Math.max(Atomics.load(this.memory.words, ENDED) - 1, 0);
  }

  /** Sleep, at most `ms`, and wake when the queue is ended. Blocks the thread; nothing else wakes it. */
  waitMs(ms: number): void {
    if (ms > 0) Atomics.wait(this.memory.words, ENDED, 0, ms);
  }

  abandon(): void {
    Atomics.store(this.memory.words, ABANDONED, 1);
  }
}
