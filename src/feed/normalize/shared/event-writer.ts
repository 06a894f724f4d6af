/**
 * Puts one symbol's events into the sink. Owns the message header that they share; decides nothing
 * but where LAST goes: the caller says which event ends the venue message.
 */
import {
  writeBookClear,
  writeImageBegin,
  writeImageEnd,
  writeInstrumentEvent,
  writeMessageEnd,
  writeStatus,
} from '../../../event/control.js';
import { writeLevel } from '../../../event/level.js';
import { MessageHeader } from '../../../event/message-header.js';
import type { EventSink } from '../../../event/sink.js';
import { writeTrade } from '../../../event/trade.js';
import { EVENT_FLAG } from '../../../event/types.js';
import { writeVerifyTop } from '../../../event/verify.js';
import type { AggressorSide } from '../../../market/side.js';
import type { BookState, StateReason } from '../../../market/state.js';
import { asLots, asTicks, type InstrumentId } from '../../../market/units.js';
import type { TopOfBook } from './top-of-book.js';
import type { LevelBatch } from './level-batch.js';

const TWO_32 = 4294967296;

/** Event times at or above this are microseconds (timeUnit=MICROSECOND), below it milliseconds. */
const MICROSECONDS_FROM = 1e14;

export class EventWriter {
  readonly header = new MessageHeader();

  constructor(private readonly sink: EventSink) {}

  /** @param eventTime as the venue wrote it; anything but a safe integer means unknown. */
  begin(sourceSequence: number, eventTime: unknown): void {
    this.header.sourceSequence = sourceSequence;
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

  image(id: InstrumentId, batch: LevelBatch): void {
    writeImageBegin(this.sink.views, this.sink.next(), this.header, id, 0);
    this.levels(id, batch, 0);
    writeImageEnd(this.sink.views, this.sink.next(), this.header, id, EVENT_FLAG.LAST);
  }

  /** @param lastFlags flags of the last level. */
  levels(id: InstrumentId, batch: LevelBatch, lastFlags: number): void {
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

  trade(
    id: InstrumentId,
    aggressor: AggressorSide,
    price: number,
    quantity: number,
    tradeId: number,
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
      Math.floor(tradeId / TWO_32),
      tradeId >>> 0,
    );
  }

  messageEnd(id: InstrumentId): void {
    writeMessageEnd(this.sink.views, this.sink.next(), this.header, id);
  }
}
