/**
 * Puts one symbol's events into the sink. Owns the message header that they share; decides nothing
 * but where LAST goes: the caller says which event ends the venue message.
 */
import {
  writeBookClear,
  writeImageBegin,
  writeImageEnd,
  writeImageEndWithin,
  writeInstrumentEvent,
  writeMessageEnd,
  writeStatus,
} from '../../../event/control.js';
import { writeLevel } from '../../../event/level.js';
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
import {
  writeVerifyChecksum,
  writeVerifyNumberChecksum,
  writeVerifyTop,
} from '../../../event/verify.js';
import type { AggressorSide, Side } from '../../../market/side.js';
import type { BookState, StateReason } from '../../../market/state.js';
import {
  asLots,
  asTicks,
  type InstrumentId,
  type Lots,
  type Ticks,
} from '../../../market/units.js';
import { isoTimeParts, readIsoTime } from './iso-time.js';
import type { TopOfBook } from './top-of-book.js';
import type { VerifiedRange } from './verified-range.js';
import type { LevelRows } from './level-rows.js';

const TWO_32 = 4294967296;

/** Event times at or above this are microseconds (timeUnit=MICROSECOND), below it milliseconds. */
const MICROSECONDS_FROM = 1e14;

export class EventWriter {
  readonly header = new MessageHeader();
  private readonly isoTime = isoTimeParts();

  constructor(private readonly sink: EventSink) {}

  /**
   * @param eventTime as the venue wrote it: an integer since 1970, or text (see iso-time.ts);
   *   anything else means unknown.
   */
  begin(sourceSequence: number, eventTime: unknown): void {
    this.header.sourceSequence = sourceSequence;
    if (typeof eventTime === 'string') {
      readIsoTime(eventTime, this.isoTime);
      this.header.setVenueSeconds(this.isoTime[0]!, this.isoTime[1]!);
      return;
    }
    if (typeof eventTime !== 'number' || !Number.isSafeInteger(eventTime) || eventTime < 0) {
      this.header.setVenueTime(0, 0);
      return;
    }
    const perSecond = eventTime >= MICROSECONDS_FROM ? 1e6 : 1e3;
    const fraction = eventTime % perSecond;
    this.header.setVenueSeconds((eventTime - fraction) / perSecond, fraction * (1e9 / perSecond));
  }

  /** A new or changed definition; the book is STALE until its image comes. */
  instrument(id: InstrumentId, state: BookState, reason: StateReason): void {
    writeInstrumentEvent(this.sink.views, this.sink.next(), this.header, id, 0);
    writeStatus(this.sink.views, this.sink.next(), this.header, id, EVENT_FLAG.LAST, state, reason);
  }

  clear(id: InstrumentId, reason: StateReason): void {
    writeBookClear(this.sink.views, this.sink.next(), this.header, id, EVENT_FLAG.LAST, reason);
  }

  status(id: InstrumentId, flags: number, state: BookState, reason: StateReason): void {
    writeStatus(this.sink.views, this.sink.next(), this.header, id, flags, state, reason);
  }

  /** @param endFlags flags of image-end: 0 where the venue message says more after it. */
  image(id: InstrumentId, batch: LevelRows, endFlags: number = EVENT_FLAG.LAST): void {
    this.imageBegin(id);
    this.levels(id, batch, 0);
    this.imageEnd(id, endFlags);
  }

  /** As image(), of a venue's image that ends at some depth: see parts/verified-range.ts. */
  imageWithin(id: InstrumentId, batch: LevelRows, range: VerifiedRange): void {
    this.imageBegin(id);
    this.levels(id, batch, 0);
    writeImageEndWithin(
      this.sink.views,
      this.sink.next(),
      this.header,
      id,
      EVENT_FLAG.LAST,
      range.bid,
      range.ask,
    );
  }

  imageBegin(id: InstrumentId): void {
    writeImageBegin(this.sink.views, this.sink.next(), this.header, id, 0);
  }

  imageEnd(id: InstrumentId, flags: number): void {
    writeImageEnd(this.sink.views, this.sink.next(), this.header, id, flags);
  }

  /** @param lastFlags flags of the last level. */
  levels(id: InstrumentId, batch: LevelRows, lastFlags: number): void {
    const count = batch.count;
    for (let i = 0; i < count; i++) {
      writeLevel(
        this.sink.views,
        this.sink.next(),
        this.header,
        id,
        i === count - 1 ? lastFlags : 0,
        batch.side(i),
        batch.price(i),
        batch.quantity(i),
        0,
      );
    }
  }

