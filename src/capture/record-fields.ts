/**
 * Numbers of proto/recording.proto that the hand-written codecs of records use; a test compares them
 * with the file. Owns nothing else. Any thread.
 */

/** Fields of Record. */
export const RECORD_FIELD = {
  NOW_NS: 1,
  RECEIVED_DELTA_NS: 2,
  CONNECTED: 3,
  DISCONNECTED: 4,
  SENT: 5,
  RECEIVED: 6,
  ANSWERED: 7,
  FAILED: 8,
  RESYNC: 9,
  ROTATE: 10,
  TIMERS: 11,
  FINISHED: 12,
  MISSING: 13,
} as const;

/** The fields of Record that say what the record is. */
export type InputField = Exclude<(typeof RECORD_FIELD)[keyof typeof RECORD_FIELD], 1 | 2>;

/**
 * Fields of the inputs, which are all built alike: the name of a connection, address or symbol first,
 * then text or bytes, or binary bytes.
 */
export const INPUT_FIELD = { NAME: 1, DATA: 2, BINARY: 3 } as const;
/** Resync and Missing hold numbers. */
export const RESYNC_FIELD = { SYMBOL: 1, REASON: 2 } as const;
export const MISSING_FIELD = { COUNT: 1, FIRST_NOW_NS: 2, LAST_NOW_NS: 3 } as const;

export const WIRE = { VARINT: 0, FIXED64: 1, BYTES: 2, FIXED32: 5 } as const;
export const tagOf = (field: number, wire: number): number => (field << 3) | wire;
