import fc from 'fast-check';
import { ByteBuffer } from 'flatbuffers';
import { describe, expect, it } from 'vitest';
import { BBO_BYTES, writeBbo } from '../../src/frame/bbo.js';
import { deltaBytes, writeDelta } from '../../src/frame/delta.js';
import * as fixed from '../../src/frame/frame-header.js';
import { Bbo } from '../../src/frame/generated/bbo.js';
import { Delta } from '../../src/frame/generated/delta.js';
import { Heartbeat } from '../../src/frame/generated/heartbeat.js';
import { Image } from '../../src/frame/generated/image.js';
import { Instrument } from '../../src/frame/generated/instrument.js';
import type { Level } from '../../src/frame/generated/level.js';
import type { OrderEntry } from '../../src/frame/generated/order-entry.js';
import { Orders } from '../../src/frame/generated/orders.js';
import { Status } from '../../src/frame/generated/status.js';
import { Trades } from '../../src/frame/generated/trades.js';
import { writeHeartbeat } from '../../src/frame/heartbeat.js';
import {
  IMAGE_PART_BYTES_LIMIT,
  imagePartBytes,
  imagePartCount,
  LEVELS_PER_PART,
  writeImage,
} from '../../src/frame/image.js';
import {
  INSTRUMENT_BYTES_LIMIT,
  instrumentFrameId,
  writeInstrumentFrame,
} from '../../src/frame/instrument.js';
import {
  ordersBytes,
  ordersPartCount,
  ORDERS_PER_PART,
  writeOrders,
  writeOrdersImage,
} from '../../src/frame/orders.js';
import { STATUS_BYTES, writeStatusFrame } from '../../src/frame/status.js';
import { tradesBytes, writeTrades } from '../../src/frame/trades.js';
import {
  changesOf,
  copyOf,
  dirtyViews,
  headerOf,
  headerValues,
  instrumentValues,
  levels,
  ordersOf,
  orderValues,
  safeSigned,
  safeUnsigned,
  tradesOf,
  tradeValues,
  word,
  type HeaderValues,
  type LevelValue,
} from './arbitraries.js';
import { SAMPLE_HEADER } from './samples.js';

const AT = 64;
const { FRAME_FLAG, FRAME_KIND } = fixed;

const two = (high: number, low: number): bigint => (BigInt(high) << 32n) | BigInt(low);

type HeaderReader = Pick<
  Delta,
  | 'epoch'
  | 'seq'
  | 'sourceSequence'
  | 'venueTime'
  | 'received'
  | 'committed'
  | 'applied'
  | 'framed'
  | 'sent'
  | 'stream'
  | 'instrument'
  | 'merged'
  | 'state'
  | 'reason'
  | 'flags'
>;

function expectHeader(frame: HeaderReader, values: HeaderValues, flags: number): void {
  expect({
    epoch: frame.epoch(),
    seq: frame.seq(),
    sourceSequence: frame.sourceSequence(),
    venueTime: frame.venueTime(),
    stamps: [frame.received(), frame.committed(), frame.applied(), frame.framed(), frame.sent()],
    stream: frame.stream(),
    instrument: frame.instrument(),
    merged: frame.merged(),
    state: frame.state(),
    reason: frame.reason(),
    flags: frame.flags(),
  }).toEqual({
    epoch: two(values.epochStart, values.epochCounter),
    seq: BigInt(values.seq),
    sourceSequence: BigInt(values.sourceSequence),
    venueTime: two(values.venueHigh, values.venueLow),
    stamps: values.stamps.map(BigInt),
    stream: values.stream,
    instrument: values.instrument,
    merged: values.merged,
    state: values.state,
    reason: values.reason,
    flags,
  });
}

const readLevels = (length: number, at: (i: number) => Level | null): LevelValue[] =>
  Array.from({ length }, (_, i) => {
    const level = at(i)!;
    return {
      price: Number(level.price()),
      quantity: Number(level.quantity()),
      orders: level.orderCount(),
      action: level.action(),
    };
  });

/** The bytes as a stock client gets them, with the prefix checked. */
function received(views: fixed.FrameViews, bytes: number, identifier: string): ByteBuffer {
  expect(bytes % 8).toBe(0);
  expect(views.u8[AT + bytes]).toBe(0xa5);
  expect(fixed.frameBytes(views.u32, AT)).toBe(bytes);
  const copy = copyOf(views, AT, bytes);
  const buffer = new ByteBuffer(copy);
  expect(buffer.readUint32(0)).toBe(bytes - 4);
  expect(new TextDecoder().decode(copy.subarray(8, 12))).toBe(identifier);
  return buffer;
}

