/**
 * Text → time: UTCTimestamp (52, 60 …), UTCDateOnly (272) and UTCTimeOnly (273), exact to the nanosecond and without
 * a Date. Owns the notation; no clock. Any thread, hot: allocates nothing.
 */
import { dayNumber } from '../../market/civil-date.js';

/** Target of the readers: [whole seconds since 1970, nanoseconds within the second]. */
export const utcParts = (): Float64Array => new Float64Array(2);

const DATE_BYTES = 8;
const SECONDS_PER_DAY = 86_400;
/** `HH:MM:SS` */
const TIME_BYTES = 8;
const NANO_DIGITS = 9;
const ZERO = 0x30;
const DASH = 0x2d;
const COLON = 0x3a;
const DOT = 0x2e;
const DAYS_OF_MONTH = Uint8Array.of(0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31);

/** The date that was read last, as a number of 8 digits, and its midnight: messages of one day follow one another. */
let lastDate = 0;
let lastMidnight = 0;

/** `YYYYMMDD-HH:MM:SS` with decimals of any number, those beyond nanoseconds cut off. @returns false, with parts at 0, where it is none. */
export function readUtcTimestamp(
  bytes: Uint8Array,
  at: number,
  end: number,
  parts: Float64Array,
): boolean {
  const timeAt = at + DATE_BYTES + 1;
  if (end < timeAt || bytes[timeAt - 1] !== DASH) return unknown(parts);
  return readUtcDate(bytes, at, timeAt - 1, parts) && addUtcTime(bytes, timeAt, end, parts);
}

/** `YYYYMMDD` → its midnight. @returns false, with parts at 0, where it is none. */
export function readUtcDate(
  bytes: Uint8Array,
  at: number,
  end: number,
  parts: Float64Array,
): boolean {
  if (end - at !== DATE_BYTES) return unknown(parts);
  let date = 0;
  for (let i = at; i < end; i++) {
    const digit = bytes[i]! - ZERO;
    if (digit < 0 || digit > 9) return unknown(parts);
    date = date * 10 + digit;
  }
  if (date !== lastDate) {
    const day = knownDay(Math.floor(date / 10_000), Math.floor(date / 100) % 100, date % 100);
    if (day < 0) return unknown(parts);
    lastDate = date;
    lastMidnight = day * SECONDS_PER_DAY;
  }
  parts[0] = lastMidnight;
  parts[1] = 0;
  return true;
}

/** Add `HH:MM:SS` with or without decimals to the midnight in `parts`. @returns false, with parts at 0, where it is none. */
export function addUtcTime(
  bytes: Uint8Array,
  at: number,
  end: number,
  parts: Float64Array,
): boolean {
  const decimalsAt = at + TIME_BYTES;
  if (end < decimalsAt || bytes[at + 2] !== COLON || bytes[at + 5] !== COLON) return unknown(parts);
  const hour = twoDigits(bytes, at);
  const minute = twoDigits(bytes, at + 3);
  const second = twoDigits(bytes, at + 6);
  // 60 is a leap second.
  if (!(hour <= 23 && minute <= 59 && second <= 60)) return unknown(parts);
  let nanoseconds = 0;
  if (end > decimalsAt) {
    if (bytes[decimalsAt] !== DOT || end === decimalsAt + 1) return unknown(parts);
    const nanosEnd = decimalsAt + 1 + NANO_DIGITS;
    for (let i = decimalsAt + 1; i < end; i++) {
      const digit = bytes[i]! - ZERO;
      if (digit < 0 || digit > 9) return unknown(parts);
      if (i < nanosEnd) nanoseconds = nanoseconds * 10 + digit;
    }
    for (let i = end; i < nanosEnd; i++) nanoseconds *= 10;
  }
  parts[0] = parts[0]! + hour * 3600 + minute * 60 + second;
  parts[1] = nanoseconds;
  return true;
}

/** Of what a reader left in `parts`: whole milliseconds since 1970, to compare with a wall clock's. */
export const utcMs = (parts: Float64Array): number =>
  parts[0]! * 1000 + Math.floor(parts[1]! / 1e6);

function unknown(parts: Float64Array): false {
  parts[0] = 0;
  parts[1] = 0;
  return false;
}

/** NaN where they are none. */
function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = bytes[at]! - ZERO;
  const ones = bytes[at + 1]! - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NaN;
}

/** As market/civil-date.ts has it; -1 where there is no such day. */
function knownDay(year: number, month: number, day: number): number {
  if (year < 1970 || month < 1 || month > 12 || day < 1 || day > DAYS_OF_MONTH[month]!) return -1;
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month === 2 && day === 29 && !isLeap ? -1 : dayNumber(year, month, day);
}
