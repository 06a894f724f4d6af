import fc from 'fast-check';
import { Builder } from 'flatbuffers';
import { describe, expect, it } from 'vitest';
import { decimalOfWords } from '../../src/frame/decode-frame.js';
import { Bbo } from '../../src/frame/generated/bbo.js';
import { Delta } from '../../src/frame/generated/delta.js';
import { Image } from '../../src/frame/generated/image.js';
import { Instrument } from '../../src/frame/generated/instrument.js';
import { Level } from '../../src/frame/generated/level.js';
import { OrderEntry } from '../../src/frame/generated/order-entry.js';
import { Orders } from '../../src/frame/generated/orders.js';
import { TradeEntry } from '../../src/frame/generated/trade-entry.js';
import { Trades } from '../../src/frame/generated/trades.js';
import { verifyFrame } from '../../src/frame/verify-frame.js';
import {
  headerValues,
  instrumentValues,
  levels,
  orderValues,
  safeSigned,
  safeUnsigned,
  tradeValues,
  word,
  type HeaderValues,
  type LevelValue,
} from './arbitraries.js';
import { readAll, viewOf } from './samples.js';

const two = (high: number, low: number): bigint => (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);

/** The common fields through the stock builder; field numbers are the same in every table. */
function addHeader(builder: Builder, values: HeaderValues, flags: number): void {
  Delta.addEpoch(builder, two(values.epochStart, values.epochCounter));
  Delta.addSeq(builder, BigInt(values.seq));
  Delta.addSourceSequence(builder, BigInt(values.sourceSequence));
  Delta.addVenueTime(builder, two(values.venueHigh, values.venueLow));
  Delta.addReceived(builder, BigInt(values.stamps[0]!));
  Delta.addCommitted(builder, BigInt(values.stamps[1]!));
  Delta.addApplied(builder, BigInt(values.stamps[2]!));
  Delta.addFramed(builder, BigInt(values.stamps[3]!));
  Delta.addSent(builder, BigInt(values.stamps[4]!));
  Delta.addStream(builder, values.stream);
  Delta.addInstrument(builder, values.instrument);
  Delta.addMerged(builder, values.merged);
  Delta.addState(builder, values.state);
  Delta.addReason(builder, values.reason);
  Delta.addFlags(builder, flags);
}

function addLevels(
  builder: Builder,
  entries: readonly LevelValue[],
  start: (builder: Builder, count: number) => void,
): number {
  start(builder, entries.length);
  for (const entry of [...entries].reverse()) {
    Level.createLevel(
      builder,
      BigInt(entry.price),
      BigInt(entry.quantity),
      entry.orders,
      entry.action,
    );
  }
  return builder.endVector();
}

/** Verified and decoded as the client does it. */
function decoded(builder: Builder): unknown {
  const bytes = builder.asUint8Array().slice();
  expect(verifyFrame(viewOf(bytes), 0, bytes.length)).toBeUndefined();
  return readAll(viewOf(bytes), 0);
}

const headerOf = (values: HeaderValues, flags: number): unknown => ({ ...values, flags });

