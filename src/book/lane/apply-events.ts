/**
 * What every event does to the lane's books and states. Owns the switch over event types; must
 * never cut a frame nor allocate per event. Lane thread only.
 */
import {
  clearReason,
  statusReason,
  statusState,
  verifiedAsk,
  verifiedBid,
} from '../../event/control.js';
import type { InstrumentTable } from '../../event/instrument-table.js';
import { levelOrderCount, levelPrice, levelQuantity } from '../../event/level.js';
import { eventFlags, eventSide, eventSourceSequence } from '../../event/message-header.js';
import {
  orderId2High,
  orderId2Low,
  orderIdHigh,
  orderIdLow,
  orderPrice,
  orderQuantity,
} from '../../event/order.js';
import type { SlotViews } from '../../event/slot.js';
import { tradeIdHigh, tradeIdLow, tradePrice, tradeQuantity } from '../../event/trade.js';
import { EVENT, EVENT_FLAG, type EventType } from '../../event/types.js';
import { TRADE_FLAG } from '../../frame/trades.js';
import { ASK, BID, type AggressorSide, type Side } from '../../market/side.js';
import { REASON, STATE } from '../../market/state.js';
import { STREAM_SLOT } from '../../market/stream.js';
import type { InstrumentId } from '../../market/units.js';
import { LANE_COUNTER } from '../../telemetry/counter-names.js';
import { BOOK_RESULT, type BookResult } from '../book-result.js';
import type { BookStore } from '../book-store.js';
import { NIL } from '../nil.js';
import type { InstrumentAdoption } from './instrument-adoption.js';
import type { InstrumentStates } from './instrument-states.js';
import type { LaneTally } from './lane-tally.js';
import type { PendingOrders } from './pending-orders.js';
import type { PendingTrades } from './pending-trades.js';
import type { StreamStates } from './stream-states.js';
import { noteTruncated } from './truncated-orders.js';
import { VERDICT, verifyBook } from './verify-book.js';

const TRADES_BIT = 1 << STREAM_SLOT.TRADES;
const ORDERS_BIT = 1 << STREAM_SLOT.ORDERS;
/** AUCTION, HIDDEN and BROKEN of an event are the low bits of a trade entry's flags. */
const TRADE_FLAG_SHIFT = 4;
const TRADE_FLAG_MASK = TRADE_FLAG.AUCTION | TRADE_FLAG.HIDDEN | TRADE_FLAG.BROKEN;

export interface ApplyParts {
  readonly store: BookStore;
  readonly table: InstrumentTable;
  readonly states: InstrumentStates;
  readonly streams: StreamStates;
  readonly adoption: InstrumentAdoption;
  readonly pendingTrades: PendingTrades;
  readonly pendingOrders: PendingOrders;
  readonly tally: LaneTally;
}

export class EventApplier {
  private readonly store: BookStore;
  private readonly states: InstrumentStates;
  private readonly streams: StreamStates;
  private readonly pendingTrades: PendingTrades;
  private readonly pendingOrders: PendingOrders;
  private readonly counts: Float64Array;

  constructor(private readonly parts: ApplyParts) {
    this.store = parts.store;
    this.states = parts.states;
    this.streams = parts.streams;
    this.pendingTrades = parts.pendingTrades;
    this.pendingOrders = parts.pendingOrders;
    this.counts = parts.tally.counts;
  }

  /** The event at `slotOffset`, of an instrument of this lane, not a message-end. */
  apply(views: SlotViews, slotOffset: number, type: EventType, instrument: InstrumentId): void {
    this.states.newestSequences[instrument] = eventSourceSequence(views, slotOffset);
    if (type >= EVENT.LEVEL && type <= EVENT.ORDER_DELETE) {
      if (this.states.awaitingImage[instrument] !== 0) return;
      this.states.bookSequences[instrument] = eventSourceSequence(views, slotOffset);
      this.applyChange(views, slotOffset, type, instrument);
    } else {
      this.applyRare(views, slotOffset, type, instrument);
    }
  }

