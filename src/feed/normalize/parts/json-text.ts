/**
 * The bytes of one JSON message and a place in them: blanks, keys, literals, and values of any shape
 * passed over with their grammar checked. JsonCursor reads the values. Feed thread.
 */

/** Deeper messages are left to the slow path. */
export const NESTING_LIMIT = 32;
/** Zero bytes behind the message: no JSON token, so every loop stops there, and eight may be looked at at once. */
const PADDING_BYTES = 16;
const BYTES_AT_FIRST = 64 * 1024;

export const BYTE = {
  SPACE: 0x20,
  QUOTE: 0x22,
  PLUS: 0x2b,
  COMMA: 0x2c,
  MINUS: 0x2d,
  DOT: 0x2e,
  ZERO: 0x30,
  NINE: 0x39,
  COLON: 0x3a,
  UPPER_E: 0x45,
  OPEN_BRACKET: 0x5b,
  BACKSLASH: 0x5c,
  CLOSE_BRACKET: 0x5d,
  LOWER_E: 0x65,
  OPEN_BRACE: 0x7b,
  CLOSE_BRACE: 0x7d,
} as const;

const { SPACE, QUOTE, PLUS, COMMA, MINUS, DOT, ZERO, NINE, COLON } = BYTE;
const { UPPER_E, LOWER_E, BACKSLASH } = BYTE;
const { OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE } = BYTE;

export const TRUE = Uint8Array.from(Buffer.from('true'));
export const FALSE = Uint8Array.from(Buffer.from('false'));
const NULL = Uint8Array.from(Buffer.from('null'));

const isSpace = (byte: number): boolean =>
  byte === SPACE || byte === 0x0a || byte === 0x0d || byte === 0x09;

export class JsonText {
  /** The message and PADDING_BYTES zeros. */
  bytes = new Uint8Array(BYTES_AT_FIRST);
  view = new DataView(this.bytes.buffer);
  /** Bytes of the message. */
  length = 0;
  /** Where the next token is, or the blanks before it. */
  at = 0;
  ok = true;
  /** The text of the last string() or key, without its quotes. */
  textStart = 0;
  textEnd = 0;

  /** Whatever the reason: this message is for the slow path. */
  fail(): false {
    this.ok = false;
    return false;
  }

  protected copy(message: Uint8Array): void {
    const { length } = message;
    if (length + PADDING_BYTES > this.bytes.length) {
      this.bytes = new Uint8Array(2 * (length + PADDING_BYTES));
      this.view = new DataView(this.bytes.buffer);
    }
    const { bytes } = this;
    bytes.set(message);
    for (let i = length; i < length + PADDING_BYTES; i++) bytes[i] = 0;
    this.length = length;
    this.at = 0;
    this.ok = true;
  }

  /** Past blanks. @returns the byte at `at`, 0 behind the end. */
  token(): number {
    const { bytes } = this;
    let byte = bytes[this.at]!;
    while (byte <= SPACE && isSpace(byte)) byte = bytes[++this.at]!;
    return byte;
  }

  protected keyText(): boolean {
    if (this.token() !== QUOTE) return this.fail();
    this.textStart = this.at + 1;
    if (!this.skipText()) return false;
    this.textEnd = this.at - 1;
    if (this.token() !== COLON) return this.fail();
    this.at++;
    return true;
  }

  /** Past a string without escapes. Damaged UTF-8 in it is no damage to the JSON. */
  private skipText(): boolean {
    const { bytes } = this;
    let i = this.at + 1;
    let byte = bytes[i]!;
    while (byte !== QUOTE) {
      if (byte < SPACE || byte === BACKSLASH) return this.fail();
      byte = bytes[++i]!;
    }
    this.at = i + 1;
    return true;
  }

  /** Past a bare number by JSON's grammar. */
  protected number(): boolean {
    if (!this.ok) return false;
    const { bytes } = this;
    let i = this.at;
    if (bytes[i] === MINUS) i++;
    const wholeStart = i;
    i = pastDigits(bytes, i);
    if (i === wholeStart || (bytes[wholeStart] === ZERO && i > wholeStart + 1)) return this.fail();
    if (bytes[i] === DOT) {
      const partStart = ++i;
      i = pastDigits(bytes, i);
      if (i === partStart) return this.fail();
    }
    if (bytes[i] === LOWER_E || bytes[i] === UPPER_E) {
      i++;
      if (bytes[i] === MINUS || bytes[i] === PLUS) i++;
      const exponentStart = i;
      i = pastDigits(bytes, i);
      if (i === exponentStart) return this.fail();
    }
    this.at = i;
    return true;
  }

  protected literal(text: Uint8Array): boolean {
    if (!this.ok) return false;
    this.token();
    for (let i = 0; i < text.length; i++) {
      if (this.bytes[this.at + i] !== text[i]) return this.fail();
    }
    this.at += text.length;
    return true;
  }

  protected skipValue(depth: number): boolean {
    switch (this.token()) {
      case QUOTE:
        return this.skipText();
      case OPEN_BRACE:
        return this.skipInside(CLOSE_BRACE, depth + 1);
      case OPEN_BRACKET:
        return this.skipInside(CLOSE_BRACKET, depth + 1);
      case TRUE[0]:
        return this.literal(TRUE);
      case FALSE[0]:
        return this.literal(FALSE);
      case NULL[0]:
        return this.literal(NULL);
      default:
        return this.number();
    }
  }

  /** Past the rest of an object or array whose bracket is at `at`. */
  private skipInside(close: number, depth: number): boolean {
    if (depth > NESTING_LIMIT) return this.fail();
    this.at++;
    if (this.token() === close) {
      this.at++;
      return true;
    }
    for (;;) {
      if (close === CLOSE_BRACE && !this.keyText()) return false;
      if (!this.skipValue(depth)) return false;
      const byte = this.token();
      this.at++;
      if (byte === close) return true;
      if (byte !== COMMA) return this.fail();
    }
  }
}

function pastDigits(bytes: Uint8Array, from: number): number {
  let i = from;
  while (bytes[i]! >= ZERO && bytes[i]! <= NINE) i++;
  return i;
}
