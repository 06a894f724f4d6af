/** Both sides of a book down to a depth, copied out for an image. Grows outside the steady state. Lane thread only. */
import type { LevelSides } from '../../frame/level-vector.js';
import { ASK, BID, type Side } from '../../market/side.js';
import type { InstrumentId } from '../../market/units.js';
import type { BookStore } from '../book-store.js';
import type { InstrumentStates } from './instrument-states.js';

const CAPACITY_FIRST = 256;

export class BookSides implements LevelSides {
  bidCount = 0;
  askCount = 0;
  bidPrice = new Float64Array(CAPACITY_FIRST);
  bidQuantity = new Float64Array(CAPACITY_FIRST);
  bidOrders = new Int32Array(CAPACITY_FIRST);
  askPrice = new Float64Array(CAPACITY_FIRST);
  askQuantity = new Float64Array(CAPACITY_FIRST);
  askOrders = new Int32Array(CAPACITY_FIRST);

  readonly verified = new Float64Array(2);

  constructor(
    private readonly store: BookStore,
    private readonly states: InstrumentStates,
  ) {}

  fill(instrument: InstrumentId, depth: number): void {
    const bidCount = Math.min(this.store.levelCount(instrument, BID), depth);
    const askCount = Math.min(this.store.levelCount(instrument, ASK), depth);
    this.ensure(Math.max(bidCount, askCount));
    this.states.readVerified(instrument, this.verified);
    this.bidCount = bidCount;
    this.askCount = askCount;
    this.copy(instrument, BID, bidCount, this.bidPrice, this.bidQuantity, this.bidOrders);
    this.copy(instrument, ASK, askCount, this.askPrice, this.askQuantity, this.askOrders);
  }

  private copy(
    instrument: InstrumentId,
    side: Side,
    count: number,
    price: Float64Array,
    quantity: Float64Array,
    orders: Int32Array,
  ): void {
    const store = this.store;
    for (let rank = 0; rank < count; rank++) {
      price[rank] = store.levelPrice(instrument, side, rank);
      quantity[rank] = store.levelQuantity(instrument, side, rank);
      orders[rank] = store.levelOrders(instrument, side, rank);
    }
  }

  private ensure(count: number): void {
    let capacity = this.bidPrice.length;
    if (count <= capacity) return;
    while (capacity < count) capacity *= 2;
    this.bidPrice = new Float64Array(capacity);
    this.bidQuantity = new Float64Array(capacity);
    this.bidOrders = new Int32Array(capacity);
    this.askPrice = new Float64Array(capacity);
    this.askQuantity = new Float64Array(capacity);
    this.askOrders = new Int32Array(capacity);
  }
}
