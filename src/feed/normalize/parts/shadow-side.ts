/**
 * One side of a shadow book: prices and quantities in two flat arrays, the best level last, so that what
 * happens at the touch moves little memory. Prices are kept negated on the ask side, so that both sides
 * run the same code. Allocates only when it grows. Feed thread.
 */

const CAPACITY_FIRST = 64;

export class ShadowSide {
  count = 0;
  /** Ascending: a larger one is better. */
  rankPrices = new Float64Array(CAPACITY_FIRST);
  quantities = new Float64Array(CAPACITY_FIRST);

  /** @returns the quantity that stood there before; 0 for none. */
  set(rankPrice: number, quantity: number): number {
    const at = this.locate(rankPrice);
    const isThere = at < this.count && this.rankPrices[at] === rankPrice;
    const before = isThere ? this.quantities[at]! : 0;
    if (quantity === 0) {
      if (isThere) this.removeAt(at);
    } else {
      if (!isThere) this.insertAt(at, rankPrice);
      this.quantities[at] = quantity;
    }
    return before;
  }

  /** Add to what stands there, or take from it. @returns what stands there then; 0: nothing. */
  add(rankPrice: number, quantity: number): number {
    const at = this.locate(rankPrice);
    const isThere = at < this.count && this.rankPrices[at] === rankPrice;
    const after = isThere ? this.quantities[at]! + quantity : quantity;
    if (after === 0) {
      if (isThere) this.removeAt(at);
      return 0;
    }
    if (!isThere) this.insertAt(at, rankPrice);
    this.quantities[at] = after;
    return after;
  }

  /** What stands there; 0: nothing. */
  quantityAt(rankPrice: number): number {
    const at = this.locate(rankPrice);
    return at < this.count && this.rankPrices[at] === rankPrice ? this.quantities[at]! : 0;
  }

  copyFrom(other: ShadowSide): void {
    this.count = other.count;
    while (this.rankPrices.length < other.count) this.grow();
    for (let i = 0; i < other.count; i++) {
      this.rankPrices[i] = other.rankPrices[i]!;
      this.quantities[i] = other.quantities[i]!;
    }
  }

  /** Forget the worst level. */
  dropWorst(): void {
    this.removeAt(0);
  }

  /** @returns index of the worst level that is not worse than `rankPrice`. */
  private locate(rankPrice: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.rankPrices[middle]! < rankPrice) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private removeAt(at: number): void {
    this.rankPrices.copyWithin(at, at + 1, this.count);
    this.quantities.copyWithin(at, at + 1, this.count);
    this.count--;
  }

  private insertAt(at: number, rankPrice: number): void {
    if (this.count === this.rankPrices.length) this.grow();
    this.rankPrices.copyWithin(at + 1, at, this.count);
    this.quantities.copyWithin(at + 1, at, this.count);
    this.rankPrices[at] = rankPrice;
    this.count++;
  }

  private grow(): void {
    const capacity = this.rankPrices.length * 2;
    const rankPrices = new Float64Array(capacity);
    const quantities = new Float64Array(capacity);
    rankPrices.set(this.rankPrices);
    quantities.set(this.quantities);
    this.rankPrices = rankPrices;
    this.quantities = quantities;
  }
}
