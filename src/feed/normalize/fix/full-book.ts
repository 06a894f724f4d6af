/** A book that is told whole each time (35=W): the level is the sum of the entries at its price. Feed thread. */
import type { RefusalReason } from '../parts/refusals.js';
import type { KeptLevels } from './kept-levels.js';
import type { EntryValues, KeyedBook } from './keyed-book.js';

export class FullBook implements KeyedBook {
  constructor(private readonly levels: KeptLevels) {}

  clear(): void {
    this.levels.clear();
  }

  fill({ side, price, quantity }: EntryValues): RefusalReason | undefined {
    if (side === -1 || !(quantity >= 0) || Number.isNaN(price)) return 'wrong-type';
    return this.levels.add(side, price, quantity);
  }

  /** By what a change would be keyed, the profile does not say. */
  apply(): RefusalReason {
    return 'bad-action';
  }
}
