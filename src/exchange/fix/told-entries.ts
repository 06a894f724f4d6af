/**
 * The entries of one instrument that a subscriber was told: an image, and from it the changes to what
 * rests now. Owns what was told and the subscriber's RptSeq; applies the changes as a reader of FIX has to.
 */
import type { ExchangeMarket } from '../exchange-market.js';
import { ASK, BID, type MarketSide } from '../market-change.js';
import { entriesOf, keyOf, type Keying, type MarketEntry } from './market-entries.js';

/** MDUpdateAction (279). */
export const ACTION = { NEW: '0', CHANGE: '1', DELETE: '2', DELETE_THRU: '3', DELETE_FROM: '4' };

export interface EntryChange {
  readonly action: string;
  readonly entry: MarketEntry;
  /** From 1; 0 where entries are not named by it. */
  readonly level: number;
}

export class ToldEntries {
  /** RptSeq (83) of the newest change. */
  rptSeq = 0;
  private told: readonly MarketEntry[];

  constructor(
    private readonly market: ExchangeMarket,
    readonly symbol: number,
    private readonly keying: Keying,
    private readonly depth: number,
  ) {
    this.told = this.now();
  }

  get entries(): readonly MarketEntry[] {
    return this.told;
  }

  /** Everything that rests now; changes go on from here. */
  image(): readonly MarketEntry[] {
    this.told = this.now();
    return this.told;
  }

  /** What changed since it was told last. */
  take(): EntryChange[] {
    const before = this.told;
    const now = this.now();
    this.told = now;
    if (this.keying !== 'level') return changesByKey(before, now, this.keying);
    return SIDES.flatMap((side) => changesByLevel(of(before, side), of(now, side), this.depth));
  }

  /** Of a book that was emptied: everything that was told, as new. */
  tellAnew(): EntryChange[] {
    return SIDES.flatMap((side) =>
      of(this.told, side).map((entry, rank) => this.asNew(entry, rank)),
    );
  }

  /** The better or the worse half of each side taken away by one entry, and told again. */
  retell(which: 'delete-thru' | 'delete-from'): EntryChange[] {
    return SIDES.flatMap((side) => {
      const entries = of(this.told, side);
      if (entries.length === 0) return [];
      const half = entries.length >> 1;
      const isThru = which === 'delete-thru';
      const first = isThru ? 0 : half;
      const again = isThru ? entries.slice(0, half + 1) : entries.slice(half);
      const action = isThru ? ACTION.DELETE_THRU : ACTION.DELETE_FROM;
      const removal = { ...this.asNew(entries[half]!, half), action };
      return [removal, ...again.map((entry, rank) => this.asNew(entry, first + rank))];
    });
  }

  private asNew(entry: MarketEntry, rank: number): EntryChange {
    return { action: ACTION.NEW, entry, level: this.keying === 'level' ? rank + 1 : 0 };
  }

  private now(): MarketEntry[] {
    return entriesOf(this.market, this.symbol, this.keying, this.depth);
  }
}

const SIDES: readonly MarketSide[] = [BID, ASK];

const of = (entries: readonly MarketEntry[], side: MarketSide): MarketEntry[] =>
  entries.filter((entry) => entry.side === side);

const isSame = (a: MarketEntry, b: MarketEntry): boolean =>
  a.quantity === b.quantity && a.price === b.price && a.orderCount === b.orderCount;

/** What is gone first, so that no reader ever sees a bid above an offer that both rested. */
function changesByKey(
  before: readonly MarketEntry[],
  now: readonly MarketEntry[],
  keying: Keying,
): EntryChange[] {
  const old = new Map(before.map((entry) => [keyOf(entry, keying), entry]));
  const current = new Set(now.map((entry) => keyOf(entry, keying)));
  const gone = before.filter((entry) => !current.has(keyOf(entry, keying)));
  const changes = gone.map((entry) => ({ action: ACTION.DELETE, entry, level: 0 }));
  for (const entry of now) {
    const known = old.get(keyOf(entry, keying));
    if (known !== undefined && isSame(known, entry)) continue;
    changes.push({ action: known === undefined ? ACTION.NEW : ACTION.CHANGE, entry, level: 0 });
  }
  return changes;
}

/**
 * One side whose entries are named by their place: a delete moves what is behind it up, a new one moves it
 * down, and what is moved below the last level of a limited book is gone without a word.
 */
function changesByLevel(
  before: readonly MarketEntry[],
  now: readonly MarketEntry[],
  depth: number,
): EntryChange[] {
  const prices = new Set(now.map(({ price }) => price));
  const last = depth > 0 && now.length === depth ? now[depth - 1] : undefined;
  const isPushedOut = (entry: MarketEntry): boolean =>
    last !== undefined &&
    (entry.side === BID ? entry.price < last.price : entry.price > last.price);
  const changes: EntryChange[] = [];
  // From the worst, so that no delete moves what a later one names.
  for (let rank = before.length - 1; rank >= 0; rank--) {
    const entry = before[rank]!;
    if (prices.has(entry.price) || isPushedOut(entry)) continue;
    changes.push({ action: ACTION.DELETE, entry, level: rank + 1 });
  }
  const old = new Map(before.map((entry) => [entry.price, entry]));
  now.forEach((entry, rank) => {
    const known = old.get(entry.price);
    if (known !== undefined && isSame(known, entry)) return;
    const action = known === undefined ? ACTION.NEW : ACTION.CHANGE;
    changes.push({ action, entry, level: rank + 1 });
  });
  return changes;
}
