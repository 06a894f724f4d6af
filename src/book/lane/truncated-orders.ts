/**
 * The orders that a book loses because their levels have left its depth: no event of the venue says
 * so, but whoever follows the orders must be told. Must run before the book is truncated. Lane thread only.
 */
import { ASK, BID, type Side } from '../../market/side.js';
import type { InstrumentId } from '../../market/units.js';
import type { BookStore } from '../book-store.js';
import { NIL } from '../nil.js';
import type { PendingOrders } from './pending-orders.js';

export function noteTruncated(
  store: BookStore,
  pending: PendingOrders,
  instrument: InstrumentId,
): void {
  noteSide(store, pending, instrument, BID);
  noteSide(store, pending, instrument, ASK);
}

function noteSide(
  store: BookStore,
  pending: PendingOrders,
  instrument: InstrumentId,
  side: Side,
): void {
  const levelCount = store.levelCount(instrument, side);
  for (let rank = store.depthLimit(instrument); rank < levelCount; rank++) {
    let order = store.firstOrder(instrument, side, rank);
    for (; order !== NIL; order = store.nextOrder(order))
      pending.delete(instrument, store.orderIdHigh(order), store.orderIdLow(order));
  }
}
