/** Decimal strings of JSON messages to scaled integers, without allocating. Owns a scratch buffer. */
import { parseScaled, parseScaledNumber } from '../../../market/decimal.js';

/** Longer texts are no decimals; the byte reader has the same limit. */
export const DECIMAL_LENGTH_MAX = 64;
const NUMERIC = /^-?\d+(\.\d*)?([eE][+-]?\d+)?$/;

const scratch = new Uint8Array(DECIMAL_LENGTH_MAX);

/** `text` × 10^scale, or NaN when it is no plain decimal or does not fit (see refusalOf). */
export function scaledOf(text: string, scale: number): number {
  return copied(text) ? parseScaled(scratch, 0, text.length, scale) : NaN;
}

/** scaledOf for a bare JSON number, which may have an exponent: `1e-4` is 0.0001. */
export function scaledOfNumber(text: string, scale: number): number {
  return copied(text) ? parseScaledNumber(scratch, 0, text.length, scale) : NaN;
}

function copied(text: string): boolean {
  const length = text.length;
  if (length > DECIMAL_LENGTH_MAX) return false;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    // Above 127 no decimal; 0 is none either and cannot alias a digit when cut to a byte.
    scratch[i] = code > 127 ? 0 : code;
  }
  return true;
}

/** Why scaledOf said NaN: a number that does not fit (`value`), or no number. Cold. */
export const refusalOf = (text: string): 'value' | 'bad-number' =>
  NUMERIC.test(text) ? 'value' : 'bad-number';
