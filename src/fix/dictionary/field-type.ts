/**
 * The standard's data types and what of each can be checked in bytes. QuickFIX checks no more of a
 * currency, country or exchange than that it is text, and venues rely on it (`15=USDT`). Any thread.
 */

export const FORMAT = {
  ANY: 0,
  CHAR: 1,
  INT: 2,
  NATURAL: 3,
  DECIMAL: 4,
  BOOLEAN: 5,
  TIMESTAMP: 6,
  TIME: 7,
  DATE: 8,
  MONTH_YEAR: 9,
  DAY: 10,
  TZ_TIMESTAMP: 11,
  TZ_TIME: 12,
  /** Values of one character each, with spaces between. */
  MANY_CHARS: 13,
  /** Values with spaces between. */
  MANY_VALUES: 14,
} as const;

export const FIELD_FORMATS = {
  string: FORMAT.ANY,
  char: FORMAT.CHAR,
  int: FORMAT.INT,
  seqnum: FORMAT.NATURAL,
  length: FORMAT.NATURAL,
  numingroup: FORMAT.NATURAL,
  float: FORMAT.DECIMAL,
  price: FORMAT.DECIMAL,
  priceoffset: FORMAT.DECIMAL,
  qty: FORMAT.DECIMAL,
  amt: FORMAT.DECIMAL,
  percentage: FORMAT.DECIMAL,
  boolean: FORMAT.BOOLEAN,
  utctimestamp: FORMAT.TIMESTAMP,
  utctimeonly: FORMAT.TIME,
  utcdateonly: FORMAT.DATE,
  localmktdate: FORMAT.DATE,
  monthyear: FORMAT.MONTH_YEAR,
  dayofmonth: FORMAT.DAY,
  tztimestamp: FORMAT.TZ_TIMESTAMP,
  tztimeonly: FORMAT.TZ_TIME,
  multiplechar: FORMAT.MANY_CHARS,
  multiplevalue: FORMAT.MANY_VALUES,
  currency: FORMAT.ANY,
  country: FORMAT.ANY,
  exchange: FORMAT.ANY,
  language: FORMAT.ANY,
  data: FORMAT.ANY,
  xmldata: FORMAT.ANY,
} as const;

export type FieldType = keyof typeof FIELD_FORMATS;

export const isFieldType = (text: string): text is FieldType => Object.hasOwn(FIELD_FORMATS, text);
