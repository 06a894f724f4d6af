/**
 * A line's own copy of one symbol's orders: by id, and by level in the order of their queue, which is that of
 * their timestamps, as the venue's own library keeps it. Owns the changes; each says what it did to the queue, so
 * that it can be told as events. Feed thread.
 */
import { chainWord, levelHashHigh, levelHashLow } from '../../../market/book-hash.js';
import { CRC_START } from '../../../market/digits-crc.js';
import { ASK, BID, type Side } from '../../../market/side.js';
import type { Lots, Ticks } from '../../../market/units.js';
import { CHECKSUM_DEPTH, crcOf } from './checksum.js';
import type { HandleTable } from './handle-table.js';
import type { LineCopy } from './lined-book.js';
import type { OrderRow } from './order-batch.js';

export interface RestingOrder {
  readonly id: string;
  readonly handle: number;
  readonly side: Side;
  readonly price: number;
  quantity: number;
  seconds: number;
  nanoseconds: number;
}

export interface OrderLevel {
  readonly price: number;
  /** First come first. */
  readonly queue: RestingOrder[];
}

const comesBefore = (a: OrderRow | RestingOrder, b: RestingOrder): boolean =>
  a.seconds < b.seconds || (a.seconds === b.seconds && a.nanoseconds < b.nanoseconds);

export class OrderCopy implements LineCopy {
  checksum = NaN;
  hashLow = 0;
  hashHigh = 0;
  /** Of the last update; none after an image. */
  newestRows: readonly OrderRow[] = [];
  /** Best first. */
  readonly levels: readonly [OrderLevel[], OrderLevel[]] = [[], []];
  private readonly orders = new Map<string, RestingOrder>();

  /** @param depth levels a side. */
  constructor(
    private readonly depth: number,
    private readonly handles: HandleTable,
  ) {}

  get count(): number {
    return this.orders.size;
  }

  find(id: string): RestingOrder | undefined {
    return this.orders.get(id);
  }

  clear(): void {
    for (const id of this.orders.keys()) this.handles.release(id);
    this.orders.clear();
    this.levels[BID].length = 0;
    this.levels[ASK].length = 0;
    this.newestRows = [];
    this.hashLow = 0;
    this.hashHigh = 0;
  }

  /** A new order; its id must not rest. @returns the orders that stand behind it. */
  add(row: OrderRow): { order: RestingOrder; behind: readonly RestingOrder[] } {
    const { id, side, price, quantity, seconds, nanoseconds } = row;
    const handle = this.handles.hold(id);
    const order = { id, handle, side, price, quantity, seconds, nanoseconds };
    this.orders.set(id, order);
    const { queue } = this.levelAt(side, price);
    let at = queue.length;
    while (at > 0 && comesBefore(order, queue[at - 1]!)) at--;
    queue.splice(at, 0, order);
    this.addHash(order, 1);
    return { order, behind: queue.slice(at + 1) };
  }

  remove(order: RestingOrder): void {
    this.orders.delete(order.id);
    this.handles.release(order.id);
    this.addHash(order, -1);
    const { queue } = this.levelAt(order.side, order.price);
    queue.splice(queue.indexOf(order), 1);
    if (queue.length === 0) this.dropLevel(order.side, order.price);
  }

  /** The order with another price, side or place in its queue; it keeps its handle. */
  move(
    order: RestingOrder,
    row: OrderRow,
  ): { order: RestingOrder; behind: readonly RestingOrder[] } {
    this.handles.hold(order.id);
    this.remove(order);
    const moved = this.add(row);
    this.handles.release(order.id);
    return moved;
  }

  /** These orders and no others; one that rested before keeps its handle. @returns false for an id that comes twice. */
  refill(rows: readonly OrderRow[]): boolean {
    const before = [...this.orders.keys()];
    for (const id of before) this.handles.hold(id);
    this.clear();
    let isUnique = true;
    for (const row of rows) {
      if (this.orders.has(row.id)) isUnique = false;
      else this.add(row);
    }
    for (const id of before) this.handles.release(id);
    return isUnique;
  }

  /** Another quantity and time at the same place, if its time leaves it there. @returns whether it does. */
  changeInPlace(order: RestingOrder, row: OrderRow): boolean {
    if (row.side !== order.side || row.price !== order.price) return false;
    const { queue } = this.levelAt(order.side, order.price);
    const at = queue.indexOf(order);
    const before = queue[at - 1];
    const behind = queue[at + 1];
    if (before !== undefined && comesBefore(row, before)) return false;
    if (behind !== undefined && !comesBefore(row, behind) && !isSameTime(row, behind)) return false;
    this.addHash(order, -1);
    order.quantity = row.quantity;
    order.seconds = row.seconds;
    order.nanoseconds = row.nanoseconds;
    this.addHash(order, 1);
    return true;
  }

  /** The orders that stand behind an order in its queue. */
  behind(order: RestingOrder): readonly RestingOrder[] {
    const { queue } = this.levelAt(order.side, order.price);
    return queue.slice(queue.indexOf(order) + 1);
  }

  /** 3: forget the levels beyond the depth, and the ids of their orders. */
  truncate(): void {
    for (const levels of this.levels) {
      while (levels.length > this.depth) {
        for (const order of levels.pop()!.queue) {
          this.orders.delete(order.id);
          this.handles.release(order.id);
          this.addHash(order, -1);
        }
      }
    }
  }

  /** 4: the venue's checksum, where it sent one. */
  get agrees(): boolean {
    if (Number.isNaN(this.checksum)) return true;
    let crc = CRC_START;
    for (const levels of [this.levels[ASK], this.levels[BID]]) {
      for (const { price, queue } of levels.slice(0, CHECKSUM_DEPTH))
        for (const { quantity } of queue) crc = crcOf(crcOf(crc, price), quantity);
    }
    return ~crc >>> 0 === this.checksum;
  }

  private levelAt(side: Side, price: number): OrderLevel {
    const levels = this.levels[side];
    const at = this.locate(side, price);
    const found = levels[at];
    if (found?.price === price) return found;
    const level: OrderLevel = { price, queue: [] };
    levels.splice(at, 0, level);
    return level;
  }

  private dropLevel(side: Side, price: number): void {
    this.levels[side].splice(this.locate(side, price), 1);
  }

  /** @returns index of the best level that is not better than `price`. */
  private locate(side: Side, price: number): number {
    const levels = this.levels[side];
    let low = 0;
    let high = levels.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = levels[middle]!.price;
      if (side === BID ? other > price : other < price) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** A sum over orders: who rests where with how much. Their queue is the checksum's affair. */
  private addHash(order: RestingOrder, sign: 1 | -1): void {
    const { side, price, quantity, handle } = order;
    const low = chainWord(levelHashLow(side, price as Ticks, quantity as Lots), handle | 0);
    const high = chainWord(levelHashHigh(side, price as Ticks, quantity as Lots), handle | 0);
    this.hashLow = (this.hashLow + sign * low) | 0;
    this.hashHigh = (this.hashHigh + sign * high) | 0;
  }
}

const isSameTime = (a: OrderRow, b: RestingOrder): boolean =>
  a.seconds === b.seconds && a.nanoseconds === b.nanoseconds;
