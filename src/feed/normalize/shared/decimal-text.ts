/** Decimal strings of JSON messages to scaled integers, without allocating. Owns a scratch buffer. */
import { parseScaled } from '../../../market/decimal.js';

const TEXT_LENGTH_MAX = 64;
const NUMERIC = /^-?\d+(\.\d*)?([eE][+-]?\d+)?$/;

const scratch = new Uint8Array(TEXT_LENGTH_MAX);

/** `text` × 10^scale, or NaN when it is no plain decimal or does not fit (see refusalOf). */
export function scaledOf(text: string, scale: number): number {
  const length = text.length;
  if (length > TEXT_LENGTH_MAX) return NaN;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    // Above 127 no decimal; 0 is none either and cannot alias a digit when cut to a byte.
    scratch[i] = code > 127 ? 0 : code;
  }
  return parseScaled(scratch, 0, length, scale);
}

/** Why scaledOf said NaN: a number that does not fit (`value`), or no number. Cold. */
export const refusalOf = (text: string): 'value' | 'bad-number' =>
  NUMERIC.test(text) ? 'value' : 'bad-number';
