/** The sequences section of a block (RFC 8878, 3.1.1.3.2): its tables, and carrying sequences out. */
import { BackwardBits } from './backward-bits.js';
import { FseTable, probabilities, probabilityShape, readProbabilities } from './fse-table.js';
import { BLOCK_BYTES_MAX, type Literals } from './literals.js';
import type { OutputWindow } from './output-window.js';
import { corrupt } from './zstd-error.js';

/** Base and extra bits by code, 3.1.1.3.2.1.1: codes below 16 (32 for matches) are the value itself. */
function codeTable(
  plain: number,
  first: number,
  extraBits: readonly number[],
): [Int32Array, Uint8Array] {
  const base = new Int32Array(plain + extraBits.length);
  const bits = new Uint8Array(plain + extraBits.length);
  for (let i = 0; i < plain; i++) base[i] = first + i;
  let next = first + plain;
  extraBits.forEach((extra, i) => {
    base[plain + i] = next;
    bits[plain + i] = extra;
    next += 2 ** extra;
  });
  return [base, bits];
}

const [LITERAL_BASE, LITERAL_BITS] = codeTable(
  16,
  0,
  [1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
);
const [MATCH_BASE, MATCH_BITS] = codeTable(
  32,
  3,
  [1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
);
const OFFSET_CODE_MAX = 31;

/** Predefined distributions, 3.1.1.3.2.2.1. */
const LITERAL_DEFAULT = [
  4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1,
  -1, -1, -1, -1,
];
const MATCH_DEFAULT = [
  1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
  1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1,
];
const OFFSET_DEFAULT = [
  1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1,
];

/** One of the three codes: which table is in force, and its limits. */
class CodeChannel {
  table: FseTable | undefined;
  private readonly own: FseTable;
  private readonly standard: FseTable;

  constructor(
    private readonly accuracyLogMax: number,
    private readonly codeMax: number,
    standard: readonly number[],
    standardLog: number,
  ) {
    this.own = new FseTable(accuracyLogMax);
    this.standard = new FseTable(standardLog);
    this.standard.fill(Int16Array.from(standard), standard.length, standardLog);
  }

  /** Put the table of `mode` in force. @returns the offset behind its description. */
  select(mode: number, block: Uint8Array, at: number, end: number): number {
    switch (mode) {
      case 0:
        this.table = this.standard;
        return at;
      case 1:
        if (at >= end || block[at]! > this.codeMax)
          throw corrupt('a sequence code is out of range');
        this.own.fillSingle(block[at]!);
        this.table = this.own;
        return at + 1;
      case 2: {
        const behind = readProbabilities(block, at, end, this.accuracyLogMax, this.codeMax);
        this.own.fill(probabilities, probabilityShape.symbolCount, probabilityShape.accuracyLog);
        this.table = this.own;
        return behind;
      }
      default:
        if (!this.table) throw corrupt('sequences refer to a table that never came');
        return at;
    }
  }
}

export class Sequences {
  private readonly literalCode = new CodeChannel(9, 35, LITERAL_DEFAULT, 6);
  private readonly offsetCode = new CodeChannel(8, OFFSET_CODE_MAX, OFFSET_DEFAULT, 5);
  private readonly matchCode = new CodeChannel(9, 52, MATCH_DEFAULT, 6);
  private readonly bits = new BackwardBits();
  /** The three last offsets, newest first. */
  private readonly recent = new Int32Array(3);

  /** A new frame begins. */
  reset(): void {
    this.literalCode.table = this.offsetCode.table = this.matchCode.table = undefined;
    this.recent.set([1, 4, 8]);
  }

  /** Decode the section at `block[at, end)` and write what it and the literals say to the window. */
  execute(
    block: Uint8Array,
    at: number,
    end: number,
    literals: Literals,
    window: OutputWindow,
  ): void {
    if (at >= end) throw corrupt('a sequences section is cut off');
    const head = block[at]!;
    let count = head;
    at++;
    if (head === 255) {
      count = block[at]! + (block[at + 1]! << 8) + 0x7f00;
      at += 2;
    } else if (head >= 128) {
      count = ((head - 128) << 8) + block[at]!;
      at++;
    }
    if (count === 0) {
      if (at !== end) throw corrupt('a block has bytes behind its end');
      window.append(literals.bytes, 0, literals.length);
      return;
    }
    const modes = block[at]!;
    if (at >= end || (modes & 3) !== 0) throw corrupt('a sequences section is cut off');
    at = this.literalCode.select(modes >> 6, block, at + 1, end);
    at = this.offsetCode.select((modes >> 4) & 3, block, at, end);
    at = this.matchCode.select((modes >> 2) & 3, block, at, end);
    if (at >= end) throw corrupt('a sequences section is cut off');
    this.bits.open(block, at, end);
    this.run(count, literals, window);
  }

  private run(count: number, literals: Literals, window: OutputWindow): void {
    const bits = this.bits;
    const literalTable = this.literalCode.table!;
    const offsetTable = this.offsetCode.table!;
    const matchTable = this.matchCode.table!;
    const outputLimit = window.at + BLOCK_BYTES_MAX;
    let literalState = bits.read(literalTable.accuracyLog);
    let offsetState = bits.read(offsetTable.accuracyLog);
    let matchState = bits.read(matchTable.accuracyLog);
    let literalAt = 0;
    for (let left = count; ;) {
      const offsetSymbol = offsetTable.symbol[offsetState]!;
      const matchSymbol = matchTable.symbol[matchState]!;
      const literalSymbol = literalTable.symbol[literalState]!;
      const offsetValue = 2 ** offsetSymbol + bits.readLong(offsetSymbol);
      const matchLength = MATCH_BASE[matchSymbol]! + bits.read(MATCH_BITS[matchSymbol]!);
      const literalLength = LITERAL_BASE[literalSymbol]! + bits.read(LITERAL_BITS[literalSymbol]!);
      const offset = this.resolveOffset(offsetValue, literalLength);
      const literalEnd = literalAt + literalLength;
      if (literalEnd > literals.length)
        throw corrupt('a sequence takes more literals than there are');
      if (window.at + literalLength + matchLength > outputLimit)
        throw corrupt('a block is too large');
      window.append(literals.bytes, literalAt, literalEnd);
      literalAt = literalEnd;
      window.copyMatch(offset, matchLength);
      if (--left === 0) break;
      literalState =
        literalTable.base[literalState]! + bits.read(literalTable.bitCount[literalState]!);
      matchState = matchTable.base[matchState]! + bits.read(matchTable.bitCount[matchState]!);
      offsetState = offsetTable.base[offsetState]! + bits.read(offsetTable.bitCount[offsetState]!);
      if (bits.remaining < 0) throw corrupt('sequences are cut off');
    }
    if (bits.remaining !== 0) throw corrupt('sequences do not end where they should');
    if (window.at + literals.length - literalAt > outputLimit)
      throw corrupt('a block is too large');
    window.append(literals.bytes, literalAt, literals.length);
  }

  /** Repeat offsets, 3.1.1.5. */
  private resolveOffset(value: number, literalLength: number): number {
    const recent = this.recent;
    let offset = value - 3;
    let index = 3;
    if (value <= 3) {
      index = literalLength === 0 ? value : value - 1;
      offset = index === 3 ? recent[0]! - 1 : recent[index]!;
      if (offset <= 0) throw corrupt('a match offset is zero');
    }
    if (offset > 0x7fffffff) throw corrupt('a match reaches back too far');
    if (index === 0) return offset;
    if (index > 1) recent[2] = recent[1]!;
    recent[1] = recent[0]!;
    recent[0] = offset;
    return offset;
  }
}
