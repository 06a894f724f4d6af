/**
 * The delta of one side of a book seen through a window of the best `depth` levels. Owns its
 * result arrays; must never change a book. Lane thread only.
 *
 * The work is proportional to what changed, not to the depth. Where the window ended at the last
 * cut is not kept but derived: the old book is the new one with its changes undone, so the old
 * boundary is found by walking from the new one, at most as far as levels came or went.
 */
import { LEVEL_ACTION } from '../frame/level-vector.js';
import type { ChangedLevels } from './changed-levels.js';

import { LEVEL, LEVEL_SHIFT, LEVEL_SHIFT_F64, type LevelPool } from './level-pool.js';
import type { SideLevels } from './side-levels.js';

// Folded into the code; an imported constant V8 reads from memory, and checks, at every use.
const LEVEL_AT = LEVEL_SHIFT;
const LEVEL_F64_AT = LEVEL_SHIFT_F64;
const QUANTITY = LEVEL.QUANTITY_F64;
const ORDERS = LEVEL.ORDERS;
const SET = LEVEL_ACTION.SET;
const DELETED = LEVEL_ACTION.DELETED;
const LEFT_WINDOW = LEVEL_ACTION.LEFT_WINDOW;

const BOUNDARY = { OLD: 0, NEW: 1 } as const;

export class SideDiff {
  count = 0;
  /** Best first, `count` of each in use. Quantity and orders are 0 unless the action is SET. */
  readonly price: Float64Array;
  readonly quantity: Float64Array;
  readonly orders: Int32Array;
  readonly action: Uint8Array;
  /** Rank price of the window's last level, then and now; -Infinity while it is not full. */
  private readonly boundaries = new Float64Array(2);
  private key = 0;
  /** Ranks, first included, last not, where untouched levels have to be reported. */
  private shiftFirst = 0;
  private shiftEnd = 0;

  constructor(
    private readonly sides: SideLevels,
    private readonly levels: LevelPool,
    private readonly changed: ChangedLevels,
    capacity: number,
  ) {
    this.price = new Float64Array(capacity);
    this.quantity = new Float64Array(capacity);
    this.orders = new Int32Array(capacity);
    this.action = new Uint8Array(capacity);
  }

  /** @param depth levels the window holds, at least 1, Infinity for all. `changed` is loaded. */
  compute(key: number, depth: number): void {
    const changed = this.changed;
    const count = this.sides.counts[key]!;
    const countBefore = count - changed.addedCount + changed.removedCount;
    this.key = key;
    this.count = 0;
    this.shiftFirst = 0;
    this.shiftEnd = 0;
    if (changed.count === 0) return;
    if (count <= depth && countBefore <= depth) {
      this.boundaries[BOUNDARY.OLD] = -Infinity;
      this.boundaries[BOUNDARY.NEW] = -Infinity;
    } else {
      this.findBoundaries(depth, count, countBefore);
      this.findShift(depth, count);
    }
    this.merge();
  }

  private findBoundaries(depth: number, count: number, countBefore: number): void {
    const prices = this.sides.prices[this.key]!;
    const boundaries = this.boundaries;
    boundaries[BOUNDARY.NEW] = count < depth ? -Infinity : prices[count - depth]!;
    if (countBefore < depth) {
      boundaries[BOUNDARY.OLD] = -Infinity;
    } else if (this.changed.addedCount === 0 && this.changed.removedCount === 0) {
      boundaries[BOUNDARY.OLD] = boundaries[BOUNDARY.NEW]!;
    } else {
      this.findOldBoundary(depth, count);
    }
  }

