/**
 * NASDAQ ITCH 5.0 messages to events. Sans-I/O: the caller frames the bytes and sets the received
 * stamp; events go straight into the sink. Must never allocate for an order or trade message. Feed thread.
 *
 * Every ITCH message is a venue message of its own: its last event carries LAST. Messages that say
 * nothing about books, trades or states are counted by type and make no event. The source sequence
 * is the 1-based index of the message in the session, unless the caller says otherwise.
 */
import { MessageHeader } from '../../../event/message-header.js';
import {
  writeOrderAdd,
  writeOrderDelete,
  writeOrderReduce,
  writeOrderReplace,
} from '../../../event/order.js';
import type { EventSink } from '../../../event/sink.js';
import { writeTrade } from '../../../event/trade.js';
import { EVENT_FLAG } from '../../../event/types.js';
import { ASK, BID, NO_SIDE, type Side } from '../../../market/side.js';
import { asLots, asTicks, type InstrumentId } from '../../../market/units.js';
import { INSTRUMENT_REFUSED, type InstrumentRegister } from '../instrument-register.js';
import { LETTER, TYPE } from './itch-codes.js';
import { offsetsOf } from './itch-messages.js';
import { HALT, ItchSession, type HaltCause } from './itch-session.js';
import { TypeCounts } from './type-counts.js';

const TWO_32 = 4294967296;
/** Above this high word a share count is beyond 2^53 - 1. */
const SAFE_HIGH_MAX = 0x1fffff;

const MESSAGES = 0;
const UNDECLARED = 1;
const REFUSED = 2;
const SEQUENCE = 3;

const HEAD = offsetsOf('S');
const DIRECTORY = offsetsOf('R');
const ACTION = offsetsOf('H');
const OPERATIONAL = offsetsOf('h');
const ADD = offsetsOf('A');
const EXECUTED = offsetsOf('E');
const EXECUTED_PRICE = offsetsOf('C');
const CANCEL = offsetsOf('X');
const REPLACE = offsetsOf('U');
const TRADE = offsetsOf('P');
const CROSS = offsetsOf('Q');
const BROKEN = offsetsOf('B');

const {
  LAST,
  EXECUTED: IS_EXECUTION,
  HAS_PRICE,
  NON_PRINTABLE,
  AUCTION,
  HIDDEN,
  BROKEN: IS_BROKEN,
} = EVENT_FLAG;

export interface ItchNormalizerOptions {
  readonly sink: EventSink;
  readonly register: InstrumentRegister;
  readonly venue: string;
  /** Seconds since 1970 of the midnight that timestamps count from; 0: venue times are times of day only. */
  readonly midnightSeconds: number;
  /** Whether a book that is not right can be mended by an image. */
  readonly hasImages?: boolean;
}

export class ItchNormalizer {
  /** The caller sets `receivedNs` before process(). */
  readonly header = new MessageHeader();
  readonly session: ItchSession;
  readonly types = new TypeCounts();
  /** Doubles: MESSAGES, UNDECLARED, REFUSED, SEQUENCE. */
  private readonly counts = new Float64Array(4);
  /** Midnight as wall nanoseconds: [low, high]. */
  private readonly midnight = new Uint32Array(2);
  private readonly sink: EventSink;

  constructor(options: ItchNormalizerOptions) {
    this.sink = options.sink;
    const { sink, register, venue, hasImages } = options;
    this.session = new ItchSession(sink, this.header, register, venue, hasImages);
    this.setMidnight(options.midnightSeconds, 0);
  }

  /** The midnight that the next timestamps count from, since 1970. */
  setMidnight(seconds: number, nanoseconds: number): void {
    this.header.setVenueSeconds(seconds, nanoseconds);
    this.midnight.set(this.header.words);
  }

  /** Negative where the locate has no instrument. */
  instrumentOf(locate: number): InstrumentId {
    return this.session.instrument(locate);
  }

  /** Where it is not the one behind the last. */
  set nextSequence(sequence: number) {
    this.counts[SEQUENCE] = sequence - 1;
  }

  get messageCount(): number {
    return this.counts[MESSAGES]!;
  }

  /** On a locate that nobody declared, and without a stock of their own. */
  get undeclaredCount(): number {
    return this.counts[UNDECLARED]!;
  }

  get refusedValueCount(): number {
    return this.counts[REFUSED]! + this.session.reusedLocateCount;
  }

