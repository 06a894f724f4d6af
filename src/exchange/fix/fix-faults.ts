/** What the FIX simulator can do wrong on demand. Owns the names, which the command line uses too. */

/** Done to a message with market data (35=W, 35=X) on its way out. */
export const WIRE_FAULT_KINDS = [
  /** A byte is another one, or the message ends before its end: the sums do not hold. */
  'garble',
  'bad-body-length',
  /** It is not sent; its MsgSeqNum is missing. */
  'lose',
  /** It is sent twice under the same MsgSeqNum; the second time with PossDupFlag, or without. */
  'possdup',
  'duplicate',
  /** It changes places with the next one. */
  'reorder',
  /** It, and all behind it, come late by `ms`. */
  'delay',
  /** Its SendingTime is an hour old; its SenderCompID is another one; its price is no number. */
  'sending-time',
  'comp-id',
  'bad-price',
  /** The connection is closed instead, or breaks in its middle. */
  'disconnect',
  'disconnect-mid-message',
  /** From it on nothing is said any more, no heartbeat either, until the other side hangs up. */
  'mute',
] as const;

/** Done by the session. */
export const SESSION_FAULT_KINDS = [
  /** The next message has a MsgSeqNum one too high, and nothing ever had the one before it. */
  'skip-sequence',
  /** SequenceReset ahead, as gap fill and as reset. */
  'gap-fill',
  'sequence-reset',
  /** SequenceReset to a number that was used: refused. */
  'sequence-back',
  /** Everything is asked for again; a sign of life is asked for. */
  'resend-request',
  'test-request',
  /** Logout, for no reason. */
  'logout',
  /** The counterparty is gone for `ms`; it comes back with its numbers, or without them. */
  'restart',
  'restart-reset',
] as const;

/** Done to the next changes of one instrument. */
export const BOOK_FAULT_KINDS = [
  /** They are not told, all MsgSeqNums are there: only RptSeq shows it. */
  'drop',
  /** The last fragment of them is not told. Where there are fragments. */
  'cut-fragment',
  /** The book is emptied (269=J) and told anew. */
  'empty-book',
  /** Half of each side is deleted by one entry (279=3, 279=4) and told anew. Not where entries have ids. */
  'delete-thru',
  'delete-from',
  /** An image that nobody asked for. */
  'unasked-image',
] as const;

export const MARKET_FAULT_KINDS = [
  /** An instrument, or the whole market, stops for `ms`. */
  'halt',
  'close-market',
  /** The connection is closed, and the next request refused (35=Y). */
  'reject-request',
] as const;

export const FIX_FAULT_KINDS = [
  ...WIRE_FAULT_KINDS,
  ...SESSION_FAULT_KINDS,
  ...BOOK_FAULT_KINDS,
  ...MARKET_FAULT_KINDS,
] as const;

export type WireFaultKind = (typeof WIRE_FAULT_KINDS)[number];
export type SessionFaultKind = (typeof SESSION_FAULT_KINDS)[number];
export type BookFaultKind = (typeof BOOK_FAULT_KINDS)[number];
export type FixFaultKind = (typeof FIX_FAULT_KINDS)[number];

export interface FixFault {
  readonly kind: FixFaultKind;
  /** Whose message, book or state; the first instrument where not given. */
  readonly symbol?: string;
  readonly ms?: number;
}

const isOneOf =
  <K extends string>(kinds: readonly K[]) =>
  (text: string): text is K =>
    (kinds as readonly string[]).includes(text);

export const isFixFaultKind = isOneOf(FIX_FAULT_KINDS);
export const isWireFault = isOneOf(WIRE_FAULT_KINDS);
export const isBookFault = isOneOf(BOOK_FAULT_KINDS);
