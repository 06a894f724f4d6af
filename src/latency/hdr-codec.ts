/**
 * One histogram as text: HdrHistogram's V2 compressed encoding in Base64. Owns the bytes of that
 * format; knows nothing of lines and files. The library's own codec takes four times as long and
 * stamps an index offset of 1 where the reference writes 0. Supervisor and commands.
 *
 *   outer  0 cookie i32   4 length of the rest i32   8 zlib stream of the inner
 *   inner  0 cookie i32   4 length of the counts i32   8 index offset i32 (0)   12 digits i32
 *          16 lowest value u64   24 highest value u64   32 ratio f64 (1)   40 counts
 *
 * All big-endian. A count is a ZigZag LEB128 of at most 9 bytes; a negative one is a run of zeros.
 */
import { deflateSync, inflateSync } from 'node:zlib';

const COMPRESSED_COOKIE = 0x1c849304;
const COOKIE = 0x1c849303;
/** The word size in a cookie: set by all V2 encoders, of no meaning for the counts. */
const WORD_SIZE_BITS = 0xf0;
const WORD_SIZE = 0x10;
const DOUBLE_COOKIES = [0x0c72124e, 0x0c72124f];
const OUTER_BYTES = 8;
const INNER_BYTES = 40;
const COUNT_BYTES_LIMIT = 9;
/** Far above any real histogram; what claims more is damaged. */
const INNER_BYTES_LIMIT = 64 * 1024 * 1024;

/** Range and precision of a histogram, in the values' own unit. */
export interface HistogramShape {
  readonly lowestValue: number;
  readonly highestValue: number;
  /** Significant decimal digits, 0 … 5. */
  readonly digits: number;
}

/** Buckets that have counted something, ascending: the lowest value of each and its count. */
export interface HistogramCounts {
  readonly shape: HistogramShape;
  readonly values: Float64Array;
  readonly counts: Float64Array;
}

/** A text that is no histogram, or not one that can be read here. */
export class HistogramFormatError extends Error {
  override readonly name = 'HistogramFormatError';
}

/** Visits bucket indexes with their counts, ascending. */
export type VisitCounts = (visit: (index: number, count: number) => void) => void;

export function encodeHistogram(shape: HistogramShape, forEach: VisitCounts): string {
  const inner = new CountBytes();
  let next = 0;
  forEach((index, count) => {
    const zeros = index - next;
    // One zero is written as itself: the reference keeps negative words for runs.
    if (zeros > 0) inner.put(zeros === 1 ? 0 : -zeros);
    inner.put(count);
    next = index + 1;
  });
  const bytes = inner.buffer;
  bytes.writeInt32BE(COOKIE | WORD_SIZE, 0);
  bytes.writeInt32BE(inner.length - INNER_BYTES, 4);
  bytes.writeInt32BE(0, 8);
  bytes.writeInt32BE(shape.digits, 12);
  bytes.writeBigInt64BE(BigInt(shape.lowestValue), 16);
  bytes.writeBigInt64BE(BigInt(shape.highestValue), 24);
  bytes.writeDoubleBE(1, 32);
  const compressed = deflateSync(bytes.subarray(0, inner.length));
  const outer = Buffer.allocUnsafe(OUTER_BYTES + compressed.length);
  outer.writeInt32BE(COMPRESSED_COOKIE | WORD_SIZE, 0);
  outer.writeInt32BE(compressed.length, 4);
  compressed.copy(outer, OUTER_BYTES);
  return outer.toString('base64');
}

/** Counts as they grow; the first bytes are left for the header. */
class CountBytes {
  buffer = Buffer.allocUnsafe(4096);
  length = INNER_BYTES;

