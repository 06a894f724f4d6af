/**
 * Varints of protobuf over bytes and doubles: whole numbers up to 2^64 that a double holds exactly.
 * Owns the arithmetic; allocates nothing. Any thread.
 */

const TWO_32 = 4294967296;
const TWO_28 = 268435456;
const CONTINUE = 0x80;
const BYTES_MAX = 10;

/** Bytes that the varint of a whole number from 0 takes. */
export function varintBytes(value: number): number {
  if (value >= TWO_28) return 4 + varintBytes(Math.floor(value / TWO_28));
  return value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x20_0000 ? 3 : 4;
}

/** The lower 28 bits of a number that goes on. @returns the offset behind them. */
export function writeLowBits(bytes: Uint8Array, at: number, low: number): number {
  bytes[at] = (low & 0x7f) | CONTINUE;
  bytes[at + 1] = ((low >>> 7) & 0x7f) | CONTINUE;
  bytes[at + 2] = ((low >>> 14) & 0x7f) | CONTINUE;
  bytes[at + 3] = (low >>> 21) | CONTINUE;
  return at + 4;
}

/** @returns the offset behind it. */
export function writeVarint(bytes: Uint8Array, offset: number, value: number): number {
  let at = offset;
  let rest = value;
  while (rest >= TWO_28) {
    // Split where it is exact: a remainder of doubles costs more than all the rest.
    const high = Math.floor(rest / TWO_28);
    const low = (rest - high * TWO_28) | 0;
    at = writeLowBits(bytes, at, low);
    rest = high;
  }
  let small = rest | 0;
  while (small >= CONTINUE) {
    bytes[at++] = (small & 0x7f) | CONTINUE;
    small >>>= 7;
  }
  bytes[at++] = small;
  return at;
}

/** sint64: small numbers of either sign stay short. */
export const zigzag = (value: number): number => (value < 0 ? -2 * value - 1 : 2 * value);
export const unzigzag = (value: number): number =>
  value % 2 === 0 ? value / 2 : -((value + 1) / 2);

/** Reads varints one after the other from a piece of bytes; a bad one leaves `failed` set. */
export class VarintReader {
  bytes: Uint8Array = new Uint8Array(0);
  offset = 0;
  end = 0;
  failed = false;

  aim(bytes: Uint8Array, offset: number, end: number): void {
    this.bytes = bytes;
    this.offset = offset;
    this.end = end;
    this.failed = false;
  }

  /** @returns the number; 0 with `failed` set when it is cut or longer than a varint can be. */
  read(): number {
    const { bytes, end } = this;
    let at = this.offset;
    let low = 0;
    let high = 0;
    for (let i = 0; i < BYTES_MAX && at < end; i++) {
      const byte = bytes[at++]!;
      const bits = byte & 0x7f;
      if (i < 4) low += bits * (1 << (7 * i));
      else if (i === 4) {
        low += (bits & 0x0f) * TWO_28;
        high = bits >>> 4;
      } else high += bits * 2 ** (7 * i - 32);
      if (byte < CONTINUE) {
        this.offset = at;
        return (high % TWO_32) * TWO_32 + low;
      }
    }
    this.failed = true;
    return 0;
  }
}
