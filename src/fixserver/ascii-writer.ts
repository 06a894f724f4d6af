/**
 * Text of FIX fields into bytes that grow: whole numbers and exact decimals without strings. Owns the
 * bytes; what lies below `at` is written. Allocates only when it grows. Gateway thread.
 */

const SOH = 0x01;
const ZERO = 0x30;
const MINUS = 0x2d;
const DOT = 0x2e;
/** Sign, digits and point of any number. */
const NUMBER_BYTES_MAX = 32;

export class AsciiWriter {
  at = 0;
  private readonly digits = new Uint8Array(NUMBER_BYTES_MAX);

  constructor(public bytes: Uint8Array = new Uint8Array(1_024)) {}

  /** Make room for so many bytes more. */
  reserve(count: number): void {
    if (this.at + count <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(this.at + count, this.bytes.length * 2));
    grown.set(this.bytes.subarray(0, this.at));
    this.bytes = grown;
  }

  /** A whole field or more, made before. */
  copy(source: Uint8Array, start = 0, end = source.length): void {
    this.reserve(end - start);
    const { bytes } = this;
    let { at } = this;
    for (let i = start; i < end; i++) bytes[at++] = source[i]!;
    this.at = at;
  }

  /** `tag` with its equals sign: `270=`; a field with one of the two below. */
  decimalField(tag: Uint8Array, value: number, scale: number): void {
    this.reserve(tag.length + NUMBER_BYTES_MAX);
    this.copy(tag);
    this.scaled(value, scale);
    this.bytes[this.at++] = SOH;
  }

  integerField(tag: Uint8Array, value: number): void {
    this.decimalField(tag, value, 0);
  }

  /** A scaled integer as the shortest exact decimal: (12340, 3) → `12.34`. */
  private scaled(value: number, scale: number): void {
    const { digits } = this;
    let rest = value < 0 ? -value : value;
    let count = 0;
    while (rest > 0 || count <= scale) {
      const quotient = Math.floor(rest / 10);
      digits[count++] = ZERO + (rest - quotient * 10);
      rest = quotient;
    }
    let first = 0;
    while (first < scale && digits[first] === ZERO) first++;
    if (value < 0) this.bytes[this.at++] = MINUS;
    for (let i = count - 1; i >= first; i--) {
      if (i === scale - 1) this.bytes[this.at++] = DOT;
      this.bytes[this.at++] = digits[i]!;
    }
  }
}

const encoder = new TextEncoder();

/** Bytes of a text that is the same every time: `279=0␁269=0␁`, `270=`. */
export const asciiBytes = (text: string): Uint8Array => encoder.encode(text);