  verify(id: InstrumentId, top: TopOfBook): void {
    writeVerifyTop(
      this.sink.views,
      this.sink.next(),
      this.header,
      id,
      EVENT_FLAG.LAST,
      asTicks(top.bidPrice),
      asLots(top.bidQuantity),
      asTicks(top.askPrice),
      asLots(top.askQuantity),
    );
  }

  /** @param kind how the checksum is made, of VERIFY_KIND. */
  checksum(id: InstrumentId, kind: number, checksum: number): void {
    const { views } = this.sink;
    writeVerifyChecksum(views, this.sink.next(), this.header, id, EVENT_FLAG.LAST, kind, checksum);
  }

  /** The venue's CRC32 over its numbers as it writes them, unsigned. @param kind of VERIFY_KIND. */
  numberChecksum(
    id: InstrumentId,
    kind: number,
    checksum: number,
    priceScale: number,
    quantityScale: number,
  ): void {
    writeVerifyNumberChecksum(
      this.sink.views,
      this.sink.next(),
      this.header,
      id,
      EVENT_FLAG.LAST,
      kind,
      checksum,
      priceScale,
      quantityScale,
    );
  }

  trade(
    id: InstrumentId,
    aggressor: AggressorSide,
    price: number,
    quantity: number,
    tradeId: number,
  ): void {
    this.tradeOfWords(id, aggressor, price, quantity, highWord(tradeId), tradeId >>> 0);
  }

  /** A trade whose id may be any 64-bit number (see trade-ids.ts). */
  tradeOfWords(
    id: InstrumentId,
    aggressor: AggressorSide,
    price: number,
    quantity: number,
    tradeHigh: number,
    tradeLow: number,
  ): void {
    writeTrade(
      this.sink.views,
      this.sink.next(),
      this.header,
      id,
      EVENT_FLAG.LAST,
      aggressor,
      asTicks(price),
      asLots(quantity),
      tradeHigh,
      tradeLow,
    );
  }

  /** Handles, here and below, are exact up to 2^53 (see order-handles.ts). */
  orderAdd(
    id: InstrumentId,
    flags: number,
    side: Side,
    handle: number,
    price: Ticks,
    quantity: Lots,
  ): void {
    writeOrderAdd(
      this.sink.views,
      this.sink.next(),
      this.header,
      id,
      flags,
      side,
      highWord(handle),
      handle >>> 0,
      price,
      quantity,
    );
  }

  /** The order loses `quantity` without a trade and keeps its place; at 0 it is gone. */
  orderReduce(
    id: InstrumentId,
    handle: number,
    quantity: Lots,
    flags: number = EVENT_FLAG.LAST,
  ): void {
    writeOrderReduce(
      this.sink.views,
      this.sink.next(),
      this.header,
      id,
      flags,
      highWord(handle),
      handle >>> 0,
      quantity,
      asTicks(0),
      0,
      0,
    );
  }

  /** The order loses `quantity` by a trade at its price. */
  orderExecuted(id: InstrumentId, handle: number, quantity: Lots, tradeId: number): void {
    writeOrderReduce(
      this.sink.views,
      this.sink.next(),
      this.header,
      id,
      EVENT_FLAG.LAST | EVENT_FLAG.EXECUTED,
      highWord(handle),
      handle >>> 0,
      quantity,
      asTicks(0),
      highWord(tradeId),
      tradeId >>> 0,
    );
  }

  /** The order is last in the queue of its new price. */
  orderMoved(
    id: InstrumentId,
    handle: number,
    price: Ticks,
    quantity: Lots,
    flags: number = EVENT_FLAG.LAST,
  ): void {
    const high = highWord(handle);
    const low = handle >>> 0;
    const offset = this.sink.next();
    const { views } = this.sink;
    writeOrderReplace(views, offset, this.header, id, flags, high, low, high, low, price, quantity);
  }

  orderDelete(id: InstrumentId, handle: number, flags: number = EVENT_FLAG.LAST): void {
    writeOrderDelete(
      this.sink.views,
      this.sink.next(),
      this.header,
      id,
      flags,
      highWord(handle),
      handle >>> 0,
    );
  }

  messageEnd(id: InstrumentId): void {
    writeMessageEnd(this.sink.views, this.sink.next(), this.header, id);
  }
}

const highWord = (id: number): number => Math.floor(id / TWO_32);
