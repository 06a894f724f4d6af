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
 * @param view of the same bytes, at least eight of which stand behind `at`'s last digit.
 * @returns its end, or -1 for what takes the long way.
 */
export function decimalEnd(
  bytes: Uint8Array,
  view: DataView,
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
    const part8 = eightDigits(view, i);
    if (part8 >= 0) {
      // Venues print eight decimals whatever the scale.
      const shift = POWERS_OF_TEN[scale < 8 ? 8 - scale : scale - 8]!;
      const part = scale < 8 ? part8 / shift : part8 * shift;
      i += 8;
      digit = bytes[i]! - ZERO;
      value += part;
      if ((digit >= 0 && digit <= 9) || part !== Math.floor(part)) return -1;
      return stored(target, index, value, isNegative) && i - at <= LENGTH_MAX ? i : -1;
    }
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
  return stored(target, index, value, isNegative) && i - at <= LENGTH_MAX ? i : -1;
}

function stored(target: Float64Array, index: number, value: number, isNegative: boolean): boolean {
  target[index] = isNegative && value !== 0 ? -value : value;
  return value <= SAFE_MAX;
}

/** Eight digits at `at` as a number, four at a time; -1 where one of them is none. */
function eightDigits(view: DataView, at: number): number {
  const first = fourDigits(view.getInt32(at, true));
  if (first < 0) return -1;
  const second = fourDigits(view.getInt32(at + 4, true));
  return second < 0 ? -1 : (first * 10_000 + second) | 0;
}

/** @param word four bytes, the first digit lowest. */
function fourDigits(word: number): number {
  const digits = word ^ 0x30303030;
  // A byte beyond 9 has its upper half set, or gets it by adding 6.
  if (((digits | (digits + 0x06060606)) & 0xf0f0f0f0) !== 0) return -1;
  const pairs = (Math.imul(digits, 10) + (digits >>> 8)) | 0;
  return ((pairs & 0xff) * 100 + ((pairs >>> 16) & 0xff)) | 0;
}
