/**
 * 35=W and 35=X: entry by entry to the books they are of. Owns which books the message in hand has touched and which
 * venue messages are under way (6). Feed thread, hot: allocates nothing for a message.
 */
import type { FieldTable } from '../../../fix/codec/field-table.js';
import { TAG } from '../../../fix/tags.js';
import { REASON } from '../../../market/state.js';
import type { RefusalReason } from '../parts/refusals.js';
import type { BookContext } from './book-context.js';
import type { BookTable } from './book-table.js';
import { EntryGroup } from './entry-group.js';
import { ENTRY_TYPE, MarketDataEntry } from './entry.js';
import type { InstrumentBook } from './instrument-book.js';
import type { FixProfile } from './profile.js';

/** LastBookUpdateID of Binance. */
const LAST_UPDATE_ID = 25044;
const YES = 0x59;
/** Of messages without an MDReqID. */
const NO_REQUEST = 0;

export interface ReaderEvents {
  refused(refusal: RefusalReason): void;
  /** The instruments that a request is for. */
  symbolsOf(requestId: string): readonly string[] | undefined;
}

export class MarketDataReader {
  private readonly group = new EntryGroup();
  private readonly entry = new MarketDataEntry();
  private readonly touched: InstrumentBook[] = [];
  private touchedCount = 0;
  /** Books of venue messages that have begun and not ended. */
  private open: InstrumentBook[] = [];
  private readonly namesById: boolean;
  private readonly namesByRequest: boolean;
  private readonly inherits: boolean;
  /** Fields outside the group; -1. */
  private request = -1;
  private symbol = -1;
  private securityId = -1;
  private rptSeq = -1;
  private updateId = -1;
  private fragment = -1;

  constructor(
    profile: FixProfile,
    private readonly context: BookContext,
    private readonly books: BookTable,
    private readonly events: ReaderEvents,
  ) {
    this.namesById = profile.instrument === 'security-id';
    this.namesByRequest = profile.instrument === 'request';
    this.inherits = profile.inherits === 'yes';
  }

  /** @returns why nothing of the message can be used. */
  takeIncremental(table: FieldTable, isWhole: boolean): RefusalReason | undefined {
    const { group, entry } = this;
    const hasGroup = isWhole && group.begin(table);
    this.readHeader(table);
    this.touchedCount = 0;
    if (!hasGroup) return this.refuse(table);
    let book: InstrumentBook | RefusalReason | undefined;
    const isAlone = !this.inherits && !this.isNamedByHeader;
    let isFirst = true;
    for (let from = group.entry(); from >= 0; from = group.entry()) {
      entry.read(table, from, group.nextAfter(table, from));
      const named = this.nameOf(entry.symbol, entry.securityId);
      if (named >= 0 && !this.namesByRequest) book = this.books.at(table, named);
      else if (!isFirst && isAlone) return this.refuse(table);
      else if (!this.inherits) book = undefined;
      isFirst = false;
      // Where entries name their instruments, the text of the request need not be made.
      book ??= this.bookOfHeader(table);
      if (typeof book === 'string') this.events.refused(book);
      else this.takeEntry(table, book);
    }
    this.end(table, NaN, false);
    return undefined;
  }

  takeSnapshot(table: FieldTable, isWhole: boolean): RefusalReason | undefined {
    const { group, entry } = this;
    const hasGroup = isWhole && group.begin(table);
    this.readHeader(table);
    if (!hasGroup) return this.refuse(table);
    let book = this.bookOfHeader(table);
    let sequence = this.updateId >= 0 ? table.integerAt(this.updateId) : NaN;
    if (this.rptSeq >= 0) sequence = table.integerAt(this.rptSeq);
    this.touchedCount = 0;
    for (let from = group.entry(); from >= 0; from = group.entry()) {
      entry.read(table, from, group.nextAfter(table, from));
      const named = this.nameOf(entry.symbol, entry.securityId);
      if (typeof book === 'string' && named >= 0) book = this.books.at(table, named);
      if (typeof book === 'string') return book;
      this.beginImage(book);
      if (entry.rptSeq >= 0) sequence = table.integerAt(entry.rptSeq);
      const refusal = book.takeEntry(table, entry);
      if (refusal === undefined) continue;
      // A trade is no part of the book.
      if (entry.type !== ENTRY_TYPE.TRADE) return refusal;
      this.events.refused(refusal);
    }
    if (typeof book === 'string') return book;
    this.beginImage(book);
    this.end(table, sequence, true);
    return undefined;
  }

  /** No venue message is under way any more. */
  forget(): void {
    this.open = [];
  }

  /** 6: the end of a venue message that does not come. */
  checkTimers(nowNs: number): void {
    if (this.open.length === 0) return;
    const { fragmentNs } = this.context.limits;
    for (const book of this.open) {
      if (book.chain >= 0 && nowNs - book.openSinceNs > fragmentNs) book.lose(REASON.SEQUENCE_GAP);
    }
    this.open = this.open.filter((book) => book.chain >= 0);
  }

