/**
 * A FIX counterparty with books of its own that change at random: it answers MarketDataRequests with images and tells
 * every change in one of the styles there are. Messages come as bodies, `|` for SOH. Shares no code with src/.
 */
import { NaiveFixBook, type NaiveEntry } from '../../model/naive-fix-book.js';
import type { NaiveL2Book, NaiveSide } from '../../model/naive-l2-book.js';
import type { TinyVenue } from './live-bench.js';
import { fixText } from './fix-bench.js';
import type { Random } from './mutations.js';

export type Style = 'id' | 'price' | 'level' | 'side' | 'full';

export interface CounterpartyOptions {
  readonly style: Style;
  /** RptSeq (83) with every entry, or one a message. */
  readonly rptSeq?: 'entry' | 'message';
  /** Levels a side; by level only. */
  readonly depth?: number;
}

const TYPES: Record<NaiveSide, string> = { bid: '0', ask: '1' };

export class FixCounterparty implements TinyVenue {
  /** What is said meanwhile does not come. */
  isOffline = false;
  /** Images that are asked for come with release(): behind what is on its way already. */
  holdsImages = false;
  private held: string[] = [];
  private readonly books = new Map<string, NaiveFixBook>();
  private readonly rptSeqs = new Map<string, number>();
  private readonly running = new Map<string, string>();
  private idCount = 0;

  constructor(
    readonly symbols: readonly string[],
    private readonly options: CounterpartyOptions,
    private readonly random: Random,
  ) {
    for (const symbol of symbols) {
      this.books.set(symbol, new NaiveFixBook());
      this.rptSeqs.set(symbol, 0);
      for (let i = 0; i < 12; i++) this.entryOf(symbol, true);
    }
  }

  list(): undefined {
    return undefined;
  }

  book(symbol: string): NaiveL2Book {
    return this.books.get(symbol)!.levels();
  }

  answer(text: string): string[] {
    const fields = text.split('\x01').map((field) => field.split('=', 2) as [string, string]);
    const of = (tag: string): string[] =>
      fields.flatMap(([each, value]) => (each === tag ? [value] : []));
    if (this.isOffline || of('35')[0] !== 'V' || of('263')[0] === '2') return [];
    const symbols = of('55');
    for (const symbol of symbols) this.running.set(symbol, of('262')[0]!);
    this.held.push(...symbols);
    return this.holdsImages ? [] : this.release();
  }

  release(): string[] {
    return this.held.splice(0).map((symbol) => fixText(this.image(symbol)));
  }

  image(symbol: string): string {
    const { sides } = this.books.get(symbol)!;
    const entries = (['bid', 'ask'] as const).flatMap((side) =>
      sides[side].map((entry, index) => {
        const level = this.options.style === 'level' ? `1023=${index + 1}|` : '';
        return `269=${TYPES[side]}|${this.idOf(entry)}270=${this.priceOf(entry)}|271=${entry.quantity}|${level}`;
      }),
    );
    const sequence = this.options.rptSeq === undefined ? '' : `83=${this.rptSeqs.get(symbol)}|`;
    return `35=W|${this.requestOf(symbol)}55=${symbol}|${sequence}268=${entries.length}|${entries.join('')}`;
  }

  /** Some changes of some instruments, in one message or, with its parts apart, in several. */
  change(symbols: readonly string[], parts = 1): string[] {
    if (this.options.style === 'full') {
      this.entryOf(symbols[0]!, false);
      return [this.image(symbols[0]!)];
    }
    if (this.options.rptSeq === 'message') {
      for (const symbol of symbols) this.rptSeqs.set(symbol, this.rptSeqs.get(symbol)! + 1);
    }
    const messages: string[] = [];
    for (let part = 0; part < parts; part++) {
      const entries: string[] = [];
      for (const symbol of symbols) {
        const count = 1 + this.pick(4);
        for (let i = 0; i < count; i++) {
          // The instrument is said once and inherited, by way of trial.
          const isSaid = i === 0 || this.pick(2) === 0;
          const [head, ...rest] = this.entryOf(symbol, false);
          entries.push(
            `${head}${isSaid ? `55=${symbol}|` : ''}${rest.join('')}${this.next(symbol)}`,
          );
        }
      }
      const more = parts === 1 ? '' : `893=${part === parts - 1 ? 'Y' : 'N'}|`;
      messages.push(`35=X|262=all|268=${entries.length}|${entries.join('')}${more}`);
    }
    return messages;
  }

  /** The book is empty from here on. */
  empty(symbol: string): string {
    const { sides } = this.books.get(symbol)!;
    sides.bid = [];
    sides.ask = [];
    if (this.options.rptSeq === 'message') {
      this.rptSeqs.set(symbol, this.rptSeqs.get(symbol)! + 1);
    }
    return `35=X|262=all|268=1|279=0|269=J|55=${symbol}|${this.next(symbol)}`;
  }

  private next(symbol: string): string {
    const { rptSeq } = this.options;
    if (rptSeq === undefined) return '';
    if (rptSeq === 'entry') this.rptSeqs.set(symbol, this.rptSeqs.get(symbol)! + 1);
    return `83=${this.rptSeqs.get(symbol)}|`;
  }

