/** One well-formed frame of every kind in our own layout, and a reader that touches every value of a frame. */
import { writeBbo } from '../../src/frame/bbo.js';
import { BboDecoder } from '../../src/frame/decode-bbo.js';
import { BookDecoder, type LevelVector } from '../../src/frame/decode-book.js';
import { decodedKind, FrameDecoder } from '../../src/frame/decode-frame.js';
import { decodeInstrument } from '../../src/frame/decode-instrument.js';
import { decodeLatencyReport } from '../../src/frame/decode-latency-report.js';
import { OrdersDecoder } from '../../src/frame/decode-orders.js';
import { TradesDecoder } from '../../src/frame/decode-trades.js';
import { writeDelta } from '../../src/frame/delta.js';
import { FRAME_KIND, type FrameHeader, type FrameViews } from '../../src/frame/frame-header.js';
import { writeHeartbeat } from '../../src/frame/heartbeat.js';
import { writeImage } from '../../src/frame/image.js';
import { writeInstrumentFrame } from '../../src/frame/instrument.js';
import { writeLatencyReport, type LatencyFigures } from '../../src/frame/latency-report.js';
import { writeOrders } from '../../src/frame/orders.js';
import { writeStatusFrame } from '../../src/frame/status.js';
import { writeTrades } from '../../src/frame/trades.js';
import { asInstrumentId, asLots, asTicks } from '../../src/market/units.js';
import {
  changesOf,
  copyOf,
  dirtyViews,
  headerOf,
  ordersOf,
  tradesOf,
  type HeaderValues,
} from './arbitraries.js';

export const SAMPLE_HEADER: HeaderValues = {
  epochStart: 7,
  epochCounter: 9,
  seq: 2 ** 40 + 5,
  sourceSequence: -1,
  venueHigh: 1,
  venueLow: 2,
  stamps: [1, 2, 3, 4, 5],
  stream: 85,
  instrument: 10,
  merged: 3,
  state: 1,
  reason: 0,
};

const bids = [
  { price: 100, quantity: 5, orders: 1, action: 0 },
  { price: 99, quantity: 0, orders: 0, action: 1 },
];
const asks = [{ price: 101, quantity: 7, orders: 2, action: 0 }];
const trades = [{ price: 100, quantity: 5, idHigh: 1, idLow: 2, aggressor: 1, flags: 8 }];
const orders = [
  { idHigh: 0, idLow: 1, newIdHigh: 0, newIdLow: 0, price: 100, quantity: 5, action: 0, side: 0 },
];
const instrument = {
  id: asInstrumentId(10),
  venue: 'sim',
  symbol: 'AAA',
  priceScale: 4,
  quantityScale: 0,
  tickSize: asTicks(100),
  lotSize: asLots(1),
  depthLimit: 0,
};

export const SAMPLE_REPORT: LatencyFigures = {
  sentNs: 2 ** 40,
  intervalNs: 1e9,
  subscribedNs: 7,
  stages: [
    { stage: 'received_to_sent', count: 9, p50Us: 0.5, p90Us: 1, p99Us: 2, p999Us: 3, maxUs: 4.5 },
  ],
  ledger: {
    generated: 20,
    sent: 9,
    droppedSlow: 8,
    droppedWaiting: 3,
    merged: 12,
    images: 2,
    dropsToImage: 1,
    frames: 13,
    bytes: 2 ** 33,
  },
  backlog: { bytes: 1, ageNs: 2, bytesMax: 3, ageNsMax: 4 },
};

const WRITERS: Readonly<Record<string, (views: FrameViews, header: FrameHeader) => number>> = {
  delta: (views, header) => writeDelta(views, 0, header, true, 1, 2, changesOf(bids, asks)),
  image: (views, header) => writeImage(views, 0, header, 1, 2, changesOf(bids, asks), 0),
  bbo: (views, header) => writeBbo(views, 0, header, Float64Array.of(100, 5, 101, 7)),
  trades: (views, header) => writeTrades(views, 0, header, tradesOf(trades), 0, 1),
  orders: (views, header) => writeOrders(views, 0, header, ordersOf(orders), 0, 1),
  status: (views, header) => writeStatusFrame(views, 0, header),
  heartbeat: (views) => writeHeartbeat(views, 0, 5),
  instrument: (views) => writeInstrumentFrame(views, 0, instrument),
  latencyReport: (views) => writeLatencyReport(views, 0, SAMPLE_REPORT),
};

