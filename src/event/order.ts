/** Codecs of the four order events. Ids are exact 64-bit numbers in two words. */
import type { Side } from '../market/side.js';
import type { InstrumentId, Lots, Ticks } from '../market/units.js';
import { writeEventHeader, type MessageHeader } from './message-header.js';
import { SLOT, type SlotViews } from './slot.js';
import { EVENT } from './types.js';

function writeId(views: SlotViews, slotOffset: number, high: number, low: number): void {
  views.u32[(slotOffset + SLOT.ID_LOW) >>> 2] = low;
  views.u32[(slotOffset + SLOT.ID_HIGH) >>> 2] = high;
}

function writeId2(views: SlotViews, slotOffset: number, high: number, low: number): void {
  views.u32[(slotOffset + SLOT.ID2_LOW) >>> 2] = low;
  views.u32[(slotOffset + SLOT.ID2_HIGH) >>> 2] = high;
}

/** A new order, last in its level's queue. */
export function writeOrderAdd(
  views: SlotViews,
  slotOffset: number,
  header: MessageHeader,
  instrument: InstrumentId,
  flags: number,
  side: Side,
  orderHigh: number,
  orderLow: number,
  price: Ticks,
  quantity: Lots,
): void {
  writeEventHeader(views, slotOffset, header, EVENT.ORDER_ADD, instrument, flags, side, 0);
  views.f64[(slotOffset + SLOT.PRICE) >>> 3] = price;
  views.f64[(slotOffset + SLOT.QUANTITY) >>> 3] = quantity;
  writeId(views, slotOffset, orderHigh, orderLow);
}

/**
 * An order loses `quantity` and keeps its place; at 0 it is gone. With EXECUTED it is an execution
 * and `match` its trade id; with HAS_PRICE it executed at `price` (else pass 0).
 */
export function writeOrderReduce(
  views: SlotViews,
  slotOffset: number,
  header: MessageHeader,
  instrument: InstrumentId,
  flags: number,
  orderHigh: number,
  orderLow: number,
  quantity: Lots,
  price: Ticks,
  matchHigh: number,
  matchLow: number,
): void {
  writeEventHeader(views, slotOffset, header, EVENT.ORDER_REDUCE, instrument, flags, 0, 0);
  views.f64[(slotOffset + SLOT.PRICE) >>> 3] = price;
  views.f64[(slotOffset + SLOT.QUANTITY) >>> 3] = quantity;
  writeId(views, slotOffset, orderHigh, orderLow);
  writeId2(views, slotOffset, matchHigh, matchLow);
}

/** Order `old` is gone; `new` has its side and instrument and is last in its level's queue. */
export function writeOrderReplace(
  views: SlotViews,
  slotOffset: number,
  header: MessageHeader,
  instrument: InstrumentId,
  flags: number,
  oldHigh: number,
  oldLow: number,
  newHigh: number,
  newLow: number,
  price: Ticks,
  quantity: Lots,
): void {
  writeEventHeader(views, slotOffset, header, EVENT.ORDER_REPLACE, instrument, flags, 0, 0);
  views.f64[(slotOffset + SLOT.PRICE) >>> 3] = price;
  views.f64[(slotOffset + SLOT.QUANTITY) >>> 3] = quantity;
  writeId(views, slotOffset, oldHigh, oldLow);
  writeId2(views, slotOffset, newHigh, newLow);
}

export function writeOrderDelete(
  views: SlotViews,
  slotOffset: number,
  header: MessageHeader,
  instrument: InstrumentId,
  flags: number,
  orderHigh: number,
  orderLow: number,
): void {
  writeEventHeader(views, slotOffset, header, EVENT.ORDER_DELETE, instrument, flags, 0, 0);
  writeId(views, slotOffset, orderHigh, orderLow);
}

export const orderPrice = (views: SlotViews, slotOffset: number): Ticks =>
  views.f64[(slotOffset + SLOT.PRICE) >>> 3]! as Ticks;
export const orderQuantity = (views: SlotViews, slotOffset: number): Lots =>
  views.f64[(slotOffset + SLOT.QUANTITY) >>> 3]! as Lots;
/** The order (for a replace: the old one). */
export const orderIdLow = (views: SlotViews, slotOffset: number): number =>
  views.u32[(slotOffset + SLOT.ID_LOW) >>> 2]!;
export const orderIdHigh = (views: SlotViews, slotOffset: number): number =>
  views.u32[(slotOffset + SLOT.ID_HIGH) >>> 2]!;
/** For a replace the new order, for an executed reduce the match number. */
export const orderId2Low = (views: SlotViews, slotOffset: number): number =>
  views.u32[(slotOffset + SLOT.ID2_LOW) >>> 2]!;
export const orderId2High = (views: SlotViews, slotOffset: number): number =>
  views.u32[(slotOffset + SLOT.ID2_HIGH) >>> 2]!;
