/** Event types, flags and the small codes in the aux byte. The numbers are recorded in digests: never reuse one. */

export const EVENT = {
  /** The instrument's row in the instrument table is new or changed. */
  INSTRUMENT: 1,
  IMAGE_BEGIN: 2,
  IMAGE_END: 3,
  LEVEL: 4,
  ORDER_ADD: 5,
  ORDER_REDUCE: 6,
  ORDER_REPLACE: 7,
  ORDER_DELETE: 8,
  TRADE: 9,
  BOOK_CLEAR: 10,
  STATUS: 11,
  VERIFY: 12,
  /** No instrument, no content: carries LAST for a venue message without events of ours. */
  MESSAGE_END: 13,
} as const;

export type EventType = (typeof EVENT)[keyof typeof EVENT];

export const EVENT_NAMES: Readonly<Record<number, string>> = Object.fromEntries(
  Object.entries(EVENT).map(([name, code]) => [code, name.toLowerCase().replaceAll('_', '-')]),
);

export const EVENT_FLAG = {
  /** Last event of a venue message: a frame may be cut after it. */
  LAST: 1,
  /** order-reduce: the reduction is an execution; the lane makes a trade of it. */
  EXECUTED: 2,
  /** order-reduce: PRICE holds the execution price (otherwise the resting order's price counts). */
  HAS_PRICE: 4,
  /** order-reduce: the execution does not count for volume, no trade is published. */
  NON_PRINTABLE: 8,
  /** trade: auction (cross) trade. */
  AUCTION: 16,
  /** trade: against a hidden order. */
  HIDDEN: 32,
  /** trade: the trade with this id is broken (cancelled) by the venue. */
  BROKEN: 64,
} as const;

/** aux byte of a verify event. */
export const VERIFY_KIND = {
  /** PRICE/QUANTITY are best bid and its quantity, PRICE2/QUANTITY2 best ask, at SOURCE_SEQUENCE. */
  TOP_OF_BOOK: 1,
  /** PRICE is an unsigned CRC32 of the ten best levels as Kraken makes it; of their orders, where the book has them. */
  CHECKSUM_KRAKEN: 2,
  /** PRICE is an unsigned CRC32 of the 25 best levels as Bitfinex makes it; PRICE2/QUANTITY2 are the scales. */
  CHECKSUM_BITFINEX: 3,
  /** The same as OKX makes it. */
  CHECKSUM_OKX: 4,
} as const;
