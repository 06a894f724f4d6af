/**
 * Trades that wait for the next cut of their instrument. Owns their columns; must never decide
 * whether something is a trade. Lane thread only.
 */
import type { TradeEntries } from '../../frame/trades.js';
import type { AggressorSide } from '../../market/side.js';
import type { InstrumentId, Lots, Ticks } from '../../market/units.js';
import { growFloats, growBytes, growWords } from './grown-columns.js';
import { NO_ENTRY, PendingLists } from './pending-lists.js';

const CAPACITY_FIRST = 1024;

export class PendingTrades {
  private readonly lists: PendingLists;
  private price = new Float64Array(CAPACITY_FIRST);
  private quantity = new Float64Array(CAPACITY_FIRST);
  private idLow = new Uint32Array(CAPACITY_FIRST);
  private idHigh = new Uint32Array(CAPACITY_FIRST);
  private aggressor = new Uint8Array(CAPACITY_FIRST);
  private flags = new Uint8Array(CAPACITY_FIRST);

  constructor(instrumentLimit: number) {
    this.lists = new PendingLists(instrumentLimit, CAPACITY_FIRST);
  }

  add(
    instrument: InstrumentId,
    price: Ticks,
    quantity: Lots,
    idHigh: number,
    idLow: number,
    aggressor: AggressorSide,
    flags: number,
  ): void {
    if (this.lists.full) this.grow();
    const entry = this.lists.append(instrument);
    this.price[entry] = price;
    this.quantity[entry] = quantity;
    this.idHigh[entry] = idHigh;
    this.idLow[entry] = idLow;
    this.aggressor[entry] = aggressor;
    this.flags[entry] = flags;
  }

  has(instrument: InstrumentId): boolean {
    return this.lists.firstOf(instrument) !== NO_ENTRY;
  }

  clear(instrument: InstrumentId): void {
    this.lists.clear(instrument);
  }

  /**
   * Copy the next trades, oldest first, as many as `batch` holds.
   * @param from an entry, or NO_ENTRY for the instrument's first.
   * @returns where to go on, NO_ENTRY at the end.
   */
  gather(instrument: InstrumentId, from: number, batch: TradeBatch): number {
    let entry = from === NO_ENTRY ? this.lists.firstOf(instrument) : from;
    let count = 0;
    while (entry !== NO_ENTRY && count < batch.capacity) {
      batch.price[count] = this.price[entry]!;
      batch.quantity[count] = this.quantity[entry]!;
      batch.idHigh[count] = this.idHigh[entry]!;
      batch.idLow[count] = this.idLow[entry]!;
      batch.aggressor[count] = this.aggressor[entry]!;
      batch.flags[count] = this.flags[entry]!;
      count++;
      entry = this.lists.after(entry);
    }
    batch.count = count;
    return entry;
  }

  private grow(): void {
    this.lists.grow();
    const capacity = this.lists.capacity;
    this.price = growFloats(this.price, capacity);
    this.quantity = growFloats(this.quantity, capacity);
    this.idLow = growWords(this.idLow, capacity);
    this.idHigh = growWords(this.idHigh, capacity);
    this.aggressor = growBytes(this.aggressor, capacity);
    this.flags = growBytes(this.flags, capacity);
  }
}

/** One frame's trades, contiguous, as the codec wants them. */
export class TradeBatch implements TradeEntries {
  count = 0;
  readonly price: Float64Array;
  readonly quantity: Float64Array;
  readonly idLow: Uint32Array;
  readonly idHigh: Uint32Array;
  readonly aggressor: Uint8Array;
  readonly flags: Uint8Array;

  constructor(readonly capacity: number) {
    this.price = new Float64Array(capacity);
    this.quantity = new Float64Array(capacity);
    this.idLow = new Uint32Array(capacity);
    this.idHigh = new Uint32Array(capacity);
    this.aggressor = new Uint8Array(capacity);
    this.flags = new Uint8Array(capacity);
  }
}
