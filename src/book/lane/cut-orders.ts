/** Frames of the orders (L3) stream of an instrument. Must never keep an action after the cut. Lane thread only. */
import {
  ORDER_ACTION,
  ORDERS_PER_PART,
  ordersBytes,
  ordersPartCount,
  writeOrders,
  writeOrdersImage,
} from '../../frame/orders.js';
import { ASK, BID, type Side } from '../../market/side.js';
import { STREAM_SLOT } from '../../market/stream.js';
import type { InstrumentId } from '../../market/units.js';
import type { BookStore } from '../book-store.js';
import { NIL } from '../nil.js';
import type { FrameOutlet } from './frame-outlet.js';
import { ORDER_ACTIONS_LIMIT, OrderBatch, type PendingOrders } from './pending-orders.js';

const ORDERS_BIT = 1 << STREAM_SLOT.ORDERS;

export class OrdersCutter {
  private readonly batch = new OrderBatch();
  private part = 0;
  private partCount = 0;

  constructor(
    private readonly store: BookStore,
    private readonly pending: PendingOrders,
    private readonly outlet: FrameOutlet,
  ) {}

  /** @returns whether the stream's deltas have outgrown its image. */
  cutDelta(instrument: InstrumentId, stateChanged: boolean): boolean {
    const count = this.pending.counts[instrument]!;
    if (count === 0) return stateChanged && this.cutStateDelta(instrument);
    if (count > ORDER_ACTIONS_LIMIT) {
      this.outlet.streams.breakOff(instrument, ORDERS_BIT);
      return false;
    }
    this.pending.gather(instrument, this.batch);
    return this.putDelta(instrument);
  }

  cutStateDelta(instrument: InstrumentId): boolean {
    this.batch.count = 0;
    return this.putDelta(instrument);
  }

  /** All resting orders: bids, best first, in queue order, then asks. @returns bytes written. */
  cutImage(instrument: InstrumentId, refresh: boolean): number {
    this.partCount = ordersPartCount(this.orderCount(instrument));
    this.part = 0;
    this.batch.count = 0;
    this.outlet.headImage(instrument, STREAM_SLOT.ORDERS, refresh);
    this.walkSide(instrument, BID);
    this.walkSide(instrument, ASK);
    this.putPart();
    return this.outlet.endImage();
  }

  /** What cutImage would write, near enough for a budget. */
  imageBytes(instrument: InstrumentId): number {
    return ordersBytes(this.orderCount(instrument));
  }

  private orderCount(instrument: InstrumentId): number {
    return this.sideOrderCount(instrument, BID) + this.sideOrderCount(instrument, ASK);
  }

  private sideOrderCount(instrument: InstrumentId, side: Side): number {
    const levelCount = this.store.levelCount(instrument, side);
    let count = 0;
    for (let rank = 0; rank < levelCount; rank++) {
      // A level without a queue has the venue's own count of orders, none of which we know.
      if (this.store.firstOrder(instrument, side, rank) === NIL) continue;
      count += this.store.levelOrders(instrument, side, rank);
    }
    return count;
  }

  private walkSide(instrument: InstrumentId, side: Side): void {
    const { store, batch } = this;
    const levelCount = store.levelCount(instrument, side);
    for (let rank = 0; rank < levelCount; rank++) {
      let order = store.firstOrder(instrument, side, rank);
      for (; order !== NIL; order = store.nextOrder(order)) {
        if (batch.count === ORDERS_PER_PART) this.putPart();
        const at = batch.count++;
        batch.idHigh[at] = store.orderIdHigh(order);
        batch.idLow[at] = store.orderIdLow(order);
        batch.newIdHigh[at] = 0;
        batch.newIdLow[at] = 0;
        batch.price[at] = store.levelPrice(instrument, side, rank);
        batch.quantity[at] = store.orderQuantity(order);
        batch.action[at] = ORDER_ACTION.ADD;
        batch.side[at] = side;
      }
    }
  }

  private putPart(): void {
    const { outlet, batch } = this;
    const at = outlet.claim(ordersBytes(batch.count));
    outlet.putImagePart(
      writeOrdersImage(outlet.views, at, outlet.header, batch, this.part++, this.partCount),
    );
    batch.count = 0;
  }

  private putDelta(instrument: InstrumentId): boolean {
    const { outlet, batch } = this;
    outlet.headDelta(instrument, STREAM_SLOT.ORDERS);
    const at = outlet.claim(ordersBytes(batch.count));
    return outlet.putDelta(writeOrders(outlet.views, at, outlet.header, batch, 0, batch.count));
  }
}
