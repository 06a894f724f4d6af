/** Codec of the level event: an absolute quantity at a price, 0 removes. */
import type { Side } from '../market/side.js';
import type { InstrumentId, Lots, Ticks } from '../market/units.js';
import { writeEventHeader, type MessageHeader } from './message-header.js';
import { SLOT, type SlotViews } from './slot.js';
import { EVENT } from './types.js';

/** @param orderCount orders at the level where the venue says, else 0. */
export function writeLevel(
  views: SlotViews,
  slotOffset: number,
  header: MessageHeader,
  instrument: InstrumentId,
  flags: number,
  side: Side,
  price: Ticks,
  quantity: Lots,
  orderCount: number,
): void {
  writeEventHeader(views, slotOffset, header, EVENT.LEVEL, instrument, flags, side, 0);
  views.f64[(slotOffset + SLOT.PRICE) >>> 3] = price;
  views.f64[(slotOffset + SLOT.QUANTITY) >>> 3] = quantity;
  views.u32[(slotOffset + SLOT.ID_LOW) >>> 2] = orderCount;
}

export const levelPrice = (views: SlotViews, slotOffset: number): Ticks =>
  views.f64[(slotOffset + SLOT.PRICE) >>> 3]! as Ticks;
export const levelQuantity = (views: SlotViews, slotOffset: number): Lots =>
  views.f64[(slotOffset + SLOT.QUANTITY) >>> 3]! as Lots;
export const levelOrderCount = (views: SlotViews, slotOffset: number): number =>
  views.u32[(slotOffset + SLOT.ID_LOW) >>> 2]!;
