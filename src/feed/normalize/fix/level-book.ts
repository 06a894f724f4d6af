/**
 * Entries by their place: level 1 is the best. A new one moves those behind it down, a deletion moves them up, an
 * overlay moves nothing. At the end of a venue message the places are in the order of their prices, or something is
 * missing. Feed thread.
 */
import { ASK, BID, type Side } from '../../../market/side.js';
import type { RefusalReason } from '../parts/refusals.js';
import { ACTION } from './entry.js';
import { fitsScaled, scale, type KeptLevels } from './kept-levels.js';
import type { EntryValues, KeyedBook, KeyedBookRules } from './keyed-book.js';

const PLACES_FIRST = 32;

/** The places of one side, the best first. */
class Places {
  count = 0;
  prices = new Float64Array(PLACES_FIRST);
  quantities = new Float64Array(PLACES_FIRST);

  insert(at: number, price: number, quantity: number): void {
    if (this.count === this.prices.length) this.grow();
    this.prices.copyWithin(at + 1, at, this.count);
    this.quantities.copyWithin(at + 1, at, this.count);
    this.prices[at] = price;
    this.quantities[at] = quantity;
    this.count++;
  }

  remove(at: number): void {
    this.prices.copyWithin(at, at + 1, this.count);
    this.quantities.copyWithin(at, at + 1, this.count);
    this.count--;
  }

  private grow(): void {
    const prices = new Float64Array(this.count * 2);
    const quantities = new Float64Array(this.count * 2);
    prices.set(this.prices);
    quantities.set(this.quantities);
    this.prices = prices;
    this.quantities = quantities;
  }
}

export class LevelBook implements KeyedBook {
  private readonly places: readonly [Places, Places] = [new Places(), new Places()];

  constructor(
    private readonly levels: KeptLevels,
    private readonly rules: KeyedBookRules,
  ) {}

  clear(): void {
    this.levels.clear();
    this.places[BID].count = 0;
    this.places[ASK].count = 0;
  }

  /** Without a level the entries stand in their own order. */
  fill(entry: EntryValues): RefusalReason | undefined {
    if (entry.side === -1) return 'wrong-type';
    const places = this.places[entry.side];
    if (!Number.isNaN(entry.level) && entry.level !== places.count + 1) return 'contradiction';
    return this.insert(entry.side, places.count, entry);
  }

  apply(entry: EntryValues): RefusalReason | undefined {
    if (entry.side === -1) return 'wrong-type';
    const { side, level } = entry;
    const { count } = this.places[side];
    if (!(level >= 1)) return 'bad-id';
    switch (entry.action) {
      case ACTION.NEW:
        return level > count + 1 ? 'contradiction' : this.insert(side, level - 1, entry);
      case ACTION.CHANGE:
      case ACTION.OVERLAY:
        if (level === count + 1 && (this.rules.insertsUnknown || entry.action === ACTION.OVERLAY))
          return this.insert(side, count, entry);
        return level > count ? 'contradiction' : this.change(side, level - 1, entry);
      case ACTION.DELETE:
        if (level > count) return this.rules.ignoresUnknown ? undefined : 'contradiction';
        return this.isOther(side, level - 1, entry.price)
          ? 'contradiction'
          : this.remove(side, level - 1);
      case ACTION.DELETE_THRU:
        return this.removeRange(side, 0, level, count);
      case ACTION.DELETE_FROM:
        return this.removeRange(side, level - 1, count, count);
      default:
        return 'bad-action';
    }
  }

  settle(): RefusalReason | undefined {
    return this.isOrdered(BID) && this.isOrdered(ASK) ? undefined : 'contradiction';
  }

  fits(priceFactor: number, quantityFactor: number): boolean {
    return this.places.every(
      ({ prices, quantities, count }) =>
        fitsScaled(prices, count, priceFactor) && fitsScaled(quantities, count, quantityFactor),
    );
  }

  rescale(priceFactor: number, quantityFactor: number): void {
    for (const { prices, quantities, count } of this.places) {
      scale(prices, count, priceFactor);
      scale(quantities, count, quantityFactor);
    }
  }

  private insert(
    side: Side,
    at: number,
    { price, quantity }: EntryValues,
  ): RefusalReason | undefined {
    if (!(quantity >= 0) || Number.isNaN(price)) return 'wrong-type';
    const places = this.places[side];
    places.insert(at, price, quantity);
    const refusal = this.levels.add(side, price, quantity);
    const { depth } = this.rules;
    if (refusal !== undefined || depth === 0 || places.count <= depth) return refusal;
    return this.remove(side, depth);
  }

  private change(side: Side, at: number, entry: EntryValues): RefusalReason | undefined {
    const { prices, quantities } = this.places[side];
    const price = Number.isNaN(entry.price) ? prices[at]! : entry.price;
    const quantity = Number.isNaN(entry.quantity) ? quantities[at]! : entry.quantity;
    if (!(quantity >= 0)) return 'wrong-type';
    const refusal = this.levels.add(side, prices[at]!, -quantities[at]!);
    if (refusal !== undefined) return refusal;
    prices[at] = price;
    quantities[at] = quantity;
    return this.levels.add(side, price, quantity);
  }

  private remove(side: Side, at: number): RefusalReason | undefined {
    const places = this.places[side];
    const refusal = this.levels.add(side, places.prices[at]!, -places.quantities[at]!);
    places.remove(at);
    return refusal;
  }

  private removeRange(
    side: Side,
    from: number,
    to: number,
    count: number,
  ): RefusalReason | undefined {
    if (from > count || to > count) return 'contradiction';
    let refusal: RefusalReason | undefined;
    for (let i = to; i > from && refusal === undefined; i--) refusal = this.remove(side, i - 1);
    return refusal;
  }

  /** A deletion that names a price means that one. */
  private isOther(side: Side, at: number, price: number): boolean {
    return price !== 0 && !Number.isNaN(price) && price !== this.places[side].prices[at];
  }

  private isOrdered(side: Side): boolean {
    const { prices, count } = this.places[side];
    for (let i = 1; i < count; i++) {
      const isBetter = side === BID ? prices[i]! > prices[i - 1]! : prices[i]! < prices[i - 1]!;
      if (isBetter) return false;
    }
    return true;
  }
}
