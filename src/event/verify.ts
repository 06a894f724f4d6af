/**
 * Codec of the verify event: what the venue itself says about the book at a source sequence.
 * The lane compares it once its book is at that sequence.
 */
import type { InstrumentId, Lots, Ticks } from '../market/units.js';
import { writeEventHeader, type MessageHeader } from './message-header.js';
import { SLOT, type SlotViews } from './slot.js';
import { EVENT, VERIFY_KIND } from './types.js';

/**
 * Best bid and ask with their quantities, as of the header's source sequence. Quantity 0 is an empty
 * side, -1 a price without its quantity.
 */
export function writeVerifyTop(
  views: SlotViews,
  slotOffset: number,
  header: MessageHeader,
  instrument: InstrumentId,
  flags: number,
  bidPrice: Ticks,
  bidQuantity: Lots,
  askPrice: Ticks,
  askQuantity: Lots,
): void {
  writeEventHeader(
    views,
    slotOffset,
    header,
    EVENT.VERIFY,
    instrument,
    flags,
    0,
    VERIFY_KIND.TOP_OF_BOOK,
  );
  views.f64[(slotOffset + SLOT.PRICE) >>> 3] = bidPrice;
  views.f64[(slotOffset + SLOT.QUANTITY) >>> 3] = bidQuantity;
  views.f64[(slotOffset + SLOT.PRICE2) >>> 3] = askPrice;
  views.f64[(slotOffset + SLOT.QUANTITY2) >>> 3] = askQuantity;
}

/** The venue's checksum of its own book, unsigned. @param kind how it is made, of VERIFY_KIND. */
export function writeVerifyChecksum(
  views: SlotViews,
  slotOffset: number,
  header: MessageHeader,
  instrument: InstrumentId,
  flags: number,
  kind: number,
  checksum: number,
): void {
  writeEventHeader(views, slotOffset, header, EVENT.VERIFY, instrument, flags, 0, kind);
  views.f64[(slotOffset + SLOT.PRICE) >>> 3] = checksum;
}

/** A checksum over numbers as they are written, which needs their scales. @param checksum unsigned. */
export function writeVerifyNumberChecksum(
  views: SlotViews,
  slotOffset: number,
  header: MessageHeader,
  instrument: InstrumentId,
  flags: number,
  kind: number,
  checksum: number,
  priceScale: number,
  quantityScale: number,
): void {
  writeVerifyChecksum(views, slotOffset, header, instrument, flags, kind, checksum);
  views.f64[(slotOffset + SLOT.PRICE2) >>> 3] = priceScale;
  views.f64[(slotOffset + SLOT.QUANTITY2) >>> 3] = quantityScale;
}

export const verifyPriceScale = (views: SlotViews, slotOffset: number): number =>
  views.f64[(slotOffset + SLOT.PRICE2) >>> 3]!;
export const verifyQuantityScale = (views: SlotViews, slotOffset: number): number =>
  views.f64[(slotOffset + SLOT.QUANTITY2) >>> 3]!;

export const verifyChecksum = (views: SlotViews, slotOffset: number): number =>
  views.f64[(slotOffset + SLOT.PRICE) >>> 3]!;

export const verifyBidPrice = (views: SlotViews, slotOffset: number): Ticks =>
  views.f64[(slotOffset + SLOT.PRICE) >>> 3]! as Ticks;
export const verifyBidQuantity = (views: SlotViews, slotOffset: number): Lots =>
  views.f64[(slotOffset + SLOT.QUANTITY) >>> 3]! as Lots;
export const verifyAskPrice = (views: SlotViews, slotOffset: number): Ticks =>
  views.f64[(slotOffset + SLOT.PRICE2) >>> 3]! as Ticks;
export const verifyAskQuantity = (views: SlotViews, slotOffset: number): Lots =>
  views.f64[(slotOffset + SLOT.QUANTITY2) >>> 3]! as Lots;
