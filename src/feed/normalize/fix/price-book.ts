/**
 * Entries by their price: one a level and side, whatever else they are called. What stands at a price is what was
 * told of it last. Feed thread.
 */
import { BID, type Side } from '../../../market/side.js';
import type { RefusalReason } from '../parts/refusals.js';
import { ACTION } from './entry.js';
import type { KeptLevels } from './kept-levels.js';
import type { EntryValues, KeyedBook, KeyedBookRules } from './keyed-book.js';

export class PriceBook implements KeyedBook {
  constructor(
    private readonly levels: KeptLevels,
    private readonly rules: KeyedBookRules,
  ) {}

  clear(): void {
    this.levels.clear();
  }

  /** Two at one price: these entries are not keyed by it. */
  fill(entry: EntryValues): RefusalReason | undefined {
    const { side, price, quantity } = entry;
    if (side === -1 || !(quantity >= 0) || Number.isNaN(price)) return 'wrong-type';
    if (this.levels.quantityAt(side, price) > 0) return 'contradiction';
    return this.levels.set(side, price, quantity);
  }

  apply(entry: EntryValues): RefusalReason | undefined {
    const { action, price, quantity } = entry;
    if (entry.side === -1) return 'wrong-type';
    const side = entry.side;
    if (action === ACTION.DELETE && !(Math.abs(price) > 0) && this.rules.zeroDeletesSide) {
      return this.levels.empty(side);
    }
    if (Number.isNaN(price)) return 'wrong-type';
    switch (action) {
      case ACTION.NEW:
      case ACTION.CHANGE:
      case ACTION.OVERLAY:
        return quantity >= 0 ? this.put(action, side, price, quantity) : 'wrong-type';
      case ACTION.DELETE:
        return this.remove(side, price);
      case ACTION.DELETE_THRU:
        return this.removeTo(side, 'best', price);
      case ACTION.DELETE_FROM:
        return this.removeTo(side, 'worst', price);
      default:
        return 'bad-action';
    }
  }

  private put(
    action: number,
    side: Side,
    price: number,
    quantity: number,
  ): RefusalReason | undefined {
    const { levels, rules } = this;
    const isThere = levels.quantityAt(side, price) > 0;
    if (action === ACTION.NEW && isThere && !rules.replacesKnown) return 'contradiction';
    if (action === ACTION.CHANGE && !isThere && !rules.insertsUnknown) return 'contradiction';
    const refusal = levels.set(side, price, quantity);
    const { depth } = rules;
    if (refusal !== undefined || depth === 0) return refusal;
    return levels.sides[side].count > depth ? levels.set(side, levels.worst(side), 0) : undefined;
  }

  private remove(side: Side, price: number): RefusalReason | undefined {
    const { levels } = this;
    if (levels.quantityAt(side, price) > 0) return levels.set(side, price, 0);
    return this.rules.ignoresUnknown ? undefined : 'contradiction';
  }

  /** From one end of the side up to this price, and that one, too. */
  private removeTo(side: Side, end: 'best' | 'worst', price: number): RefusalReason | undefined {
    const { levels } = this;
    const rises = (side === BID) === (end === 'worst');
    let refusal: RefusalReason | undefined;
    while (refusal === undefined) {
      const next = levels[end](side);
      // NaN: the side is empty.
      if (!(rises ? next <= price : next >= price)) break;
      refusal = levels.set(side, next, 0);
    }
    return refusal;
  }
}
