/**
 * One entry a side: the counterparty's quote, which a new one replaces and a deletion removes, whatever price it
 * names. Feed thread.
 */
import type { Side } from '../../../market/side.js';
import type { RefusalReason } from '../parts/refusals.js';
import { ACTION } from './entry.js';
import type { KeptLevels } from './kept-levels.js';
import type { EntryValues, KeyedBook, KeyedBookRules } from './keyed-book.js';

export class SideBook implements KeyedBook {
  constructor(
    private readonly levels: KeptLevels,
    private readonly rules: KeyedBookRules,
  ) {}

  clear(): void {
    this.levels.clear();
  }

  fill(entry: EntryValues): RefusalReason | undefined {
    if (entry.side === -1 || this.levels.sides[entry.side].count > 0) return 'contradiction';
    return this.put(entry.side, entry);
  }

  apply(entry: EntryValues): RefusalReason | undefined {
    if (entry.side === -1) return 'wrong-type';
    const isThere = this.levels.sides[entry.side].count > 0;
    switch (entry.action) {
      case ACTION.NEW:
      case ACTION.OVERLAY:
        return this.put(entry.side, entry);
      case ACTION.CHANGE:
        if (!isThere && !this.rules.insertsUnknown) return 'contradiction';
        return this.put(entry.side, entry);
      case ACTION.DELETE:
        if (!isThere && !this.rules.ignoresUnknown) return 'contradiction';
        return this.levels.empty(entry.side);
      default:
        return 'bad-action';
    }
  }

  /** What a change leaves out stays. */
  private put(side: Side, entry: EntryValues): RefusalReason | undefined {
    const { levels } = this;
    const best = levels.best(side);
    const price = Number.isNaN(entry.price) ? best : entry.price;
    const quantity = Number.isNaN(entry.quantity) ? levels.quantityAt(side, best) : entry.quantity;
    if (!(quantity >= 0) || Number.isNaN(price)) return 'wrong-type';
    return levels.empty(side) ?? levels.set(side, price, quantity);
  }
}
