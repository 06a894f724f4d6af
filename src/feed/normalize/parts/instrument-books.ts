/**
 * The books of a venue by symbol: made when a symbol is listed and wanted, defined again when the venue
 * changes its sizes. Owns the instrument list and the rows' definitions; the book itself is the venue's.
 * Cold: a book is looked up per message, everything else is once per definition.
 */
import { SYMBOL_BYTES_LIMIT } from '../../../event/instrument-table.js';
import { asLots, asTicks, type InstrumentId } from '../../../market/units.js';
import { INSTRUMENT_REFUSED, type InstrumentRegister } from '../instrument-register.js';
import { widened, type SymbolScales } from './instrument-scales.js';
import type { RefusalReason } from './refusals.js';

/** What the list must know of a book. */
export interface ListedBook<S extends SymbolScales> {
  readonly id: InstrumentId;
  readonly symbol: string;
  readonly scales: S;
  /** The row has other scales now: everything known is in the old ones. */
  redefined(scales: S): void;
}

export interface InstrumentBooksOptions<S extends SymbolScales, B extends ListedBook<S>> {
  /** Our name of the venue, of each symbol where one connection carries several venues. */
  readonly venue: string | ((symbol: string) => string);
  readonly register: InstrumentRegister;
  /** Levels a side that the venue's rule keeps; 0 all. */
  readonly depthLimit: number;
  /** Of a symbol while nobody has told the list. */
  readonly fallback: S;
  /** Whether the symbol was subscribed to, as far as that is known. */
  readonly admits: (symbol: string) => boolean;
  readonly make: (symbol: string, id: InstrumentId, scales: S) => B;
}

/** No blanks, no control characters; what a symbol may otherwise be is the venue's affair. */
const SYMBOL = /^[^\s\p{Cc}]+$/u;

export class InstrumentBooks<S extends SymbolScales, B extends ListedBook<S>> {
  private readonly books = new Map<string, B>();
  private list: Map<string, S> | undefined;

  constructor(private readonly options: InstrumentBooksOptions<S, B>) {}

  /** Whether the venue has told its instruments. */
  get isListed(): boolean {
    return this.list !== undefined;
  }

  get(symbol: string): B | undefined {
    return this.books.get(symbol);
  }

  byId(id: InstrumentId): B | undefined {
    for (const book of this.books.values()) if (book.id === id) return book;
    return undefined;
  }

  all(): Iterable<B> {
    return this.books.values();
  }

  isKnown(symbol: string): boolean {
    return this.list?.has(symbol) ?? false;
  }

  /** The symbol's book; made when the symbol is seen for the first time. */
  open(symbol: string): B | RefusalReason {
    const known = this.books.get(symbol);
    if (known) return known;
    if (!SYMBOL.test(symbol) || Buffer.byteLength(symbol) > SYMBOL_BYTES_LIMIT)
      return 'unknown-symbol';
    const scales = this.list ? this.list.get(symbol) : this.options.fallback;
    if (!scales || !this.options.admits(symbol)) return 'unknown-symbol';
    const id = this.define(symbol, scales);
    if (id === INSTRUMENT_REFUSED) return 'instrument-limit';
    const book = this.options.make(symbol, id, scales);
    this.books.set(symbol, book);
    return book;
  }

  /** The venue's list, or a part of it: added to what is known. */
  learn(list: ReadonlyMap<string, S>): void {
    this.list ??= new Map();
    for (const [symbol, scales] of list) this.list.set(symbol, scales);
    for (const book of this.books.values()) {
      const scales = list.get(book.symbol);
      const wider = scales && widened(book.scales, scales);
      if (!wider) continue;
      this.define(book.symbol, wider);
      book.redefined(wider);
    }
  }

  private define(symbol: string, scales: S): InstrumentId {
    const { venue } = this.options;
    return this.options.register.register({
      venue: typeof venue === 'string' ? venue : venue(symbol),
      symbol,
      priceScale: scales.priceScale,
      quantityScale: scales.quantityScale,
      tickSize: asTicks(scales.tickSize),
      lotSize: asLots(scales.lotSize),
      depthLimit: this.options.depthLimit,
    });
  }
}
