/**
 * UTCTimestamp as SendingTime has it, `YYYYMMDD-HH:MM:SS` with 0, 3, 6 or 9 decimals ↔ milliseconds since
 * 1970. Owns no clock. Any thread; reading allocates nothing.
 */
const ZERO = 0x30;
const DASH = 0x2d;
const COLON = 0x3a;
const DOT = 0x2e;
const DAY_MS = 86_400_000;

/** @returns the number of `count` digits at `at`, or NaN. */
function digits(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let i = at; i < at + count; i++) {
    const digit = bytes[i]! - ZERO;
    if (!(digit >= 0 && digit <= 9)) return NaN;
    value = value * 10 + digit;
  }
  return value;
}

const isLeapYear = (year: number): boolean =>
  year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

function daysOfMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Days since 1970-01-01 of a date of the Gregorian calendar, by counting years that begin in March. */
function daysSince1970(year: number, month: number, day: number): number {
  const marchYear = month > 2 ? year : year - 1;
  const monthOfMarchYear = (month + 9) % 12;
  const dayOfYear = Math.floor((153 * monthOfMarchYear + 2) / 5) + day - 1;
  const leapDays =
    Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  return 365 * marchYear + leapDays + dayOfYear - 719_468;
}

/** @returns milliseconds since 1970, finer decimals cut off; NaN where `bytes[start, end)` is no UTCTimestamp. */
export function parseUtcMs(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start;
  if (length !== 17 && length !== 21 && length !== 24 && length !== 27) return NaN;
  if (
    bytes[start + 8] !== DASH ||
    bytes[start + 11] !== COLON ||
    bytes[start + 14] !== COLON ||
    (length > 17 && bytes[start + 17] !== DOT)
  )
    return NaN;
  const year = digits(bytes, start, 4);
  const month = digits(bytes, start + 4, 2);
  const day = digits(bytes, start + 6, 2);
  const hour = digits(bytes, start + 9, 2);
  const minute = digits(bytes, start + 12, 2);
  const second = digits(bytes, start + 15, 2);
  const ms = length > 17 ? digits(bytes, start + 18, 3) : 0;
  const rest = length > 21 ? digits(bytes, start + 21, length - 21) : 0;
  if (!(month >= 1 && month <= 12) || !(day >= 1 && day <= daysOfMonth(year, month))) return NaN;
  // 60: a leap second.
  if (!(hour <= 23) || !(minute <= 59) || !(second <= 60) || !(ms >= 0) || !(rest >= 0)) return NaN;
  return (
    daysSince1970(year, month, day) * DAY_MS +
    hour * 3_600_000 +
    minute * 60_000 +
    second * 1e3 +
    ms
  );
}

const pad = (value: number, width: number): string => String(value).padStart(width, '0');

/** `YYYYMMDD-HH:MM:SS.sss`. */
export function formatUtcMs(ms: number): string {
  const date = new Date(ms);
  const day = `${pad(date.getUTCFullYear(), 4)}${pad(date.getUTCMonth() + 1, 2)}${pad(date.getUTCDate(), 2)}`;
  const time = `${pad(date.getUTCHours(), 2)}:${pad(date.getUTCMinutes(), 2)}:${pad(date.getUTCSeconds(), 2)}`;
  return `${day}-${time}.${pad(date.getUTCMilliseconds(), 3)}`;
}