  private takeEntry(table: FieldTable, book: InstrumentBook): void {
    if (!this.isTouched(book)) {
      book.beginChange();
      this.touched[this.touchedCount++] = book;
    }
    const refusal = book.takeEntry(table, this.entry);
    if (refusal !== undefined) this.events.refused(refusal);
  }

  private beginImage(book: InstrumentBook): void {
    if (this.touchedCount > 0) return;
    book.beginImage();
    this.touched[this.touchedCount++] = book;
  }

  private isTouched(book: InstrumentBook): boolean {
    // Most messages are of one instrument, or run through them one by one.
    for (let i = this.touchedCount - 1; i >= 0; i--) if (this.touched[i] === book) return true;
    return false;
  }

  /** 6. An image is of one instrument: it ends that one, and changes do not end it. */
  private end(table: FieldTable, sequence: number, isImage: boolean): void {
    const isLast = this.fragment < 0 || table.isCharacter(this.fragment, YES);
    const chain = this.chainOf(table);
    const { touched, touchedCount } = this;
    for (let i = 0; i < touchedCount; i++) {
      const book = touched[i]!;
      if (isLast) this.endBook(book, sequence);
      else if (book.chain < 0) {
        book.chain = chain;
        book.openSinceNs = this.context.clock.nowNs;
        this.open.push(book);
      }
    }
    if (!isLast || this.open.length === 0) return;
    // Without an MDReqID, what does not say that it is the last part of a message is a message of its own.
    const endsOthers = !isImage && (this.request >= 0 || this.fragment >= 0);
    for (const book of this.open) {
      if (endsOthers && book.chain === chain && !book.isImage) this.endBook(book, sequence);
    }
    this.open = this.open.filter((book) => book.chain >= 0);
  }

  private endBook(book: InstrumentBook, sequence: number): void {
    const refusal = book.end(sequence);
    if (refusal !== undefined) this.events.refused(refusal);
  }

  private readHeader(table: FieldTable): void {
    const { tags, count } = table;
    const { head } = this.group;
    this.request = -1;
    this.symbol = -1;
    this.securityId = -1;
    this.rptSeq = -1;
    this.updateId = -1;
    this.fragment = table.find(TAG.LastFragment);
    const end = head < 0 ? count : head;
    for (let i = 0; i < end; i++) {
      const tag = tags[i];
      if (tag === TAG.MDReqID) this.request = i;
      else if (tag === TAG.Symbol) this.symbol = i;
      else if (tag === TAG.SecurityID) this.securityId = i;
      else if (tag === TAG.RptSeq) this.rptSeq = i;
      else if (tag === LAST_UPDATE_ID) this.updateId = i;
    }
  }

  private get isNamedByHeader(): boolean {
    return this.namesByRequest ? this.request >= 0 : this.nameOf(this.symbol, this.securityId) >= 0;
  }

  private nameOf(symbol: number, securityId: number): number {
    if (this.namesById) return securityId >= 0 ? securityId : symbol;
    return symbol >= 0 ? symbol : securityId;
  }

  /** What the message names outside its entries, else the one instrument of its request. */
  private bookOfHeader(table: FieldTable): InstrumentBook | RefusalReason {
    const named = this.nameOf(this.symbol, this.securityId);
    if (named >= 0 && !this.namesByRequest) return this.books.at(table, named);
    if (this.request < 0) return 'unknown-symbol';
    const symbols = this.events.symbolsOf(table.textAt(this.request));
    if (symbols?.length === 1) return this.books.open(symbols[0]!);
    // A request that we have not seen may be called after its instrument.
    return this.namesByRequest ? this.books.at(table, this.request) : 'unknown-symbol';
  }

  /** Whose books the message was to change cannot be known for sure: those of its request, else all (7). */
  private refuse(table: FieldTable): RefusalReason {
    for (let i = 0; i < this.touchedCount; i++) this.touched[i]!.lose(REASON.SEQUENCE_GAP);
    const symbols =
      this.request < 0 ? undefined : this.events.symbolsOf(table.textAt(this.request));
    if (symbols === undefined) for (const book of this.books.all()) book.lose(REASON.SEQUENCE_GAP);
    else for (const symbol of symbols) this.books.get(symbol)?.lose(REASON.SEQUENCE_GAP);
    return 'bad-group';
  }

  private chainOf(table: FieldTable): number {
    const { request } = this;
    if (request < 0) return NO_REQUEST;
    let hash = 0x811c9dc5;
    for (let i = table.starts[request]!; i < table.ends[request]!; i++) {
      hash = Math.imul(hash ^ table.bytes[i]!, 0x01000193);
    }
    return hash & 0x7fffffff;
  }
}
