/**
 * The head of both rings: who has written how far, who has read how far, who is asleep. Owns these
 * offsets; must never know what a slot or a record holds. Any thread; the right column names the
 * one writer of each word.
 *
 *   ring head, bytes
 *      0  [ kind u32 ][ unit count u32 ][ reader limit u32 ][ unused … 128 ]  allocator, once
 *    128  [ published i32 ][ unused … 256 ]                                   ring writer
 *    256  [ claimed i32 ][ unused … 384 ]                                     ring writer (frame ring; readers only add 0)
 *    384  [ writer waits i32 ][ unused … 512 ]                                ring writer
 *    512
 *
 *   reader line, bytes; line r starts at 512 + 256 r
 *      0  [ cursor i32 ][ unused … 128 ]                                      the reader
 *    128  [ attachment i32 ]                                                  reader and supervisor, compare-exchange only
 *    132  [ parked i32 ][ unused … 256 ]                                      the reader (the supervisor once it is dead)
 *    256
 *
 * Words that different threads write never share 128 bytes: a line that bounces between two cores
 * (and its neighbour, which the prefetcher fetches along) costs more than everything else here.
 * An attachment is a generation: odd while a reader is attached, even while the line is free.
 */

export const CURSOR_LINE_BYTES = 128;

export const RING_HEAD = {
  KIND: 0,
  UNIT_COUNT: 4,
  READER_LIMIT: 8,
  PUBLISHED: 128,
  CLAIMED: 256,
  WRITER_WAITS: 384,
} as const;

export const RING_HEAD_BYTES = 512;

export const READER_LINE = {
  CURSOR: 0,
  ATTACHMENT: 128,
  PARKED: 132,
} as const;

export const READER_LINE_BYTES = 256;

/** Value of a parked or waiting word while its writer sleeps or is about to; 0 otherwise. */
export const WAITING = 1;

/** Index of a byte offset's word in an Int32Array over the whole ring. */
export const wordOf = (byteOffset: number): number => byteOffset >>> 2;

/** Word index where the line of a reader starts. */
export const readerLineWord = (readerIndex: number): number =>
  wordOf(RING_HEAD_BYTES + readerIndex * READER_LINE_BYTES);

/** First byte behind the last reader line: where the ring's units start, a multiple of 128. */
export const unitsOffset = (readerLimit: number): number =>
  RING_HEAD_BYTES + readerLimit * READER_LINE_BYTES;

/** Allocate a ring whose units and what follows them take `unitBytes`, with every cursor at `start`. */
export function allocateRing(
  kind: number,
  unitCount: number,
  readerLimit: number,
  unitBytes: number,
  start: number,
): SharedArrayBuffer {
  if (unitCount < 1 || (unitCount & (unitCount - 1)) !== 0) {
    throw new RangeError(
      `ring: the number of slots or blocks must be a power of two, not ${unitCount}`,
    );
  }
  if (!Number.isInteger(readerLimit) || readerLimit < 1) {
    throw new RangeError(
      `ring: the reader limit must be an integer of at least 1, not ${readerLimit}`,
    );
  }
  const buffer = new SharedArrayBuffer(unitsOffset(readerLimit) + unitBytes);
  const words = new Int32Array(buffer);
  words[wordOf(RING_HEAD.KIND)] = kind;
  words[wordOf(RING_HEAD.UNIT_COUNT)] = unitCount;
  words[wordOf(RING_HEAD.READER_LIMIT)] = readerLimit;
  words[wordOf(RING_HEAD.PUBLISHED)] = start | 0;
  words[wordOf(RING_HEAD.CLAIMED)] = start | 0;
  for (let reader = 0; reader < readerLimit; reader++) {
    words[readerLineWord(reader) + wordOf(READER_LINE.CURSOR)] = start | 0;
  }
  return buffer;
}

/** What a ring says about itself. */
export interface RingShape {
  readonly unitCount: number;
  readonly readerLimit: number;
  /** Byte offset of the first slot or block. */
  readonly unitsOffset: number;
}

/** @throws TypeError when the buffer does not hold a ring of this kind. */
export function ringShape(words: Int32Array, kind: number): RingShape {
  const found = words[wordOf(RING_HEAD.KIND)]!;
  if (found !== kind) {
    throw new TypeError(
      `ring: expected a ring of kind 0x${kind.toString(16)}, found 0x${found.toString(16)}`,
    );
  }
  const readerLimit = words[wordOf(RING_HEAD.READER_LIMIT)]!;
  return {
    unitCount: words[wordOf(RING_HEAD.UNIT_COUNT)]!,
    readerLimit,
    unitsOffset: unitsOffset(readerLimit),
  };
}