  /** A message is complete: what lies beyond the depth that the venue tells of is forgotten. */
  truncate(instrument: InstrumentId): void {
    if (this.store.depthLimit(instrument) === 0) return;
    if (this.keepsOrders(instrument)) noteTruncated(this.store, this.pendingOrders, instrument);
    this.store.truncate(instrument);
  }

  private applyChange(
    views: SlotViews,
    at: number,
    type: EventType,
    instrument: InstrumentId,
  ): void {
    switch (type) {
      case EVENT.ORDER_ADD:
        return this.applyAdd(views, at, instrument);
      case EVENT.ORDER_REDUCE:
        return this.applyReduce(views, at, instrument);
      case EVENT.ORDER_REPLACE:
        return this.applyReplace(views, at, instrument);
      case EVENT.ORDER_DELETE:
        return this.applyDelete(views, at, instrument);
      default:
        return this.applyLevel(views, at, instrument);
    }
  }

  private applyAdd(views: SlotViews, at: number, instrument: InstrumentId): void {
    const side = eventSide(views, at) as Side;
    const high = orderIdHigh(views, at);
    const low = orderIdLow(views, at);
    const price = orderPrice(views, at);
    const quantity = orderQuantity(views, at);
    const result = this.store.addOrder(instrument, side, high, low, price, quantity);
    if (result !== BOOK_RESULT.APPLIED) return this.refuse(instrument, result);
    if (this.keepsOrders(instrument)) {
      this.pendingOrders.add(instrument, side, high, low, price, quantity);
    }
  }

  private applyReduce(views: SlotViews, at: number, instrument: InstrumentId): void {
    const high = orderIdHigh(views, at);
    const low = orderIdLow(views, at);
    const result = this.store.reduceOrder(instrument, high, low, orderQuantity(views, at));
    if (result !== BOOK_RESULT.APPLIED) {
      this.refuse(instrument, result);
      // A reduction by more than rests has taken off all of it.
      if (result !== BOOK_RESULT.BAD_QUANTITY || !(orderQuantity(views, at) > 0)) return;
    }
    if (this.keepsOrders(instrument)) {
      this.pendingOrders.reduce(instrument, high, low, this.store.reducedQuantity);
    }
    const flags = eventFlags(views, at);
    if ((flags & (EVENT_FLAG.EXECUTED | EVENT_FLAG.NON_PRINTABLE)) === EVENT_FLAG.EXECUTED) {
      this.addExecution(views, at, instrument, flags);
    }
  }

  private applyReplace(views: SlotViews, at: number, instrument: InstrumentId): void {
    const oldHigh = orderIdHigh(views, at);
    const oldLow = orderIdLow(views, at);
    const newHigh = orderId2High(views, at);
    const newLow = orderId2Low(views, at);
    const price = orderPrice(views, at);
    const quantity = orderQuantity(views, at);
    const result = this.store.replaceOrder(
      instrument,
      oldHigh,
      oldLow,
      newHigh,
      newLow,
      price,
      quantity,
    );
    if (result !== BOOK_RESULT.APPLIED) {
      return this.refuseReplace(views, at, instrument, result);
    }
    if (this.keepsOrders(instrument)) {
      this.pendingOrders.replace(instrument, oldHigh, oldLow, newHigh, newLow, price, quantity);
    }
  }

  private applyDelete(views: SlotViews, at: number, instrument: InstrumentId): void {
    const high = orderIdHigh(views, at);
    const low = orderIdLow(views, at);
    const result = this.store.deleteOrder(instrument, high, low);
    if (result !== BOOK_RESULT.APPLIED) return this.refuse(instrument, result);
    if (this.keepsOrders(instrument)) this.pendingOrders.delete(instrument, high, low);
  }

