/**
 * What one ITCH session has said about its stocks: locate → instrument, halts, the status last told.
 * Owns the instrument, status and clear events; must never touch orders or trades. Only
 * `instrument()` is called per message, everything else is cold. Feed thread.
 */
import { writeBookClear, writeInstrumentEvent, writeStatus } from '../../../event/control.js';
import { markLast, type MessageHeader } from '../../../event/message-header.js';
import type { EventSink } from '../../../event/sink.js';
import { EVENT_FLAG } from '../../../event/types.js';
import { REASON, STATE, type BookState, type StateReason } from '../../../market/state.js';
import { asInstrumentId, asLots, asTicks, type InstrumentId } from '../../../market/units.js';
import { readAlpha } from './itch-decode.js';
import { INSTRUMENT_REFUSED, type InstrumentRegister } from '../instrument-register.js';

const ITCH_PRICE_SCALE = 4;
export const LOCATE_COUNT = 65536;
const UNDECLARED = -1;
const DROPPED = -2;
const NO_SLOT = -1;
const NO_LOCATE = -1;
const REASON_SHIFT = 8;
const { LAST } = EVENT_FLAG;
const STOCK_BYTES = 8;

/** Why an instrument does not trade; bits, each with its own end. */
export const HALT = { TRADING_ACTION: 1, OPERATIONAL: 2 } as const;
export type HaltCause = (typeof HALT)[keyof typeof HALT];

export class ItchSession {
  private readonly instruments = new Int32Array(LOCATE_COUNT).fill(UNDECLARED);
  private readonly halts = new Uint8Array(LOCATE_COUNT);
  /** state | reason << 8 as last told; 0 = nothing told. */
  private readonly toldStatus = new Uint16Array(LOCATE_COUNT);
  /** Why the locate's book is not right; 0 = it is. Without an image nothing but a new session mends it. */
  private readonly lost = new Uint8Array(LOCATE_COUNT);
  /** Why no book can be trusted to be current; the books themselves are right. */
  private doubt: StateReason = REASON.NONE;
  /** The locate that each instrument was last declared with. */
  private readonly locateByInstrument = new Map<InstrumentId, number>();
  /** Locates with an instrument, in the order of their declaration. */
  private readonly locates = new Set<number>();
  /** Lot size of each instrument as last announced. */
  private readonly announcedLots = new Map<InstrumentId, number>();
  /** The stock text of each declared locate, as two words, padded as the venue pads it. */
  private readonly stockWords = new Int32Array(LOCATE_COUNT * 2);
  /** Instruments not trusted until the next session. */
  private readonly quarantined = new Set<InstrumentId>();
  private isOver = false;
  private reusedLocates = 0;
  private losses = 0;

  constructor(
    private readonly sink: EventSink,
    private readonly header: MessageHeader,
    private readonly register: InstrumentRegister,
    private readonly venue: string,
    /** Whether a book that is not right can be mended by an image. */
    private readonly hasImages = false,
  ) {}

  /** Negative while undeclared, or when its messages are to be dropped. */
  instrument(locate: number): InstrumentId {
    return asInstrumentId(this.instruments[locate]!);
  }

  isUndeclared(locate: number): boolean {
    return this.instruments[locate] === UNDECLARED;
  }

  /** Directory entries that gave the locate of one stock to another. */
  get reusedLocateCount(): number {
    return this.reusedLocates;
  }

  /** Whether the stock text at `stockAt` is the one that the locate was declared with. */
  isStockOf(locate: number, view: DataView, stockAt: number): boolean {
    const words = this.stockWords;
    return (
      words[locate * 2] === view.getInt32(stockAt) &&
      words[locate * 2 + 1] === view.getInt32(stockAt + 4)
    );
  }

