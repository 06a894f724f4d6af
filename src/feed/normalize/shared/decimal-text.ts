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

const EXPONENT = /^(-?\d+(?:\.\d+)?)[eE]([+-]?\d+)$/;
/** An exponent beyond it is no price's and no quantity's. */
const EXPONENT_MAX = 30;

/**
 * scaledOf for a bare JSON number, which may have an exponent: `1e-4` is 0.0001. Exact: the point is
 * moved, nothing is multiplied.
 */
export function scaledOfNumber(text: string, scale: number): number {
  const match = EXPONENT.exec(text);
  if (match === null) return scaledOf(text, scale);
  const exponent = Number(match[2]);
  if (!(Math.abs(exponent) <= EXPONENT_MAX)) return NaN;
  const moved = scale + exponent;
  if (moved >= 0) return scaledOf(match[1]!, moved);
  const value = scaledOf(match[1]!, 0) / 10 ** -moved;
  return Number.isSafeInteger(value) ? value : NaN;
}

/** Why scaledOf said NaN: a number that does not fit (`value`), or no number. Cold. */
export const refusalOf = (text: string): 'value' | 'bad-number' =>
  NUMERIC.test(text) ? 'value' : 'bad-number';
