/**
 * What a normalizer emits, as plain objects, and a naive consumer of it: the sink and the register in
 * one recorder, and books of exact decimals kept from the recorded events.
 */
import { clearReason, statusReason, statusState } from '../../src/event/control.js';
import { levelPrice, levelQuantity } from '../../src/event/level.js';
import {
  eventAux,
  eventFlags,
  eventInstrument,
  eventReceivedNs,
  eventSide,
  eventSourceSequence,
  eventType,
  eventVenueTimeHigh,
  eventVenueTimeLow,
} from '../../src/event/message-header.js';
import {
  orderId2High,
  orderId2Low,
  orderIdHigh,
  orderIdLow,
  orderPrice,
  orderQuantity,
} from '../../src/event/order.js';
import type { EventSink } from '../../src/event/sink.js';
import { SLOT_BYTES, slotViewsOf } from '../../src/event/slot.js';
import { tradeIdHigh, tradeIdLow, tradePrice, tradeQuantity } from '../../src/event/trade.js';
import { EVENT, EVENT_FLAG, EVENT_NAMES, VERIFY_KIND } from '../../src/event/types.js';
import {
  verifyAskPrice,
  verifyAskQuantity,
  verifyBidPrice,
  verifyBidQuantity,
} from '../../src/event/verify.js';
import type {
  InstrumentDefinition,
  InstrumentRegister,
} from '../../src/feed/normalize/instrument-register.js';
import { INSTRUMENT_REFUSED } from '../../src/feed/normalize/instrument-register.js';
import { formatScaled } from '../../src/market/decimal.js';
import { REASON_NAMES, STATE_NAMES } from '../../src/market/state.js';
import { asInstrumentId, type InstrumentId } from '../../src/market/units.js';
import { exact, NaiveL2Book, plain, type NaiveSide } from '../model/naive-l2-book.js';

export interface RecordedEvent {
  readonly type: string;
  readonly instrument: number;
  readonly sequence: number;
  readonly receivedNs: number;
  readonly venueNs: bigint;
  readonly last: boolean;
  readonly flags: number;
  readonly side?: number;
  readonly price?: number;
  readonly quantity?: number;
  /** Of a verify event, the ask's. */
  readonly price2?: number;
  readonly quantity2?: number;
  readonly tradeId?: number;
  readonly orderId?: number;
  /** Of a replaced order the new one, of an executed one the trade. */
  readonly id2?: number;
  /** Of a verify event: VERIFY_KIND. */
  readonly kind?: number;
  readonly state?: string;
  readonly reason?: string;
}

const TWO_32 = 2 ** 32;

/** One slot only: an event is complete, and recorded, when the next one is begun or taken. */
export class EventRecorder implements EventSink, InstrumentRegister {
  readonly views = slotViewsOf(new ArrayBuffer(SLOT_BYTES));
  /** Ids are places in this list. */
  readonly definitions: InstrumentDefinition[] = [];
  rowLimit = Infinity;
  private readonly recorded: RecordedEvent[] = [];
  private isPending = false;

  next(): number {
    this.settle();
    this.isPending = true;
    return 0;
  }

  /** What came since the last take. */
  take(): RecordedEvent[] {
    this.settle();
    return this.recorded.splice(0);
  }

  register(definition: InstrumentDefinition): InstrumentId {
    const known = this.definitions.findIndex(
      ({ venue, symbol }) => venue === definition.venue && symbol === definition.symbol,
    );
    if (known >= 0) {
      this.definitions[known] = definition;
      return asInstrumentId(known);
    }
    if (this.definitions.length >= this.rowLimit) return INSTRUMENT_REFUSED;
    return asInstrumentId(this.definitions.push(definition) - 1);
  }

