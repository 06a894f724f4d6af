/** Encoders of the same delta: each call writes one and returns its bytes. */
import { load } from '../../harness/build-under-test.mjs';
import {
  EPOCH_COUNTER,
  EPOCH_START,
  INSTRUMENT,
  RECEIVED_NS,
  STREAM,
  VENUE_TIME,
  changesOf,
} from './delta-content.mjs';

const RING_BYTES = 1 << 22;
const RING_SLACK_BYTES = 65_536;

async function fixedLayout(changes) {
  const { writeDelta } = await load('frame/delta.js');
  const { FrameHeader } = await load('frame/frame-header.js');
  const buffer = new SharedArrayBuffer(RING_BYTES + RING_SLACK_BYTES);
  const views = { u8: new Uint8Array(buffer), u32: new Uint32Array(buffer) };
  const header = new FrameHeader();
  header.epochStart = EPOCH_START;
  header.epochCounter = EPOCH_COUNTER;
  header.stream = STREAM;
  header.instrument = INSTRUMENT;
  header.merged = 1;
  header.state = 1;
  let at = 0;
  return (i) => {
    header.seq = i;
    header.sourceSequence = i + 7;
    header.setVenueTime(VENUE_TIME.high, VENUE_TIME.low + i);
    header.receivedNs = RECEIVED_NS + i;
    header.committedNs = RECEIVED_NS + i + 100;
    header.appliedNs = RECEIVED_NS + i + 200;
    header.framedNs = RECEIVED_NS + i + 300;
    if (at > RING_BYTES) at = 0;
    const bytes = writeDelta(views, at, header, true, i, ~i, changes);
    at += bytes;
    return bytes;
  };
}

/** What a programmer writes with the generated code. */
async function stockBuilder(changes) {
  const { Builder } = await import('flatbuffers');
  const { Delta } = await load('frame/generated/delta.js');
  const { Level } = await load('frame/generated/level.js');
  const builder = new Builder(65536);
  const levels = (start, count, price, quantity, orders, action) => {
    start(builder, count);
    for (let i = count - 1; i >= 0; i--)
      Level.createLevel(builder, BigInt(price[i]), BigInt(quantity[i]), orders[i], action[i]);
    return builder.endVector();
  };
  const { bidCount, bidPrice, bidQuantity, bidOrders, bidAction } = changes;
  const { askCount, askPrice, askQuantity, askOrders, askAction } = changes;
  const epoch = (BigInt(EPOCH_START) << 32n) | BigInt(EPOCH_COUNTER);
  return (i) => {
    builder.clear();
    const bids = levels(
      Delta.startBidsVector,
      bidCount,
      bidPrice,
      bidQuantity,
      bidOrders,
      bidAction,
    );
    const asks = levels(
      Delta.startAsksVector,
      askCount,
      askPrice,
      askQuantity,
      askOrders,
      askAction,
    );
    Delta.startDelta(builder);
    Delta.addEpoch(builder, epoch);
    Delta.addSeq(builder, BigInt(i));
    Delta.addSourceSequence(builder, BigInt(i + 7));
    Delta.addVenueTime(builder, (BigInt(VENUE_TIME.high) << 32n) | BigInt(VENUE_TIME.low + i));
    Delta.addReceived(builder, BigInt(RECEIVED_NS + i));
    Delta.addCommitted(builder, BigInt(RECEIVED_NS + i + 100));
    Delta.addApplied(builder, BigInt(RECEIVED_NS + i + 200));
    Delta.addFramed(builder, BigInt(RECEIVED_NS + i + 300));
    Delta.addStream(builder, STREAM);
    Delta.addInstrument(builder, INSTRUMENT);
    Delta.addMerged(builder, 1);
    Delta.addState(builder, 1);
    Delta.addFlags(builder, 2);
    Delta.addHash(builder, (BigInt(~i >>> 0) << 32n) | BigInt(i));
    Delta.addBids(builder, bids);
    Delta.addAsks(builder, asks);
    Delta.finishSizePrefixedDeltaBuffer(builder, Delta.endDelta(builder));
    return builder.asUint8Array().length;
  };
}

/** The delta as a plain object, as protobufjs and JSON take it. */
function deltaObject(changes, i) {
  const levels = (count, price, quantity, orders, action) => {
    const list = new Array(count);
    for (let k = 0; k < count; k++)
      list[k] = { price: price[k], quantity: quantity[k], orders: orders[k], action: action[k] };
    return list;
  };
  return {
    epochStart: EPOCH_START,
    epochCounter: EPOCH_COUNTER,
    seq: i,
    sourceSequence: i + 7,
    venueTimeHigh: VENUE_TIME.high,
    venueTimeLow: VENUE_TIME.low + i,
    received: RECEIVED_NS + i,
    committed: RECEIVED_NS + i + 100,
    applied: RECEIVED_NS + i + 200,
    framed: RECEIVED_NS + i + 300,
    stream: STREAM,
    instrument: INSTRUMENT,
    merged: 1,
    state: 1,
    hashLow: i,
    hashHigh: ~i >>> 0,
    bids: levels(
      changes.bidCount,
      changes.bidPrice,
      changes.bidQuantity,
      changes.bidOrders,
      changes.bidAction,
    ),
    asks: levels(
      changes.askCount,
      changes.askPrice,
      changes.askQuantity,
      changes.askOrders,
      changes.askAction,
    ),
  };
}

const DELTA_PROTO = `
  syntax = "proto3";
  message Level { int64 price = 1; int64 quantity = 2; uint32 orders = 3; uint32 action = 4; }
  message Delta {
    fixed32 epochStart = 1; uint32 epochCounter = 2; uint64 seq = 3; int64 sourceSequence = 4;
    fixed32 venueTimeHigh = 5; fixed32 venueTimeLow = 6;
    uint64 received = 7; uint64 committed = 8; uint64 applied = 9; uint64 framed = 10;
    uint32 stream = 11; uint32 instrument = 12; uint32 merged = 13; uint32 state = 14;
    fixed32 hashLow = 15; fixed32 hashHigh = 16;
    repeated Level bids = 17; repeated Level asks = 18;
  }`;

async function protobuf(changes) {
  const { parse } = (await import('protobufjs')).default;
  const Delta = parse(DELTA_PROTO).root.lookupType('Delta');
  return (i) => Delta.encode(deltaObject(changes, i)).finish().length;
}

/** The string alone: making bytes of it is left to the socket. */
const json = (changes) => (i) => JSON.stringify(deltaObject(changes, i)).length;

const ENCODERS = {
  'fixed-layout': fixedLayout,
  flatbuffers: stockBuilder,
  protobufjs: protobuf,
  json,
};

/** @returns a function of the call's number that encodes one delta and returns its bytes. */
export const encoderOf = (name, levels) => ENCODERS[name](changesOf(levels));
