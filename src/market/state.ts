/**
 * What a book is worth right now, in band on every frame. Owns the state and reason codes; the
 * numbers are wire format (fbs/common.fbs) and never change meaning. Runs everywhere.
 */

export const STATE = {
  /** Complete and current. */
  LIVE: 1,
  /** Continuity is lost: the levels are the last known ones and may be wrong. */
  STALE: 2,
  /** A fresh venue image is being fetched or applied. */
  RESYNCING: 3,
  /** Best bid at or above best ask at a message boundary. */
  CROSSED: 4,
  /** The venue has stopped trading; the book may rest crossed until the auction. */
  HALTED: 5,
} as const;

export type BookState = (typeof STATE)[keyof typeof STATE];

export const STATE_NAMES: Readonly<Record<number, string>> = {
  1: 'LIVE',
  2: 'STALE',
  3: 'RESYNCING',
  4: 'CROSSED',
  5: 'HALTED',
};

export const REASON = {
  NONE: 0,
  /** The instrument is known, no image of its book has come yet. */
  AWAITING_IMAGE: 1,
  /** The venue's sequence rule found a hole. */
  SEQUENCE_GAP: 2,
  /** The venue's checksum or top of book disagrees with ours. */
  VERIFY_FAILED: 3,
  /** A value that does not fit the instrument's scales: quarantined. */
  VALUE_REFUSED: 4,
  /** The connection to the venue was lost. */
  DISCONNECTED: 5,
  /** The lane that owned the book stopped; it is rebuilt from an image. */
  LANE_RESTARTED: 6,
  /** The feed thread was restarted. */
  FEED_RESTARTED: 7,
  /** The venue declared a trading halt, pause or quotation-only period. */
  VENUE_HALT: 8,
  /** The venue's session is over. */
  SESSION_END: 9,
  /** The venue asked for the book to be forgotten (service restart, new session). */
  VENUE_RESET: 10,
  /** Scales, tick or lot size changed. */
  DEFINITION_CHANGED: 11,
  /** Best bid reached best ask. */
  CROSSED_BOOK: 12,
  /** A book outgrew the configured limit. */
  LIMIT_EXCEEDED: 13,
  /** A recorded feed reached its end. */
  SOURCE_ENDED: 14,
  /** The venue said nothing of the book for longer than its own rule allows. */
  SILENT: 15,
} as const;

export type StateReason = (typeof REASON)[keyof typeof REASON];

export const REASON_NAMES: Readonly<Record<number, string>> = Object.fromEntries(
  Object.entries(REASON).map(([name, code]) => [code, name.toLowerCase().replaceAll('_', '-')]),
);
