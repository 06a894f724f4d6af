/**
 * A TCP stream, cut anywhere → whole messages: BeginString, BodyLength and CheckSum hold. Owns the bytes
 * of a message that has not come whole yet, bounded; garbled bytes are skipped up to the next `8=FIX` and told. Any thread.
 */

/** Why bytes were skipped. */
export type Garbling =
  'no-begin-string' | 'bad-body-length' | 'body-too-long' | 'bad-checksum' | 'no-msg-type';

export interface FramingEvents {
  /** `bytes[start, end)` is one message, from `8=` to behind the last SOH; valid during the call. */
  message(bytes: Uint8Array, start: number, end: number): void;
  /** These bytes were no message and are dropped; valid during the call. */
  garbled(why: Garbling, bytes: Uint8Array, start: number, end: number): void;
}
