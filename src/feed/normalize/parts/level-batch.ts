/**
 * The levels of one message, scaled and checked before any of them becomes an event: a message is
 * used whole or not at all. Owns flat arrays that grow to the largest message seen.
 */
import { ASK, BID, type Side } from '../../../market/side.js';
import type { Lots, Ticks } from '../../../market/units.js';
import { refusalOf, scaledOf } from './decimal-text.js';
import type { RefusalReason } from './refusals.js';

export class LevelBatch {
  count = 0;
  /** Ticks and lots by place: the byte readers write here before they add(). */
  prices = new Float64Array(256);
  quantities = new Float64Array(256);
  private sides = new Uint8Array(256);

  constructor(private readonly levelLimit: number) {}

  /**
   * @param asksFirst the venue writes them in that order, and the byte reader has read them so.
   * @returns why the message is refused, or undefined when all levels are in.
   */
  load(
    bids: unknown,
    asks: unknown,
    priceScale: number,
    quantityScale: number,
    asksFirst = false,
  ): RefusalReason | undefined {
    this.count = 0;
    if (!Array.isArray(bids) || !Array.isArray(asks)) return 'wrong-type';
    if (bids.length + asks.length > this.levelLimit) return 'too-many-levels';
    this.reserve(bids.length + asks.length);
    const asksBefore = asksFirst && this.loadSide(asks, ASK, priceScale, quantityScale);
    if (asksBefore) return asksBefore;
    const refusal = this.loadSide(bids, BID, priceScale, quantityScale);
    if (refusal !== undefined || asksFirst) return refusal;
    return this.loadSide(asks, ASK, priceScale, quantityScale);
  }

  /** Forget what is loaded; add() fills it again. */
  clear(): void {
    this.count = 0;
  }

  /** Make place `count` of prices and quantities writable. @returns false at the limit. */
  makeRoom(): boolean {
    if (this.count >= this.levelLimit) return false;
    this.reserve(this.count + 1);
    return true;
  }

  /** The level whose price and quantity were written at place `count`. */
  add(side: Side): void {
    this.sides[this.count++] = side;
  }

  /** One more level, as text. @returns why the message is refused, or undefined when it is in. */
  addText(
    side: Side,
    priceText: unknown,
    quantityText: unknown,
    priceScale: number,
    quantityScale: number,
  ): RefusalReason | undefined {
    if (typeof priceText !== 'string' || typeof quantityText !== 'string') return 'wrong-type';
    const price = scaledOf(priceText, priceScale);
    if (Number.isNaN(price)) return refusalOf(priceText);
    const quantity = scaledOf(quantityText, quantityScale);
    if (!(quantity >= 0)) return refusalOf(quantityText);
    if (!this.makeRoom()) return 'too-many-levels';
    this.prices[this.count] = price;
    this.quantities[this.count] = quantity;
    this.add(side);
    return undefined;
  }

  price(index: number): Ticks {
    return this.prices[index]! as Ticks;
  }

  quantity(index: number): Lots {
    return this.quantities[index]! as Lots;
  }

  side(index: number): Side {
    return this.sides[index]! as Side;
  }

  private loadSide(
    rows: readonly unknown[],
    side: Side,
    priceScale: number,
    quantityScale: number,
  ): RefusalReason | undefined {
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i];
      if (!Array.isArray(row)) return 'wrong-type';
      const refusal = this.addText(side, row[0], row[1], priceScale, quantityScale);
      if (refusal) return refusal;
    }
    return undefined;
  }

  private reserve(count: number): void {
    if (count <= this.prices.length) return;
    const capacity = Math.max(count, this.prices.length * 2);
    this.prices = grown(new Float64Array(capacity), this.prices);
    this.quantities = grown(new Float64Array(capacity), this.quantities);
    this.sides = grown(new Uint8Array(capacity), this.sides);
  }
}

function grown<T extends Float64Array | Uint8Array>(larger: T, old: T): T {
  larger.set(old);
  return larger;
}
