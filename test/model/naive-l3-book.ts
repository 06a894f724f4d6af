/**
 * The naive book: what book/ does, written as slowly and plainly as possible. Orders in a list in
 * the order of their arrival, levels summed anew for every question. Shares only units and the
 * hash of one level with src/.
 */
import { levelHashHigh, levelHashLow } from '../../src/market/book-hash.js';
import type { Side } from '../../src/market/side.js';
import { asLots, asTicks } from '../../src/market/units.js';

export interface NaiveOrder {
  readonly id: string;
  readonly side: Side;
  readonly price: number;
  quantity: number;
}

export interface NaiveLevel {
  readonly price: number;
  readonly quantity: number;
  readonly orders: number;
}

export type NaiveResult =
  | 'applied'
  | 'unknown-order'
  | 'duplicate-order'
  | 'bad-quantity'
  | 'bad-price'
  | 'not-there'
  | 'mixed-book';

const isQuantity = (quantity: number): boolean =>
  quantity > 0 && quantity <= Number.MAX_SAFE_INTEGER;
const isPrice = (price: number): boolean => Math.abs(price) <= Number.MAX_SAFE_INTEGER;

export class NaiveBook {
  private orders: NaiveOrder[] = [];
  private readonly bare = new Map<string, NaiveLevel & { side: Side }>();

  add(side: Side, id: string, price: number, quantity: number): NaiveResult {
    if (this.orders.some((order) => order.id === id)) return 'duplicate-order';
    return this.rest({ id, side, price, quantity });
  }

  reduce(id: string, quantity: number): NaiveResult {
    const order = this.orders.find((candidate) => candidate.id === id);
    if (order === undefined) return 'unknown-order';
    if (!(quantity > 0)) return 'bad-quantity';
    const tooMuch = quantity > order.quantity;
    order.quantity -= quantity;
    if (order.quantity <= 0) this.orders = this.orders.filter((other) => other !== order);
    return tooMuch ? 'bad-quantity' : 'applied';
  }

  replace(oldId: string, newId: string, price: number, quantity: number): NaiveResult {
    const before = [...this.orders];
    const old = before.find((order) => order.id === oldId);
    if (old === undefined) return 'unknown-order';
    if (oldId !== newId && before.some((order) => order.id === newId)) return 'duplicate-order';
    this.orders = before.filter((order) => order !== old);
    const result = this.rest({ id: newId, side: old.side, price, quantity });
    if (result !== 'applied') this.orders = before;
    return result;
  }

  remove(id: string): NaiveResult {
    if (!this.orders.some((order) => order.id === id)) return 'unknown-order';
    this.orders = this.orders.filter((order) => order.id !== id);
    return 'applied';
  }

  setLevel(side: Side, price: number, quantity: number, orders: number): NaiveResult {
    if (!(quantity === 0 || isQuantity(quantity))) return 'bad-quantity';
    if (!isPrice(price)) return 'bad-price';
    if (this.orders.some((order) => order.side === side && order.price === price))
      return 'mixed-book';
    if (quantity > 0) {
      this.bare.set(`${side} ${price}`, { side, price, quantity, orders });
      return 'applied';
    }
    return this.bare.delete(`${side} ${price}`) ? 'applied' : 'not-there';
  }

  clear(): void {
    this.orders = [];
    this.bare.clear();
  }

  truncate(depth: number): void {
    for (const side of [0, 1] as const) {
      for (const level of this.levels(side).slice(depth)) {
        this.bare.delete(`${side} ${level.price}`);
        this.orders = this.orders.filter(
          (order) => order.side !== side || order.price !== level.price,
        );
      }
    }
  }

  /** Best first. */
  levels(side: Side): NaiveLevel[] {
    const sums = new Map<number, NaiveLevel>();
    for (const level of this.bare.values())
      if (level.side === side)
        sums.set(level.price, {
          price: level.price,
          quantity: level.quantity,
          orders: level.orders,
        });
    for (const order of this.orders) {
      if (order.side !== side) continue;
      const sum = sums.get(order.price) ?? { price: order.price, quantity: 0, orders: 0 };
      sums.set(order.price, {
        price: order.price,
        quantity: sum.quantity + order.quantity,
        orders: sum.orders + 1,
      });
    }
    return [...sums.values()].sort((a, b) => (side === 0 ? b.price - a.price : a.price - b.price));
  }

  /** Ids and quantities at a price, first come first. */
  queue(side: Side, price: number): { id: string; quantity: number }[] {
    return this.orders
      .filter((order) => order.side === side && order.price === price)
      .map(({ id, quantity }) => ({ id, quantity }));
  }

  find(id: string): NaiveOrder | undefined {
    return this.orders.find((order) => order.id === id);
  }

  /** High and low word of the hash over the best `depth` levels of both sides. */
  hash(depth = Infinity): [number, number] {
    let high = 0;
    let low = 0;
    for (const side of [0, 1] as const) {
      for (const level of this.levels(side).slice(0, depth)) {
        high = (high + levelHashHigh(side, asTicks(level.price), asLots(level.quantity))) | 0;
        low = (low + levelHashLow(side, asTicks(level.price), asLots(level.quantity))) | 0;
      }
    }
    return [high, low];
  }

  private rest(order: NaiveOrder): NaiveResult {
    if (!isQuantity(order.quantity)) return 'bad-quantity';
    if (!isPrice(order.price)) return 'bad-price';
    if (this.bare.has(`${order.side} ${order.price}`)) return 'mixed-book';
    const beside = this.queue(order.side, order.price).reduce((sum, o) => sum + o.quantity, 0);
    if (beside + order.quantity > Number.MAX_SAFE_INTEGER) return 'bad-quantity';
    this.orders.push(order);
    return 'applied';
  }
}
