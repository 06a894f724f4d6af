/**
 * The books of a Binance feed by symbol: made when a symbol is seen for the first time, if the venue
 * lists it and somebody has subscribed to it; redefined when the venue's list wants wider scales.
 */
import { SYMBOL_BYTES_LIMIT } from '../../../event/instrument-table.js';
import { asLots, asTicks, type InstrumentId } from '../../../market/units.js';
import { INSTRUMENT_REFUSED, type InstrumentRegister } from '../instrument-register.js';
import { ByteNames } from '../parts/byte-names.js';
import { FALLBACK_SCALES, type SymbolScales } from '../parts/instrument-scales.js';
import type { RefusalReason } from '../parts/refusals.js';
import { widened } from './instruments.js';
import { Subscriptions } from './subscriptions.js';
import { SymbolBook, type SymbolContext } from './symbol-book.js';

/** No blanks, no control characters; what a symbol may otherwise be is the venue's affair. */
const SYMBOL = /^[^\s\p{Cc}]+$/u;

export class SymbolBooks {
  readonly byBytes = new ByteNames<SymbolBook>();
  readonly subscriptions: Subscriptions;
  private readonly bySymbol = new Map<string, SymbolBook>();
  private definitions: ReadonlyMap<string, SymbolScales> | undefined;

  constructor(
    private readonly venue: string,
    private readonly register: InstrumentRegister,
    private readonly context: SymbolContext,
  ) {
    this.subscriptions = new Subscriptions(context.limits.symbols);
  }

  all(): Iterable<SymbolBook> {
    return this.bySymbol.values();
  }

  get(symbol: string): SymbolBook | undefined {
    return this.bySymbol.get(symbol);
  }

  /** Whether the venue's list has come. */
  get areListed(): boolean {
    return this.definitions !== undefined;
  }

  isListed(symbol: string): boolean {
    return this.definitions?.has(symbol) === true;
  }

  redefine(definitions: ReadonlyMap<string, SymbolScales>): void {
    this.definitions = definitions;
    for (const book of this.bySymbol.values()) {
      const wider = widened(book.scales, definitions.get(book.symbol));
      if (wider === undefined) continue;
      this.define(book.symbol, wider);
      book.redefined(wider);
    }
  }

  open(symbol: string): SymbolBook | RefusalReason {
    const known = this.bySymbol.get(symbol);
    if (known) return known;
    if (!SYMBOL.test(symbol) || Buffer.byteLength(symbol) > SYMBOL_BYTES_LIMIT)
      return 'unknown-symbol';
    const scales = this.definitions ? this.definitions.get(symbol) : FALLBACK_SCALES;
    if (!scales || !this.subscriptions.admits(symbol)) return 'unknown-symbol';
    const id = this.define(symbol, scales);
    if (id === INSTRUMENT_REFUSED) return 'instrument-limit';
    const book = new SymbolBook(symbol, id, scales, this.context);
    this.bySymbol.set(symbol, book);
    this.byBytes.add(symbol, book);
    return book;
  }

  private define(symbol: string, scales: SymbolScales): InstrumentId {
    return this.register.register({
      venue: this.venue,
      symbol,
      priceScale: scales.priceScale,
      quantityScale: scales.quantityScale,
      tickSize: asTicks(scales.tickSize),
      lotSize: asLots(scales.lotSize),
      depthLimit: 0,
    });
  }
}
