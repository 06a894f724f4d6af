/**
 * The symbols of a Kraken normalizer: what the venue lists, what was asked for, and the books of those. Owns the
 * definitions and which of them trade now; what a book is depends on the channel. Feed thread, cold.
 */
import { SYMBOL_BYTES_LIMIT } from '../../../event/instrument-table.js';
import { asLots, asTicks, type InstrumentId } from '../../../market/units.js';
import { INSTRUMENT_REFUSED, type InstrumentRegister } from '../instrument-register.js';
import { FALLBACK_SCALES, type SymbolScales } from '../parts/instrument-scales.js';
import type { RefusalReason } from '../parts/refusals.js';
import { isHaltedStatus, type KrakenDefinition } from './instruments.js';
import type { LevelBook } from './level-book.js';
import { depthFor, type KrakenChannel, type KrakenLimits } from './limits.js';
import type { BookEntry } from './messages.js';
import type { OrderBook } from './order-book.js';
import { printedScales } from './printed-scales.js';
import type { Subscriptions } from './subscriptions.js';

export type SymbolBook = LevelBook | OrderBook;

/** What makes a book of the channel's kind. */
export type BookMaker = (
  symbol: string,
  id: InstrumentId,
  scales: SymbolScales,
  isHalted: boolean,
  depth: number,
) => SymbolBook;

export interface SymbolTableOptions {
  /** Our name of the venue. */
  readonly venue: string;
  readonly channel: KrakenChannel;
  /** Levels a side of a live feed. */
  readonly depth: number;
  /** undefined in a capture: whatever comes is wanted. */
  readonly wanted: ReadonlySet<string> | undefined;
  readonly register: InstrumentRegister;
  readonly subscriptions: Subscriptions;
  readonly limits: KrakenLimits;
  readonly makeBook: BookMaker;
  /** A book was made. */
  readonly opened: (book: SymbolBook) => void;
}

/** No blanks, no control characters; what a symbol may otherwise be is the venue's affair. */
const SYMBOL = /^[^\s\p{Cc}]+$/u;

export class SymbolTable {
  readonly books = new Map<string, SymbolBook>();
  private definitions: Map<string, KrakenDefinition> | undefined;
  private isSystemHalted = false;

  constructor(private readonly options: SymbolTableOptions) {}

  /** The venue's list has come. */
  get isListed(): boolean {
    return this.definitions !== undefined;
  }

  /** New or changed definitions; the others stay. */
  define(definitions: ReadonlyMap<string, KrakenDefinition>): void {
    this.definitions ??= new Map();
    for (const [symbol, definition] of definitions) {
      this.definitions.set(symbol, definition);
      const book = this.books.get(symbol);
      if (book === undefined) continue;
      if (!sameScales(book.scales, definition.scales)) {
        this.register(symbol, definition.scales, book.depth);
        book.redefined(definition.scales);
      }
      book.setHalted(this.isHalted(symbol));
    }
  }

  /** Books of all that is wanted and listed. @returns the symbols that are not listed. */
  openWanted(): string[] {
    const missing: string[] = [];
    for (const symbol of this.options.wanted ?? []) {
      const definition = this.definitions?.get(symbol);
      if (definition === undefined) missing.push(symbol);
      else this.open(symbol, definition.scales, this.options.depth);
    }
    return missing;
  }

  /** What the venue says of all its markets together. */
  setSystem(status: string): void {
    this.isSystemHalted = isHaltedStatus(status);
    for (const [symbol, book] of this.books) book.setHalted(this.isHalted(symbol));
  }

  /**
   * The book of a snapshot; in a capture without a list, with the scales that the snapshot shows.
   * @param told levels a side, where the message says so.
   */
  forImage(entry: BookEntry, told: number | undefined): SymbolBook | RefusalReason {
    const { symbol } = entry;
    const known = this.books.get(symbol);
    if (this.definitions !== undefined || this.options.wanted !== undefined) {
      if (known !== undefined) return known;
      const definition = this.definitions?.get(symbol);
      if (definition === undefined) return 'unknown-symbol';
      return this.open(symbol, definition.scales, this.depthIn(entry, told));
    }
    const scales = printedScales(entry);
    if (known === undefined) return this.open(symbol, scales, this.depthIn(entry, told));
    // A book that was verified by its scales does not change them for a snapshot that may be damaged.
    if (known.hadImage ? isWider(scales, known.scales) : !sameScales(scales, known.scales)) {
      this.register(symbol, scales, known.depth);
      known.redefined(scales);
    }
    return known;
  }

  /** undefined for a symbol that was asked for and whose image has not come yet. */
  forUpdate(symbol: string): SymbolBook | RefusalReason | undefined {
    const { wanted, subscriptions } = this.options;
    const book = this.books.get(symbol);
    if (book !== undefined) return book;
    const isAsked = wanted?.has(symbol) ?? subscriptions.admits(symbol);
    return isAsked ? undefined : 'unknown-symbol';
  }

  forTrade(symbol: string): SymbolBook | RefusalReason {
    const scales = this.definitions?.get(symbol)?.scales ?? FALLBACK_SCALES;
    return this.books.get(symbol) ?? this.open(symbol, scales, this.options.depth);
  }

  private isHalted(symbol: string): boolean {
    return this.isSystemHalted || (this.definitions?.get(symbol)?.isHalted ?? false);
  }

  /** Levels a side: as asked for, as told, or as many as came. */
  private depthIn(entry: BookEntry, told: number | undefined): number {
    const { wanted, depth, channel, subscriptions } = this.options;
    if (wanted !== undefined) return depth;
    const asked = told ?? subscriptions.depthOf(entry.symbol);
    return depthFor(channel, asked > 0 ? asked : Math.max(entry.bids.length, entry.asks.length));
  }

  private open(symbol: string, scales: SymbolScales, depth: number): SymbolBook | RefusalReason {
    const { wanted, subscriptions, limits, makeBook } = this.options;
    if (!SYMBOL.test(symbol) || Buffer.byteLength(symbol) > SYMBOL_BYTES_LIMIT)
      return 'unknown-symbol';
    const isAsked = wanted?.has(symbol) ?? subscriptions.admits(symbol);
    if (!isAsked || this.books.size >= limits.symbols) return 'unknown-symbol';
    const id = this.register(symbol, scales, depth);
    if (id === INSTRUMENT_REFUSED) return 'instrument-limit';
    const book = makeBook(symbol, id, scales, this.isHalted(symbol), depth);
    this.books.set(symbol, book);
    this.options.opened(book);
    return book;
  }

  private register(symbol: string, scales: SymbolScales, depth: number): InstrumentId {
    return this.options.register.register({
      venue: this.options.venue,
      symbol,
      priceScale: scales.priceScale,
      quantityScale: scales.quantityScale,
      tickSize: asTicks(scales.tickSize),
      lotSize: asLots(scales.lotSize),
      depthLimit: depth,
    });
  }
}

const sameScales = (a: SymbolScales, b: SymbolScales): boolean =>
  a.priceScale === b.priceScale && a.quantityScale === b.quantityScale;

const isWider = (a: SymbolScales, b: SymbolScales): boolean =>
  a.priceScale > b.priceScale || a.quantityScale > b.quantityScale;
