/**
 * Whether bytes have the form of a data type. Owns no state, allocates nothing. Hot, any thread.
 * Times may have 1 to 12 decimals: venues send milliseconds to picoseconds in every version.
 */
import { FORMAT } from './field-type.js';

// A module's own constants are folded into the code, imported ones are loaded at every use.
const {
  CHAR,
  INT,
  NATURAL,
  DECIMAL,
  BOOLEAN,
  TIMESTAMP,
  TIME,
  DATE,
  MONTH_YEAR,
  DAY,
  TZ_TIMESTAMP,
  TZ_TIME,
  MANY_CHARS,
} = FORMAT;

const ZERO = 0x30;
const NINE = 0x39;
const DOT = 0x2e;
const DASH = 0x2d;
const PLUS = 0x2b;
const COLON = 0x3a;
const SPACE = 0x20;
const LETTER_N = 0x4e;
const LETTER_W = 0x77;
const LETTER_Y = 0x59;
const LETTER_Z = 0x5a;

const DATE_BYTES = 8;
/** `HH:MM:SS` */
const TIME_BYTES = 8;
const DECIMALS_MAX = 12;
const SECOND_MAX = 60;

/** `bytes[start, end)`, at least one byte. */
export function isWellFormed(
  format: number,
  bytes: Uint8Array,
  start: number,
  end: number,
): boolean {
  switch (format) {
    case CHAR:
      return end - start === 1;
    case INT:
      return isDigits(bytes, bytes[start] === DASH ? start + 1 : start, end);
    case NATURAL:
      return isDigits(bytes, start, end);
    case DECIMAL:
      return isDecimal(bytes, start, end);
    case BOOLEAN:
      return end - start === 1 && (bytes[start] === LETTER_Y || bytes[start] === LETTER_N);
    case TIMESTAMP:
      return isTimestamp(bytes, start, end);
    case TIME:
      return isTime(bytes, start, end);
    case DATE:
      return end - start === DATE_BYTES && isDate(bytes, start);
    case MONTH_YEAR:
      return isMonthYear(bytes, start, end);
    case DAY:
      return end - start <= 2 && isDigits(bytes, start, end) && isIn(bytes, start, end, 1, 31);
    case TZ_TIMESTAMP:
      return (
        end - start > DATE_BYTES &&
        isDate(bytes, start) &&
        bytes[start + DATE_BYTES] === DASH &&
        isZonedTime(bytes, start + DATE_BYTES + 1, end)
      );
    case TZ_TIME:
      return isZonedTime(bytes, start, end);
    case MANY_CHARS:
      return isManyChars(bytes, start, end);
    default:
      return true;
  }
}

function isDigits(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const byte = bytes[i]!;
    if (byte < ZERO || byte > NINE) return false;
  }
  return end > start;
}

/** Of digits only. */
function isIn(bytes: Uint8Array, start: number, end: number, min: number, max: number): boolean {
  let value = 0;
  for (let i = start; i < end; i++) value = value * 10 + (bytes[i]! - ZERO);
  return value >= min && value <= max;
}

function isDecimal(bytes: Uint8Array, start: number, end: number): boolean {
  let i = bytes[start] === DASH ? start + 1 : start;
  let digits = 0;
  let dots = 0;
  for (; i < end; i++) {
    const byte = bytes[i]!;
    if (byte >= ZERO && byte <= NINE) digits++;
    else if (byte !== DOT || ++dots > 1) return false;
  }
  return digits > 0;
}

const DAYS_OF_MONTH = Uint8Array.of(0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31);

const twoDigits = (bytes: Uint8Array, at: number): number =>
  (bytes[at]! - ZERO) * 10 + (bytes[at + 1]! - ZERO);

/** YYYYMMDD at `start`; the caller has checked that eight bytes are there. */
function isDate(bytes: Uint8Array, start: number): boolean {
  if (!isDigits(bytes, start, start + DATE_BYTES)) return false;
  const month = twoDigits(bytes, start + 4);
  const day = twoDigits(bytes, start + 6);
  if (month < 1 || month > 12 || day < 1 || day > DAYS_OF_MONTH[month]!) return false;
  if (month !== 2 || day < 29) return true;
  const century = twoDigits(bytes, start);
  const year = twoDigits(bytes, start + 2);
  return year % 4 === 0 && (year !== 0 || century % 4 === 0);
}

/** HH:MM:SS and decimals. */
function isTime(bytes: Uint8Array, start: number, end: number): boolean {
  const second = start + 6;
  if (end - start < TIME_BYTES || bytes[start + 5] !== COLON) return false;
  if (!isHourMinute(bytes, start) || !isDigits(bytes, second, second + 2)) return false;
  if (twoDigits(bytes, second) > SECOND_MAX) return false;
  const decimals = end - start - TIME_BYTES;
  if (decimals === 0) return true;
  return (
    bytes[start + TIME_BYTES] === DOT &&
    decimals <= DECIMALS_MAX + 1 &&
    isDigits(bytes, start + TIME_BYTES + 1, end)
  );
}

/** HH:MM; the caller has checked that five bytes are there. */
function isHourMinute(bytes: Uint8Array, start: number): boolean {
  return (
    bytes[start + 2] === COLON &&
    isDigits(bytes, start, start + 2) &&
    isDigits(bytes, start + 3, start + 5) &&
    twoDigits(bytes, start) <= 23 &&
    twoDigits(bytes, start + 3) <= 59
  );
}

function isTimestamp(bytes: Uint8Array, start: number, end: number): boolean {
  return (
    end - start > DATE_BYTES + TIME_BYTES &&
    bytes[start + DATE_BYTES] === DASH &&
    isDate(bytes, start) &&
    isTime(bytes, start + DATE_BYTES + 1, end)
  );
}

/** HH:MM or a whole time, then nothing, `Z`, `+HH`, `-HH`, `+HH:MM`. */
function isZonedTime(bytes: Uint8Array, start: number, end: number): boolean {
  let zone = start;
  while (zone < end && bytes[zone] !== LETTER_Z && bytes[zone] !== PLUS && bytes[zone] !== DASH)
    zone++;
  const isClock = zone - start === 5 ? isHourMinute(bytes, start) : isTime(bytes, start, zone);
  if (!isClock || zone === end) return isClock;
  const zoneBytes = end - zone - 1;
  if (bytes[zone] === LETTER_Z) return zoneBytes === 0;
  if (zoneBytes === 2) return isDigits(bytes, zone + 1, end);
  return zoneBytes === 5 && isHourMinute(bytes, zone + 1);
}

/** YYYYMM, YYYYMMDD or YYYYMMw1 to w5. */
function isMonthYear(bytes: Uint8Array, start: number, end: number): boolean {
  const length = end - start;
  if (length === 6) return isDigits(bytes, start, end) && isIn(bytes, start + 4, end, 1, 12);
  if (length !== DATE_BYTES) return false;
  if (bytes[start + 6] !== LETTER_W) return isDate(bytes, start);
  const week = bytes[start + 7]! - ZERO;
  return (
    isDigits(bytes, start, start + 6) &&
    isIn(bytes, start + 4, start + 6, 1, 12) &&
    week >= 1 &&
    week <= 5
  );
}

/** `A B C` */
function isManyChars(bytes: Uint8Array, start: number, end: number): boolean {
  if ((end - start) % 2 === 0) return false;
  for (let i = start; i < end; i++)
    if ((bytes[i] === SPACE) !== ((i - start) % 2 === 1)) return false;
  return true;
}
