/** Generated frames for the property tests: headers, level changes, trades, orders, instruments. */
import fc from 'fast-check';
import { FrameHeader, type FrameViews } from '../../src/frame/frame-header.js';
import type { LevelChanges } from '../../src/frame/level-vector.js';
import type { OrderEntries } from '../../src/frame/orders.js';
import type { TradeEntries } from '../../src/frame/trades.js';
import type { Instrument } from '../../src/market/instrument.js';
import { asInstrumentId, asLots, asTicks } from '../../src/market/units.js';

export const safeSigned = fc.maxSafeInteger();
export const safeUnsigned = fc.maxSafeNat();
export const word = fc.integer({ min: 0, max: 0xffffffff });
const byte = fc.integer({ min: 0, max: 255 });

export interface HeaderValues {
  readonly epochStart: number;
  readonly epochCounter: number;
  readonly seq: number;
  readonly sourceSequence: number;
  readonly venueHigh: number;
  readonly venueLow: number;
  readonly stamps: readonly number[];
  readonly stream: number;
  readonly instrument: number;
  readonly merged: number;
  readonly state: number;
  readonly reason: number;
}

export const headerValues: fc.Arbitrary<HeaderValues> = fc.record({
  epochStart: word,
  epochCounter: word,
  seq: safeUnsigned,
  sourceSequence: fc.oneof(fc.constant(-1), safeUnsigned),
  venueHigh: word,
  venueLow: word,
  stamps: fc.array(safeUnsigned, { minLength: 5, maxLength: 5 }),
  stream: word,
  instrument: word,
  merged: word,
  state: byte,
  reason: byte,
});

export function headerOf(values: HeaderValues, flags = 0): FrameHeader {
  const header = new FrameHeader();
  header.epochStart = values.epochStart;
  header.epochCounter = values.epochCounter;
  header.seq = values.seq;
  header.sourceSequence = values.sourceSequence;
  header.setVenueTime(values.venueHigh, values.venueLow);
  header.receivedNs = values.stamps[0]!;
  header.committedNs = values.stamps[1]!;
  header.appliedNs = values.stamps[2]!;
  header.framedNs = values.stamps[3]!;
  header.sentNs = values.stamps[4]!;
  header.stream = values.stream;
  header.instrument = values.instrument;
  header.merged = values.merged;
  header.state = values.state;
  header.reason = values.reason;
  header.flags = flags;
  return header;
}

export interface LevelValue {
  readonly price: number;
  readonly quantity: number;
  readonly orders: number;
  readonly action: number;
}

const level: fc.Arbitrary<LevelValue> = fc.record({
  price: safeSigned,
  quantity: safeUnsigned,
  orders: fc.nat(),
  action: fc.integer({ min: 0, max: 2 }),
});

export const levels = fc.array(level, { maxLength: 40 });

export function changesOf(bids: readonly LevelValue[], asks: readonly LevelValue[]): LevelChanges {
  return {
    bidCount: bids.length,
    bidPrice: Float64Array.from(bids, (each) => each.price),
    bidQuantity: Float64Array.from(bids, (each) => each.quantity),
    bidOrders: Int32Array.from(bids, (each) => each.orders),
    bidAction: Uint8Array.from(bids, (each) => each.action),
    askCount: asks.length,
    askPrice: Float64Array.from(asks, (each) => each.price),
    askQuantity: Float64Array.from(asks, (each) => each.quantity),
    askOrders: Int32Array.from(asks, (each) => each.orders),
    askAction: Uint8Array.from(asks, (each) => each.action),
  };
}

export interface TradeValue {
  readonly price: number;
  readonly quantity: number;
  readonly idHigh: number;
  readonly idLow: number;
  readonly aggressor: number;
  readonly flags: number;
}

export const tradeValues: fc.Arbitrary<TradeValue[]> = fc.array(
  fc.record({
    price: safeSigned,
    quantity: safeUnsigned,
    idHigh: word,
    idLow: word,
    aggressor: fc.integer({ min: 0, max: 2 }),
    flags: byte,
  }),
  { maxLength: 20 },
);

export function tradesOf(values: readonly TradeValue[]): TradeEntries {
  return {
    count: values.length,
    price: Float64Array.from(values, (each) => each.price),
    quantity: Float64Array.from(values, (each) => each.quantity),
    idLow: Uint32Array.from(values, (each) => each.idLow),
    idHigh: Uint32Array.from(values, (each) => each.idHigh),
    aggressor: Uint8Array.from(values, (each) => each.aggressor),
    flags: Uint8Array.from(values, (each) => each.flags),
  };
}

export interface OrderValue {
  readonly idHigh: number;
  readonly idLow: number;
  readonly newIdHigh: number;
  readonly newIdLow: number;
  readonly price: number;
  readonly quantity: number;
  readonly action: number;
  readonly side: number;
}

export const orderValues: fc.Arbitrary<OrderValue[]> = fc.array(
  fc.record({
    idHigh: word,
    idLow: word,
    newIdHigh: word,
    newIdLow: word,
    price: safeSigned,
    quantity: safeUnsigned,
    action: fc.integer({ min: 0, max: 3 }),
    side: fc.integer({ min: 0, max: 1 }),
  }),
  { maxLength: 20 },
);

export function ordersOf(values: readonly OrderValue[]): OrderEntries {
  return {
    count: values.length,
    idLow: Uint32Array.from(values, (each) => each.idLow),
    idHigh: Uint32Array.from(values, (each) => each.idHigh),
    newIdLow: Uint32Array.from(values, (each) => each.newIdLow),
    newIdHigh: Uint32Array.from(values, (each) => each.newIdHigh),
    price: Float64Array.from(values, (each) => each.price),
    quantity: Float64Array.from(values, (each) => each.quantity),
    action: Uint8Array.from(values, (each) => each.action),
    side: Uint8Array.from(values, (each) => each.side),
  };
}

export const instrumentValues: fc.Arbitrary<Instrument> = fc.record({
  id: fc.nat().map(asInstrumentId),
  venue: fc.stringMatching(/^[a-z]{1,16}$/),
  symbol: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 10 }),
  priceScale: fc.integer({ min: 0, max: 15 }),
  quantityScale: fc.integer({ min: 0, max: 15 }),
  tickSize: safeUnsigned.map(asTicks),
  lotSize: safeUnsigned.map(asLots),
  depthLimit: fc.nat(),
});

/** Frame memory filled with rubbish, so that a byte left unwritten shows. */
export function dirtyViews(bytes: number): FrameViews {
  const buffer = new SharedArrayBuffer(bytes);
  const u8 = new Uint8Array(buffer).fill(0xa5);
  return { u8, u32: new Uint32Array(buffer) };
}

/** A copy of a frame in plain memory, as a client gets it. */
export const copyOf = (views: FrameViews, at: number, bytes: number): Uint8Array =>
  new Uint8Array(views.u8.subarray(at, at + bytes));
