/**
 * The client's copy of all resting orders of an instrument, in queue order (L3). Owns the orders;
 * refuses what does not fit, and the stream asks for an image.
 */
import type { OrdersDecoder } from '../frame/decode-orders.js';
import { ORDER_ACTION } from '../frame/orders.js';
import { ASK, BID, type Side } from '../market/side.js';
import { asLots, asTicks, type Lots, type Ticks } from '../market/units.js';
import { LevelSide } from './level-side.js';

export interface RestingOrder {
  readonly idHigh: number;
  readonly idLow: number;
  readonly side: Side;
  readonly price: Ticks;
  readonly quantity: Lots;
}

type MutableOrder = { -readonly [K in keyof RestingOrder]: RestingOrder[K] };
type OrderKey = number | string;

/** The orders at one price, first come first (a Map keeps the order of insertion). */
class Queue {
  readonly orders = new Map<OrderKey, MutableOrder>();
  quantity = 0;
}

const TWO_32 = 4294967296;
const SAFE_HIGH_LIMIT = 1 << 21;

/** A number where the id is a safe integer, else text. */
const keyOf = (high: number, low: number): OrderKey =>
  high < SAFE_HIGH_LIMIT ? high * TWO_32 + low : `${high}:${low}`;

export class OrdersReplica {
  private orders = new Map<OrderKey, MutableOrder>();
  /** By side, by price. */
  private queues: [Map<Ticks, Queue>, Map<Ticks, Queue>] = [new Map(), new Map()];
  private levels: [LevelSide, LevelSide] = [new LevelSide(BID), new LevelSide(ASK)];
  private building: OrdersReplica | undefined;

  get orderCount(): number {
    return this.orders.size;
  }

  order(idHigh: number, idLow: number): RestingOrder | undefined {
    return this.orders.get(keyOf(idHigh, idLow));
  }

  levelCount(side: Side): number {
    return this.levels[side].count;
  }
  /** Price by rank, 0 the best; NaN beyond. */
  price(side: Side, rank: number): Ticks {
    return this.levels[side].price(rank);
  }
  /** Sum of the orders at a rank. */
  quantity(side: Side, rank: number): Lots {
    return this.levels[side].quantity(rank);
  }
  /** The orders at a price, first in the queue first. */
  queue(side: Side, price: Ticks): RestingOrder[] {
    return [...(this.queues[side].get(price)?.orders.values() ?? [])];
  }

  /** The book hash of the aggregated levels, int32 words. */
  get hashLow(): number {
    return (this.levels[BID].hashLow + this.levels[ASK].hashLow) | 0;
  }
  get hashHigh(): number {
    return (this.levels[BID].hashHigh + this.levels[ASK].hashHigh) | 0;
  }

  /** @internal */
  beginImage(): void {
    this.building = new OrdersReplica();
  }
  /** @internal @returns false when it is not in order. */
  addImagePart(frame: OrdersDecoder): boolean {
    return this.building !== undefined && this.building.applyDelta(frame);
  }
  /** @internal Show the image that was put together. */
  endImage(): void {
    const built = this.building!;
    this.orders = built.orders;
    this.queues = built.queues;
    this.levels = built.levels;
    this.building = undefined;
  }

  /** @internal @returns false when an event does not fit; the events before it are applied then. */
  applyDelta(frame: OrdersDecoder): boolean {
    for (let i = 0; i < frame.count; i++) {
      if (!this.applyEntry(frame, i)) return false;
    }
    return true;
  }

  private applyEntry(frame: OrdersDecoder, i: number): boolean {
    const high = frame.idHigh(i);
    const low = frame.idLow(i);
    const price = asTicks(frame.price(i));
    const quantity = asLots(frame.quantity(i));
    if (frame.action(i) === ORDER_ACTION.ADD)
      return this.add(high, low, frame.side(i), price, quantity);
    const order = this.orders.get(keyOf(high, low));
    if (order === undefined) return false;
    switch (frame.action(i)) {
      case ORDER_ACTION.REDUCE:
        return this.reduce(order, quantity);
      case ORDER_ACTION.REPLACE:
        this.remove(order);
        return this.add(frame.newIdHigh(i), frame.newIdLow(i), order.side, price, quantity);
      case ORDER_ACTION.DELETE:
        this.remove(order);
        return true;
      default:
        return false;
    }
  }

  private add(idHigh: number, idLow: number, side: number, price: Ticks, quantity: Lots): boolean {
    const key = keyOf(idHigh, idLow);
    if ((side !== BID && side !== ASK) || this.orders.has(key)) return false;
    if (!Number.isSafeInteger(price) || !(quantity > 0)) return false;
    const order: MutableOrder = { idHigh, idLow, side, price, quantity };
    let queue = this.queues[side].get(price);
    if (queue === undefined) this.queues[side].set(price, (queue = new Queue()));
    queue.orders.set(key, order);
    this.orders.set(key, order);
    this.settle(side, price, queue, quantity);
    return true;
  }

  private reduce(order: MutableOrder, by: Lots): boolean {
    if (!(by > 0) || by > order.quantity) return false;
    if (by === order.quantity) {
      this.remove(order);
      return true;
    }
    order.quantity = asLots(order.quantity - by);
    this.settle(order.side, order.price, this.queues[order.side].get(order.price)!, -by);
    return true;
  }

  private remove(order: MutableOrder): void {
    const key = keyOf(order.idHigh, order.idLow);
    const queue = this.queues[order.side].get(order.price)!;
    this.orders.delete(key);
    queue.orders.delete(key);
    this.settle(order.side, order.price, queue, -order.quantity);
  }

  /** Bring a level to what its queue holds now. */
  private settle(side: Side, price: Ticks, queue: Queue, change: number): void {
    queue.quantity += change;
    if (queue.orders.size === 0) {
      this.queues[side].delete(price);
      this.levels[side].remove(price);
    } else {
      this.levels[side].set(price, asLots(queue.quantity), queue.orders.size);
    }
  }
}
