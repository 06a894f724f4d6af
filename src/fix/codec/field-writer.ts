/**
 * Fields written one behind the other into a buffer that grows and is used again: market data messages out of scaled
 * integers. Owns the buffer; the order of the fields is the caller's. Any thread, hot: allocates nothing once grown.
 */
const FIRST_BYTES = 4096;
const SOH = 0x01;
const ZERO = 0x30;
const EQUALS = 0x3d;
const MINUS = 0x2d;
const DOT = 0x2e;
/** A tag, `=`, a sign, the digits of 2^53, a point, zeros up to the largest scale, SOH. */
const NUMBER_FIELD_BYTES_MAX = 48;
const NINE_DIGITS = 1e9;

export class FieldWriter {
  bytes: Uint8Array = Buffer.alloc(FIRST_BYTES);
  length = 0;

  /** Empty again; what body() returned before is overwritten from now on. */
  clear(): void {
    this.length = 0;
  }

  /** @param value whole, within ±2^53. */
  integer(tag: number, value: number): void {
    this.decimal(tag, value, 0);
  }

  /** With all `scale` decimals. @param scaled value × 10^scale, whole, within ±2^53. */
  decimal(tag: number, scaled: number, scale: number): void {
    this.#reserve(NUMBER_FIELD_BYTES_MAX);
    this.#tag(tag);
    const { bytes } = this;
    let at = this.length;
    if (scaled < 0) bytes[at++] = MINUS;
    const magnitude = Math.abs(scaled);
    // Digits in two halves, so that each is divided as a 32-bit integer.
    const high = Math.floor(magnitude / NINE_DIGITS);
    const low = magnitude - high * NINE_DIGITS;
    const digitCount = Math.max(high > 0 ? 9 + digitsOf(high) : digitsOf(low), scale + 1);
    let end = at + digitCount + (scale > 0 ? 1 : 0);
    this.length = end;
    const dotAt = scale > 0 ? end - 1 - scale : -1;
    let rest = low | 0;
    for (let digit = 0; digit < digitCount; digit++) {
      if (digit === 9) rest = high | 0;
      const tenth = (rest / 10) | 0;
      if (--end === dotAt) bytes[end--] = DOT;
      bytes[end] = ZERO + (rest - tenth * 10);
      rest = tenth;
    }
    bytes[this.length++] = SOH;
  }

  /** @param code of one character, `'Y'.charCodeAt(0)`. */
  character(tag: number, code: number): void {
    this.#reserve(NUMBER_FIELD_BYTES_MAX);
    this.#tag(tag);
    this.bytes[this.length++] = code;
    this.bytes[this.length++] = SOH;
  }

  /** @param value made ready before: symbols, times; holds no SOH. */
  value(tag: number, value: Uint8Array): void {
    const count = value.length;
    this.#reserve(NUMBER_FIELD_BYTES_MAX + count);
    this.#tag(tag);
    const { bytes } = this;
    let at = this.length;
    for (let i = 0; i < count; i++) bytes[at++] = value[i]!;
    bytes[at++] = SOH;
    this.length = at;
  }

  /** What was written; valid until the next field or clear(). */
  body(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  #tag(tag: number): void {
    const { bytes } = this;
    let end = this.length + digitsOf(tag);
    this.length = end + 1;
    bytes[end] = EQUALS;
    let rest = tag | 0;
    do {
      const tenth = (rest / 10) | 0;
      bytes[--end] = ZERO + (rest - tenth * 10);
      rest = tenth;
    } while (rest > 0);
  }

  #reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const grown = Buffer.alloc(2 * (this.bytes.length + count));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }
}

/** Of a whole number below 2^31. */
function digitsOf(value: number): number {
  let count = 1;
  for (let limit = 10; value >= limit; limit *= 10) count++;
  return count;
}
