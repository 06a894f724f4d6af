/**
 * A bit stream read from its end (RFC 8878, 4.1): the last byte's highest set bit is a mark, the
 * bits below it are the first ones read. Owns the position; never copies. The array needs
 * BIT_PADDING spare bytes on both sides of the stream.
 */
import { corrupt } from './zstd-error.js';

export const BIT_PADDING = 8;

/** Bits that one read() may take. */
export const READ_BITS_LIMIT = 25;

export class BackwardBits {
  /** Unread bits; below 0 after a read past the stream's start. */
  remaining = 0;
  private bytes: Uint8Array = new Uint8Array(2 * BIT_PADDING);
  private start = 0;

  /** Point at `bytes[start, end)`. */
  open(bytes: Uint8Array, start: number, end: number): void {
    const last = end > start ? bytes[end - 1]! : 0;
    if (last === 0) throw corrupt('a bit stream has no end mark');
    this.bytes = bytes;
    this.start = start;
    this.remaining = (end - start - 1) * 8 + (31 - Math.clz32(last));
  }

  /** The next `count` bits, 0 … READ_BITS_LIMIT, without taking them. Bits before the start are arbitrary. */
  peek(count: number): number {
    const bit = this.remaining - count;
    const bytes = this.bytes;
    const i = Math.max(this.start + (bit >> 3), 0);
    const word = bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24);
    return (word >>> (bit & 7)) & ((1 << count) - 1);
  }

  read(count: number): number {
    const value = this.peek(count);
    this.remaining -= count;
    return value;
  }

  /** read() for up to 31 bits. */
  readLong(count: number): number {
    if (count <= 16) return this.read(count);
    const high = this.read(count - 16);
    return high * 65536 + this.read(16);
  }
}
