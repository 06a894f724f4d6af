/** What became of one change to a book. Small integers: hot code returns and counts them. */

export const BOOK_RESULT = {
  APPLIED: 0,
  /** No such order on this instrument: usual in a feed that starts mid-session. */
  UNKNOWN_ORDER: 1,
  /** An order with this id rests already; the new one is refused. */
  DUPLICATE_ORDER: 2,
  /** Not a positive safe integer, or a level would outgrow 2^53 - 1; refused. A reduction by more than rests is applied down to 0. */
  BAD_QUANTITY: 3,
  /** Not a safe integer; refused. */
  BAD_PRICE: 4,
  /** Removing a level that is not there: changes nothing, harmless. */
  NOT_THERE: 5,
  /** Orders and bare levels at one price; refused, because the sums could not be right. */
  MIXED_BOOK: 6,
  /** The instrument's row is beyond the store's limit; refused. */
  UNKNOWN_INSTRUMENT: 7,
} as const;

export type BookResult = (typeof BOOK_RESULT)[keyof typeof BOOK_RESULT];

export const BOOK_RESULT_NAMES: Readonly<Record<number, string>> = Object.fromEntries(
  Object.entries(BOOK_RESULT).map(([name, code]) => [
    code,
    name.toLowerCase().replaceAll('_', '-'),
  ]),
);
