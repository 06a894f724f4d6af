/** Levels in a row, whoever holds them: the levels of a message, or a whole book. */
import type { Side } from '../../../market/side.js';
import type { Lots, Ticks } from '../../../market/units.js';

export interface LevelRows {
  readonly count: number;
  side(index: number): Side;
  price(index: number): Ticks;
  quantity(index: number): Lots;
}
