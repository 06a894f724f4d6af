/** An EventSink that turns every event into a plain object, so that tests can compare them. */
import { clearReason, statusReason, statusState } from '../../src/event/control.js';
import {
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
import { EVENT, EVENT_FLAG, EVENT_NAMES } from '../../src/event/types.js';
import { REASON_NAMES, STATE_NAMES } from '../../src/market/state.js';
import { asInstrumentId, type InstrumentId } from '../../src/market/units.js';
import type {
  InstrumentDefinition,
  InstrumentRegister,
} from '../../src/feed/normalize/instrument-register.js';
import { INSTRUMENT_REFUSED } from '../../src/feed/normalize/instrument-register.js';

export interface RecordedEvent {
  readonly type: string;
  readonly instrument: number;
  readonly sequence: number;
  readonly last: boolean;
  /** Names of the flags but LAST. */
  readonly flags: readonly string[];
  readonly side?: number;
  readonly price?: number;
  readonly quantity?: number;
  readonly id?: bigint;
  readonly id2?: bigint;
  readonly state?: string;
  readonly reason?: string;
}

const flagNames = (flags: number): string[] =>
  Object.entries(EVENT_FLAG)
    .filter(([name, bit]) => name !== 'LAST' && (flags & bit) !== 0)
    .map(([name]) => name);

const wide = (high: number, low: number): bigint => (BigInt(high) << 32n) | BigInt(low);

export class EventRecorder implements EventSink {
  readonly views = slotViewsOf(new ArrayBuffer(SLOT_BYTES));
  readonly receivedNs: number[] = [];
  readonly venueNs: bigint[] = [];
  private readonly recorded: RecordedEvent[] = [];
  private isPending = false;

  /** The event written before is complete by now. */
  next(): number {
    this.settle();
    this.isPending = true;
    return 0;
  }

  get events(): readonly RecordedEvent[] {
    this.settle();
    return this.recorded;
  }

  /** What came since the last take. */
  take(): RecordedEvent[] {
    this.settle();
    return this.recorded.splice(0);
  }

  private settle(): void {
    if (!this.isPending) return;
    this.isPending = false;
    const { views } = this;
    this.receivedNs.push(eventReceivedNs(views, 0));
    this.venueNs.push(wide(eventVenueTimeHigh(views, 0), eventVenueTimeLow(views, 0)));
    const type = eventType(views, 0);
    const flags = eventFlags(views, 0);
    this.recorded.push({
      type: EVENT_NAMES[type]!,
      instrument: eventInstrument(views, 0),
      sequence: eventSourceSequence(views, 0),
      last: (flags & EVENT_FLAG.LAST) !== 0,
      flags: flagNames(flags),
      ...this.body(type),
    });
    views.u8.fill(0xa5);
  }

  private body(type: number): Partial<RecordedEvent> {
    const { views } = this;
    const id = wide(orderIdHigh(views, 0), orderIdLow(views, 0));
    const id2 = wide(orderId2High(views, 0), orderId2Low(views, 0));
    const amounts = { price: orderPrice(views, 0), quantity: orderQuantity(views, 0) };
    switch (type) {
      case EVENT.ORDER_ADD:
        return { side: eventSide(views, 0), ...amounts, id };
      case EVENT.ORDER_REDUCE:
      case EVENT.ORDER_REPLACE:
        return { ...amounts, id, id2 };
      case EVENT.ORDER_DELETE:
        return { id };
      case EVENT.TRADE:
        return { side: eventSide(views, 0), ...amounts, id };
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

/** A register over a list; ids are places in it. */
export class ListRegister implements InstrumentRegister {
  readonly definitions: InstrumentDefinition[] = [];

  constructor(private readonly limit = Infinity) {}

  register(definition: InstrumentDefinition): InstrumentId {
    const known = this.definitions.findIndex((other) => other.symbol === definition.symbol);
    if (known >= 0) {
      this.definitions[known] = definition;
      return asInstrumentId(known);
    }
    if (this.definitions.length >= this.limit) return INSTRUMENT_REFUSED;
    return asInstrumentId(this.definitions.push(definition) - 1);
  }
}