  private settle(): void {
    if (!this.isPending) return;
    this.isPending = false;
    const { views } = this;
    const type = eventType(views, 0);
    const flags = eventFlags(views, 0);
    this.recorded.push({
      type: EVENT_NAMES[type]!,
      instrument: eventInstrument(views, 0),
      sequence: eventSourceSequence(views, 0),
      receivedNs: eventReceivedNs(views, 0),
      venueNs: (BigInt(eventVenueTimeHigh(views, 0)) << 32n) | BigInt(eventVenueTimeLow(views, 0)),
      last: (flags & EVENT_FLAG.LAST) !== 0,
      flags,
      ...this.body(type),
    });
    views.u8.fill(0xa5);
  }

  private body(type: number): Partial<RecordedEvent> {
    const { views } = this;
    switch (type) {
      case EVENT.LEVEL:
        return {
          side: eventSide(views, 0),
          price: levelPrice(views, 0),
          quantity: levelQuantity(views, 0),
        };
      case EVENT.ORDER_ADD:
      case EVENT.ORDER_REDUCE:
      case EVENT.ORDER_REPLACE:
        return {
          side: eventSide(views, 0),
          price: orderPrice(views, 0),
          quantity: orderQuantity(views, 0),
          orderId: orderIdHigh(views, 0) * TWO_32 + orderIdLow(views, 0),
          id2: orderId2High(views, 0) * TWO_32 + orderId2Low(views, 0),
        };
      case EVENT.ORDER_DELETE:
        return { orderId: orderIdHigh(views, 0) * TWO_32 + orderIdLow(views, 0) };
      case EVENT.TRADE:
        return {
          side: eventSide(views, 0),
          price: tradePrice(views, 0),
          quantity: tradeQuantity(views, 0),
          tradeId: tradeIdHigh(views, 0) * TWO_32 + tradeIdLow(views, 0),
        };
      case EVENT.VERIFY:
        return {
          kind: eventAux(views, 0),
          price: verifyBidPrice(views, 0),
          quantity: verifyBidQuantity(views, 0),
          price2: verifyAskPrice(views, 0),
          quantity2: verifyAskQuantity(views, 0),
        };
      case EVENT.STATUS:
        return {
          state: STATE_NAMES[statusState(views, 0)]!,
          reason: REASON_NAMES[statusReason(views, 0)]!,
        };
      case EVENT.BOOK_CLEAR:
        return { reason: REASON_NAMES[clearReason(views, 0)]! };
      default:
        return {};
    }
  }
}

export interface AppliedOrder {
  readonly side: NaiveSide;
  /** Exact decimals. */
  readonly price: string;
  quantity: number;
}

/** One instrument as a consumer of the events sees it. */
export interface AppliedBook {
  book: NaiveL2Book;
  /** In order of arrival, by id; where the venue tells orders. */
  orders: Map<number, AppliedOrder>;
  state: string;
  reason: string;
  /** Of the last message that changed the book. */
  sequence: number;
  trades: number;
  verified: number;
  verifyFailures: number;
}

const SIDES: readonly NaiveSide[] = ['bid', 'ask'];

export class EventApplier {
  readonly books = new Map<number, AppliedBook>();

  /** @param definitions those of the recorder; they may still grow. */
  constructor(
    private readonly definitions: readonly InstrumentDefinition[],
    /** The venue's checksum of a book, unsigned, where its verify events are checksums. */
    private readonly checksumOf?: (book: NaiveL2Book) => number,
  ) {}

  bySymbol(symbol: string): AppliedBook | undefined {
    return this.books.get(this.definitions.findIndex((each) => each.symbol === symbol));
  }

  apply(event: RecordedEvent): void {
    const applied = this.bookOf(event.instrument);
    switch (event.type) {
      case 'image-begin':
        applied.book.clear();
        applied.orders.clear();
        applied.state = 'RESYNCING';
        break;
      case 'image-end':
        applied.state = 'LIVE';
        applied.reason = 'none';
        applied.sequence = event.sequence;
        break;
      case 'level':
        this.applyLevel(applied, event);
        break;
      case 'order-add':
      case 'order-reduce':
      case 'order-replace':
      case 'order-delete':
        this.applyOrder(applied, event);
        break;
      case 'message-end':
        applied.sequence = event.sequence;
        break;
      case 'trade':
        applied.trades++;
        break;
      case 'status':
        applied.state = event.state!;
        applied.reason = event.reason!;
        break;
      case 'book-clear':
        applied.book.clear();
        applied.orders.clear();
        applied.state = 'STALE';
        applied.reason = event.reason!;
        break;
      case 'verify':
        if (this.agrees(applied, event)) applied.verified++;
        else applied.verifyFailures++;
        break;
    }
  }

