/**
 * One side of a book: levels by price, the best last, so that what happens at the touch moves little
 * memory. Owns the arrays; prices of asks are kept negated, so both sides run the same code. Gateway thread.
 */
import { BID, type Side } from '../market/side.js';

const LEVELS_FIRST = 16;

export class BookSide {
  count = 0;
  private keys = new Float64Array(LEVELS_FIRST);
  private quantities = new Float64Array(LEVELS_FIRST);
  private orders = new Int32Array(LEVELS_FIRST);
  private readonly sign: number;

  constructor(readonly side: Side) {
    this.sign = side === BID ? 1 : -1;
  }

  /** By rank: 0 is the best. */
  price(rank: number): number {
    return this.keys[this.count - 1 - rank]! * this.sign;
  }
  quantity(rank: number): number {
    return this.quantities[this.count - 1 - rank]!;
  }
  orderCount(rank: number): number {
    return this.orders[this.count - 1 - rank]!;
  }

  /** @returns whether the level was not there before. */
  set(price: number, quantity: number, orderCount: number): boolean {
    const key = price * this.sign;
    const index = this.indexOf(key);
    const isNew = index === this.count || this.keys[index] !== key;
    if (isNew) this.open(index, key);
    this.quantities[index] = quantity;
    this.orders[index] = orderCount;
    return isNew;
  }

  /** @returns whether the level was there. */
  remove(price: number): boolean {
    const key = price * this.sign;
    const index = this.indexOf(key);
    if (index === this.count || this.keys[index] !== key) return false;
    this.keys.copyWithin(index, index + 1, this.count);
    this.quantities.copyWithin(index, index + 1, this.count);
    this.orders.copyWithin(index, index + 1, this.count);
    this.count--;
    return true;
  }

  clear(): void {
    this.count = 0;
  }

  /** Where the key is or belongs. */
  private indexOf(key: number): number {
    const { keys } = this;
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (keys[middle]! < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private open(index: number, key: number): void {
    if (this.count === this.keys.length) this.grow();
    this.keys.copyWithin(index + 1, index, this.count);
    this.quantities.copyWithin(index + 1, index, this.count);
    this.orders.copyWithin(index + 1, index, this.count);
    this.keys[index] = key;
    this.count++;
  }

  private grow(): void {
    const size = this.keys.length * 2;
    const { keys, quantities, orders } = this;
    this.keys = new Float64Array(size);
    this.quantities = new Float64Array(size);
    this.orders = new Int32Array(size);
    this.keys.set(keys);
    this.quantities.set(quantities);
    this.orders.set(orders);
  }
}
