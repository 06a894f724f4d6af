/**
 * Reads one JSON message from its bytes, front to back, without building objects: the way of the hot
 * messages. Owns a copy of the message, so what it remembers (places, spans) stays valid until the
 * next open(). Allocates nothing once its copy has the size of the largest message. Feed thread.
 *
 * It never refuses a message. Whatever it does not expect (no JSON, an escape, a key twice, a number
 * that does not fit, another type) makes it fail for good: `ok` is false, every later call returns
 * false, NaN or KEY_END, so loops end by themselves. The caller then parses the same bytes as a whole
 * (parseBytes), counts that in summary().slowPathMessages, and the slow path decides and says why. What
 * is read with ok and finished() is what JSON.parse would have given: same values, valid to the last
 * byte. Use nothing of a message before finished() has said true.
 *
 *   const KEYS = new JsonKeys(['s', 'u', 'b', 'a']);
 *   const KEY = { SYMBOL: 0, LAST_ID: 1, BIDS: 2, ASKS: 3 } as const;
 *
 *   cursor.open(bytes);
 *   cursor.object();
 *   for (let key = cursor.nextKey(KEYS); key !== KEY_END; key = cursor.nextKey(KEYS)) {
 *     switch (key) {                                   // each case reads exactly one value
 *       case KEY.SYMBOL: if (cursor.string()) book = books.find(cursor.bytes, cursor.textStart, cursor.textEnd); break;
 *       case KEY.LAST_ID: lastId = cursor.integer(); break;
 *       case KEY.BIDS: readQuotedRows(cursor, batch, BID, priceScale, quantityScale); break;
 *       default: cursor.skip();                        // unknown keys are nobody's business
 *     }
 *   }
 *   if (!cursor.finished()) return NOT_MINE;
 *
 * A symbol that comes after its levels: `const place = cursor.at; cursor.skip()` remembers them, and
 * `cursor.readAgain(place)` after finished() goes back to read them
 * (and `ok` tells whether that went well). Rows of levels: json-levels.ts. Symbols by
 * bytes: byte-names.ts. Doubles that a call returns may be boxed: levels go straight to Float64Arrays.
 */
import { parseScaledNumber, parseScaled } from '../../../market/decimal.js';
import { DECIMAL_LENGTH_MAX } from './decimal-text.js';
import { decimalEnd } from './json-decimal.js';
import type { JsonKeys } from './json-keys.js';
import { BYTE, FALSE, JsonText, NESTING_LIMIT, TRUE } from './json-text.js';

/** nextKey(): a key that is not listed; its value is to be skipped. */
export const KEY_UNKNOWN = -1;
/** nextKey(): the object has no more keys, or the cursor has failed. */
export const KEY_END = -2;

const { SPACE, QUOTE, COMMA, MINUS, DOT, ZERO, NINE, UPPER_E, LOWER_E } = BYTE;
const { OPEN_BRACKET, BACKSLASH, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE } = BYTE;

export class JsonCursor extends JsonText {
  private depth = 0;
  /** True right behind `{` and `[`: no comma is due. */
  private isFirst = false;
  /** Per depth, the places of the listed keys that the object has had. */
  private readonly seen = new Int32Array(NESTING_LIMIT + 1);
  private readonly scratch = new Float64Array(1);

  /** Begin to read a message, which is copied. */
  open(message: Uint8Array): void {
    this.copy(message);
    this.depth = 0;
    this.isFirst = false;
  }

  /** The message was read to its end, and all of it was as expected. */
  finished(): boolean {
    return this.ok && this.depth === 0 && this.token() === 0 && this.at === this.length;
  }

  /** Back to a value passed before: only after finished(), for one value. */
  readAgain(place: number): void {
    this.at = place;
    this.depth = 0;
  }

  /** Into an object; then nextKey() until KEY_END. */
  object(): boolean {
    return this.enter(OPEN_BRACE);
  }

  /** Into an array; then nextElement() until false. */
  array(): boolean {
    return this.enter(OPEN_BRACKET);
  }

  /** Past `"key":`. @returns the key's place in `keys`, KEY_UNKNOWN, or KEY_END. */
  nextKey(keys: JsonKeys): number {
    if (!this.separated(CLOSE_BRACE)) return KEY_END;
    if (!this.keyText()) return KEY_END;
    const place = keys.find(this.bytes, this.textStart, this.textEnd);
    if (place < 0) return KEY_UNKNOWN;
    const bit = 1 << place;
    if ((this.seen[this.depth]! & bit) !== 0) {
      // The last one wins in JSON: not to be known before the end.
      this.fail();
      return KEY_END;
    }
    this.seen[this.depth]! |= bit;
    return place;
  }

  /** @returns false behind the last element, or when the cursor has failed. */
  nextElement(): boolean {
    return this.separated(CLOSE_BRACKET);
  }

  /** Some elements of an array were read from the bytes by other means; `place` is behind the last one. */
  passed(place: number): void {
    this.at = place;
    this.isFirst = false;
  }

