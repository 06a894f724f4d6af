/**
 * Order actions that wait for the next cut of their instrument. Owns their columns; filled only
 * while somebody wants the instrument's orders. Lane thread only.
 */
import { ORDER_ACTION, ORDERS_PER_PART, type OrderEntries } from '../../frame/orders.js';
import type { Side } from '../../market/side.js';
import type { InstrumentId, Lots, Ticks } from '../../market/units.js';
import { growFloats, growBytes, growWords } from './grown-columns.js';
import { NO_ENTRY, PendingLists } from './pending-lists.js';

const CAPACITY_FIRST = 1024;
/** Actions of one instrument and cut beyond which its orders stream gets an image instead. */
export const ORDER_ACTIONS_LIMIT = ORDERS_PER_PART;

export class PendingOrders {
  private readonly lists: PendingLists;
  /** Actions pending per instrument; may be beyond ORDER_ACTIONS_LIMIT, but then they are not kept. */
  readonly counts: Uint32Array;
  private idLow = new Uint32Array(CAPACITY_FIRST);
  private idHigh = new Uint32Array(CAPACITY_FIRST);
  private newIdLow = new Uint32Array(CAPACITY_FIRST);
  private newIdHigh = new Uint32Array(CAPACITY_FIRST);
  private price = new Float64Array(CAPACITY_FIRST);
  private quantity = new Float64Array(CAPACITY_FIRST);
  private action = new Uint8Array(CAPACITY_FIRST);
  private side = new Uint8Array(CAPACITY_FIRST);

  constructor(instrumentLimit: number) {
    this.lists = new PendingLists(instrumentLimit, CAPACITY_FIRST);
    this.counts = new Uint32Array(instrumentLimit);
  }

  add(
    instrument: InstrumentId,
    side: Side,
    idHigh: number,
    idLow: number,
    price: Ticks,
    quantity: Lots,
  ): void {
    const entry = this.append(instrument, ORDER_ACTION.ADD, idHigh, idLow);
    if (entry === NO_ENTRY) return;
    this.side[entry] = side;
    this.price[entry] = price;
    this.quantity[entry] = quantity;
  }

  reduce(instrument: InstrumentId, idHigh: number, idLow: number, quantity: Lots): void {
    const entry = this.append(instrument, ORDER_ACTION.REDUCE, idHigh, idLow);
    if (entry !== NO_ENTRY) this.quantity[entry] = quantity;
  }

  replace(
    instrument: InstrumentId,
    oldHigh: number,
    oldLow: number,
    newHigh: number,
    newLow: number,
    price: Ticks,
    quantity: Lots,
  ): void {
    const entry = this.append(instrument, ORDER_ACTION.REPLACE, oldHigh, oldLow);
    if (entry === NO_ENTRY) return;
    this.newIdHigh[entry] = newHigh;
    this.newIdLow[entry] = newLow;
    this.price[entry] = price;
    this.quantity[entry] = quantity;
  }

  delete(instrument: InstrumentId, idHigh: number, idLow: number): void {
    this.append(instrument, ORDER_ACTION.DELETE, idHigh, idLow);
  }

  clear(instrument: InstrumentId): void {
    this.lists.clear(instrument);
    this.counts[instrument] = 0;
  }

  /** Copy all actions of the instrument, oldest first; at most ORDER_ACTIONS_LIMIT. */
  gather(instrument: InstrumentId, batch: OrderBatch): void {
    let count = 0;
    let entry = this.lists.firstOf(instrument);
    while (entry !== NO_ENTRY) {
      batch.idLow[count] = this.idLow[entry]!;
      batch.idHigh[count] = this.idHigh[entry]!;
      batch.newIdLow[count] = this.newIdLow[entry]!;
      batch.newIdHigh[count] = this.newIdHigh[entry]!;
      batch.price[count] = this.price[entry]!;
      batch.quantity[count] = this.quantity[entry]!;
      batch.action[count] = this.action[entry]!;
      batch.side[count] = this.side[entry]!;
      count++;
      entry = this.lists.after(entry);
    }
    batch.count = count;
  }

  private append(instrument: InstrumentId, action: number, idHigh: number, idLow: number): number {
    if (this.counts[instrument]!++ >= ORDER_ACTIONS_LIMIT) return NO_ENTRY;
    if (this.lists.full) this.grow();
    const entry = this.lists.append(instrument);
    this.action[entry] = action;
    this.idHigh[entry] = idHigh;
    this.idLow[entry] = idLow;
    this.newIdHigh[entry] = 0;
    this.newIdLow[entry] = 0;
    this.price[entry] = 0;
    this.quantity[entry] = 0;
    this.side[entry] = 0;
    return entry;
  }

  private grow(): void {
    this.lists.grow();
    const capacity = this.lists.capacity;
    this.idLow = growWords(this.idLow, capacity);
    this.idHigh = growWords(this.idHigh, capacity);
    this.newIdLow = growWords(this.newIdLow, capacity);
    this.newIdHigh = growWords(this.newIdHigh, capacity);
    this.price = growFloats(this.price, capacity);
    this.quantity = growFloats(this.quantity, capacity);
    this.action = growBytes(this.action, capacity);
    this.side = growBytes(this.side, capacity);
  }
}

/** One frame's order entries, contiguous, as the codec wants them. */
export class OrderBatch implements OrderEntries {
  count = 0;
  readonly idLow = new Uint32Array(ORDERS_PER_PART);
  readonly idHigh = new Uint32Array(ORDERS_PER_PART);
  readonly newIdLow = new Uint32Array(ORDERS_PER_PART);
  readonly newIdHigh = new Uint32Array(ORDERS_PER_PART);
  readonly price = new Float64Array(ORDERS_PER_PART);
  readonly quantity = new Float64Array(ORDERS_PER_PART);
  readonly action = new Uint8Array(ORDERS_PER_PART);
  readonly side = new Uint8Array(ORDERS_PER_PART);
}
