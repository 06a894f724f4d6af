/**
 * The last decoded bytes of a frame, as far back as matches may reach, in one sliding buffer.
 * Bounded: 1.25 × the frame's window + 1 MiB, and no more than the frame has needed so far × 2.
 */
import { corrupt } from './zstd-error.js';

const SLACK_BYTES = 1024 * 1024;
const FIRST_BYTES = 512 * 1024;

export class OutputWindow {
  bytes = new Uint8Array(FIRST_BYTES);
  /** Where the next byte goes. */
  at = 0;
  private windowBytes = 0;

  /** A frame begins; nothing before it can be referred to. */
  open(windowBytes: number): void {
    this.windowBytes = windowBytes;
    this.at = 0;
  }

  /** Make room for `count` more bytes; moves what is kept. Call before a block, never within. */
  reserve(count: number): void {
    if (this.at + count <= this.bytes.length) return;
    const limit = Math.ceil(this.windowBytes * 1.25) + SLACK_BYTES;
    if (this.bytes.length < limit) {
      const grown = new Uint8Array(
        Math.min(limit, Math.max(this.bytes.length * 2, this.at + count)),
      );
      if (this.at + count <= grown.length) {
        grown.set(this.bytes.subarray(0, this.at));
        this.bytes = grown;
        return;
      }
    }
    const kept = Math.min(this.windowBytes, this.at);
    this.bytes.copyWithin(0, this.at - kept, this.at);
    this.at = kept;
  }

  append(source: Uint8Array, from: number, to: number): void {
    if (to - from > 48) {
      this.bytes.set(source.subarray(from, to), this.at);
      this.at += to - from;
      return;
    }
    const bytes = this.bytes;
    let at = this.at;
    for (let i = from; i < to; i++) bytes[at++] = source[i]!;
    this.at = at;
  }

  repeat(byte: number, count: number): void {
    this.bytes.fill(byte, this.at, this.at + count);
    this.at += count;
  }

  /** Copy `count` bytes from `offset` back; they may overlap what is written. */
  copyMatch(offset: number, count: number): void {
    if (offset > this.at || offset > this.windowBytes)
      throw corrupt('a match reaches back too far');
    const bytes = this.bytes;
    let at = this.at;
    this.at = at + count;
    if (count > 48 && offset >= count) {
      bytes.copyWithin(at, at - offset, at - offset + count);
      return;
    }
    for (const end = at + count; at < end; at++) bytes[at] = bytes[at - offset]!;
  }
}