  put(word: number): void {
    if (this.length + COUNT_BYTES_LIMIT > this.buffer.length) {
      this.buffer = Buffer.concat([this.buffer], this.buffer.length * 2);
    }
    // ZigZag; doubles, because a count may be above 2^31.
    let rest = word >= 0 ? word * 2 : -word * 2 - 1;
    while (rest >= 128) {
      this.buffer[this.length++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    this.buffer[this.length++] = rest;
  }
}

/** @throws HistogramFormatError that says what is wrong. */
export function decodeHistogram(text: string): HistogramCounts {
  const inner = inflate(text);
  if (inner.length < INNER_BYTES) throw new HistogramFormatError('its header is cut off');
  const cookie = inner.readInt32BE(0) & ~WORD_SIZE_BITS;
  if (cookie !== COOKIE) throw new HistogramFormatError('its inner encoding is not V2');
  const shape = {
    digits: inner.readInt32BE(12),
    lowestValue: Number(inner.readBigInt64BE(16)),
    highestValue: Number(inner.readBigInt64BE(24)),
  };
  if (!(shape.digits >= 0 && shape.digits <= 5 && shape.lowestValue >= 1)) {
    throw new HistogramFormatError(
      `it claims ${shape.digits} digits from ${shape.lowestValue} on; expected 0 to 5, from 1 on`,
    );
  }
  const end = INNER_BYTES + inner.readInt32BE(4);
  if (end < INNER_BYTES || end > inner.length) {
    throw new HistogramFormatError('its counts are cut off');
  }
  return { shape, ...readCounts(inner.subarray(INNER_BYTES, end), shape) };
}

function inflate(text: string): Buffer {
  const outer = Buffer.from(text, 'base64');
  // Node stops at the first character that is none of Base64: then bytes are missing.
  if (outer.length < OUTER_BYTES || outer.length !== base64Bytes(text)) {
    throw new HistogramFormatError('it is cut off or not Base64');
  }
  const cookie = outer.readInt32BE(0) & ~WORD_SIZE_BITS;
  if (DOUBLE_COOKIES.includes(outer.readInt32BE(0))) {
    throw new HistogramFormatError('it is a histogram of floating-point values');
  }
  if (cookie !== COMPRESSED_COOKIE) {
    throw new HistogramFormatError('its encoding is not HdrHistogram V2 compressed');
  }
  const length = outer.readInt32BE(4);
  if (length > outer.length - OUTER_BYTES) throw new HistogramFormatError('it is cut off');
  try {
    return inflateSync(outer.subarray(OUTER_BYTES, OUTER_BYTES + length), {
      maxOutputLength: INNER_BYTES_LIMIT,
    });
  } catch (error) {
    throw new HistogramFormatError(
      `its compressed bytes are damaged (${(error as Error).message})`,
    );
  }
}

const base64Bytes = (text: string): number => Math.floor((text.replace(/=+$/, '').length * 3) / 4);

function readCounts(
  bytes: Buffer,
  shape: HistogramShape,
): { values: Float64Array; counts: Float64Array } {
  const values = new Float64Array(bytes.length);
  const counts = new Float64Array(bytes.length);
  const valueAt = valueOfIndex(shape);
  const words = new CountReader(bytes);
  let length = 0;
  let index = 0;
  while (words.at < bytes.length) {
    const word = words.next();
    if (word % 2 === 1) {
      index += (word + 1) / 2;
    } else if (word === 0) {
      index++;
    } else {
      values[length] = valueAt(index++);
      counts[length++] = word / 2;
    }
  }
  const last = length === 0 ? 0 : values[length - 1]!;
  if (!(last <= Number.MAX_SAFE_INTEGER)) {
    throw new HistogramFormatError('it has a value above 2^53');
  }
  return { values: values.subarray(0, length), counts: counts.subarray(0, length) };
}

/** ZigZag words, not yet told apart. */
class CountReader {
  at = 0;

  constructor(private readonly bytes: Buffer) {}

  next(): number {
    const byte = this.bytes[this.at]!;
    if (byte >= 128) return this.nextLong();
    this.at++;
    return byte;
  }

  /** Doubles, because a count may be above 2^31. The ninth byte has all of its eight bits. */
  private nextLong(): number {
    const { bytes } = this;
    let word = 0;
    let factor = 1;
    for (let i = 1; i <= COUNT_BYTES_LIMIT; i++, factor *= 128) {
      const byte = bytes[this.at];
      if (byte === undefined) throw new HistogramFormatError('its last count is cut off');
      this.at++;
      const isLast = byte < 128 || i === COUNT_BYTES_LIMIT;
      word += (i === COUNT_BYTES_LIMIT ? byte : byte & 127) * factor;
      if (isLast) break;
    }
    if (word > Number.MAX_SAFE_INTEGER) throw new HistogramFormatError('it has a count above 2^52');
    return word;
  }
}

/** The lowest value that is counted at an index of a histogram of that shape. */
function valueOfIndex({ lowestValue, digits }: HistogramShape): (index: number) => number {
  const unitMagnitude = Math.floor(Math.log2(lowestValue));
  const halfShift = Math.max(Math.ceil(Math.log2(2 * 10 ** digits)), 1) - 1;
  const half = 1 << halfShift;
  // Powers are looked up: computing one costs as much as the rest of a bucket.
  const steps = Float64Array.from({ length: 64 }, (_, bucket) => 2 ** (bucket + unitMagnitude));
  return (index) => {
    const bucket = (index >>> halfShift) - 1;
    if (bucket < 0) return index * steps[0]!;
    return ((index & (half - 1)) + half) * (steps[bucket] ?? Infinity);
  };
}
