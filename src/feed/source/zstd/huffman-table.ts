/** Huffman tables of literals (RFC 8878, 4.2): reading their description, decoding one bit stream. */
import { BackwardBits } from './backward-bits.js';
import { FseTable, probabilities, probabilityShape, readProbabilities } from './fse-table.js';
import { corrupt } from './zstd-error.js';

const CODE_BITS_MAX = 11;
const WEIGHT_ACCURACY_MAX = 6;
const DIRECT_WEIGHTS = 128;

export class HuffmanTable {
  private readonly symbol = new Uint8Array(1 << CODE_BITS_MAX);
  private readonly bitCount = new Uint8Array(1 << CODE_BITS_MAX);
  private readonly weights = new Uint8Array(256);
  private readonly weightTable = new FseTable(WEIGHT_ACCURACY_MAX);
  private readonly bits = new BackwardBits();
  /** Longest code; 0 while no table has been read. */
  private codeBits = 0;

  forget(): void {
    this.codeBits = 0;
  }

  get known(): boolean {
    return this.codeBits > 0;
  }

  /** Read a description at `bytes[at, end)`. @returns the offset behind it. */
  readDescription(bytes: Uint8Array, at: number, end: number): number {
    if (at >= end) throw corrupt('a Huffman table is cut off');
    const head = bytes[at]!;
    const direct = head >= DIRECT_WEIGHTS;
    const count = direct ? head - (DIRECT_WEIGHTS - 1) : 0;
    const behind = at + 1 + (direct ? (count + 1) >> 1 : head);
    if (behind > end) throw corrupt('a Huffman table is cut off');
    this.weights.fill(0);
    if (!direct) {
      this.build(this.readWeights(bytes, at + 1, behind));
      return behind;
    }
    for (let i = 0; i < count; i++) {
      const pair = bytes[at + 1 + (i >> 1)]!;
      this.weights[i] = (i & 1) === 0 ? pair >> 4 : pair & 15;
    }
    this.build(count);
    return behind;
  }

  /** Weights compressed by two interleaved states. @returns how many. */
  private readWeights(bytes: Uint8Array, at: number, end: number): number {
    const table = this.weightTable;
    const start = readProbabilities(bytes, at, end, WEIGHT_ACCURACY_MAX, 15);
    table.fill(probabilities, probabilityShape.symbolCount, probabilityShape.accuracyLog);
    const bits = this.bits;
    bits.open(bytes, start, end);
    const states = [bits.read(table.accuracyLog), bits.read(table.accuracyLog)];
    if (bits.remaining < 0) throw corrupt('a Huffman table is cut off');
    for (let count = 0, turn = 0; count < 254; turn ^= 1) {
      const state = states[turn]!;
      this.weights[count++] = table.symbol[state]!;
      const need = table.bitCount[state]!;
      if (need > bits.remaining) {
        // The stream ends with the symbol that the other state already holds.
        this.weights[count++] = table.symbol[states[turn ^ 1]!]!;
        return count;
      }
      states[turn] = table.base[state]! + bits.read(need);
    }
    throw corrupt('a Huffman table has too many symbols');
  }

  /** Make the lookup table from `count` weights; the last symbol's weight completes the power of two. */
  private build(count: number): void {
    const weights = this.weights;
    let sum = 0;
    for (let i = 0; i < count; i++) {
      if (weights[i]! > CODE_BITS_MAX + 1) throw corrupt('a Huffman code is too long');
      if (weights[i]! > 0) sum += 1 << (weights[i]! - 1);
    }
    if (sum === 0 || count > 255) throw corrupt('a Huffman table does not add up');
    const codeBits = 32 - Math.clz32(sum);
    const left = (1 << codeBits) - sum;
    if (codeBits > CODE_BITS_MAX || (left & (left - 1)) !== 0) {
      throw corrupt('a Huffman table does not add up');
    }
    weights[count] = 32 - Math.clz32(left);
    let at = 0;
    for (let weight = 1; weight <= codeBits; weight++) {
      const span = 1 << (weight - 1);
      for (let s = 0; s <= count; s++) {
        if (weights[s] !== weight) continue;
        this.symbol.fill(s, at, at + span);
        this.bitCount.fill(codeBits + 1 - weight, at, at + span);
        at += span;
      }
    }
    this.codeBits = codeBits;
  }

  /** Decode `bytes[start, end)` into exactly `target[at, limit)`. */
  decode(
    bytes: Uint8Array,
    start: number,
    end: number,
    target: Uint8Array,
    at: number,
    limit: number,
  ): void {
    const { bits, codeBits, symbol, bitCount } = this;
    bits.open(bytes, start, end);
    for (let i = at; i < limit; i++) {
      const code = bits.peek(codeBits);
      target[i] = symbol[code]!;
      bits.remaining -= bitCount[code]!;
    }
    if (bits.remaining !== 0) throw corrupt('literals do not end where they should');
  }
}