  private applyLevel(views: SlotViews, at: number, instrument: InstrumentId): void {
    const result = this.store.setLevel(
      instrument,
      eventSide(views, at) as Side,
      levelPrice(views, at),
      levelQuantity(views, at),
      levelOrderCount(views, at),
    );
    if (result !== BOOK_RESULT.APPLIED) this.refuse(instrument, result);
  }

  private applyRare(views: SlotViews, at: number, type: EventType, instrument: InstrumentId): void {
    switch (type) {
      case EVENT.TRADE:
        return this.addTrade(views, at, instrument);
      case EVENT.VERIFY:
        return this.verify(views, at, instrument);
      case EVENT.STATUS:
        return this.applyStatus(views, at, instrument);
      case EVENT.IMAGE_BEGIN:
        return this.beginImage(views, at, instrument);
      case EVENT.IMAGE_END:
        return this.endImage(views, at, instrument);
      case EVENT.BOOK_CLEAR:
        return this.clearBook(views, at, instrument);
      case EVENT.INSTRUMENT:
        return this.parts.adoption.redefine(instrument);
      default:
        throw new Error(`lane: event type ${type} in slot at ${at} is none of ours`);
    }
  }

  /** Price of the resting order unless the event says another; the aggressor stood opposite. */
  private addExecution(
    views: SlotViews,
    at: number,
    instrument: InstrumentId,
    flags: number,
  ): void {
    this.counts[LANE_COUNTER.TRADES]!++;
    if ((this.streams.active[instrument]! & TRADES_BIT) === 0) return;
    const store = this.store;
    const price = (flags & EVENT_FLAG.HAS_PRICE) !== 0 ? orderPrice(views, at) : store.reducedPrice;
    const aggressor = store.reducedSide === BID ? ASK : BID;
    this.pendingTrades.add(
      instrument,
      price,
      orderQuantity(views, at),
      orderId2High(views, at),
      orderId2Low(views, at),
      aggressor,
      TRADE_FLAG.DISPLAYED,
    );
  }

  private addTrade(views: SlotViews, at: number, instrument: InstrumentId): void {
    this.counts[LANE_COUNTER.TRADES]!++;
    if ((this.streams.active[instrument]! & TRADES_BIT) === 0) return;
    this.pendingTrades.add(
      instrument,
      tradePrice(views, at),
      tradeQuantity(views, at),
      tradeIdHigh(views, at),
      tradeIdLow(views, at),
      eventSide(views, at) as AggressorSide,
      (eventFlags(views, at) >>> TRADE_FLAG_SHIFT) & TRADE_FLAG_MASK,
    );
  }

  /** Only a book that is said to be right can be contradicted, and only at its own sequence. */
  private verify(views: SlotViews, at: number, instrument: InstrumentId): void {
    const states = this.states;
    const state = states.declaredState(instrument);
    const comparable =
      state !== STATE.STALE &&
      state !== STATE.RESYNCING &&
      states.bookSequences[instrument] === eventSourceSequence(views, at);
    const verdict = comparable
      ? verifyBook(this.store, instrument, views, at)
      : VERDICT.INCOMPARABLE;
    switch (verdict) {
      case VERDICT.AGREES:
        this.counts[LANE_COUNTER.VERIFIED]!++;
        return;
      case VERDICT.INCOMPARABLE:
        this.counts[LANE_COUNTER.UNVERIFIABLE]!++;
        return;
      case VERDICT.DISAGREES:
        this.counts[LANE_COUNTER.VERIFY_FAILURES]!++;
        states.quarantine(instrument, REASON.VERIFY_FAILED);
    }
  }

  /** A lane that does not know the book does not believe that it is live. */
  private applyStatus(views: SlotViews, at: number, instrument: InstrumentId): void {
    const states = this.states;
    if (states.awaitingImage[instrument] !== 0) return;
    const state = statusState(views, at);
    const saysSound = state !== STATE.STALE && state !== STATE.RESYNCING;
    // The venue speaks of trading here, it cannot know that our copy of its book is wrong.
    if (saysSound && states.isQuarantined(instrument)) states.quarantineAgain(instrument);
    else states.declare(instrument, state, statusReason(views, at));
  }

