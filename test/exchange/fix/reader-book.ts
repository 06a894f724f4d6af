/** The plainest reader of FIX entries there is: a list a side, obeying each change as the standard words it. */
import type { Keying, MarketEntry } from '../../../src/exchange/fix/market-entries.js';
import type { EntryChange } from '../../../src/exchange/fix/told-entries.js';

type Side = MarketEntry['side'];

export class ReaderBook {
  private readonly sides: Record<Side, MarketEntry[]> = { bid: [], ask: [] };

  constructor(
    private readonly keying: Keying,
    private readonly depth: number,
  ) {}

  image(entries: readonly MarketEntry[]): void {
    for (const side of ['bid', 'ask'] as const) {
      this.sides[side] = entries.filter((entry) => entry.side === side);
    }
  }

  apply({ action, entry, level }: EntryChange): void {
    const list = this.sides[entry.side];
    const at = this.placeOf(entry, level);
    if (action === '0') this.insert(list, entry, level);
    else if (at < 0) throw new Error(`no entry for ${JSON.stringify({ action, entry, level })}`);
    else if (action === '1') list[at] = entry;
    else if (action === '2') list.splice(at, 1);
    else if (action === '3') list.splice(0, at + 1);
    else list.splice(at);
  }

  /** Best first, bids before offers; entries of one price added up. */
  levels(): string[] {
    return (['bid', 'ask'] as const).flatMap((side) => {
      const quantities = new Map<number, number>();
      for (const { price, quantity } of this.sides[side]) {
        quantities.set(price, (quantities.get(price) ?? 0) + quantity);
      }
      return [...quantities.keys()].map((price) => `${side} ${price} ${quantities.get(price)}`);
    });
  }

  private insert(list: MarketEntry[], entry: MarketEntry, level: number): void {
    if (this.keying !== 'level') {
      if (this.placeOf(entry, level) >= 0) throw new Error(`twice: ${JSON.stringify(entry)}`);
      const isWorse = (each: MarketEntry): boolean =>
        entry.side === 'bid' ? each.price < entry.price : each.price > entry.price;
      const place = list.findIndex(isWorse);
      list.splice(place < 0 ? list.length : place, 0, entry);
      return;
    }
    list.splice(level - 1, 0, entry);
    if (this.depth > 0 && list.length > this.depth) list.pop();
  }

  private placeOf(entry: MarketEntry, level: number): number {
    const list = this.sides[entry.side];
    if (this.keying === 'level') return level <= list.length ? level - 1 : -1;
    return list.findIndex((each) =>
      this.keying === 'id' ? each.id === entry.id : each.price === entry.price,
    );
  }
}
