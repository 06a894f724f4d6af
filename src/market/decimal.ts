/**
 * Decimal text to scaled integer and back, digit by digit, never through a float. The only place
 * where Ticks and Lots are made from text. Runs everywhere; the parser allocates nothing.
 */
import type { Lots, Ticks } from './units.js';

/** Largest scale for which one unit (10^scale) is still a safe integer. */
export const SCALE_MAX = 15;

const ZERO = 0x30;
const NINE = 0x39;
const DOT = 0x2e;
const MINUS = 0x2d;
const PLUS = 0x2b;

/**
 * Read `bytes[at, end)` as a plain decimal (`-12.340`, no exponent, no plus sign) scaled by
 * 10^scale. Zeros beyond the scale are accepted, any other digit there is not.
 * @returns the integer, or NaN when the text is no decimal or does not fit the scale or ±(2^53 - 1).
 */
export function parseScaled(bytes: Uint8Array, at: number, end: number, scale: number): number {
  let i = at;
  const negative = i < end && bytes[i] === MINUS;
  if (negative) i++;
  let value = 0;
  let digitCount = 0;
  for (; i < end; i++) {
    const byte = bytes[i]!;
    if (byte < ZERO || byte > NINE) break;
    value = value * 10 + (byte - ZERO);
    if (value > Number.MAX_SAFE_INTEGER) return NaN;
    digitCount++;
  }
  let decimals = 0;
  if (i < end && bytes[i] === DOT) {
    i++;
    for (; i < end; i++) {
      const byte = bytes[i]!;
      if (byte < ZERO || byte > NINE) return NaN;
      digitCount++;
      if (decimals === scale) {
        if (byte !== ZERO) return NaN;
        continue;
      }
      value = value * 10 + (byte - ZERO);
      if (value > Number.MAX_SAFE_INTEGER) return NaN;
      decimals++;
    }
  }
  if (i !== end || digitCount === 0) return NaN;
  for (; decimals < scale; decimals++) {
    value *= 10;
    if (value > Number.MAX_SAFE_INTEGER) return NaN;
  }
  return negative && value !== 0 ? -value : value;
}

const LOWER_E = 0x65;
const UPPER_E = 0x45;
/** Beyond it no value but zero fits any scale. */
const EXPONENT_MAX = 400;

/** parseScaled for a number that may have an exponent, as JSON allows it: `1.5e-7`. NaN as there. */
export function parseScaledNumber(
  bytes: Uint8Array,
  at: number,
  end: number,
  scale: number,
): number {
  let mantissaEnd = at;
  while (mantissaEnd < end && bytes[mantissaEnd] !== LOWER_E && bytes[mantissaEnd] !== UPPER_E)
    mantissaEnd++;
  if (mantissaEnd === end) return parseScaled(bytes, at, end, scale);
  const exponentAt = mantissaEnd + (bytes[mantissaEnd + 1] === PLUS ? 2 : 1);
  const exponent = parseScaled(bytes, exponentAt, end, 0);
  if (!(Math.abs(exponent) <= EXPONENT_MAX)) return NaN;
  const shift = scale + exponent;
  if (shift >= 0) return parseScaled(bytes, at, mantissaEnd, shift);
  const value = parseScaled(bytes, at, mantissaEnd, 0);
  const divided = value / 10 ** -shift;
  return value === 0 || value % 10 ** -shift === 0 ? divided : NaN;
}

/** parseScaled for a price. NaN as there. */
export const parseTicks = (bytes: Uint8Array, at: number, end: number, scale: number): Ticks =>
  parseScaled(bytes, at, end, scale) as Ticks;

/** parseScaled for a quantity; negative text is refused with NaN. */
export function parseLots(bytes: Uint8Array, at: number, end: number, scale: number): Lots {
  const value = parseScaled(bytes, at, end, scale);
  return (value < 0 ? NaN : value) as Lots;
}

const encoder = new TextEncoder();

/** parseScaled over a string, for cold code. */
export function parseScaledText(text: string, scale: number): number {
  const bytes = encoder.encode(text);
  return parseScaled(bytes, 0, bytes.length, scale);
}

/** Significant decimals of a step such as a tick size: `0.0100` → 2, `1.00` → 0, `5` → 0. */
export function decimalsOf(text: string): number {
  const dot = text.indexOf('.');
  if (dot < 0) return 0;
  let end = text.length;
  while (end > dot + 1 && text.charCodeAt(end - 1) === ZERO) end--;
  return end - dot - 1;
}

/** A scaled integer as exact decimal text with all `scale` decimals: (12340, 3) → `12.340`. */
export function formatScaled(value: number, scale: number): string {
  const digits = String(Math.abs(value)).padStart(scale + 1, '0');
  const sign = value < 0 ? '-' : '';
  if (scale === 0) return sign + digits;
  const point = digits.length - scale;
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}