  /** A string without escapes, of ASCII; its text is textStart … textEnd. */
  string(): boolean {
    if (!this.ok || this.token() !== QUOTE) return this.fail();
    const { bytes } = this;
    const start = this.at + 1;
    let i = start;
    let byte = bytes[i]!;
    while (byte !== QUOTE) {
      if (byte < SPACE || byte > 0x7e || byte === BACKSLASH) return this.fail();
      byte = bytes[++i]!;
    }
    this.textStart = start;
    this.textEnd = i;
    this.at = i + 1;
    return true;
  }

  /** Whether the last string() was these bytes. */
  textIs(text: Uint8Array): boolean {
    const { bytes, textStart } = this;
    if (this.textEnd - textStart !== text.length) return false;
    for (let i = 0; i < text.length; i++) if (bytes[textStart + i] !== text[i]) return false;
    return true;
  }

  /** A bare whole number within ±(2^53 - 1), written without fraction or exponent; else NaN. */
  integer(): number {
    return this.integerInto(this.scratch, 0) ? this.scratch[0]! : NaN;
  }

  /** integer() into `target[index]`. */
  integerInto(target: Float64Array, index: number): boolean {
    if (!this.ok) return false;
    this.token();
    const { bytes } = this;
    let i = this.at;
    const isNegative = bytes[i] === MINUS;
    if (isNegative) i++;
    const start = i;
    let value = 0;
    let digit = bytes[i]! - ZERO;
    while (digit >= 0 && digit <= 9) {
      value = value * 10 + digit;
      digit = bytes[++i]! - ZERO;
    }
    // -0 is no integer that anybody writes.
    const isZeroLed = bytes[start] === ZERO && (i > start + 1 || isNegative);
    if (i === start || isZeroLed || !(value <= Number.MAX_SAFE_INTEGER)) return this.fail();
    const next = bytes[i]!;
    if (next === DOT || next === LOWER_E || next === UPPER_E) return this.fail();
    target[index] = isNegative ? -value : value;
    this.at = i;
    return true;
  }

  /** A bare `true` or `false`; fails on anything else and is false then. */
  boolean(): boolean {
    if (this.ok && this.token() === TRUE[0]) return this.literal(TRUE);
    this.literal(FALSE);
    return false;
  }

  /**
   * A decimal in quotes × 10^scale into `target[index]`: exact, no exponent, no digits but zeros
   * beyond the scale, within ±(2^53 - 1); what else it is, the slow path may say.
   */
  quotedDecimal(target: Float64Array, index: number, scale: number): boolean {
    if (!this.ok || this.token() !== QUOTE) return this.fail();
    const start = ++this.at;
    if (!this.digits(target, index, scale)) {
      // Seldom: more digits than the short way takes.
      const end = this.bytes.indexOf(QUOTE, start);
      if (end < 0) return this.fail();
      target[index] = parseScaled(this.bytes, start, end, scale);
      if (Number.isNaN(target[index])) return this.fail();
      this.at = end;
    }
    if (this.bytes[this.at] !== QUOTE || this.at - start > DECIMAL_LENGTH_MAX) return this.fail();
    this.at++;
    return true;
  }

  /** quotedDecimal() for a bare JSON number, which may have an exponent: `1.50`, `-0.1`, `1.0e-7`. */
  bareDecimal(target: Float64Array, index: number, scale: number): boolean {
    if (!this.ok) return false;
    this.token();
    const { bytes, at: start } = this;
    if (!this.digits(target, index, scale) || !this.isWholeNumber(start)) {
      this.at = start;
      if (!this.number()) return false;
      target[index] = parseScaledNumber(bytes, start, this.at, scale);
      if (Number.isNaN(target[index])) return this.fail();
    }
    return this.at - start <= DECIMAL_LENGTH_MAX || this.fail();
  }

  /** Past a value of any shape, checked to be JSON. */
  skip(): boolean {
    return this.ok && this.skipValue(this.depth);
  }

  private enter(bracket: number): boolean {
    if (!this.ok || this.token() !== bracket || this.depth === NESTING_LIMIT) return this.fail();
    this.at++;
    this.depth++;
    this.seen[this.depth] = 0;
    this.isFirst = true;
    return true;
  }

  /** Past the comma, if one is due; false (and out of it) where the object or array ends. */
  private separated(close: number): boolean {
    if (!this.ok) return false;
    const byte = this.token();
    if (byte === close) {
      this.at++;
      this.depth--;
      this.isFirst = false;
      return false;
    }
    if (this.isFirst) {
      this.isFirst = false;
      return true;
    }
    if (byte !== COMMA) return this.fail();
    this.at++;
    return true;
  }

  /** The short way of a decimal. @returns false where it takes the long way, `at` unchanged. */
  private digits(target: Float64Array, index: number, scale: number): boolean {
    const end = decimalEnd(this.bytes, this.view, this.at, target, index, scale);
    if (end < 0) return false;
    this.at = end;
    return true;
  }

  /** What digits() has read from `start` on is a bare number by JSON's grammar, and all of it. */
  private isWholeNumber(start: number): boolean {
    const { bytes, at } = this;
    const first = bytes[start] === MINUS ? start + 1 : start;
    const second = bytes[first + 1]!;
    if (bytes[first] === ZERO && second >= ZERO && second <= NINE) return false;
    const next = bytes[at]!;
    return bytes[at - 1] !== DOT && next !== LOWER_E && next !== UPPER_E;
  }
}