  /** One change, applied and told: the first fields, then those behind the instrument. */
  private entryOf(symbol: string, isSilent: boolean): string[] {
    const book = this.books.get(symbol)!;
    const side: NaiveSide = this.pick(2) === 0 ? 'bid' : 'ask';
    const entries = book.sides[side];
    const isNew = isSilent || entries.length < 2 || this.pick(3) === 0;
    switch (this.options.style) {
      case 'price':
        return this.byPrice(book, side, isNew);
      case 'level':
        return this.byLevel(book, side, isNew);
      case 'side':
        return this.bySide(book, side);
      default:
        return this.byId(book, side, isNew);
    }
  }

  private byId(book: NaiveFixBook, side: NaiveSide, isNew: boolean): string[] {
    const entries = book.sides[side];
    if (isNew) {
      const entry = this.fresh(side);
      entries.push(entry);
      book.sort();
      return ['279=0|', `269=${TYPES[side]}|`, this.idOf(entry), this.values(entry)];
    }
    const index = this.pick(entries.length);
    const entry = entries[index]!;
    const what = this.pick(4);
    if (what === 0) {
      entries.splice(index, 1);
      return ['279=2|', this.idOf(entry)];
    }
    const before = entry.id;
    if (what === 1) entry.id = this.fresh(side).id;
    entry.quantity = 1 + this.pick(99);
    if (this.pick(2) === 0) entry.price = this.priceAt(side);
    book.sort();
    const renamed = entry.id === before ? '' : `280=${before}|`;
    return ['279=1|', `269=${TYPES[side]}|`, this.idOf(entry), renamed, this.values(entry)];
  }

  private byPrice(book: NaiveFixBook, side: NaiveSide, isNew: boolean): string[] {
    const entries = book.sides[side];
    if (isNew) {
      const entry = this.fresh(side);
      const known = entries.find(({ price }) => price === entry.price);
      if (known !== undefined) known.quantity = entry.quantity;
      else entries.push(entry);
      book.sort();
      return [`279=${known === undefined ? 0 : 1}|`, `269=${TYPES[side]}|`, this.values(entry)];
    }
    const index = this.pick(entries.length);
    const entry = entries[index]!;
    return this.removeFrom(entries, index, side, [this.values(entry)]);
  }

  private byLevel(book: NaiveFixBook, side: NaiveSide, isNew: boolean): string[] {
    const { depth = Infinity } = this.options;
    const entries = book.sides[side];
    if (isNew) {
      const entry = this.fresh(side);
      entries.push(entry);
      book.sort();
      const level = entries.indexOf(entry) + 1;
      entries.splice(depth);
      // Beyond the depth nothing is told: some other change is.
      if (level > depth) return this.byLevel(book, side, false);
      return ['279=0|', `269=${TYPES[side]}|`, this.values(entry), `1023=${level}|`];
    }
    const index = this.pick(entries.length);
    const entry = entries[index]!;
    const level = `1023=${index + 1}|`;
    if (this.pick(2) === 0) {
      entry.quantity = 1 + this.pick(99);
      const action = this.pick(2) === 0 ? '1' : '5';
      return [`279=${action}|`, `269=${TYPES[side]}|`, this.values(entry), level];
    }
    return this.removeFrom(entries, index, side, [this.values(entry), level], [level]);
  }

  /** 2 deletes one, 3 all that are better too, 4 all that are worse too. */
  private removeFrom(
    entries: NaiveEntry[],
    index: number,
    side: NaiveSide,
    one: readonly string[],
    range = one,
  ): string[] {
    const what = this.pick(10);
    if (what === 0) entries.splice(0, index + 1);
    else if (what === 1) entries.splice(index);
    else entries.splice(index, 1);
    const action = what === 0 ? '3' : what === 1 ? '4' : '2';
    return [`279=${action}|`, `269=${TYPES[side]}|`, ...(what < 2 ? range : one)];
  }

  private bySide(book: NaiveFixBook, side: NaiveSide): string[] {
    const entry = this.fresh(side);
    const isThere = book.sides[side].length > 0;
    if (isThere && this.pick(4) === 0) {
      book.sides[side] = [];
      return ['279=2|', `269=${TYPES[side]}|`];
    }
    book.sides[side] = [entry];
    const action = isThere && this.pick(2) === 0 ? '1' : '0';
    return [`279=${action}|`, `269=${TYPES[side]}|`, this.values(entry)];
  }

  private fresh(side: NaiveSide): NaiveEntry {
    const id = `${this.pick(2) === 0 ? 'q' : ''}${++this.idCount * 7919}${'x'.repeat(this.pick(3) * 9)}`;
    return { id, price: this.priceAt(side), quantity: 1 + this.pick(99) };
  }

  private priceAt(side: NaiveSide): number {
    return side === 'bid' ? 999 - this.pick(40) : 1000 + this.pick(40);
  }

  private idOf(entry: NaiveEntry): string {
    return this.options.style === 'id' ? `278=${entry.id}|` : '';
  }

  private values(entry: NaiveEntry): string {
    return `270=${this.priceOf(entry)}|271=${entry.quantity}|`;
  }

  private priceOf({ price }: NaiveEntry): string {
    const text = (price / 100).toFixed(2);
    return this.pick(2) === 0 ? text : text.replace(/\.?0+$/, '');
  }

  private requestOf(symbol: string): string {
    const running = this.running.get(symbol);
    return running === undefined ? '' : `262=${running}|`;
  }

  private pick(count: number): number {
    return Math.floor(this.random() * count);
  }
}
