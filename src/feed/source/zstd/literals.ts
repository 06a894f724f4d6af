/** The literals section of a block (RFC 8878, 3.1.1.3.1). Owns the buffer they are decoded into. */
import { HuffmanTable } from './huffman-table.js';
import { corrupt } from './zstd-error.js';

export const BLOCK_BYTES_MAX = 128 * 1024;

const RAW = 0;
const REPEATED_BYTE = 1;
const TREELESS = 3;

export class Literals {
  readonly bytes = new Uint8Array(BLOCK_BYTES_MAX);
  length = 0;
  private readonly huffman = new HuffmanTable();

  /** A new frame begins: no table is known. */
  reset(): void {
    this.huffman.forget();
  }

  /** Decode the section at `block[at, end)`. @returns the offset behind it. */
  read(block: Uint8Array, at: number, end: number): number {
    if (end - at < 2) throw corrupt('a literals section is cut off');
    const type = block[at]! & 3;
    return type <= REPEATED_BYTE
      ? this.readPlain(type, block, at, end)
      : this.readCompressed(type, block, at, end);
  }

  private readPlain(type: number, block: Uint8Array, at: number, end: number): number {
    const format = (block[at]! >> 2) & 3;
    let size = block[at]! >> 3;
    let start = at + 1;
    if (format === 1) {
      size = (block[at]! | (block[at + 1]! << 8)) >> 4;
      start = at + 2;
    } else if (format === 3) {
      size = (block[at]! | (block[at + 1]! << 8) | (block[at + 2]! << 16)) >> 4;
      start = at + 3;
    }
    const behind = start + (type === RAW ? size : 1);
    if (behind > end || size > BLOCK_BYTES_MAX) throw corrupt('a literals section is cut off');
    if (type === RAW) this.bytes.set(block.subarray(start, behind));
    else this.bytes.fill(block[start]!, 0, size);
    this.length = size;
    return behind;
  }

  private readCompressed(type: number, block: Uint8Array, at: number, end: number): number {
    const format = (block[at]! >> 2) & 3;
    // Size fields of 10, 14 or 18 bits, both behind the 4 bits of type and format.
    const width = format < 2 ? 10 : format === 2 ? 14 : 18;
    let start = at + (format < 2 ? 3 : format === 2 ? 4 : 5);
    if (start > end) throw corrupt('a literals section is cut off');
    let header = 0;
    for (let i = start - 1; i >= at; i--) header = header * 256 + block[i]!;
    const sizes = Math.floor(header / 16);
    const size = sizes % (1 << width);
    const behind = start + Math.floor(sizes / (1 << width));
    if (behind > end || size > BLOCK_BYTES_MAX) throw corrupt('a literals section is cut off');
    if (type === TREELESS) {
      if (!this.huffman.known) throw corrupt('literals refer to a table that never came');
    } else {
      start = this.huffman.readDescription(block, start, behind);
    }
    if (format === 0) this.huffman.decode(block, start, behind, this.bytes, 0, size);
    else this.decodeFour(block, start, behind, size);
    this.length = size;
    return behind;
  }

  /** Four streams behind a jump table of three 2-byte sizes. */
  private decodeFour(block: Uint8Array, start: number, end: number, size: number): void {
    const part = (size + 3) >> 2;
    let from = start + 6;
    if (from > end || part * 3 > size) throw corrupt('a literals section is cut off');
    for (let i = 0; i < 4; i++) {
      const length = block[start + 2 * i]! | (block[start + 2 * i + 1]! << 8);
      const to = i === 3 ? end : from + length;
      if (to > end) throw corrupt('a literals section is cut off');
      this.huffman.decode(block, from, to, this.bytes, i * part, i === 3 ? size : (i + 1) * part);
      from = to;
    }
  }
}
