/**
 * Codecs of the events without prices: instrument, image-begin, image-end, book-clear, status,
 * message-end. Their small code (reason, state) is the aux byte; a status also has its reason.
 */
import type { BookState, StateReason } from '../market/state.js';
import type { InstrumentId } from '../market/units.js';
import { VERIFIED_ASK_ALL, VERIFIED_BID_ALL } from '../market/verified-range.js';
import { writeEventHeader, type MessageHeader } from './message-header.js';
import { SLOT, type SlotViews } from './slot.js';
import { EVENT } from './types.js';

/** The instrument's row in the table is new or changed; the row must be written before. */
export const writeInstrumentEvent = (
  views: SlotViews,
  slotOffset: number,
  header: MessageHeader,
  instrument: InstrumentId,
  flags: number,
): void => writeEventHeader(views, slotOffset, header, EVENT.INSTRUMENT, instrument, flags, 0, 0);

/** A venue snapshot follows: what comes until image-end replaces the book. */
export const writeImageBegin = (
  views: SlotViews,
  slotOffset: number,
  header: MessageHeader,
  instrument: InstrumentId,
  flags: number,
): void => writeEventHeader(views, slotOffset, header, EVENT.IMAGE_BEGIN, instrument, flags, 0, 0);

/** The snapshot is complete: new epoch, state LIVE. */
export const writeImageEnd = (
  views: SlotViews,
  slotOffset: number,
  header: MessageHeader,
  instrument: InstrumentId,
  flags: number,
): void =>
  writeImageEndWithin(
    views,
    slotOffset,
    header,
    instrument,
    flags,
    VERIFIED_BID_ALL,
    VERIFIED_ASK_ALL,
  );

/**
 * As writeImageEnd, where the venue's image ended at some depth: bids below `verifiedBid` and asks above
 * `verifiedAsk` are unknown until they change (market/verified-range.ts).
 */
export function writeImageEndWithin(
  views: SlotViews,
  slotOffset: number,
  header: MessageHeader,
  instrument: InstrumentId,
  flags: number,
  verifiedBid: number,
  verifiedAsk: number,
): void {
  writeEventHeader(views, slotOffset, header, EVENT.IMAGE_END, instrument, flags, 0, 0);
  views.f64[(slotOffset + SLOT.PRICE) >>> 3] = verifiedBid;
  views.f64[(slotOffset + SLOT.PRICE2) >>> 3] = verifiedAsk;
}

/** Of an image-end. */
export const verifiedBid = (views: SlotViews, slotOffset: number): number =>
  views.f64[(slotOffset + SLOT.PRICE) >>> 3]!;
export const verifiedAsk = (views: SlotViews, slotOffset: number): number =>
  views.f64[(slotOffset + SLOT.PRICE2) >>> 3]!;

/** Forget the book; it is STALE with `reason` until the next image-end or status. */
export const writeBookClear = (
  views: SlotViews,
  slotOffset: number,
  header: MessageHeader,
  instrument: InstrumentId,
  flags: number,
  reason: StateReason,
): void =>
  writeEventHeader(views, slotOffset, header, EVENT.BOOK_CLEAR, instrument, flags, 0, reason);

/** The instrument's state changed for a reason the feed knows. */
export function writeStatus(
  views: SlotViews,
  slotOffset: number,
  header: MessageHeader,
  instrument: InstrumentId,
  flags: number,
  state: BookState,
  reason: StateReason,
): void {
  writeEventHeader(views, slotOffset, header, EVENT.STATUS, instrument, flags, 0, state);
  views.u32[(slotOffset + SLOT.ID_LOW) >>> 2] = reason;
}

/** Ends a venue message that has no event with LAST of its own. */
export const writeMessageEnd = (
  views: SlotViews,
  slotOffset: number,
  header: MessageHeader,
  instrument: InstrumentId,
): void => writeEventHeader(views, slotOffset, header, EVENT.MESSAGE_END, instrument, 1, 0, 0);

export const statusState = (views: SlotViews, slotOffset: number): BookState =>
  views.u8[slotOffset + SLOT.AUX]! as BookState;
export const statusReason = (views: SlotViews, slotOffset: number): StateReason =>
  views.u32[(slotOffset + SLOT.ID_LOW) >>> 2]! as StateReason;
export const clearReason = (views: SlotViews, slotOffset: number): StateReason =>
  views.u8[slotOffset + SLOT.AUX]! as StateReason;