  /** One whole message of the right length whose type byte is at `at`. */
  process(view: DataView, at: number): void {
    const type = view.getUint8(at);
    this.types.add(type);
    this.counts[MESSAGES] = this.counts[MESSAGES]! + 1;
    this.header.sourceSequence = this.counts[SEQUENCE] = this.counts[SEQUENCE]! + 1;
    this.stampVenueTime(view, at);
    const locate = view.getUint16(at + HEAD.locate);
    switch (type) {
      case TYPE.A:
      case TYPE.F:
        return this.onAdd(view, at, locate);
      case TYPE.U:
        return this.onReplace(view, at, locate);
      case TYPE.D:
        return this.onDelete(view, at, locate);
      case TYPE.E:
        return this.onExecuted(view, at, locate);
      case TYPE.C:
        return this.onExecutedWithPrice(view, at, locate);
      case TYPE.X:
        return this.onCancel(view, at, locate);
      case TYPE.P:
        return this.onTrade(view, at, locate);
      case TYPE.Q:
        return this.onCross(view, at, locate);
      case TYPE.B:
        return this.onBroken(view, at, locate);
      case TYPE.R:
        return this.onDirectory(view, at, locate);
      case TYPE.H:
        return this.onTradingAction(view, at, locate);
      case TYPE.h:
        return this.onOperationalHalt(view, at, locate);
      case TYPE.S:
        return this.onSystemEvent(view.getUint8(at + HEAD.event));
    }
  }

  private stampVenueTime(view: DataView, at: number): void {
    const low = this.midnight[0]! + view.getUint32(at + HEAD.timestamp + 2);
    const carry = low >= TWO_32 ? 1 : 0;
    this.header.words[0] = low;
    this.header.words[1] = this.midnight[1]! + view.getUint16(at + HEAD.timestamp) + carry;
  }

  /** The instrument of an order message without a stock field; negative: drop the message. */
  private declared(locate: number): InstrumentId {
    const instrument = this.session.instrument(locate);
    if (instrument < 0 && this.session.isUndeclared(locate)) {
      this.counts[UNDECLARED] = this.counts[UNDECLARED]! + 1;
    }
    return instrument;
  }

  /**
   * The same for a message that names its stock: there a file that starts mid-session declares it.
   * A stock that is not the locate's is refused: which of the two is meant, nobody can say.
   */
  private named(view: DataView, stockAt: number, locate: number): InstrumentId {
    const { session } = this;
    if (session.isUndeclared(locate)) {
      session.declare(locate, view, stockAt, 0);
      session.tellStatus(locate, 0);
    }
    const instrument = session.instrument(locate);
    if (instrument < 0 || session.isStockOf(locate, view, stockAt)) return instrument;
    this.counts[REFUSED] = this.counts[REFUSED]! + 1;
    session.refuseStock(locate, view, stockAt);
    return INSTRUMENT_REFUSED;
  }

  private onAdd(view: DataView, at: number, locate: number): void {
    const instrument = this.named(view, at + ADD.stock, locate);
    if (instrument < 0) return;
    const letter = view.getUint8(at + ADD.side);
    if (letter !== LETTER.B && letter !== LETTER.S) return this.quarantine(locate);
    const side: Side = letter === LETTER.B ? BID : ASK;
    writeOrderAdd(
      this.sink.views,
      this.sink.next(),
      this.header,
      instrument,
      LAST,
      side,
      view.getInt32(at + ADD.reference),
      view.getInt32(at + ADD.reference + 4),
      asTicks(view.getUint32(at + ADD.price)),
      asLots(view.getUint32(at + ADD.shares)),
    );
  }

  /** U: keeps side and stock, loses its place in the queue. */
  private onReplace(view: DataView, at: number, locate: number): void {
    const instrument = this.declared(locate);
    if (instrument < 0) return;
    writeOrderReplace(
      this.sink.views,
      this.sink.next(),
      this.header,
      instrument,
      LAST,
      view.getInt32(at + REPLACE.reference),
      view.getInt32(at + REPLACE.reference + 4),
      view.getInt32(at + REPLACE.newReference),
      view.getInt32(at + REPLACE.newReference + 4),
      asTicks(view.getUint32(at + REPLACE.price)),
      asLots(view.getUint32(at + REPLACE.shares)),
    );
  }

  private onDelete(view: DataView, at: number, locate: number): void {
    const instrument = this.declared(locate);
    if (instrument < 0) return;
    writeOrderDelete(
      this.sink.views,
      this.sink.next(),
      this.header,
      instrument,
      LAST,
      view.getInt32(at + CANCEL.reference),
      view.getInt32(at + CANCEL.reference + 4),
    );
  }

  private onExecuted(view: DataView, at: number, locate: number): void {
    const instrument = this.declared(locate);
    if (instrument < 0) return;
    writeOrderReduce(
      this.sink.views,
      this.sink.next(),
      this.header,
      instrument,
      LAST | IS_EXECUTION,
      view.getInt32(at + EXECUTED.reference),
      view.getInt32(at + EXECUTED.reference + 4),
      asLots(view.getUint32(at + EXECUTED.shares)),
      asTicks(0),
      view.getInt32(at + EXECUTED.match),
      view.getInt32(at + EXECUTED.match + 4),
    );
  }

