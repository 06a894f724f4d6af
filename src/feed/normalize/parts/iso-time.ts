/**
 * Times as venues write them in text, `2024-05-01T12:34:56.123456789Z`, exact to the nanosecond and
 * without a Date. Owns the notation; UTC only. Feed thread, hot: allocates nothing.
 */
import { dayNumber } from '../../../market/civil-date.js';

/** Target of readIsoTime: [whole seconds since 1970, nanoseconds within the second]. */
export const isoTimeParts = (): Float64Array => new Float64Array(2);

const DATE_LENGTH = 10;
const SECOND_END = 19;
const NANO_DIGITS = 9;

/** The number that the digits text[at, end) are; NaN when they are none. */
function digits(text: string, at: number, end: number): number {
  let value = 0;
  for (let i = at; i < end; i++) {
    const digit = text.charCodeAt(i) - 0x30;
    // NaN past the end of the text is no digit either.
    if (!(digit >= 0 && digit <= 9)) return NaN;
    value = value * 10 + digit;
  }
  return value;
}

/**
 * Read `text` into `parts`; decimals beyond nanoseconds are cut off.
 * @returns false, with parts at 0, when it is no such time.
 */
export function readIsoTime(text: string, parts: Float64Array): boolean {
  parts[0] = 0;
  parts[1] = 0;
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 7);
  const day = digits(text, 8, DATE_LENGTH);
  const hour = digits(text, 11, 13);
  const minute = digits(text, 14, 16);
  const second = digits(text, 17, SECOND_END);
  // 60 is a leap second.
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= 31 && year >= 1970)) return false;
  if (!(hour <= 23 && minute <= 59 && second <= 60)) return false;
  if (text[4] !== '-' || text[7] !== '-' || text[13] !== ':' || text[16] !== ':') return false;
  if (text[DATE_LENGTH] !== 'T' && text[DATE_LENGTH] !== ' ') return false;
  let end = SECOND_END;
  let nanoseconds = 0;
  if (text[end] === '.') {
    let count = 0;
    for (end++; isDigit(text.charCodeAt(end)); end++, count++) {
      if (count < NANO_DIGITS) nanoseconds = nanoseconds * 10 + text.charCodeAt(end) - 0x30;
    }
    if (count === 0) return false;
    for (; count < NANO_DIGITS; count++) nanoseconds *= 10;
  }
  if (end !== text.length - 1 || text[end] !== 'Z') return false;
  parts[0] = dayNumber(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second;
  parts[1] = nanoseconds;
  return true;
}

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;
