/**
 * Both sides of a book in the feed: two flat sides whose best level is last. Owns how they are read as the rows
 * of an image: bids, best first, then asks. Feed thread.
 */
import { ASK, BID, type Side } from '../../../market/side.js';
import type { Lots, Ticks } from '../../../market/units.js';
import type { LevelRows } from './level-rows.js';
import { ShadowSide } from './shadow-side.js';

/** A price as the side keeps it, and back. Added to or taken from 0, so that no -0 comes out. */
export const flip = (side: Side, price: number): number => (side === BID ? 0 + price : 0 - price);

export class LevelSides implements LevelRows {
  readonly sides: readonly [ShadowSide, ShadowSide] = [new ShadowSide(), new ShadowSide()];

  get count(): number {
    return this.sides[BID].count + this.sides[ASK].count;
  }

  side(index: number): Side {
    return index < this.sides[BID].count ? BID : ASK;
  }

  price(index: number): Ticks {
    const side = this.side(index);
    return flip(side, this.sides[side].rankPrices[this.placeOf(index)]!) as Ticks;
  }

  quantity(index: number): Lots {
    return this.sides[this.side(index)].quantities[this.placeOf(index)]! as Lots;
  }

  clear(): void {
    this.sides[BID].count = 0;
    this.sides[ASK].count = 0;
  }

  copyFrom(other: LevelSides): void {
    this.sides[BID].copyFrom(other.sides[BID]);
    this.sides[ASK].copyFrom(other.sides[ASK]);
  }

  /** Place within its side of the row at `index`. */
  private placeOf(index: number): number {
    const bids = this.sides[BID].count;
    return index < bids ? bids - 1 - index : this.sides[ASK].count - 1 - (index - bids);
  }
}
