/**
 * Decimals as venues mostly write them, read digit by digit from bytes into a scaled integer: the
 * short way of the JSON cursor and of its level readers. Allocates nothing. Constants stand in this file, where
 * V8 folds them.
 */

/** Of all that is read as one: longer texts are no decimals to the slow path either. */
const LENGTH_MAX = 64;
/** Digits that surely fit 32 bits. */
const INT_DIGITS = 9;
const SAFE_MAX = 9007199254740991;
const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;

// prettier-ignore
const POWERS_OF_TEN = Float64Array.of(1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15);

/**
 * `-12.340` at `at` × 10^scale into `target[index]`, where whole part and decimals have INT_DIGITS at
 * the most. What stands behind it is the caller's to check; the bytes must end in no digit.
 * @returns its end, or -1 for what takes the long way.
 */
export function decimalEnd(
  bytes: Uint8Array,
  at: number,
  target: Float64Array,
  index: number,
  scale: number,
): number {
  let i = at;
  const isNegative = bytes[i] === MINUS;
  if (isNegative) i++;
  const wholeStart = i;
  let whole = 0;
  let digit = bytes[i]! - ZERO;
  while (digit >= 0 && digit <= 9) {
    whole = (whole * 10 + digit) | 0;
    digit = bytes[++i]! - ZERO;
  }
  if (i === wholeStart || i - wholeStart > INT_DIGITS) return -1;
  let value = whole * POWERS_OF_TEN[scale]!;
  if (bytes[i] === DOT) {
    const partStart = ++i;
    const partLimit = i + (scale < INT_DIGITS ? scale : INT_DIGITS);
    let part = 0;
    digit = bytes[i]! - ZERO;
    while (i < partLimit && digit >= 0 && digit <= 9) {
      part = (part * 10 + digit) | 0;
      digit = bytes[++i]! - ZERO;
    }
    value += part * POWERS_OF_TEN[scale - (i - partStart)]!;
    while (digit === 0) digit = bytes[++i]! - ZERO;
    if (digit >= 0 && digit <= 9) return -1;
  }
  if (value > SAFE_MAX || i - at > LENGTH_MAX) return -1;
  target[index] = isNegative && value !== 0 ? -value : value;
  return i;
}
