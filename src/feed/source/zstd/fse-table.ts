/** Finite state entropy tables (RFC 8878, 4.1.1): reading their description, and decoding states. */
import { corrupt } from './zstd-error.js';

export class FseTable {
  readonly symbol: Uint8Array;
  readonly bitCount: Uint8Array;
  readonly base: Uint16Array;
  accuracyLog = 0;

  constructor(accuracyLogMax: number) {
    this.symbol = new Uint8Array(1 << accuracyLogMax);
    this.bitCount = new Uint8Array(1 << accuracyLogMax);
    this.base = new Uint16Array(1 << accuracyLogMax);
  }

  /** Every state yields `symbol` and takes no bits. */
  fillSingle(symbol: number): void {
    this.accuracyLog = 0;
    this.symbol[0] = symbol;
    this.bitCount[0] = 0;
    this.base[0] = 0;
  }

  /** @param probabilities of 2^accuracyLog; -1 is "less than one". */
  fill(probabilities: Int16Array, symbolCount: number, accuracyLog: number): void {
    const size = 1 << accuracyLog;
    this.accuracyLog = accuracyLog;
    let high = size;
    for (let s = 0; s < symbolCount; s++) {
      if (probabilities[s] === -1) this.symbol[--high] = s;
    }
    const step = (size >> 1) + (size >> 3) + 3;
    let position = 0;
    for (let s = 0; s < symbolCount; s++) {
      for (let i = 0; i < probabilities[s]!; i++) {
        this.symbol[position] = s;
        do position = (position + step) & (size - 1);
        while (position >= high);
      }
    }
    if (position !== 0) throw corrupt('an entropy table does not add up');
    const next = new Uint16Array(symbolCount);
    for (let s = 0; s < symbolCount; s++) next[s] = Math.abs(probabilities[s]!);
    for (let state = 0; state < size; state++) {
      const x = next[this.symbol[state]!]++;
      const bits = accuracyLog - (31 - Math.clz32(x));
      this.bitCount[state] = bits;
      this.base[state] = (x << bits) - size;
    }
  }
}

/** The probabilities last read by readProbabilities. */
export const probabilities = new Int16Array(256);
/** [how many of them count, the accuracy log]. */
export const probabilityShape = { symbolCount: 0, accuracyLog: 0 };

/**
 * Read a table description at `bytes[at, end)` into `probabilities`.
 * @returns the offset behind it.
 */
export function readProbabilities(
  bytes: Uint8Array,
  at: number,
  end: number,
  accuracyLogMax: number,
  symbolMax: number,
): number {
  let bit = at * 8;
  const bitLimit = end * 8;
  const peek = (count: number): number => {
    const i = bit >> 3;
    const word = (bytes[i] ?? 0) | ((bytes[i + 1] ?? 0) << 8) | ((bytes[i + 2] ?? 0) << 16);
    return (word >>> (bit & 7)) & ((1 << count) - 1);
  };
  const accuracyLog = peek(4) + 5;
  bit += 4;
  if (accuracyLog > accuracyLogMax) throw corrupt('an entropy table is too precise');
  probabilities.fill(0);
  let left = 1 << accuracyLog;
  let symbol = 0;
  while (left > 0) {
    if (symbol > symbolMax || bit > bitLimit)
      throw corrupt('an entropy table has too many symbols');
    const width = 32 - Math.clz32(left + 1);
    const short = (1 << width) - 2 - left;
    const lowMask = (1 << (width - 1)) - 1;
    let value = peek(width);
    if ((value & lowMask) < short) {
      value &= lowMask;
      bit += width - 1;
    } else {
      if (value > lowMask) value -= short;
      bit += width;
    }
    const probability = value - 1;
    left -= Math.abs(probability);
    probabilities[symbol++] = probability;
    if (probability !== 0) continue;
    for (let repeat = 3; repeat === 3; symbol += repeat) {
      repeat = peek(2);
      bit += 2;
      if (symbol > symbolMax || bit > bitLimit)
        throw corrupt('an entropy table has too many symbols');
    }
  }
  const behind = (bit + 7) >> 3;
  if (left < 0 || behind > end || symbol > symbolMax + 1)
    throw corrupt('an entropy table does not add up');
  probabilityShape.symbolCount = symbol;
  probabilityShape.accuracyLog = accuracyLog;
  return behind;
}