describe('decoders on frames of the stock builder, whose layout is another', () => {
  it('read a delta', () => {
    fc.assert(
      fc.property(headerValues, levels, levels, word, word, (values, bids, asks, high, low) => {
        const builder = new Builder(64);
        const bidsAt = addLevels(builder, bids, Delta.startBidsVector);
        const asksAt = addLevels(builder, asks, Delta.startAsksVector);
        Delta.startDelta(builder);
        addHeader(builder, values, 2);
        Delta.addHash(builder, two(high, low));
        Delta.addBids(builder, bidsAt);
        Delta.addAsks(builder, asksAt);
        Delta.finishSizePrefixedDeltaBuffer(builder, Delta.endDelta(builder));
        expect(decoded(builder)).toEqual({
          header: headerOf(values, 2),
          hash: [high | 0, low | 0],
          part: [0, 0],
          bids,
          asks,
        });
      }),
    );
  });

  it('read an image', () => {
    fc.assert(
      fc.property(
        headerValues,
        levels,
        fc.integer({ min: 0, max: 65535 }),
        (values, bids, part) => {
          const builder = new Builder(64);
          const bidsAt = addLevels(builder, bids, Image.startBidsVector);
          Image.startImage(builder);
          addHeader(builder, values, 3);
          Image.addHash(builder, 5n);
          Image.addBids(builder, bidsAt);
          Image.addPart(builder, part);
          Image.addPartCount(builder, 65535);
          Image.finishSizePrefixedImageBuffer(builder, Image.endImage(builder));
          expect(decoded(builder)).toEqual({
            header: headerOf(values, 3),
            hash: [0, 5],
            part: [part, 65535],
            bids,
            asks: [],
          });
        },
      ),
    );
  });

  it('read a bbo', () => {
    fc.assert(
      fc.property(
        headerValues,
        safeSigned,
        safeUnsigned,
        safeSigned,
        safeUnsigned,
        (values, ...quotes) => {
          const builder = new Builder(64);
          Bbo.startBbo(builder);
          addHeader(builder, values, 0);
          Bbo.addBidPrice(builder, BigInt(quotes[0]));
          Bbo.addBidQuantity(builder, BigInt(quotes[1]));
          Bbo.addAskPrice(builder, BigInt(quotes[2]));
          Bbo.addAskQuantity(builder, BigInt(quotes[3]));
          Bbo.finishSizePrefixedBboBuffer(builder, Bbo.endBbo(builder));
          expect(decoded(builder)).toEqual({ header: headerOf(values, 0), quotes });
        },
      ),
    );
  });

  it('read trades', () => {
    fc.assert(
      fc.property(headerValues, tradeValues, (values, entries) => {
        const builder = new Builder(64);
        Trades.startTradesVector(builder, entries.length);
        for (const entry of [...entries].reverse()) {
          TradeEntry.createTradeEntry(
            builder,
            BigInt(entry.price),
            BigInt(entry.quantity),
            two(entry.idHigh, entry.idLow),
            entry.aggressor,
            entry.flags,
          );
        }
        const at = builder.endVector();
        Trades.startTrades(builder);
        addHeader(builder, values, 0);
        Trades.addTrades(builder, at);
        Trades.finishSizePrefixedTradesBuffer(builder, Trades.endTrades(builder));
        expect(decoded(builder)).toEqual({ header: headerOf(values, 0), entries });
      }),
    );
  });

  it('read orders', () => {
    fc.assert(
      fc.property(headerValues, orderValues, (values, entries) => {
        const builder = new Builder(64);
        Orders.startOrdersVector(builder, entries.length);
        for (const entry of [...entries].reverse()) {
          OrderEntry.createOrderEntry(
            builder,
            two(entry.idHigh, entry.idLow),
            two(entry.newIdHigh, entry.newIdLow),
            BigInt(entry.price),
            BigInt(entry.quantity),
            entry.action,
            entry.side,
          );
        }
        const at = builder.endVector();
        Orders.startOrders(builder);
        addHeader(builder, values, 0);
        Orders.addOrders(builder, at);
        Orders.finishSizePrefixedOrdersBuffer(builder, Orders.endOrders(builder));
        expect(decoded(builder)).toEqual({ header: headerOf(values, 0), entries, part: [0, 0] });
      }),
    );
  });

  it('read an instrument', () => {
    fc.assert(
      fc.property(instrumentValues, (values) => {
        const builder = new Builder(64);
        const venue = builder.createString(values.venue);
        const symbol = builder.createString(values.symbol);
        const root = Instrument.createInstrument(
          builder,
          values.id,
          venue,
          symbol,
          values.priceScale,
          values.quantityScale,
          BigInt(values.tickSize),
          BigInt(values.lotSize),
          values.depthLimit,
        );
        Instrument.finishSizePrefixedInstrumentBuffer(builder, root);
        expect(decoded(builder)).toEqual(values);
      }),
    );
  });
});

describe('decoders and other versions of the schema', () => {
  it('skip fields that a later server adds', () => {
    const builder = new Builder(64);
    const note = builder.createString('from the future');
    builder.startObject(24);
    builder.addFieldInt64(1, 77n, 0n);
    builder.addFieldInt64(15, 7n, 0n);
    builder.addFieldOffset(20, note, 0);
    builder.addFieldInt8(23, 1, 0);
    builder.finishSizePrefixed(builder.endObject(), 'BCDL');
    expect(decoded(builder)).toMatchObject({
      header: { seq: 77, stream: 0 },
      hash: [0, 7],
      bids: [],
      asks: [],
    });
  });

  it('give defaults for fields that an earlier server did not have', () => {
    const builder = new Builder(64);
    builder.startObject(2);
    builder.addFieldInt64(1, 3n, 0n);
    builder.finishSizePrefixed(builder.endObject(), 'BCBB');
    expect(decoded(builder)).toMatchObject({
      header: { seq: 3, stream: 0, state: 0 },
      quotes: [0, 0, 0, 0],
    });
  });

  it('give NaN for integers that no number holds exactly', () => {
    const builder = new Builder(64);
    Bbo.startBbo(builder);
    Bbo.addSeq(builder, 2n ** 53n);
    Bbo.addBidPrice(builder, -(2n ** 53n));
    Bbo.addBidQuantity(builder, 2n ** 53n - 1n);
    Bbo.addAskPrice(builder, -(2n ** 53n) + 1n);
    Bbo.finishSizePrefixedBboBuffer(builder, Bbo.endBbo(builder));
    expect(decoded(builder)).toMatchObject({
      header: { seq: NaN },
      quotes: [NaN, 2 ** 53 - 1, -(2 ** 53 - 1), 0],
    });
  });

  it('print 64-bit ids as exact decimals', () => {
    fc.assert(
      fc.property(word, word, (high, low) => {
        expect(decimalOfWords(high | 0, low | 0)).toBe(two(high, low).toString());
      }),
    );
  });
});

describe('a decoder that serves two kinds', () => {
  it('does not take a later field of a delta for the part of an image', () => {
    const builder = new Builder(64);
    builder.startObject(20);
    builder.addFieldInt16(18, 7, 0);
    builder.finishSizePrefixed(builder.endObject(), 'BCDL');
    expect(decoded(builder)).toMatchObject({ part: [0, 0] });
  });
});
