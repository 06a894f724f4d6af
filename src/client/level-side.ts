/**
 * One side of a replica: prices sorted in flat arrays, the best last, because most changes are near
 * the touch; and its share of the book hash. Owns the arrays; must never hold a level of quantity 0.
 */
import { levelHashHigh, levelHashLow } from '../market/book-hash.js';
import { BID, type Side } from '../market/side.js';
import { asLots, asTicks, type Lots, type Ticks } from '../market/units.js';

const INITIAL_CAPACITY = 64;

export class LevelSide {
  count = 0;
  /** Sums of the levels' contributions, int32. */
  hashLow = 0;
  hashHigh = 0;
  private prices = new Float64Array(INITIAL_CAPACITY);
  private quantities = new Float64Array(INITIAL_CAPACITY);
  private orders = new Uint32Array(INITIAL_CAPACITY);

  constructor(readonly side: Side) {}

  /** @param rank 0 is the best. NaN outside. */
  price(rank: number): Ticks {
    return asTicks(rank < this.count ? this.prices[this.count - 1 - rank]! : NaN);
  }
  quantity(rank: number): Lots {
    return asLots(rank < this.count ? this.quantities[this.count - 1 - rank]! : NaN);
  }
  orderCount(rank: number): number {
    return rank < this.count ? this.orders[this.count - 1 - rank]! : 0;
  }

  /** Insert or overwrite a level. @returns false, and changes nothing, when price or quantity is none. */
  set(price: Ticks, quantity: Lots, orderCount: number): boolean {
    if (!Number.isSafeInteger(price) || !(quantity > 0)) return false;
    const index = this.search(price);
    if (index < this.count && this.prices[index] === price) this.subtractHash(index);
    else this.openGap(index);
    this.prices[index] = price;
    this.quantities[index] = quantity;
    this.orders[index] = orderCount;
    this.hashLow = (this.hashLow + levelHashLow(this.side, price, quantity)) | 0;
    this.hashHigh = (this.hashHigh + levelHashHigh(this.side, price, quantity)) | 0;
    return true;
  }

  /** @returns false when there is no such level. */
  remove(price: Ticks): boolean {
    const index = this.search(price);
    if (index >= this.count || this.prices[index] !== price) return false;
    this.subtractHash(index);
    this.prices.copyWithin(index, index + 1, this.count);
    this.quantities.copyWithin(index, index + 1, this.count);
    this.orders.copyWithin(index, index + 1, this.count);
    this.count--;
    return true;
  }

  /** Append what is worse than all there is: an image comes best first. @returns false when it is not worse. */
  append(price: Ticks, quantity: Lots, orderCount: number): boolean {
    if (this.count > 0 && !this.isBetter(this.prices[0]!, price)) return false;
    return this.set(price, quantity, orderCount);
  }

  clear(): void {
    this.count = 0;
    this.hashLow = 0;
    this.hashHigh = 0;
  }

  private isBetter(price: number, than: number): boolean {
    return this.side === BID ? price > than : price < than;
  }

  /** Index of the level, or where it belongs: levels behind it are better. */
  private search(price: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.isBetter(price, this.prices[middle]!)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private openGap(index: number): void {
    if (this.count === this.prices.length) this.grow();
    this.prices.copyWithin(index + 1, index, this.count);
    this.quantities.copyWithin(index + 1, index, this.count);
    this.orders.copyWithin(index + 1, index, this.count);
    this.count++;
  }

  private subtractHash(index: number): void {
    const price = asTicks(this.prices[index]!);
    const quantity = asLots(this.quantities[index]!);
    this.hashLow = (this.hashLow - levelHashLow(this.side, price, quantity)) | 0;
    this.hashHigh = (this.hashHigh - levelHashHigh(this.side, price, quantity)) | 0;
  }

  private grow(): void {
    const capacity = this.prices.length * 2;
    const prices = new Float64Array(capacity);
    const quantities = new Float64Array(capacity);
    const orders = new Uint32Array(capacity);
    prices.set(this.prices);
    quantities.set(this.quantities);
    orders.set(this.orders);
    this.prices = prices;
    this.quantities = quantities;
    this.orders = orders;
  }
}