  private beginImage(views: SlotViews, at: number, instrument: InstrumentId): void {
    const states = this.states;
    const wasStale = states.declaredState(instrument) === STATE.STALE;
    const reason = wasStale ? states.declaredReason(instrument) : REASON.AWAITING_IMAGE;
    this.store.clear(instrument);
    this.dropPending(instrument);
    states.liftQuarantine(instrument);
    states.inImage[instrument] = 1;
    states.awaitingImage[instrument] = 0;
    states.bookSequences[instrument] = eventSourceSequence(views, at);
    states.declare(instrument, STATE.RESYNCING, reason);
  }

  private endImage(views: SlotViews, at: number, instrument: InstrumentId): void {
    const states = this.states;
    // A lane that joined in the middle of an image has not seen all of it.
    if (states.inImage[instrument] === 0) return;
    states.inImage[instrument] = 0;
    states.bookSequences[instrument] = eventSourceSequence(views, at);
    states.setVerified(instrument, verifiedBid(views, at), verifiedAsk(views, at));
    // An image with a change that was refused is no better than what it replaced.
    if (states.isQuarantined(instrument)) states.quarantineAgain(instrument);
    else states.declare(instrument, STATE.LIVE, REASON.NONE);
    this.startEpoch(instrument);
  }

  private clearBook(views: SlotViews, at: number, instrument: InstrumentId): void {
    const states = this.states;
    this.store.clear(instrument);
    this.dropPending(instrument);
    states.liftQuarantine(instrument);
    states.inImage[instrument] = 0;
    states.allVerified(instrument);
    states.bookSequences[instrument] = eventSourceSequence(views, at);
    if (states.awaitingImage[instrument] !== 0) return;
    states.declare(instrument, STATE.STALE, clearReason(views, at));
    this.startEpoch(instrument);
  }

  private startEpoch(instrument: InstrumentId): void {
    this.parts.table.nextEpoch(instrument);
    this.streams.startEpoch(instrument);
  }

  private dropPending(instrument: InstrumentId): void {
    this.pendingTrades.clear(instrument);
    this.pendingOrders.clear(instrument);
  }

  private keepsOrders(instrument: InstrumentId): boolean {
    return (
      (this.streams.active[instrument]! & ORDERS_BIT) !== 0 && this.states.inImage[instrument] === 0
    );
  }

  /** The venue says that the old order is gone, whatever is wrong with the new one. */
  private refuseReplace(
    views: SlotViews,
    at: number,
    instrument: InstrumentId,
    result: BookResult,
  ): void {
    if (result !== BOOK_RESULT.UNKNOWN_ORDER) {
      this.applyDelete(views, at, instrument);
      return this.refuse(instrument, result);
    }
    const taken = this.store.findOrder(instrument, orderId2High(views, at), orderId2Low(views, at));
    this.refuse(instrument, taken === NIL ? result : BOOK_RESULT.DUPLICATE_ORDER);
  }

  /** An unknown order is older than our copy of the book; anything else contradicts the copy. */
  private refuse(instrument: InstrumentId, result: BookResult): void {
    switch (result) {
      case BOOK_RESULT.UNKNOWN_ORDER:
        this.counts[LANE_COUNTER.UNKNOWN_ORDERS]!++;
        return;
      case BOOK_RESULT.DUPLICATE_ORDER:
        this.counts[LANE_COUNTER.DUPLICATE_ORDERS]!++;
        break;
      case BOOK_RESULT.BAD_QUANTITY:
        this.counts[LANE_COUNTER.BAD_QUANTITIES]!++;
        break;
      case BOOK_RESULT.NOT_THERE:
        return;
      default:
        this.counts[LANE_COUNTER.REFUSED_CHANGES]!++;
    }
    this.states.quarantine(instrument, REASON.VALUE_REFUSED);
  }
}
