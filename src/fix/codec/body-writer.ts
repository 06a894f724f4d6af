/**
 * The fields of a message's body: given in any order, written by ascending tag; a group stays whole, its entries' fields
 * in the order given (the delimiter first), a length stands before its data. Cold: for what is said seldom. Any thread.
 */
import { formatScaled } from '../../market/decimal.js';
import { TAG_MAX } from './scan-message.js';

const SOH = '\x01';
/** ISO 8859-1 without SOH: what a value may hold; other characters travel as data. */
const VALUE = /^[\x00\x02-\xff]+$/;

export class BodyWriter {
  /** Each with its SOH; a group and a pair of length and data are one. */
  readonly #fields = new Map<number, string>();

  text(tag: number, value: string): this {
    if (!VALUE.test(value)) throw new RangeError(refusal(tag, value));
    return this.#add(tag, `${tag}=${value}${SOH}`);
  }

  integer(tag: number, value: number): this {
    if (!Number.isSafeInteger(value))
      throw new RangeError(`${tag}=${value}: not a whole number within ±2^53`);
    return this.text(tag, String(value));
  }

  /** @param scaled value × 10^scale. */
  decimal(tag: number, scaled: number, scale: number): this {
    if (!Number.isSafeInteger(scaled))
      throw new RangeError(`${tag}=${scaled}: not a whole number within ±2^53`);
    return this.text(tag, formatScaled(scaled, scale));
  }

  flag(tag: number, value: boolean): this {
    return this.text(tag, value ? 'Y' : 'N');
  }

  /** Bytes that may hold SOH, their length before them. */
  data(lengthTag: number, dataTag: number, bytes: Uint8Array): this {
    const value = Buffer.from(bytes).toString('latin1');
    return this.#add(lengthTag, `${lengthTag}=${bytes.length}${SOH}${dataTag}=${value}${SOH}`);
  }

  /** @param entries each with the same field, the delimiter, first; its fields in the dictionary's order. */
  group(countTag: number, entries: readonly BodyWriter[]): this {
    const delimiters = new Set(entries.map((entry) => entry.#delimiter));
    if (delimiters.size > 1 || delimiters.has(undefined))
      throw new RangeError(
        `group ${countTag}: its entries begin with ${[...delimiters].join(', ')}; each has to begin with the same field`,
      );
    const fields = entries.map((entry) => [...entry.#fields.values()].join('')).join('');
    return this.#add(countTag, `${countTag}=${entries.length}${SOH}${fields}`);
  }

  /** The body, for encodeMessage. */
  finish(): Uint8Array {
    const ascending = [...this.#fields].sort(([a], [b]) => a - b);
    return Buffer.from(ascending.map(([, text]) => text).join(''), 'latin1');
  }

  get #delimiter(): number | undefined {
    return this.#fields.keys().next().value;
  }

  #add(tag: number, text: string): this {
    if (!(Number.isInteger(tag) && tag > 0 && tag <= TAG_MAX))
      throw new RangeError(`tag ${tag}: tags are whole numbers from 1 to ${TAG_MAX}`);
    if (this.#fields.has(tag)) throw new RangeError(`tag ${tag} is there already`);
    this.#fields.set(tag, text);
    return this;
  }
}

const refusal = (tag: number, value: string): string =>
  value === ''
    ? `${tag}= has no value: leave the field out`
    : `${tag}=${value.replaceAll(SOH, '␁')}: SOH and characters beyond ISO 8859-1 can only be sent as data`;
