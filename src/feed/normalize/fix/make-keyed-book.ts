/** The way to key entries that a profile names. */
import type { BookContext } from './book-context.js';
import { FullBook } from './full-book.js';
import { IdBook } from './id-book.js';
import type { KeptLevels } from './kept-levels.js';
import type { KeyedBook } from './keyed-book.js';
import { LevelBook } from './level-book.js';
import { PriceBook } from './price-book.js';
import { SideBook } from './side-book.js';

export function makeKeyedBook(
  levels: KeptLevels,
  { keying, rules, limits }: Pick<BookContext, 'keying' | 'rules' | 'limits'>,
): KeyedBook {
  switch (keying) {
    case 'price':
      return new PriceBook(levels, rules);
    case 'level':
      return new LevelBook(levels, rules);
    case 'side':
      return new SideBook(levels, rules);
    case 'full':
      return new FullBook(levels);
    default:
      return new IdBook(levels, rules, limits.entryIdBytes);
  }
}