const edges = fc.tuple(fc.maxSafeInteger(), fc.maxSafeInteger());

describe('frames read back by the stock generated readers', () => {
  it('a delta keeps every field, level and hash word', () => {
    fc.assert(
      fc.property(
        headerValues,
        levels,
        levels,
        fc.boolean(),
        word,
        word,
        (values, bids, asks, hashed, low, high) => {
          const views = dirtyViews(AT + deltaBytes(bids.length, asks.length) + 8);
          const bytes = writeDelta(
            views,
            AT,
            headerOf(values),
            hashed,
            low,
            high,
            changesOf(bids, asks),
          );
          expect(bytes).toBe(deltaBytes(bids.length, asks.length));
          const delta = Delta.getSizePrefixedRootAsDelta(received(views, bytes, 'BCDL'));
          expectHeader(delta, values, hashed ? FRAME_FLAG.HASH : 0);
          expect(delta.hash()).toBe(two(high, low));
          expect(readLevels(delta.bidsLength(), (i) => delta.bids(i))).toEqual(bids);
          expect(readLevels(delta.asksLength(), (i) => delta.asks(i))).toEqual(asks);
        },
      ),
    );
  });

  it('an image in one part keeps every field and says that it is first and last', () => {
    fc.assert(
      fc.property(
        headerValues,
        levels,
        levels,
        word,
        word,
        edges,
        (values, bids, asks, low, high, verified) => {
          const views = dirtyViews(AT + imagePartBytes(bids.length, asks.length, 0) + 8);
          const bytes = writeImage(
            views,
            AT,
            headerOf(values, FRAME_FLAG.REFRESH),
            low,
            high,
            { ...changesOf(bids, asks), verified: Float64Array.from(verified) },
            0,
          );
          expect(bytes).toBe(imagePartBytes(bids.length, asks.length, 0));
          const image = Image.getSizePrefixedRootAsImage(received(views, bytes, 'BCIM'));
          const { IMAGE, HASH, FIRST_PART, LAST_PART, REFRESH } = FRAME_FLAG;
          expectHeader(image, values, IMAGE | HASH | FIRST_PART | LAST_PART | REFRESH);
          expect([image.hash(), image.part(), image.partCount()]).toEqual([two(high, low), 0, 1]);
          expect([image.verifiedBid(), image.verifiedAsk()].map(Number)).toEqual(verified);
          const set = (all: readonly LevelValue[]): LevelValue[] =>
            all.map((each) => ({ ...each, action: 0 }));
          expect(readLevels(image.bidsLength(), (i) => image.bids(i))).toEqual(set(bids));
          expect(readLevels(image.asksLength(), (i) => image.asks(i))).toEqual(set(asks));
        },
      ),
    );
  });

  it('a large image comes in parts below the limit that join to the whole', () => {
    fc.assert(
      fc.property(
        fc.nat(3 * LEVELS_PER_PART),
        fc.nat(2 * LEVELS_PER_PART),
        (bidCount, askCount) => {
          const side = (count: number, step: number): LevelValue[] =>
            Array.from({ length: count }, (_, i) => ({
              price: 1e6 + i * step,
              quantity: i + 1,
              orders: i,
              action: 0,
            }));
          const bids = side(bidCount, -1);
          const asks = side(askCount, 1);
          const views = dirtyViews(AT + IMAGE_PART_BYTES_LIMIT + 8);
          const readBids: LevelValue[] = [];
          const readAsks: LevelValue[] = [];
          const partCount = imagePartCount(bidCount, askCount);
          for (let part = 0; part < partCount; part++) {
            views.u8.fill(0xa5);
            const bytes = writeImage(
              views,
              AT,
              headerOf(SAMPLE_HEADER),
              1,
              2,
              changesOf(bids, asks),
              part,
            );
            expect(bytes).toBe(imagePartBytes(bidCount, askCount, part));
            expect(bytes).toBeLessThanOrEqual(IMAGE_PART_BYTES_LIMIT);
            const image = Image.getSizePrefixedRootAsImage(received(views, bytes, 'BCIM'));
            expect([image.part(), image.partCount(), image.hash()]).toEqual([
              part,
              partCount,
              two(2, 1),
            ]);
            expect((image.flags() & FRAME_FLAG.FIRST_PART) !== 0).toBe(part === 0);
            expect((image.flags() & FRAME_FLAG.LAST_PART) !== 0).toBe(part === partCount - 1);
            readBids.push(...readLevels(image.bidsLength(), (i) => image.bids(i)));
            readAsks.push(...readLevels(image.asksLength(), (i) => image.asks(i)));
          }
          expect(readBids).toEqual(bids);
          expect(readAsks).toEqual(asks);
        },
      ),
      { numRuns: 12 },
    );
  });

  it('a bbo keeps both sides', () => {
    fc.assert(
      fc.property(
        headerValues,
        safeSigned,
        safeUnsigned,
        safeSigned,
        safeUnsigned,
        (values, ...quotes) => {
          const views = dirtyViews(AT + BBO_BYTES + 8);
          const bytes = writeBbo(
            views,
            AT,
            headerOf(values, FRAME_FLAG.IMAGE),
            Float64Array.from(quotes),
          );
          const bbo = Bbo.getSizePrefixedRootAsBbo(received(views, bytes, 'BCBB'));
          expectHeader(bbo, values, FRAME_FLAG.IMAGE);
          expect([bbo.bidPrice(), bbo.bidQuantity(), bbo.askPrice(), bbo.askQuantity()]).toEqual(
            quotes.map(BigInt),
          );
        },
      ),
    );
  });

  it('trades keep every entry of the range', () => {
    fc.assert(
      fc.property(headerValues, tradeValues, fc.nat(), fc.nat(), (values, entries, a, b) => {
        const from = a % (entries.length + 1);
        const to = from + (b % (entries.length - from + 1));
        const views = dirtyViews(AT + tradesBytes(to - from) + 8);
        const bytes = writeTrades(views, AT, headerOf(values), tradesOf(entries), from, to);
        expect(bytes).toBe(tradesBytes(to - from));
        const trades = Trades.getSizePrefixedRootAsTrades(received(views, bytes, 'BCTR'));
        expectHeader(trades, values, 0);
        const read = Array.from({ length: trades.tradesLength() }, (_, i) => {
          const entry = trades.trades(i)!;
          return [
            entry.price(),
            entry.quantity(),
            entry.tradeId(),
            entry.aggressor(),
            entry.flags(),
          ];
        });
        expect(read).toEqual(
          entries
            .slice(from, to)
            .map((entry) => [
              BigInt(entry.price),
              BigInt(entry.quantity),
              two(entry.idHigh, entry.idLow),
              entry.aggressor,
              entry.flags,
            ]),
        );
      }),
    );
  });

  it('order events and order images keep every entry', () => {
    const read = (orders: Orders): unknown[] =>
      Array.from({ length: orders.ordersLength() }, (_, i) => {
        const entry: OrderEntry = orders.orders(i)!;
        return [
          entry.orderId(),
          entry.newOrderId(),
          entry.price(),
          entry.quantity(),
          entry.action(),
          entry.side(),
        ];
      });
    fc.assert(
      fc.property(
        headerValues,
        orderValues,
        fc.nat(5),
        fc.integer({ min: 6, max: 9 }),
        (values, entries, part, partCount) => {
          const expected = entries.map((entry) => [
            two(entry.idHigh, entry.idLow),
            two(entry.newIdHigh, entry.newIdLow),
            BigInt(entry.price),
            BigInt(entry.quantity),
            entry.action,
            entry.side,
          ]);
          const views = dirtyViews(AT + ordersBytes(entries.length) + 8);
          let bytes = writeOrders(
            views,
            AT,
            headerOf(values),
            ordersOf(entries),
            0,
            entries.length,
          );
          expect(bytes).toBe(ordersBytes(entries.length));
          const events = Orders.getSizePrefixedRootAsOrders(received(views, bytes, 'BCOR'));
          expectHeader(events, values, 0);
          expect(read(events)).toEqual(expected);

          views.u8.fill(0xa5);
          bytes = writeOrdersImage(views, AT, headerOf(values), ordersOf(entries), part, partCount);
          const image = Orders.getSizePrefixedRootAsOrders(received(views, bytes, 'BCOR'));
          const ends =
            (part === 0 ? FRAME_FLAG.FIRST_PART : 0) |
            (part === partCount - 1 ? FRAME_FLAG.LAST_PART : 0);
          expectHeader(image, values, FRAME_FLAG.IMAGE | ends);
          expect([image.part(), image.partCount()]).toEqual([part, partCount]);
          expect(read(image)).toEqual(expected);
        },
      ),
    );
    expect([
      ordersPartCount(0),
      ordersPartCount(ORDERS_PER_PART),
      ordersPartCount(ORDERS_PER_PART + 1),
    ]).toEqual([1, 1, 2]);
    expect(ordersBytes(ORDERS_PER_PART)).toBeLessThanOrEqual(IMAGE_PART_BYTES_LIMIT);
  });

  it('a status is the common header alone', () => {
    fc.assert(
      fc.property(headerValues, (values) => {
        const views = dirtyViews(AT + STATUS_BYTES + 8);
        const bytes = writeStatusFrame(views, AT, headerOf(values));
        expectHeader(Status.getSizePrefixedRootAsStatus(received(views, bytes, 'BCST')), values, 0);
      }),
    );
  });

  it('a heartbeat carries nothing but the sent stamp', () => {
    const views = dirtyViews(AT + 256);
    const bytes = writeHeartbeat(views, AT, 123456789012345);
    const heartbeat = Heartbeat.getSizePrefixedRootAsHeartbeat(received(views, bytes, 'BCHB'));
    expect([heartbeat.sent(), heartbeat.seq(), heartbeat.stream()]).toEqual([
      123456789012345n,
      0n,
      0,
    ]);
  });

  it('an instrument keeps its texts and numbers', () => {
    fc.assert(
      fc.property(instrumentValues, (instrument) => {
        const views = dirtyViews(AT + INSTRUMENT_BYTES_LIMIT + 512);
        const bytes = writeInstrumentFrame(views, AT, instrument);
        const read = Instrument.getSizePrefixedRootAsInstrument(received(views, bytes, 'BCIN'));
        expect({
          id: read.instrument(),
          venue: read.venue(),
          symbol: read.symbol(),
          priceScale: read.priceScale(),
          quantityScale: read.quantityScale(),
          tickSize: Number(read.tickSize()),
          lotSize: Number(read.lotSize()),
          depthLimit: read.depthLimit(),
        }).toEqual(instrument);
        expect(instrumentFrameId(views.u32, AT)).toBe(instrument.id);
      }),
    );
  });

  it('an instrument with the longest texts stays within its limit', () => {
    const views = dirtyViews(AT + INSTRUMENT_BYTES_LIMIT + 8);
    const longest = {
      ...fc.sample(instrumentValues, 1)[0]!,
      venue: 'v'.repeat(16),
      symbol: 's'.repeat(48),
    };
    expect(writeInstrumentFrame(views, AT, longest)).toBeLessThanOrEqual(INSTRUMENT_BYTES_LIMIT);
  });
});

