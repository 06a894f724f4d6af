/**
 * The best few levels of a book that is kept deeper: what changed in them from one delta to the next, for
 * depths between those of our streams. Owns the levels as they were told last. Gateway thread.
 */
import type { BookSide } from './book-side.js';
import { UPDATE_ACTION, type UpdateLog } from './update-log.js';

/** What is looked at of a book. */
interface TwoSides {
  readonly bids: BookSide;
  readonly asks: BookSide;
}

/** The best levels of one side, best first. */
class Window {
  count = 0;
  readonly prices: Float64Array;
  readonly quantities: Float64Array;
  readonly orders: Int32Array;

  constructor(private readonly depth: number) {
    this.prices = new Float64Array(depth);
    this.quantities = new Float64Array(depth);
    this.orders = new Int32Array(depth);
  }

  copy(levels: BookSide): void {
    this.count = Math.min(this.depth, levels.count);
    for (let rank = 0; rank < this.count; rank++) {
      this.prices[rank] = levels.price(rank);
      this.quantities[rank] = levels.quantity(rank);
      this.orders[rank] = levels.orderCount(rank);
    }
  }
}

export class WindowCut {
  private readonly bids: Window;
  private readonly asks: Window;

  constructor(private readonly depth: number) {
    this.bids = new Window(depth);
    this.asks = new Window(depth);
  }

  reset(book: TwoSides): void {
    this.bids.copy(book.bids);
    this.asks.copy(book.asks);
  }

  /** Entries that lead from what was told last to the book as it is. */
  tell(book: TwoSides, log: UpdateLog): void {
    this.tellSide(this.bids, book.bids, 1, log);
    this.tellSide(this.asks, book.asks, -1, log);
  }

  /** @param sign of prices, so that a better one is larger. */
  private tellSide(told: Window, levels: BookSide, sign: 1 | -1, log: UpdateLog): void {
    const { side } = levels;
    const count = Math.min(this.depth, levels.count);
    let old = 0;
    let now = 0;
    let isChanged = count !== told.count;
    while (old < told.count || now < count) {
      const oldPrice = old < told.count ? told.prices[old]! : -Infinity * sign;
      const price = now < count ? levels.price(now) : -Infinity * sign;
      if (oldPrice * sign > price * sign) {
        log.add(UPDATE_ACTION.DELETE, side, oldPrice, 0, 0);
        old++;
        isChanged = true;
        continue;
      }
      const quantity = levels.quantity(now);
      const orders = levels.orderCount(now);
      if (oldPrice !== price) {
        log.add(UPDATE_ACTION.NEW, side, price, quantity, orders);
        isChanged = true;
      } else {
        if (quantity !== told.quantities[old] || orders !== told.orders[old]) {
          log.add(UPDATE_ACTION.CHANGE, side, price, quantity, orders);
          isChanged = true;
        }
        old++;
      }
      now++;
    }
    if (isChanged) told.copy(levels);
  }
}
