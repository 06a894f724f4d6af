/** Books that change at random, seeded, for the tiny venues of tests. Shares no code with src/. */
import { NaiveL2Book, plain, exact, type NaiveRow } from '../../model/naive-l2-book.js';

/** mulberry32: 0 … 1. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export interface Changes {
  readonly bids: NaiveRow[];
  readonly asks: NaiveRow[];
}

const LEVELS = 12;
/** In units of 0.1. */
const MIDDLE = 1000;

export class TinyMarket {
  readonly book = new NaiveL2Book();
  private readonly random: () => number;

  constructor(seed: number) {
    this.random = seeded(seed);
    for (let i = 1; i <= LEVELS; i++) {
      this.book.set('bid', this.price(MIDDLE - i), this.quantity());
      this.book.set('ask', this.price(MIDDLE + i), this.quantity());
    }
  }

  pick(count: number): number {
    return Math.floor(this.random() * count);
  }

  /** Some levels change, the best more often than others; neither side ever empties. */
  change(): Changes {
    const bids = this.changeSide('bid', -1);
    const asks = this.changeSide('ask', 1);
    return { bids, asks };
  }

  rows(): Changes {
    return { bids: this.book.levels('bid'), asks: this.book.levels('ask') };
  }

  private changeSide(side: 'bid' | 'ask', sign: number): NaiveRow[] {
    const rows = new Map<string, string>();
    const count = 1 + this.pick(3);
    for (let i = 0; i < count; i++) {
      const away = 1 + Math.floor(this.random() ** 2 * LEVELS);
      const price = this.price(MIDDLE + sign * away);
      const isRemoved = away > 1 && this.pick(4) === 0;
      rows.set(price, isRemoved ? '0' : this.quantity());
    }
    for (const [price, quantity] of rows) this.book.set(side, price, quantity);
    return [...rows];
  }

  private price(tenths: number): string {
    return plain(exact((tenths / 10).toFixed(1)));
  }

  private quantity(): string {
    return `${1 + this.pick(900)}.${10 + this.pick(90)}`.replace(/0$/, '');
  }
}
