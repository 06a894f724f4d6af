/**
 * The rule by which a symbol's messages on one line lead to its book. Kraken gives no sequence; the numbers are the
 * steps of its guides "Book checksum" and "L3 checksum":
 *
 *   1 subscribe; a snapshot comes and is the book. An update that comes before it is of an earlier subscription
 *   2 apply every row of a message, in order; quantity 0 removes a level
 *   3 then forget what lies beyond the subscribed depth: that it goes is never told, what comes in again is
 *   4 then the checksum of the ten best levels must be the message's
 *   5 where it is not, or a message could not be used, or (level3) an order is changed that we do not have, the
 *     book is not the venue's: unsubscribe and subscribe that symbol, for a new snapshot
 *
 * Pure: knows nothing of levels, events or time.
 */
import { REASON, type StateReason } from '../../../market/state.js';
import type { RefusalReason } from '../parts/refusals.js';

/** What a message did to a line's copy of the book. */
export type Outcome =
  | 'applied'
  /** 5: an order is changed or deleted that is not there, so the message that brought it is lost. */
  | 'hole'
  /** 4: another book than the venue's. */
  | 'mismatch';

/** 1 and 5: what an update is to a line whose book `isReady` or not. */
export const judgeUpdate = (isReady: boolean): 'apply' | 'early' => (isReady ? 'apply' : 'early');

/** Why a book is not the venue's any more (5). */
export const reasonOf = (outcome: Exclude<Outcome, 'applied'>): StateReason =>
  outcome === 'hole' ? REASON.SEQUENCE_GAP : REASON.VERIFY_FAILED;

/** 5, for a message of the symbol that could not be used: without it there is a hole. */
export const reasonOfRefusal = (refusal: RefusalReason): StateReason =>
  refusal === 'value' ? REASON.VALUE_REFUSED : REASON.SEQUENCE_GAP;