  /**
   * The level that had rank depth - 1 at the last cut. A level's old rank is the number of levels
   * better than it now, less those that have come, plus those that have gone. Walks the levels of
   * now and the gone ones together, towards the best, from where no level can have had a better
   * old rank than sought.
   */
  private findOldBoundary(depth: number, count: number): void {
    const changed = this.changed;
    const prices = this.sides.prices[this.key]!;
    let rank = Math.min(count - 1, depth - 1 + changed.addedCount);
    let change = changed.count - 1;
    let cameBetter = changed.addedCount;
    let wentBetter = changed.removedCount;
    for (;;) {
      const price = rank >= 0 ? prices[count - 1 - rank]! : Infinity;
      const changePrice = change >= 0 ? changed.rankPrices[change]! : Infinity;
      if (changePrice > price || change < 0) {
        // A level that is what it was.
        if (rank - cameBetter + wentBetter === depth - 1) {
          this.boundaries[BOUNDARY.OLD] = price;
          return;
        }
        rank--;
        continue;
      }
      const came = changed.quantitiesBefore[change] === 0;
      const went = changed.quantities[change] === 0;
      change--;
      if (came) cameBetter--;
      if (went) wentBetter--;
      const better = changePrice === price ? rank : rank + 1;
      if (!came && better - cameBetter + wentBetter === depth - 1) {
        this.boundaries[BOUNDARY.OLD] = changePrice;
        return;
      }
      if (changePrice === price) rank--;
    }
  }

  /** Where levels that nobody touched have entered or left, because the boundary moved. */
  private findShift(depth: number, count: number): void {
    const prices = this.sides.prices[this.key]!;
    const boundaryOld = this.boundaries[BOUNDARY.OLD]!;
    const boundaryNew = this.boundaries[BOUNDARY.NEW]!;
    if (boundaryNew < boundaryOld) {
      const end = count < depth ? count : depth;
      let first = end;
      while (first > 0 && prices[count - first]! < boundaryOld) first--;
      this.shiftFirst = first;
      this.shiftEnd = end;
    } else if (boundaryOld < boundaryNew) {
      let end = depth;
      while (end < count && prices[count - 1 - end]! >= boundaryOld) end++;
      this.shiftFirst = depth;
      this.shiftEnd = end;
    }
  }

  /** Both sorted lists, changes and shifted levels, into one; a changed level is not shifted. */
  private merge(): void {
    const changed = this.changed;
    const prices = this.sides.prices[this.key]!;
    const best = this.sides.counts[this.key]! - 1;
    let change = 0;
    for (let rank = this.shiftFirst; rank < this.shiftEnd; rank++) {
      const price = prices[best - rank]!;
      while (change < changed.count && changed.rankPrices[change]! > price)
        this.reportChange(change++);
      if (change < changed.count && changed.rankPrices[change] === price)
        this.reportChange(change++);
      else this.reportShift(best - rank);
    }
    while (change < changed.count) this.reportChange(change++);
  }

  private reportChange(change: number): void {
    const changed = this.changed;
    const rankPrice = changed.rankPrices[change]!;
    const there = changed.quantities[change]! > 0;
    const to = this.count;
    if (there && rankPrice >= this.boundaries[BOUNDARY.NEW]!) {
      this.action[to] = SET;
      this.quantity[to] = changed.quantities[change]!;
      this.orders[to] = changed.orders[change]!;
    } else if (
      changed.quantitiesBefore[change]! > 0 &&
      rankPrice >= this.boundaries[BOUNDARY.OLD]!
    ) {
      this.action[to] = there ? LEFT_WINDOW : DELETED;
      this.quantity[to] = 0;
      this.orders[to] = 0;
    } else {
      return;
    }
    this.price[to] = (this.key & 1) === 0 ? rankPrice : 0 - rankPrice;
    this.count = to + 1;
  }

  /** An untouched level inside the window now has entered it, one outside has left it. */
  private reportShift(at: number): void {
    const rankPrice = this.sides.prices[this.key]![at]!;
    const level = this.sides.levels[this.key]![at]!;
    const to = this.count;
    if (rankPrice >= this.boundaries[BOUNDARY.NEW]!) {
      this.action[to] = SET;
      this.quantity[to] = this.levels.f64[(level << LEVEL_F64_AT) + QUANTITY]!;
      this.orders[to] = this.levels.i32[(level << LEVEL_AT) + ORDERS]!;
    } else {
      this.action[to] = LEFT_WINDOW;
      this.quantity[to] = 0;
      this.orders[to] = 0;
    }
    this.price[to] = (this.key & 1) === 0 ? rankPrice : 0 - rankPrice;
    this.count = to + 1;
  }
}
