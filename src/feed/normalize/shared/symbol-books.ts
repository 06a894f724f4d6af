/**
 * The books of a normalizer by the venue's symbol: made when a symbol is first seen, if the venue
 * lists it and somebody subscribed to it. Owns the rows of the register and the rule that scales only
 * ever widen. Cold but for the look-up. Feed thread.
 */
import { SYMBOL_BYTES_LIMIT } from '../../../event/instrument-table.js';
import { asLots, asTicks, type InstrumentId } from '../../../market/units.js';
import { INSTRUMENT_REFUSED, type InstrumentRegister } from '../instrument-register.js';
import { FALLBACK_SCALES, type SymbolScales } from './instrument-scales.js';
import type { RefusalReason } from './refusals.js';

export interface ListedBook {
  readonly id: InstrumentId;
  readonly symbol: string;
  readonly scales: SymbolScales;
  /** The row has other scales now: everything known is in the old ones. */
  redefined(scales: SymbolScales): void;
}

export interface SymbolBooksOptions<Book extends ListedBook> {
  readonly register: InstrumentRegister;
  /** Our name of the venue whose symbol it is. */
  readonly venueOf: (symbol: string) => string;
  readonly admits: (symbol: string) => boolean;
  readonly make: (symbol: string, id: InstrumentId, scales: SymbolScales) => Book;
}

/** No blanks, no control characters; what a symbol may otherwise be is the venue's affair. */
const SYMBOL = /^[^\s\p{Cc}]+$/u;

export class SymbolBooks<Book extends ListedBook> {
  private readonly books = new Map<string, Book>();
  private list: ReadonlyMap<string, SymbolScales> | undefined;

  constructor(private readonly options: SymbolBooksOptions<Book>) {}

  get(symbol: string): Book | undefined {
    return this.books.get(symbol);
  }

  byId(id: InstrumentId): Book | undefined {
    for (const book of this.books.values()) if (book.id === id) return book;
    return undefined;
  }

  values(): IterableIterator<Book> {
    return this.books.values();
  }

  /** The symbol's book, made when it is asked for the first time, or why there is none. */
  open(symbol: string): Book | RefusalReason {
    const known = this.books.get(symbol);
    if (known) return known;
    if (!SYMBOL.test(symbol) || Buffer.byteLength(symbol) > SYMBOL_BYTES_LIMIT)
      return 'unknown-symbol';
    const scales = this.list ? this.list.get(symbol) : FALLBACK_SCALES;
    if (!scales || !this.options.admits(symbol)) return 'unknown-symbol';
    const id = this.define(symbol, scales);
    if (id === INSTRUMENT_REFUSED) return 'instrument-limit';
    const book = this.options.make(symbol, id, scales);
    this.books.set(symbol, book);
    return book;
  }

  /** The venue's instrument list, again whenever it comes. */
  takeList(list: ReadonlyMap<string, SymbolScales>): void {
    this.list = list;
    for (const book of this.books.values()) {
      const scales = list.get(book.symbol);
      // Scales only ever widen: what fits a wider scale fits it exactly, and no epoch is spent on it.
      if (!scales || !needsWider(scales, book.scales)) continue;
      const wider = {
        priceScale: Math.max(scales.priceScale, book.scales.priceScale),
        quantityScale: Math.max(scales.quantityScale, book.scales.quantityScale),
        tickSize: scales.priceScale >= book.scales.priceScale ? scales.tickSize : 0,
        lotSize: scales.quantityScale >= book.scales.quantityScale ? scales.lotSize : 0,
      };
      this.define(book.symbol, wider);
      book.redefined(wider);
    }
  }

  private define(symbol: string, scales: SymbolScales): InstrumentId {
    return this.options.register.register({
      venue: this.options.venueOf(symbol),
      symbol,
      priceScale: scales.priceScale,
      quantityScale: scales.quantityScale,
      tickSize: asTicks(scales.tickSize),
      lotSize: asLots(scales.lotSize),
      depthLimit: 0,
    });
  }
}

const needsWider = (scales: SymbolScales, known: SymbolScales): boolean =>
  scales.priceScale > known.priceScale || scales.quantityScale > known.quantityScale;