  private bookOf(instrument: number): AppliedBook {
    let applied = this.books.get(instrument);
    if (applied === undefined) {
      applied = {
        book: new NaiveL2Book(),
        orders: new Map(),
        state: 'STALE',
        reason: 'awaiting-image',
        sequence: -1,
        trades: 0,
        verified: 0,
        verifyFailures: 0,
      };
      this.books.set(instrument, applied);
    }
    return applied;
  }

  /** @throws when the event does not fit the orders that rest. */
  private applyOrder(applied: AppliedBook, event: RecordedEvent): void {
    const { priceScale } = this.definitions[event.instrument]!;
    const { orders } = applied;
    const order = orders.get(event.orderId!);
    applied.sequence = event.sequence;
    if ((event.type === 'order-add') === (order !== undefined)) {
      throw new Error(`${event.type} of order ${event.orderId}`);
    }
    if (event.type === 'order-add' || event.type === 'order-replace') {
      orders.delete(event.orderId!);
      if (order) this.sumLevel(applied, event.instrument, order);
      const side = order?.side ?? SIDES[event.side!]!;
      const price = plain(exact(formatScaled(event.price!, priceScale)));
      const added = { side, price, quantity: event.quantity! };
      orders.set(event.type === 'order-add' ? event.orderId! : event.id2!, added);
      this.sumLevel(applied, event.instrument, added);
      return;
    }
    if (event.type === 'order-reduce') order!.quantity -= event.quantity!;
    if ((event.flags & EVENT_FLAG.EXECUTED) !== 0) applied.trades++;
    if (order!.quantity < 0) throw new Error(`order ${event.orderId} is below nothing`);
    if (event.type === 'order-delete' || order!.quantity === 0) orders.delete(event.orderId!);
    this.sumLevel(applied, event.instrument, order!);
  }

  private sumLevel(applied: AppliedBook, instrument: number, { side, price }: AppliedOrder): void {
    const { quantityScale } = this.definitions[instrument]!;
    let sum = 0;
    for (const order of applied.orders.values()) {
      if (order.side === side && order.price === price) sum += order.quantity;
    }
    applied.book.set(side, price, formatScaled(sum, quantityScale));
  }

  private applyLevel(applied: AppliedBook, event: RecordedEvent): void {
    const { priceScale, quantityScale } = this.definitions[event.instrument]!;
    applied.book.set(
      SIDES[event.side!]!,
      formatScaled(event.price!, priceScale),
      formatScaled(event.quantity!, quantityScale),
    );
    applied.sequence = event.sequence;
  }

  /** Whether the venue's top of book is ours; an empty side has quantity 0. */
  private agrees(applied: AppliedBook, event: RecordedEvent): boolean {
    if (event.kind !== VERIFY_KIND.TOP_OF_BOOK) {
      return this.checksumOf!(applied.book) === event.price;
    }
    const { priceScale, quantityScale } = this.definitions[event.instrument]!;
    const isTop = (side: NaiveSide, price: number, quantity: number): boolean => {
      const best = applied.book.best(side);
      if (best === undefined || quantity === 0) return best === undefined && quantity === 0;
      const stated = [formatScaled(price, priceScale)];
      // -1: the venue told the price alone.
      if (quantity >= 0) stated.push(formatScaled(quantity, quantityScale));
      return stated.every((text, index) => best[index] === plain(exact(text)));
    };
    return (
      isTop('bid', event.price!, event.quantity!) && isTop('ask', event.price2!, event.quantity2!)
    );
  }
}
