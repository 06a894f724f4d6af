/**
 * Exact 64-bit handles for orders whose ids are text (UUIDs, say), for one instrument: given out by
 * counting, so that no two orders ever share one. Owns the table of resting orders by the venue's id,
 * which is forgotten when its order goes. Feed thread.
 */
import type { Side } from '../../../market/side.js';
import type { Lots, Ticks } from '../../../market/units.js';

/** Shared by all instruments of a normalizer: the books keep consecutive ids close together. */
export class HandleCounter {
  private last = 0;

  /** 1, 2, … up to 2^53. */
  next(): number {
    return ++this.last;
  }
}

export interface RestingOrder {
  readonly handle: number;
  readonly side: Side;
  price: Ticks;
  quantity: Lots;
}

export class OrderHandles {
  private orders = new Map<string, RestingOrder>();
  /** During an image: what rested before it. */
  private before: Map<string, RestingOrder> | undefined;

  constructor(private readonly counter: HandleCounter) {}

  get count(): number {
    return this.orders.size;
  }

  /** undefined when no order of that id rests. */
  find(id: string): RestingOrder | undefined {
    return this.orders.get(id);
  }

  /** A new order; one that an image shows again keeps its handle. The id must not rest already. */
  open(id: string, side: Side, price: Ticks, quantity: Lots): RestingOrder {
    const handle = this.before?.get(id)?.handle ?? this.counter.next();
    const order = { handle, side, price, quantity };
    this.orders.set(id, order);
    return order;
  }

  /** The order is gone, its id forgotten. */
  release(id: string): void {
    this.orders.delete(id);
  }

  /** What is opened until endImage() is all that rests. */
  beginImage(): void {
    this.before = this.orders;
    this.orders = new Map();
  }

  endImage(): void {
    this.before = undefined;
  }

  clear(): void {
    this.orders = new Map();
    this.before = undefined;
  }
}