describe('fixed-offset readers', () => {
  it('see what the writer wrote', () => {
    fc.assert(
      fc.property(headerValues, fc.integer({ min: 0, max: 31 }), (values, flags) => {
        const views = dirtyViews(AT + STATUS_BYTES + 8);
        writeStatusFrame(views, AT, headerOf(values, flags));
        const { u32 } = views;
        expect({
          kind: fixed.frameKind(u32, AT),
          stream: fixed.frameStream(u32, AT),
          instrument: fixed.frameInstrument(u32, AT),
          epochStart: fixed.frameEpochStart(u32, AT),
          epochCounter: fixed.frameEpochCounter(u32, AT),
          seq: fixed.frameSeq(u32, AT),
          seqLow: fixed.frameSeqLow(u32, AT),
          received: fixed.frameReceivedNs(u32, AT),
          framed: fixed.frameFramedNs(u32, AT),
          merged: fixed.frameMerged(u32, AT),
          state: fixed.frameState(u32, AT),
          reason: fixed.frameReason(u32, AT),
          flags: fixed.frameFlags(u32, AT),
        }).toEqual({
          kind: FRAME_KIND.STATUS,
          stream: values.stream,
          instrument: values.instrument,
          epochStart: values.epochStart,
          epochCounter: values.epochCounter,
          seq: values.seq,
          seqLow: Number(BigInt(values.seq) & 0xffffffffn),
          received: values.stamps[0],
          framed: values.stamps[3],
          merged: values.merged,
          state: values.state,
          reason: values.reason,
          flags,
        });
      }),
    );
  });

  it('a patched sent stamp is what a stock reader reads', () => {
    const views = dirtyViews(AT + STATUS_BYTES + 8);
    const bytes = writeStatusFrame(views, AT, headerOf(SAMPLE_HEADER));
    fixed.patchSent(views.u32, AT, Number.MAX_SAFE_INTEGER);
    const status = Status.getSizePrefixedRootAsStatus(received(views, bytes, 'BCST'));
    expect(status.sent()).toBe(BigInt(Number.MAX_SAFE_INTEGER));
  });
});