/** [kind name, bytes] of one frame per kind. */
export const SAMPLES: readonly (readonly [string, Uint8Array])[] = Object.entries(WRITERS).map(
  ([name, write]) => {
    const views = dirtyViews(1024);
    return [name, copyOf(views, 0, write(views, headerOf(SAMPLE_HEADER)))] as const;
  },
);

export const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const readLevels = (levels: LevelVector): unknown =>
  Array.from({ length: levels.count }, (_, i) => ({
    price: levels.price(i),
    quantity: levels.quantity(i),
    orders: levels.orderCount(i),
    action: levels.action(i),
  }));

export function readHeader(frame: FrameDecoder): HeaderValues & { readonly flags: number } {
  return {
    epochStart: frame.epochStart,
    epochCounter: frame.epochCounter,
    seq: frame.seq,
    sourceSequence: frame.sourceSequence,
    venueHigh: frame.venueTimeHigh,
    venueLow: frame.venueTimeLow,
    stamps: [frame.receivedNs, frame.committedNs, frame.appliedNs, frame.framedNs, frame.sentNs],
    stream: frame.stream,
    instrument: frame.instrument,
    merged: frame.merged,
    state: frame.state,
    reason: frame.reason,
    flags: frame.flags,
  };
}

function bound<T extends FrameDecoder>(decoder: T, view: DataView, at: number): T {
  decoder.bind(view, at);
  return decoder;
}

/** Every value of a verified frame. */
export function readAll(view: DataView, at: number): unknown {
  switch (decodedKind(view, at)) {
    case FRAME_KIND.IMAGE:
    case FRAME_KIND.DELTA: {
      const frame = bound(new BookDecoder(), view, at);
      return {
        header: readHeader(frame),
        hash: [frame.hashHigh, frame.hashLow],
        part: [frame.part, frame.partCount],
        bids: readLevels(frame.bids),
        asks: readLevels(frame.asks),
      };
    }
    case FRAME_KIND.BBO: {
      const frame = bound(new BboDecoder(), view, at);
      return {
        header: readHeader(frame),
        quotes: [frame.bidPrice, frame.bidQuantity, frame.askPrice, frame.askQuantity],
      };
    }
    case FRAME_KIND.TRADES: {
      const frame = bound(new TradesDecoder(), view, at);
      const entries = Array.from({ length: frame.count }, (_, i) => ({
        price: frame.price(i),
        quantity: frame.quantity(i),
        idHigh: frame.idHigh(i),
        idLow: frame.idLow(i),
        aggressor: frame.aggressor(i),
        flags: frame.tradeFlags(i),
      }));
      return { header: readHeader(frame), entries };
    }
    case FRAME_KIND.ORDERS: {
      const frame = bound(new OrdersDecoder(), view, at);
      const entries = Array.from({ length: frame.count }, (_, i) => ({
        idHigh: frame.idHigh(i),
        idLow: frame.idLow(i),
        newIdHigh: frame.newIdHigh(i),
        newIdLow: frame.newIdLow(i),
        price: frame.price(i),
        quantity: frame.quantity(i),
        action: frame.action(i),
        side: frame.side(i),
      }));
      return { header: readHeader(frame), entries, part: [frame.part, frame.partCount] };
    }
    case FRAME_KIND.STATUS:
    case FRAME_KIND.HEARTBEAT:
      return { header: readHeader(bound(new FrameDecoder(), view, at)) };
    case FRAME_KIND.INSTRUMENT:
      return decodeInstrument(view, at);
    case FRAME_KIND.LATENCY_REPORT:
      return decodeLatencyReport(view, at);
  }
}
