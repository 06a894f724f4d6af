/**
 * What all events of one venue message share. A feed thread keeps one and refills it per message;
 * the doubles live in a typed array so that passing them on allocates nothing.
 */
import { SLOT, type SlotViews } from './slot.js';
import type { InstrumentId } from '../market/units.js';
import type { EventType } from './types.js';

const SEQUENCE = 0;
const RECEIVED = 1;

export class MessageHeader {
  /** [source sequence, received ns]. */
  readonly doubles = new Float64Array(2);
  /** [venue time low, venue time high]: wall-clock nanoseconds as two words. */
  readonly words = new Uint32Array(2);

  /** Source sequence of the message as the venue numbers it; -1 where it has none. */
  set sourceSequence(sequence: number) {
    this.doubles[SEQUENCE] = sequence;
  }

  /** Monotonic nanoseconds since the run base at which the message came in. */
  set receivedNs(stamp: number) {
    this.doubles[RECEIVED] = stamp;
  }

  /** Wall-clock nanoseconds since 1970 split in two words; 0, 0 where unknown. */
  setVenueTime(high: number, low: number): void {
    this.words[0] = low;
    this.words[1] = high;
  }

  /** Venue time from whole seconds and the nanoseconds within, exactly, without bigint. */
  setVenueSeconds(seconds: number, nanoseconds: number): void {
    // seconds × 10^9 + nanoseconds exceeds 2^53: split the seconds at 16 bits first.
    const secondsLow = seconds & 0xffff;
    const secondsHigh = (seconds - secondsLow) / 65536;
    const lowPart = secondsLow * 1e9 + nanoseconds;
    const highPart = secondsHigh * 1e9;
    const highLow = (highPart % 65536) * 65536;
    const sum = lowPart + highLow;
    this.words[0] = sum >>> 0;
    this.words[1] = (Math.floor(highPart / 65536) + Math.floor(sum / 4294967296)) >>> 0;
  }
}

/** Write the fields every event has. */
export function writeEventHeader(
  views: SlotViews,
  slotOffset: number,
  header: MessageHeader,
  type: EventType,
  instrument: InstrumentId,
  flags: number,
  side: number,
  aux: number,
): void {
  const word = slotOffset >>> 2;
  const double = slotOffset >>> 3;
  views.u32[word] = type | (flags << 8) | (side << 16) | (aux << 24);
  views.u32[word + (SLOT.INSTRUMENT >>> 2)] = instrument;
  views.f64[double + (SLOT.SOURCE_SEQUENCE >>> 3)] = header.doubles[SEQUENCE]!;
  views.f64[double + (SLOT.RECEIVED_NS >>> 3)] = header.doubles[RECEIVED]!;
  views.u32[word + (SLOT.VENUE_TIME_LOW >>> 2)] = header.words[0]!;
  views.u32[word + (SLOT.VENUE_TIME_HIGH >>> 2)] = header.words[1]!;
}

/** Set LAST on an event that is already written. */
export function markLast(views: SlotViews, slotOffset: number): void {
  views.u8[slotOffset + SLOT.FLAGS] = views.u8[slotOffset + SLOT.FLAGS]! | 1;
}

export const eventType = (views: SlotViews, slotOffset: number): EventType =>
  views.u8[slotOffset]! as EventType;
export const eventFlags = (views: SlotViews, slotOffset: number): number =>
  views.u8[slotOffset + SLOT.FLAGS]!;
export const eventSide = (views: SlotViews, slotOffset: number): number =>
  views.u8[slotOffset + SLOT.SIDE]!;
export const eventAux = (views: SlotViews, slotOffset: number): number =>
  views.u8[slotOffset + SLOT.AUX]!;
export const eventInstrument = (views: SlotViews, slotOffset: number): InstrumentId =>
  views.u32[(slotOffset + SLOT.INSTRUMENT) >>> 2]! as InstrumentId;
export const eventSourceSequence = (views: SlotViews, slotOffset: number): number =>
  views.f64[(slotOffset + SLOT.SOURCE_SEQUENCE) >>> 3]!;
export const eventReceivedNs = (views: SlotViews, slotOffset: number): number =>
  views.f64[(slotOffset + SLOT.RECEIVED_NS) >>> 3]!;
export const eventVenueTimeLow = (views: SlotViews, slotOffset: number): number =>
  views.u32[(slotOffset + SLOT.VENUE_TIME_LOW) >>> 2]!;
export const eventVenueTimeHigh = (views: SlotViews, slotOffset: number): number =>
  views.u32[(slotOffset + SLOT.VENUE_TIME_HIGH) >>> 2]!;
