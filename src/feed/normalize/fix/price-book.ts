/**
 * Entries by their price: one a level and side, whatever else they are called. What stands at a price is what was
 * told of it last. Feed thread.
 */
import type { Side } from '../../../market/side.js';
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
        return this.removeWhile(side, (best) => (side === 0 ? best >= price : best <= price));
      case ACTION.DELETE_FROM:
        return this.removeWorst(side, (worst) => (side === 0 ? worst <= price : worst >= price));
      default:
        return 'bad-action';
    }
  }

  settle(): RefusalReason | undefined {
    return undefined;
  }

  // The levels are all there is.
  fits(): boolean {
    return true;
  }

  rescale(): void {}

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

  private removeWhile(side: Side, holds: (best: number) => boolean): RefusalReason | undefined {
    const { levels } = this;
    let refusal: RefusalReason | undefined;
    while (refusal === undefined && holds(levels.best(side))) {
      refusal = levels.set(side, levels.best(side), 0);
    }
    return refusal;
  }

  private removeWorst(side: Side, holds: (worst: number) => boolean): RefusalReason | undefined {
    const { levels } = this;
    let refusal: RefusalReason | undefined;
    while (refusal === undefined && holds(levels.worst(side))) {
      refusal = levels.set(side, levels.worst(side), 0);
    }
    return refusal;
  }
}