  /** C: executed at another price than displayed; not printable: it counts in a cross, not here. */
  private onExecutedWithPrice(view: DataView, at: number, locate: number): void {
    const instrument = this.declared(locate);
    if (instrument < 0) return;
    const isPrinted = view.getUint8(at + EXECUTED_PRICE.printable) !== LETTER.N;
    const flags = LAST | IS_EXECUTION | HAS_PRICE | (isPrinted ? 0 : NON_PRINTABLE);
    writeOrderReduce(
      this.sink.views,
      this.sink.next(),
      this.header,
      instrument,
      flags,
      view.getInt32(at + EXECUTED.reference),
      view.getInt32(at + EXECUTED.reference + 4),
      asLots(view.getUint32(at + EXECUTED.shares)),
      asTicks(view.getUint32(at + EXECUTED_PRICE.price)),
      view.getInt32(at + EXECUTED.match),
      view.getInt32(at + EXECUTED.match + 4),
    );
  }

  private onCancel(view: DataView, at: number, locate: number): void {
    const instrument = this.declared(locate);
    if (instrument < 0) return;
    writeOrderReduce(
      this.sink.views,
      this.sink.next(),
      this.header,
      instrument,
      LAST,
      view.getInt32(at + CANCEL.reference),
      view.getInt32(at + CANCEL.reference + 4),
      asLots(view.getUint32(at + CANCEL.shares)),
      asTicks(0),
      0,
      0,
    );
  }

  /** P: against an order that is not displayed. Its side field no longer says anything (always B since 2014). */
  private onTrade(view: DataView, at: number, locate: number): void {
    const instrument = this.named(view, at + TRADE.stock, locate);
    if (instrument < 0) return;
    writeTrade(
      this.sink.views,
      this.sink.next(),
      this.header,
      instrument,
      LAST | HIDDEN,
      NO_SIDE,
      asTicks(view.getUint32(at + TRADE.price)),
      asLots(view.getUint32(at + TRADE.shares)),
      view.getInt32(at + TRADE.match),
      view.getInt32(at + TRADE.match + 4),
    );
  }

  /** Q: an auction. It is sent with 0 shares when nothing crossed: no trade. */
  private onCross(view: DataView, at: number, locate: number): void {
    const sharesHigh = view.getUint32(at + CROSS.shares);
    const shares = sharesHigh * TWO_32 + view.getUint32(at + CROSS.shares + 4);
    if (shares === 0) return;
    const instrument = this.named(view, at + CROSS.stock, locate);
    if (instrument < 0) return;
    if (sharesHigh > SAFE_HIGH_MAX) return this.quarantine(locate);
    writeTrade(
      this.sink.views,
      this.sink.next(),
      this.header,
      instrument,
      LAST | AUCTION,
      NO_SIDE,
      asTicks(view.getUint32(at + CROSS.price)),
      asLots(shares),
      view.getInt32(at + CROSS.match),
      view.getInt32(at + CROSS.match + 4),
    );
  }

  /** B: the trade or execution with this match number did not happen; books are not touched. */
  private onBroken(view: DataView, at: number, locate: number): void {
    const instrument = this.declared(locate);
    if (instrument < 0) return;
    writeTrade(
      this.sink.views,
      this.sink.next(),
      this.header,
      instrument,
      LAST | IS_BROKEN,
      NO_SIDE,
      asTicks(0),
      asLots(0),
      view.getInt32(at + BROKEN.match),
      view.getInt32(at + BROKEN.match + 4),
    );
  }

  private onDirectory(view: DataView, at: number, locate: number): void {
    const roundLotsOnly = view.getUint8(at + DIRECTORY.roundLotsOnly) === LETTER.Y;
    const lotSize = roundLotsOnly ? view.getUint32(at + DIRECTORY.roundLotSize) : 1;
    this.session.declare(locate, view, at + DIRECTORY.stock, lotSize);
    this.session.tellStatus(locate, LAST);
  }

  /** H: halted (H), paused (P), quotation only (Q) or trading (T). */
  private onTradingAction(view: DataView, at: number, locate: number): void {
    const halted = view.getUint8(at + ACTION.state) !== LETTER.T;
    this.onHalt(view, at + ACTION.stock, locate, HALT.TRADING_ACTION, halted);
  }

  /** h: a halt of one market; only NASDAQ's own (Q) concerns this book. */
  private onOperationalHalt(view: DataView, at: number, locate: number): void {
    if (view.getUint8(at + OPERATIONAL.market) !== LETTER.Q) return;
    const halted = view.getUint8(at + OPERATIONAL.action) !== LETTER.T;
    this.onHalt(view, at + OPERATIONAL.stock, locate, HALT.OPERATIONAL, halted);
  }

  private onHalt(
    view: DataView,
    stockAt: number,
    locate: number,
    cause: HaltCause,
    halted: boolean,
  ): void {
    const { session } = this;
    if (session.isUndeclared(locate)) session.declare(locate, view, stockAt, 0);
    session.setHalt(locate, cause, halted);
    session.tellStatus(locate, LAST);
  }

  /** S: the start of messages (O) begins a session, the end of system hours (E) or of messages (C) ends it. */
  private onSystemEvent(event: number): void {
    if (event === LETTER.O) this.session.begin();
    else if (event === LETTER.E || event === LETTER.C) this.session.end();
  }

  private quarantine(locate: number): void {
    this.counts[REFUSED] = this.counts[REFUSED]! + 1;
    this.session.quarantine(locate);
  }
}
