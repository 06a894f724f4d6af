/** Frames as a client sees them: read by the stock generated readers, put into plain objects. */
import * as flatbuffers from 'flatbuffers';
import { Bbo } from '../../src/frame/generated/bbo.js';
import { Delta } from '../../src/frame/generated/delta.js';
import { FrameFlag } from '../../src/frame/generated/frame-flag.js';
import { Image } from '../../src/frame/generated/image.js';
import { Instrument } from '../../src/frame/generated/instrument.js';
import { Orders } from '../../src/frame/generated/orders.js';
import { Status } from '../../src/frame/generated/status.js';
import { Trades } from '../../src/frame/generated/trades.js';

export interface WireLevel {
  price: number;
  quantity: number;
  orders: number;
  action: number;
}
export interface WireTrade {
  price: number;
  quantity: number;
  id: bigint;
  aggressor: number;
  flags: number;
}
export interface WireOrder {
  id: bigint;
  newId: bigint;
  price: number;
  quantity: number;
  action: number;
  side: number;
}
export interface WireFrame {
  kind: 'image' | 'delta' | 'bbo' | 'trades' | 'orders' | 'status';
  bytes: number;
  stream: number;
  instrument: number;
  epoch: bigint;
  seq: number;
  sourceSequence: number;
  venueTime: bigint;
  received: number;
  committed: number;
  applied: number;
  framed: number;
  merged: number;
  state: number;
  reason: number;
  isImage: boolean;
  isFirst: boolean;
  isLast: boolean;
  isRefresh: boolean;
  hash: bigint | undefined;
  bids: WireLevel[];
  asks: WireLevel[];
  part: number;
  partCount: number;
  /** Of an image: [verified bid, verified ask]. */
  verified: [number, number] | undefined;
  top: [number, number, number, number] | undefined;
  trades: WireTrade[];
  orders: WireOrder[];
}
export interface WireInstrument {
  kind: 'instrument';
  instrument: number;
  venue: string;
  symbol: string;
  priceScale: number;
}

type CommonTable = Pick<
  Delta,
  | 'epoch'
  | 'seq'
  | 'sourceSequence'
  | 'venueTime'
  | 'received'
  | 'committed'
  | 'applied'
  | 'framed'
  | 'stream'
  | 'instrument'
  | 'merged'
  | 'state'
  | 'reason'
  | 'flags'
>;
type LevelReader = { price(): bigint; quantity(): bigint; orderCount(): number; action(): number };

const list = <T>(count: number, read: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => read(index));

const levelOf = (level: LevelReader): WireLevel => ({
  price: Number(level.price()),
  quantity: Number(level.quantity()),
  orders: level.orderCount(),
  action: level.action(),
});

function common(kind: WireFrame['kind'], bytes: number, table: CommonTable): WireFrame {
  const flags = table.flags() as number;
  return {
    kind,
    bytes,
    stream: table.stream(),
    instrument: table.instrument(),
    epoch: table.epoch(),
    seq: Number(table.seq()),
    sourceSequence: Number(table.sourceSequence()),
    venueTime: table.venueTime(),
    received: Number(table.received()),
    committed: Number(table.committed()),
    applied: Number(table.applied()),
    framed: Number(table.framed()),
    merged: table.merged(),
    state: table.state(),
    reason: table.reason(),
    isImage: (flags & FrameFlag.Image) !== 0,
    isFirst: (flags & FrameFlag.FirstPart) !== 0,
    isLast: (flags & FrameFlag.LastPart) !== 0,
    isRefresh: (flags & FrameFlag.Refresh) !== 0,
    hash: undefined,
    bids: [],
    asks: [],
    part: 0,
    partCount: 1,
    verified: undefined,
    top: undefined,
    trades: [],
    orders: [],
  };
}

function readBook(frame: WireFrame, table: Delta | Image): WireFrame {
  if (((table.flags() as number) & FrameFlag.Hash) !== 0) frame.hash = table.hash();
  frame.bids = list(table.bidsLength(), (i) => levelOf(table.bids(i)!));
  frame.asks = list(table.asksLength(), (i) => levelOf(table.asks(i)!));
  if (table instanceof Image) {
    frame.part = table.part();
    frame.partCount = table.partCount();
    frame.verified = [Number(table.verifiedBid()), Number(table.verifiedAsk())];
  }
  return frame;
}

function readOrders(frame: WireFrame, table: Orders): WireFrame {
  frame.part = table.part();
  frame.partCount = table.partCount();
  frame.orders = list(table.ordersLength(), (i) => {
    const order = table.orders(i)!;
    return {
      id: order.orderId(),
      newId: order.newOrderId(),
      price: Number(order.price()),
      quantity: Number(order.quantity()),
      action: order.action(),
      side: order.side(),
    };
  });
  return frame;
}

function readTrades(frame: WireFrame, table: Trades): WireFrame {
  frame.trades = list(table.tradesLength(), (i) => {
    const trade = table.trades(i)!;
    return {
      price: Number(trade.price()),
      quantity: Number(trade.quantity()),
      id: trade.tradeId(),
      aggressor: trade.aggressor(),
      flags: trade.flags(),
    };
  });
  return frame;
}

/** One size-prefixed frame. */
export function readWireFrame(bytes: Uint8Array): WireFrame | WireInstrument {
  const buffer = new flatbuffers.ByteBuffer(bytes.slice());
  const length = bytes.length;
  const identifier = new TextDecoder().decode(bytes.slice(8, 12));
  switch (identifier) {
    case 'BCIM': {
      const table = Image.getSizePrefixedRootAsImage(buffer);
      return readBook(common('image', length, table), table);
    }
    case 'BCDL': {
      const table = Delta.getSizePrefixedRootAsDelta(buffer);
      return readBook(common('delta', length, table), table);
    }
    case 'BCBB': {
      const table = Bbo.getSizePrefixedRootAsBbo(buffer);
      const values = [table.bidPrice(), table.bidQuantity(), table.askPrice(), table.askQuantity()];
      const frame = common('bbo', length, table);
      frame.top = values.map(Number) as [number, number, number, number];
      return frame;
    }
    case 'BCTR': {
      const table = Trades.getSizePrefixedRootAsTrades(buffer);
      return readTrades(common('trades', length, table), table);
    }
    case 'BCOR': {
      const table = Orders.getSizePrefixedRootAsOrders(buffer);
      return readOrders(common('orders', length, table), table);
    }
    case 'BCST':
      return common('status', length, Status.getSizePrefixedRootAsStatus(buffer));
    case 'BCIN': {
      const table = Instrument.getSizePrefixedRootAsInstrument(buffer);
      return {
        kind: 'instrument',
        instrument: table.instrument(),
        venue: table.venue()!,
        symbol: table.symbol()!,
        priceScale: table.priceScale(),
      };
    }
    default:
      throw new Error(`no frame of ours: ${identifier}`);
  }
}
