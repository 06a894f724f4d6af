/**
 * The naive window diff: two whole windows compared level by level. And the naive client: a
 * window in a Map, to which a diff is applied.
 */
import type { NaiveLevel } from './naive-l3-book.js';

export type NaiveAction = 'set' | 'deleted' | 'left-window';

export interface NaiveChange {
  readonly price: number;
  readonly quantity: number;
  readonly orders: number;
  readonly action: NaiveAction;
}

/**
 * What turns the first `depth` of `before` into the first `depth` of `after`; all best first.
 * @param sign 1 for bids, -1 for asks.
 */
export function naiveWindowDiff(
  before: readonly NaiveLevel[],
  after: readonly NaiveLevel[],
  depth: number,
  sign: 1 | -1,
): NaiveChange[] {
  const old = new Map(before.slice(0, depth).map((level) => [level.price, level]));
  const now = new Map(after.slice(0, depth).map((level) => [level.price, level]));
  const changes: NaiveChange[] = [];
  for (const level of now.values()) {
    const was = old.get(level.price);
    if (was?.quantity !== level.quantity || was.orders !== level.orders)
      changes.push({ ...level, action: 'set' });
  }
  for (const { price } of old.values()) {
    if (now.has(price)) continue;
    const stillThere = after.some((level) => level.price === price);
    changes.push({
      price,
      quantity: 0,
      orders: 0,
      action: stillThere ? 'left-window' : 'deleted',
    });
  }
  return changes.sort((a, b) => sign * (b.price - a.price));
}

/** The window of a client after a diff, best first. */
export function applyToWindow(
  window: readonly NaiveLevel[],
  changes: readonly NaiveChange[],
  sign: 1 | -1,
): NaiveLevel[] {
  const levels = new Map(window.map((level) => [level.price, level]));
  for (const { price, quantity, orders, action } of changes) {
    if (action === 'set') levels.set(price, { price, quantity, orders });
    else if (!levels.delete(price)) throw new Error(`no level at ${price} to take away`);
  }
  return [...levels.values()].sort((a, b) => sign * (b.price - a.price));
}
