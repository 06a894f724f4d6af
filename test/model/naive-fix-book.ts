/**
 * The book of a FIX counterparty as it sees it itself: two lists of entries, and what it says of each change. Written
 * from the FIX documents; shares no code with src/.
 */
import { NaiveL2Book, plain, type NaiveSide } from './naive-l2-book.js';

export interface NaiveEntry {
  id: string;
  /** Hundredths. */
  price: number;
  quantity: number;
}

const UNIT = 10n ** 18n;

export class NaiveFixBook {
  /** Best first; entries at one price in the order in which they came. */
  readonly sides: Record<NaiveSide, NaiveEntry[]> = { bid: [], ask: [] };

  sort(): void {
    this.sides.bid.sort((a, b) => b.price - a.price);
    this.sides.ask.sort((a, b) => a.price - b.price);
  }

  /** What everybody may see: quantities by price, added up. */
  levels(): NaiveL2Book {
    const book = new NaiveL2Book();
    for (const side of ['bid', 'ask'] as const) {
      const sums = new Map<number, number>();
      for (const { price, quantity } of this.sides[side]) {
        sums.set(price, (sums.get(price) ?? 0) + quantity);
      }
      for (const [price, sum] of sums) {
        book.set(side, plain((BigInt(price) * UNIT) / 100n), plain(BigInt(sum) * UNIT));
      }
    }
    return book;
  }
}
