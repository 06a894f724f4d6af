/**
 * The order of levels on every side of every book. Owns two parallel sorted arrays a side, rank
 * price and level; must never look into a level. Lane thread only.
 *
 * The best level stands **last**, so that what happens at the touch moves little memory. A side is
 * named by its key, instrument × 2 + side. Each side's arrays double on their own.
 */

const CAPACITY_FIRST = 32;
/** Most changes happen this near to the touch; beyond, halving is faster than stepping. */
const LINEAR_STEPS = 6;
/** From here on memmove beats a loop. */
const BULK_MOVE = 48;

const NO_PRICES = new Float64Array(0);
const NO_LEVELS = new Int32Array(0);

export class SideLevels {
  /** Rank prices per key, ascending, the first `counts[key]` of them in use. */
  readonly prices: Float64Array[];
  /** Levels per key, beside `prices`. */
  readonly levels: Int32Array[];
  readonly counts: Int32Array;
  /** The rank price to look for: in memory, because V8 boxes doubles that are passed. */
  readonly sought = new Float64Array(1);

  constructor(keyCount: number) {
    this.prices = new Array<Float64Array>(keyCount).fill(NO_PRICES);
    this.levels = new Array<Int32Array>(keyCount).fill(NO_LEVELS);
    this.counts = new Int32Array(keyCount);
  }

  /** @returns index of the best level that is not better than `sought`, -1 when all are better. */
  locate(key: number): number {
    const prices = this.prices[key]!;
    const rankPrice = this.sought[0]!;
    let at = this.counts[key]! - 1;
    const stop = at - LINEAR_STEPS;
    while (at >= 0 && at > stop) {
      if (prices[at]! <= rankPrice) return at;
      at--;
    }
    let low = 0;
    let high = at + 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (prices[middle]! <= rankPrice) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** Put `level`, whose rank price is `sought`, at index `at`. */
  insert(key: number, at: number, level: number): void {
    const count = this.counts[key]!;
    if (count === this.levels[key]!.length) this.grow(key);
    const prices = this.prices[key]!;
    const levels = this.levels[key]!;
    if (count - at > BULK_MOVE) {
      prices.copyWithin(at + 1, at, count);
      levels.copyWithin(at + 1, at, count);
    } else {
      for (let i = count; i > at; i--) {
        prices[i] = prices[i - 1]!;
        levels[i] = levels[i - 1]!;
      }
    }
    prices[at] = this.sought[0]!;
    levels[at] = level;
    this.counts[key] = count + 1;
  }

  removeAt(key: number, at: number): void {
    const last = this.counts[key]! - 1;
    const prices = this.prices[key]!;
    const levels = this.levels[key]!;
    if (last - at > BULK_MOVE) {
      prices.copyWithin(at, at + 1, last + 1);
      levels.copyWithin(at, at + 1, last + 1);
    } else {
      for (let i = at; i < last; i++) {
        prices[i] = prices[i + 1]!;
        levels[i] = levels[i + 1]!;
      }
    }
    this.counts[key] = last;
  }

  /** Drop the `dropCount` worst levels. */
  dropWorst(key: number, dropCount: number): void {
    const count = this.counts[key]!;
    this.prices[key]!.copyWithin(0, dropCount, count);
    this.levels[key]!.copyWithin(0, dropCount, count);
    this.counts[key] = count - dropCount;
  }

  private grow(key: number): void {
    const capacity = Math.max(CAPACITY_FIRST, this.levels[key]!.length * 2);
    const prices = new Float64Array(capacity);
    const levels = new Int32Array(capacity);
    prices.set(this.prices[key]!);
    levels.set(this.levels[key]!);
    this.prices[key] = prices;
    this.levels[key] = levels;
  }
}
