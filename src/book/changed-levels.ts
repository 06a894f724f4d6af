/**
 * One side's change set made orderly: every level that differs from what it was at the last cut,
 * once, best first. Owns its result arrays; must never change a book. Lane thread only.
 */
import { CHANGE, CHANGE_SHIFT, CHANGE_SHIFT_F64, type ChangeSet } from './change-set.js';
import { LEVEL, LEVEL_RARE, LEVEL_SHIFT, LEVEL_SHIFT_F64, type LevelPool } from './level-pool.js';
import { NIL } from './nil.js';

// Folded into the code; an imported constant V8 reads from memory, and checks, at every use.
const NONE = NIL;
const LEVEL_AT = LEVEL_SHIFT;
const LEVEL_F64_AT = LEVEL_SHIFT_F64;
const RANK_PRICE = LEVEL.RANK_PRICE_F64;
const QUANTITY = LEVEL.QUANTITY_F64;
const ORDERS = LEVEL.ORDERS;
const KEY = LEVEL_RARE.KEY;
const CHANGE_AT = CHANGE_SHIFT;
const CHANGE_F64_AT = CHANGE_SHIFT_F64;
const RANK_PRICE_BEFORE = CHANGE.RANK_PRICE_F64;
const QUANTITY_BEFORE = CHANGE.QUANTITY_F64;
const ORDERS_BEFORE = CHANGE.ORDERS;
const LEVEL_CHANGED = CHANGE.LEVEL;
const NEXT_CHANGE = CHANGE.NEXT;

/** Shell sort's gaps (Ciura): close to plain insertion for the usual handful of changes. */
const GAPS = [301, 132, 57, 23, 10, 4, 1];

export class ChangedLevels {
  count = 0;
  /** Of these, how many have come and how many have gone since the last cut. */
  addedCount = 0;
  removedCount = 0;
  /** Best first, `count` of each in use. */
  readonly rankPrices: Float64Array;
  /** 0 where the level was not there at the last cut. */
  readonly quantitiesBefore: Float64Array;
  /** 0 where the level is gone. */
  readonly quantities: Float64Array;
  readonly orders: Int32Array;
  private readonly entries: Int32Array;
  private readonly entryRanks: Float64Array;

  constructor(
    private readonly changes: ChangeSet,
    private readonly levels: LevelPool,
  ) {
    const limit = changes.limit;
    this.rankPrices = new Float64Array(limit);
    this.quantitiesBefore = new Float64Array(limit);
    this.quantities = new Float64Array(limit);
    this.orders = new Int32Array(limit);
    this.entries = new Int32Array(limit);
    this.entryRanks = new Float64Array(limit);
  }

  /** Read the change set of `key`. */
  load(key: number): void {
    this.count = 0;
    this.addedCount = 0;
    this.removedCount = 0;
    const entryCount = this.gather(key);
    this.sort(entryCount);
    for (let i = 0; i < entryCount;) i = this.settlePrice(key, i, entryCount);
  }

  private gather(key: number): number {
    const words = this.changes.i32;
    const doubles = this.changes.f64;
    let gathered = 0;
    let entry = this.changes.first[key]!;
    while (entry !== NONE) {
      this.entries[gathered] = entry;
      this.entryRanks[gathered] = doubles[(entry << CHANGE_F64_AT) + RANK_PRICE_BEFORE]!;
      gathered++;
      entry = words[(entry << CHANGE_AT) + NEXT_CHANGE]!;
    }
    return gathered;
  }

  /** Best first; entries of one price in any order. */
  private sort(count: number): void {
    const ranks = this.entryRanks;
    const entries = this.entries;
    for (let g = 0; g < GAPS.length; g++) {
      const gap = GAPS[g]!;
      for (let i = gap; i < count; i++) {
        const rank = ranks[i]!;
        const entry = entries[i]!;
        let to = i;
        while (to >= gap && ranks[to - gap]! < rank) {
          ranks[to] = ranks[to - gap]!;
          entries[to] = entries[to - gap]!;
          to -= gap;
        }
        ranks[to] = rank;
        entries[to] = entry;
      }
    }
  }

  /**
   * Turn the entries from `from` on that have one price into one change, or into none when the
   * level is what it was.
   *
   * Only the first entry of a price can have found a quantity: the others are of a level that came
   * back under a new record. And whichever record the level stands in now, one entry names it.
   * @returns index of the next price's first entry.
   */
  private settlePrice(key: number, from: number, entryCount: number): number {
    const rank = this.entryRanks[from]!;
    let quantityBefore = 0;
    let ordersBefore = 0;
    let level = NONE;
    let i = from;
    for (; i < entryCount && this.entryRanks[i] === rank; i++) {
      const entry = this.entries[i]!;
      const words = entry << CHANGE_AT;
      const before = this.changes.f64[(entry << CHANGE_F64_AT) + QUANTITY_BEFORE]!;
      if (before > 0) {
        quantityBefore = before;
        ordersBefore = this.changes.i32[words + ORDERS_BEFORE]!;
      }
      const named = this.changes.i32[words + LEVEL_CHANGED]!;
      if (
        this.levels.rare[(named << LEVEL_AT) + KEY] === key &&
        this.levels.f64[(named << LEVEL_F64_AT) + RANK_PRICE] === rank
      )
        level = named;
    }
    let quantity = 0;
    let orders = 0;
    if (level !== NONE) {
      quantity = this.levels.f64[(level << LEVEL_F64_AT) + QUANTITY]!;
      orders = this.levels.i32[(level << LEVEL_AT) + ORDERS]!;
    }
    if (quantity === quantityBefore && orders === ordersBefore) return i;
    if (quantityBefore === 0) this.addedCount++;
    else if (quantity === 0) this.removedCount++;
    const to = this.count++;
    this.rankPrices[to] = rank;
    this.quantitiesBefore[to] = quantityBefore;
    this.quantities[to] = quantity;
    this.orders[to] = orders;
    return i;
  }
}