  /**
   * This locate is the stock named at `stockAt`. Makes an instrument event, without LAST, when the
   * stock is new or its lot size changed, and clears the book of another stock that had the locate.
   * @param lotSize 0 where the message does not say.
   */
  declare(locate: number, view: DataView, stockAt: number, lotSize: number): void {
    const instrument = this.register.register({
      venue: this.venue,
      symbol: readAlpha(view, stockAt, STOCK_BYTES),
      priceScale: ITCH_PRICE_SCALE,
      quantityScale: 0,
      tickSize: asTicks(0),
      lotSize: asLots(lotSize),
      depthLimit: 0,
    });
    if (!this.mayHave(instrument, locate, lotSize)) return;
    const isDropped = instrument === INSTRUMENT_REFUSED || this.quarantined.has(instrument);
    if (this.instruments[locate] !== instrument) this.takeFromOther(locate, isDropped);
    if (isDropped) return this.drop(locate);
    this.stockWords[locate * 2] = view.getInt32(stockAt);
    this.stockWords[locate * 2 + 1] = view.getInt32(stockAt + 4);
    if (this.announcedLots.get(instrument) !== lotSize) {
      this.announcedLots.set(instrument, lotSize);
      writeInstrumentEvent(this.sink.views, this.sink.next(), this.header, instrument, 0);
      this.toldStatus[locate] = 0;
    }
    if (this.instruments[locate] === instrument) return;
    this.instruments[locate] = instrument;
    this.locateByInstrument.set(instrument, locate);
    this.halts[locate] = 0;
    this.toldStatus[locate] = 0;
    this.locates.add(locate);
  }

  setHalt(locate: number, cause: HaltCause, halted: boolean): void {
    const bits = this.halts[locate]!;
    this.halts[locate] = halted ? bits | cause : bits & ~cause;
  }

  /** Make a status event, when it is news. @returns its slot, or a negative number. */
  tellStatus(locate: number, flags: number): number {
    const instrument = this.instrument(locate);
    if (instrument < 0) return NO_SLOT;
    const wrong = (this.lost[locate]! || this.doubt) as StateReason;
    if (wrong !== REASON.NONE) return this.tell(locate, instrument, flags, STATE.STALE, wrong);
    if (this.halts[locate] !== 0) {
      return this.tell(locate, instrument, flags, STATE.HALTED, REASON.VENUE_HALT);
    }
    const reason = this.isOver ? REASON.SESSION_END : REASON.NONE;
    return this.tell(locate, instrument, flags, STATE.LIVE, reason);
  }

  /** Why the book of a locate is not right; 0 = it is. */
  lostBecause(locate: number): number {
    return this.lost[locate]!;
  }

  /** The book is not right from now on; the first reason stays. Tells it. */
  lose(locate: number, reason: StateReason): void {
    if (this.lost[locate] !== 0) return;
    this.lost[locate] = reason;
    this.losses++;
    this.tellStatus(locate, LAST);
  }

  /** Grows with each book that was lost by itself. */
  get lossCount(): number {
    return this.losses;
  }

  /** A message names a locate, and another stock than the locate's: one of the two books misses it. */
  refuseStock(locate: number, view: DataView, stockAt: number): void {
    if (!this.hasImages) return;
    this.lose(locate, REASON.VALUE_REFUSED);
    for (const other of this.locates) {
      if (this.isStockOf(other, view, stockAt)) this.lose(other, REASON.VALUE_REFUSED);
    }
  }

  /** No book is right, those that nobody has declared yet included. */
  loseAll(reason: StateReason): void {
    const { lost } = this;
    for (let locate = 0; locate < LOCATE_COUNT; locate++) {
      if (lost[locate] === 0) lost[locate] = reason;
    }
    this.tellAll();
  }

  /** An image of the book has ended, which makes it LIVE: what is to be added to that is told. */
  found(locate: number): void {
    this.lost[locate] = 0;
    this.toldStatus[locate] = STATE.LIVE;
    this.tellStatus(locate, LAST);
  }

  /** An image of the book begins: nothing is told of it until it has ended. */
  expectImage(locate: number): void {
    this.toldStatus[locate] = STATE.STALE | (this.lost[locate]! << REASON_SHIFT);
  }

  /** The image that was begun will not end. */
  retell(locate: number): void {
    this.toldStatus[locate] = 0;
    this.tellStatus(locate, LAST);
  }

  /** An image of all books has ended: who was not in it has no book, and one that is declared later begins empty. */
  forgetUndeclared(): void {
    for (let locate = 0; locate < LOCATE_COUNT; locate++) {
      if (this.instruments[locate] === UNDECLARED) this.lost[locate] = 0;
    }
  }

