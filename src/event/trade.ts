/** Codec of the trade event. AUCTION, HIDDEN and BROKEN are flags. */
import type { AggressorSide } from '../market/side.js';
import type { InstrumentId, Lots, Ticks } from '../market/units.js';
import { writeEventHeader, type MessageHeader } from './message-header.js';
import { SLOT, type SlotViews } from './slot.js';
import { EVENT } from './types.js';

/** @param aggressor side of the order that took liquidity; NO_SIDE where unknown. */
export function writeTrade(
  views: SlotViews,
  slotOffset: number,
  header: MessageHeader,
  instrument: InstrumentId,
  flags: number,
  aggressor: AggressorSide,
  price: Ticks,
  quantity: Lots,
  tradeHigh: number,
  tradeLow: number,
): void {
  writeEventHeader(views, slotOffset, header, EVENT.TRADE, instrument, flags, aggressor, 0);
  views.f64[(slotOffset + SLOT.PRICE) >>> 3] = price;
  views.f64[(slotOffset + SLOT.QUANTITY) >>> 3] = quantity;
  views.u32[(slotOffset + SLOT.ID_LOW) >>> 2] = tradeLow;
  views.u32[(slotOffset + SLOT.ID_HIGH) >>> 2] = tradeHigh;
}

export const tradePrice = (views: SlotViews, slotOffset: number): Ticks =>
  views.f64[(slotOffset + SLOT.PRICE) >>> 3]! as Ticks;
export const tradeQuantity = (views: SlotViews, slotOffset: number): Lots =>
  views.f64[(slotOffset + SLOT.QUANTITY) >>> 3]! as Lots;
export const tradeIdLow = (views: SlotViews, slotOffset: number): number =>
  views.u32[(slotOffset + SLOT.ID_LOW) >>> 2]!;
export const tradeIdHigh = (views: SlotViews, slotOffset: number): number =>
  views.u32[(slotOffset + SLOT.ID_HIGH) >>> 2]!;
