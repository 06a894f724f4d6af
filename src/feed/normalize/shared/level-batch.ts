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
  private prices = new Float64Array(256);
  private quantities = new Float64Array(256);
  private sides = new Uint8Array(256);

  constructor(private readonly levelLimit: number) {}

  /** @returns why the message is refused, or undefined when all levels are in. */
  load(
    bids: unknown,
    asks: unknown,
    priceScale: number,
    quantityScale: number,
  ): RefusalReason | undefined {
    if (!Array.isArray(bids) || !Array.isArray(asks)) return 'wrong-type';
    return (
      this.begin(bids.length + asks.length) ??
      this.loadSide(bids, BID, priceScale, quantityScale) ??
      this.loadSide(asks, ASK, priceScale, quantityScale)
    );
  }

  /** Begin a message whose levels come one by one. @returns why it is refused. */
  begin(levelCount: number): RefusalReason | undefined {
    this.count = 0;
    if (levelCount > this.levelLimit) return 'too-many-levels';
    this.reserve(levelCount);
    return undefined;
  }

  /** One level of a message that begin() made room for. */
  add(side: Side, price: number, quantity: number): void {
    this.prices[this.count] = price;
    this.quantities[this.count] = quantity;
    this.sides[this.count] = side;
    this.count++;
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
      const priceText: unknown = row[0];
      const quantityText: unknown = row[1];
      if (typeof priceText !== 'string' || typeof quantityText !== 'string') return 'wrong-type';
      const price = scaledOf(priceText, priceScale);
      if (Number.isNaN(price)) return refusalOf(priceText);
      const quantity = scaledOf(quantityText, quantityScale);
      if (!(quantity >= 0)) return refusalOf(quantityText);
      this.add(side, price, quantity);
    }
    return undefined;
  }

  private reserve(count: number): void {
    if (count <= this.prices.length) return;
    const capacity = Math.max(count, this.prices.length * 2);
    this.prices = new Float64Array(capacity);
    this.quantities = new Float64Array(capacity);
    this.sides = new Uint8Array(capacity);
  }
}