  /** Whether the books can be current; NONE ends the doubt. */
  setDoubt(reason: StateReason): void {
    this.doubt = reason;
    this.tellAll();
  }

  /** Locates with an instrument. */
  declared(): Iterable<number> {
    return this.locates;
  }

  /** The locate of an instrument; negative where it has none. */
  locateOf(instrument: InstrumentId): number {
    const locate = this.locateByInstrument.get(instrument) ?? NO_LOCATE;
    return locate >= 0 && this.instrument(locate) === instrument ? locate : NO_LOCATE;
  }

  /** An image of all books does not have it: there is no such book until somebody declares it again. */
  retire(locate: number): void {
    this.clearBook(this.instrument(locate), LAST);
    this.instruments[locate] = UNDECLARED;
    this.locates.delete(locate);
  }

  private tell(
    locate: number,
    instrument: InstrumentId,
    flags: number,
    state: BookState,
    reason: StateReason,
  ): number {
    const told = state | (reason << REASON_SHIFT);
    if (this.toldStatus[locate] === told) return NO_SLOT;
    this.toldStatus[locate] = told;
    const slot = this.sink.next();
    writeStatus(this.sink.views, slot, this.header, instrument, flags, state, reason);
    return slot;
  }

  private tellAll(): void {
    for (const locate of this.locates) this.tellStatus(locate, LAST);
  }

  /** A new session: every book is empty, every locate undeclared, references start anew. */
  begin(): void {
    this.lost.fill(0);
    if (this.locates.size === 0 && this.quarantined.size === 0 && !this.isOver) return;
    let lastSlot = NO_SLOT;
    for (const locate of this.locates) lastSlot = this.clearBook(this.instrument(locate), 0);
    for (const instrument of this.quarantined) lastSlot = this.clearBook(instrument, 0);
    if (lastSlot >= 0) markLast(this.sink.views, lastSlot);
    this.instruments.fill(UNDECLARED);
    this.locates.clear();
    this.quarantined.clear();
    this.isOver = false;
  }

  /** No more trading; the books stay as they are. */
  end(): void {
    this.isOver = true;
    let lastSlot = NO_SLOT;
    for (const locate of this.locates) {
      const slot = this.tellStatus(locate, 0);
      if (slot >= 0) lastSlot = slot;
    }
    if (lastSlot >= 0) markLast(this.sink.views, lastSlot);
  }

  /** A value that cannot be: the instrument is no longer trusted until an image or the next session, the others go on. */
  quarantine(locate: number): void {
    if (this.hasImages) return this.lose(locate, REASON.VALUE_REFUSED);
    const instrument = this.instrument(locate);
    this.drop(locate);
    this.quarantined.add(instrument);
    const slot = this.sink.next();
    writeStatus(
      this.sink.views,
      slot,
      this.header,
      instrument,
      EVENT_FLAG.LAST,
      STATE.STALE,
      REASON.VALUE_REFUSED,
    );
  }

  /**
   * A stock has one locate. An order that names a stock of another locate is damaged; the directory is
   * believed: what the stock was known by before is nobody's.
   */
  private mayHave(instrument: InstrumentId, locate: number, lotSize: number): boolean {
    const other = this.locateOf(instrument);
    if (other < 0 || other === locate) return true;
    this.reusedLocates++;
    if (lotSize === 0) {
      if (this.hasImages) this.lose(other, REASON.VALUE_REFUSED);
      return false;
    }
    this.instruments[other] = UNDECLARED;
    this.locates.delete(other);
    return true;
  }

  /** The venue contradicts itself: no message says what becomes of the stock that had the locate. */
  private takeFromOther(locate: number, isWholeMessage: boolean): void {
    const other = this.instrument(locate);
    if (other < 0) return;
    this.reusedLocates++;
    this.clearBook(other, isWholeMessage ? EVENT_FLAG.LAST : 0);
  }

  private clearBook(instrument: InstrumentId, flags: number): number {
    const slot = this.sink.next();
    const { views } = this.sink;
    writeBookClear(views, slot, this.header, instrument, flags, REASON.VENUE_RESET);
    return slot;
  }

  /** From now on its messages are dropped. */
  private drop(locate: number): void {
    this.instruments[locate] = DROPPED;
    this.locates.delete(locate);
  }
}
