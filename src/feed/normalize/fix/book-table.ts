/**
 * The books of a counterparty by what it calls them: looked up by the bytes of a field, made when an instrument is seen
 * for the first time. Owns which names there are; bounded. Feed thread.
 */
import { SYMBOL_BYTES_LIMIT } from '../../../event/instrument-table.js';
import type { FieldTable } from '../../../fix/codec/field-table.js';
import { TAG } from '../../../fix/tags.js';
import type { InstrumentId } from '../../../market/units.js';
import { INSTRUMENT_REFUSED } from '../instrument-register.js';
import { ByteNames } from '../parts/byte-names.js';
import type { RefusalReason } from '../parts/refusals.js';
import type { BookContext } from './book-context.js';
import { InstrumentBook } from './instrument-book.js';
import type { InstrumentSizes } from './instruments.js';
import type { InstrumentNames } from './names.js';
import type { FixProfile } from './profile.js';

export interface BookTableRules {
  /** Whether the instrument is wanted. */
  admits(symbol: string): boolean;
  /** What is known of it before anything comes. */
  sizesOf(symbol: string): InstrumentSizes;
}

/** No control characters; blanks and whatever else are the counterparty's affair. */
const SYMBOL = /^[^\p{Cc}]+$/u;

export class BookTable {
  private readonly bySymbol = new Map<string, InstrumentBook>();
  private byWire = new ByteNames<InstrumentBook>();

  constructor(
    private readonly context: BookContext,
    private readonly names: InstrumentNames,
    private readonly limit: number,
    private readonly rules: BookTableRules,
  ) {}

  all(): Iterable<InstrumentBook> {
    return this.bySymbol.values();
  }

  get(symbol: string): InstrumentBook | undefined {
    return this.bySymbol.get(symbol);
  }

  byId(id: InstrumentId): InstrumentBook | undefined {
    for (const book of this.bySymbol.values()) if (book.id === id) return book;
    return undefined;
  }

  /** The book whose name is the field at `index`; made where there is none yet. */
  at(table: FieldTable, index: number): InstrumentBook | RefusalReason {
    const known = this.byWire.find(table.bytes, table.starts[index]!, table.ends[index]!);
    if (known !== undefined) return known;
    const wire = table.textAt(index);
    const book = this.open(this.names.nameOf(wire));
    if (typeof book !== 'string') this.byWire.add(wire, book);
    return book;
  }

  /** The book that a message names outside a group; `'all'` where it names none. */
  named(table: FieldTable, profile: FixProfile): InstrumentBook | 'all' | undefined {
    const tag = profile.instrument === 'security-id' ? TAG.SecurityID : TAG.Symbol;
    const wire = table.text(tag) ?? table.text(TAG.Symbol);
    return wire === undefined ? 'all' : this.bySymbol.get(this.names.nameOf(wire));
  }

  open(symbol: string): InstrumentBook | RefusalReason {
    const known = this.bySymbol.get(symbol);
    if (known !== undefined) return known;
    const isName = SYMBOL.test(symbol) && Buffer.byteLength(symbol) <= SYMBOL_BYTES_LIMIT;
    if (!isName || !this.rules.admits(symbol)) return 'unknown-symbol';
    if (this.bySymbol.size >= this.limit) return 'instrument-limit';
    const sizes = this.rules.sizesOf(symbol);
    const id = this.context.define(symbol, sizes);
    if (id === INSTRUMENT_REFUSED) return 'instrument-limit';
    const book = new InstrumentBook(symbol, id, sizes, this.context);
    this.bySymbol.set(symbol, book);
    return book;
  }
}
