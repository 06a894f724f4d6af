/**
 * Entries by MDEntryID (278): several may stand at one price, and the level is their sum. An entry may lose its side
 * or price in a change or a deletion: then it keeps what it had.
 *
 * They are not told as orders: most counterparties name quotes or slots of a ladder so, which have no place in a
 * queue, move with their id and come back under it; a book of levels is what they mean, and it is exact.
 */
import type { Side } from '../../../market/side.js';
import type { RefusalReason } from '../parts/refusals.js';
import { ACTION } from './entry.js';
import { EntryTable } from './entry-table.js';
import { scale, type KeptLevels } from './kept-levels.js';
import type { EntryValues, KeyedBook, KeyedBookRules } from './keyed-book.js';

export class IdBook implements KeyedBook {
  private readonly entries = new EntryTable();

  constructor(
    private readonly levels: KeptLevels,
    private readonly rules: KeyedBookRules,
    private readonly idBytesLimit: number,
  ) {}

  clear(): void {
    this.entries.clear();
    this.levels.clear();
  }

  fill(entry: EntryValues): RefusalReason | undefined {
    return entry.idFrom < 0 ? 'bad-id' : this.insert(entry, entry.idFrom, entry.idTo, true);
  }

  apply(entry: EntryValues): RefusalReason | undefined {
    switch (entry.action) {
      case ACTION.NEW:
        if (entry.idFrom < 0) return 'bad-id';
        return this.insert(entry, entry.idFrom, entry.idTo, !this.rules.replacesKnown);
      case ACTION.CHANGE:
      case ACTION.OVERLAY:
        return this.change(entry);
      case ACTION.DELETE:
        return this.remove(entry);
      default:
        return 'bad-action';
    }
  }

  fits(priceFactor: number, quantityFactor: number): boolean {
    const { entries } = this;
    for (let slot = 0; slot < entries.slotCount; slot++) {
      // What was removed is not in the way.
      if (!entries.isUsed(slot)) continue;
      const most = Math.max(
        Math.abs(entries.prices[slot]!) * priceFactor,
        entries.quantities[slot]! * quantityFactor,
      );
      if (most > Number.MAX_SAFE_INTEGER) return false;
    }
    return true;
  }

  rescale(priceFactor: number, quantityFactor: number): void {
    const { slotCount, prices, quantities } = this.entries;
    scale(prices, slotCount, priceFactor);
    scale(quantities, slotCount, quantityFactor);
  }

  private insert(
    entry: EntryValues,
    from: number,
    to: number,
    mustBeNew: boolean,
  ): RefusalReason | undefined {
    const { entries } = this;
    const { side, price, quantity, bytes } = entry;
    if (to - from > this.idBytesLimit || to === from) return 'bad-id';
    if (side === -1 || !(quantity >= 0) || Number.isNaN(price)) return 'wrong-type';
    let slot = entries.find(bytes, from, to);
    if (slot >= 0) {
      if (mustBeNew) return 'contradiction';
      const refusal = this.takeAway(slot);
      if (refusal !== undefined) return refusal;
    } else slot = entries.insert(bytes, from, to);
    return this.put(slot, side, price, quantity);
  }

  private change(entry: EntryValues): RefusalReason | undefined {
    const { entries } = this;
    const { bytes } = entry;
    const isRenamed = entry.refFrom >= 0 && entry.idFrom >= 0;
    const from = entry.refFrom >= 0 ? entry.refFrom : entry.idFrom;
    const to = entry.refFrom >= 0 ? entry.refTo : entry.idTo;
    if (from < 0) return 'bad-id';
    let slot = entries.find(bytes, from, to);
    if (slot < 0) {
      if (!this.rules.insertsUnknown) return 'contradiction';
      return entry.idFrom < 0
        ? this.insert(entry, from, to, true)
        : this.insert(entry, entry.idFrom, entry.idTo, false);
    }
    const side = entry.side === -1 ? (entries.sides[slot]! as Side) : entry.side;
    const price = Number.isNaN(entry.price) ? entries.prices[slot]! : entry.price;
    const quantity = Number.isNaN(entry.quantity) ? entries.quantities[slot]! : entry.quantity;
    if (!(quantity >= 0)) return 'wrong-type';
    const refusal = this.takeAway(slot);
    if (refusal !== undefined) return refusal;
    if (isRenamed) {
      entries.remove(slot);
      if (entries.find(bytes, entry.idFrom, entry.idTo) >= 0) return 'contradiction';
      if (entry.idTo - entry.idFrom > this.idBytesLimit) return 'bad-id';
      slot = entries.insert(bytes, entry.idFrom, entry.idTo);
    }
    return this.put(slot, side, price, quantity);
  }

  private remove(entry: EntryValues): RefusalReason | undefined {
    const from = entry.refFrom >= 0 ? entry.refFrom : entry.idFrom;
    if (from < 0) return 'bad-id';
    const slot = this.entries.find(
      entry.bytes,
      from,
      entry.refFrom >= 0 ? entry.refTo : entry.idTo,
    );
    if (slot < 0) return this.rules.ignoresUnknown ? undefined : 'contradiction';
    if (entry.side >= 0 && entry.side !== this.entries.sides[slot]) return 'contradiction';
    const refusal = this.takeAway(slot);
    this.entries.remove(slot);
    return refusal;
  }

  private put(
    slot: number,
    side: Side,
    price: number,
    quantity: number,
  ): RefusalReason | undefined {
    const { entries } = this;
    entries.sides[slot] = side;
    entries.prices[slot] = price;
    entries.quantities[slot] = quantity;
    return this.levels.add(side, price, quantity);
  }

  private takeAway(slot: number): RefusalReason | undefined {
    const { sides, prices, quantities } = this.entries;
    return this.levels.add(sides[slot]! as Side, prices[slot]!, -quantities[slot]!);
  }
}
