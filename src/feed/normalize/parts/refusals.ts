/** Why a message was refused, counted by reason. Refused means: no event, nothing remembered. */

export type RefusalReason =
  /** Not JSON at all. */
  | 'malformed-json'
  /** Not tag=value at all, or without a MsgType. */
  | 'malformed-fix'
  /** A repeating group that is missing, or has not as many entries as it says. */
  | 'bad-group'
  /** JSON, but a field is missing or of the wrong type. */
  | 'wrong-type'
  /** An id that is no safe integer, or a range that runs backwards. */
  | 'bad-id'
  /** A checksum that is none, or missing where the venue always sends one. */
  | 'bad-checksum'
  /** Text where a decimal number should be. */
  | 'bad-number'
  | 'too-many-levels'
  /** A level's action that contradicts its own amount: deleted with one, new without. */
  | 'bad-action'
  /** What it says of an order or a level cannot be true of the book that we hold. */
  | 'contradiction'
  /** Not in exchangeInfo, or not subscribed to. */
  | 'unknown-symbol'
  /** The instrument table is full. */
  | 'instrument-limit'
  /** A binary message from a venue that speaks text. */
  | 'binary'
  /** The venue answered one of our messages by an error. */
  | 'venue-error'
  /** A REST answer that is an error. */
  | 'http-error'
  /** The venue says that a request of ours is wrong. */
  | 'venue-error'
  /** A value does not fit the instrument's scales: the instrument is quarantined. */
  | 'value'
  /** The instrument is quarantined. */
  | 'quarantined';

export class Refusals {
  readonly counts: Partial<Record<RefusalReason, number>> = {};

  add(reason: RefusalReason): void {
    this.counts[reason] = (this.counts[reason] ?? 0) + 1;
  }

  of(reason: RefusalReason): number {
    return this.counts[reason] ?? 0;
  }
}
