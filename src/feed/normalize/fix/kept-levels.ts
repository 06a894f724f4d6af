/**
 * One book as it stands, in scaled levels: the sum of the entries at each price. Owns both sides and the list of
 * what changed since the last events; whoever keeps entries by id or by place adds and takes away here. Feed thread.
 */
import { ASK, BID, type Side } from '../../../market/side.js';
import { LevelBatch } from '../parts/level-batch.js';
import { flip, LevelSides } from '../parts/level-sides.js';
import type { RefusalReason } from '../parts/refusals.js';
import type { FixLimits } from './limits.js';

export class KeptLevels extends LevelSides {
  readonly changes: LevelBatch;

  constructor(private readonly limits: FixLimits) {
    super();
    this.changes = new LevelBatch(limits.changesPerMessage);
  }

  /** More at this price, or less. @returns why it cannot be; the book is not to be trusted then. */
  add(side: Side, price: number, quantity: number): RefusalReason | undefined {
    if (quantity === 0) return undefined;
    const levels = this.sides[side];
    const after = levels.add(flip(side, price), quantity);
    if (!(after >= 0 && after <= Number.MAX_SAFE_INTEGER)) return 'contradiction';
    if (levels.count > this.limits.entriesPerSide) return 'too-many-levels';
    return this.note(side, price, after);
  }

  /** So much at this price; 0 removes. */
  set(side: Side, price: number, quantity: number): RefusalReason | undefined {
    const levels = this.sides[side];
    const before = levels.set(flip(side, price), quantity);
    if (levels.count > this.limits.entriesPerSide) return 'too-many-levels';
    return before === quantity ? undefined : this.note(side, price, quantity);
  }

  quantityAt(side: Side, price: number): number {
    return this.sides[side].quantityAt(flip(side, price));
  }

  /** The worst price of a side; NaN of an empty one. */
  worst(side: Side): number {
    const levels = this.sides[side];
    return levels.count === 0 ? NaN : flip(side, levels.rankPrices[0]!);
  }

  best(side: Side): number {
    const levels = this.sides[side];
    return levels.count === 0 ? NaN : flip(side, levels.rankPrices[levels.count - 1]!);
  }

  /** Remove every level of a side. */
  empty(side: Side): RefusalReason | undefined {
    let refusal: RefusalReason | undefined;
    while (this.sides[side].count > 0 && refusal === undefined) {
      refusal = this.set(side, this.best(side), 0);
    }
    return refusal;
  }

  /** Into `changes`: what leads from another book to this one. */
  differenceFrom(other: LevelSides): RefusalReason | undefined {
    this.changes.clear();
    return this.sideDifference(BID, other) ?? this.sideDifference(ASK, other);
  }

  /** Whether every value is a safe integer in larger scales. */
  fits(priceFactor: number, quantityFactor: number): boolean {
    return this.sides.every(
      ({ rankPrices, quantities, count }) =>
        fitsScaled(rankPrices, count, priceFactor) && fitsScaled(quantities, count, quantityFactor),
    );
  }

  /** The scales have grown, and everything fits them. */
  rescale(priceFactor: number, quantityFactor: number): void {
    for (const { rankPrices, quantities, count } of this.sides) {
      scale(rankPrices, count, priceFactor);
      scale(quantities, count, quantityFactor);
    }
  }

  /** Both are ascending by rank: what only one has, or has with another quantity. */
  private sideDifference(side: Side, other: LevelSides): RefusalReason | undefined {
    const before = other.sides[side];
    const now = this.sides[side];
    let refusal: RefusalReason | undefined;
    let i = 0;
    let j = 0;
    while ((i < before.count || j < now.count) && refusal === undefined) {
      const old = i < before.count ? before.rankPrices[i]! : Infinity;
      const fresh = j < now.count ? now.rankPrices[j]! : Infinity;
      if (old < fresh) {
        refusal = this.note(side, flip(side, old), 0);
        i++;
      } else {
        const quantity = now.quantities[j]!;
        if (fresh < old || before.quantities[i] !== quantity) {
          refusal = this.note(side, flip(side, fresh), quantity);
        }
        if (old === fresh) i++;
        j++;
      }
    }
    return refusal;
  }

  private note(side: Side, price: number, quantity: number): RefusalReason | undefined {
    const { changes } = this;
    if (!changes.makeRoom()) return 'too-many-levels';
    changes.prices[changes.count] = price;
    changes.quantities[changes.count] = quantity;
    changes.add(side);
    return undefined;
  }
}

export function fitsScaled(values: Float64Array, count: number, factor: number): boolean {
  for (let i = 0; i < count; i++) {
    if (Math.abs(values[i]! * factor) > Number.MAX_SAFE_INTEGER) return false;
  }
  return true;
}

/** In place. */
export function scale(values: Float64Array, count: number, factor: number): void {
  for (let i = 0; i < count; i++) values[i]! *= factor;
}
