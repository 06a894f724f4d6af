/**
 * A gateway of tests with one instrument: a naive book, frames by the real codecs, and the joining, dropping
 * and polling of a gateway, each when the test says so.
 */
import { deltaBytes, writeDelta } from '../../src/frame/delta.js';
import { FRAME_FLAG, FrameHeader } from '../../src/frame/frame-header.js';
import { imagePartBytes, imagePartCount, writeImage } from '../../src/frame/image.js';
import { INSTRUMENT_BYTES_LIMIT, writeInstrumentFrame } from '../../src/frame/instrument.js';
import { STATUS_BYTES, writeStatusFrame } from '../../src/frame/status.js';
import { tradesBytes, writeTrades } from '../../src/frame/trades.js';
import type {
  DoorClient,
  DoorError,
  DoorSocket,
  DoorStream,
  GatewayDoor,
} from '../../src/fixserver/gateway-door.js';
import type { Instrument } from '../../src/market/instrument.js';
import { STATE } from '../../src/market/state.js';
import { SLOT_DEPTH, STREAM_SLOT, streamId, type StreamSlot } from '../../src/market/stream.js';
import { asInstrumentId, asLots, asTicks } from '../../src/market/units.js';

export const INSTRUMENT: Instrument = {
  id: asInstrumentId(3),
  venue: 'sim',
  symbol: 'AAA',
  priceScale: 2,
  quantityScale: 3,
  tickSize: asTicks(1),
  lotSize: asLots(1),
  depthLimit: 0,
};

type Side = Map<number, number>;

/** Best first. */
type Window = readonly [price: number, quantity: number][];

const windowOf = (side: Side, sign: number, depth: number): Window =>
  [...side].sort(([a], [b]) => sign * (a - b)).slice(0, depth);

interface Stream {
  readonly slot: StreamSlot;
  seq: number;
  told: { bids: Window; asks: Window };
  image: Uint8Array[];
  deltas: Uint8Array[];
}

interface Client {
  readonly socket: DoorSocket;
  readonly inStep: Map<number, boolean>;
  outbox: Uint8Array[];
  defined: boolean;
}

export interface Trade {
  readonly price: number;
  readonly quantity: number;
  readonly id: number;
  readonly flags: number;
}

export class GatewayDouble implements GatewayDoor {
  readonly bids: Side = new Map();
  readonly asks: Side = new Map();
  state: number = STATE.LIVE;
  reason = 0;
  epoch = 1;
  /** What subscribe() is answered with. */
  refusal: DoorError | undefined;
  readonly clients: Client[] = [];
  private readonly streams = new Map<number, Stream>();
  private pollNs = 1;

  admit(socket: DoorSocket): DoorClient {
    const client: Client = { socket, inStep: new Map(), outbox: [], defined: false };
    this.clients.push(client);
    return {
      subscribe: (slots, _patterns, accepted) => this.subscribe(client, slots, accepted),
      unsubscribe: (streams) => {
        for (const stream of streams) client.inStep.delete(stream);
      },
      resync: (streams) => {
        for (const stream of streams) this.serve(client, stream);
        this.flush(client);
      },
      drained: () => {},
      closed: () => void this.clients.splice(this.clients.indexOf(client), 1),
    };
  }

  private subscribe(
    client: Client,
    slots: readonly StreamSlot[],
    accepted: (streams: readonly DoorStream[]) => void,
  ): DoorError | undefined {
    if (this.refusal !== undefined) return this.refusal;
    const { id, venue, symbol } = INSTRUMENT;
    const streams = slots.map((slot) => streamId(id, slot));
    accepted(streams.map((stream) => ({ stream, instrument: id, venue, symbol })));
    for (const stream of streams) {
      if (client.inStep.has(stream)) continue;
      if (!this.streams.has(stream)) this.open(stream);
      this.serve(client, stream);
    }
    this.flush(client);
    return undefined;
  }

  private open(stream: number): void {
    const slot = (stream & 7) as StreamSlot;
    const opened: Stream = {
      slot,
      seq: 0,
      told: { bids: [], asks: [] },
      image: [],
      deltas: [],
    };
    this.streams.set(stream, opened);
    this.cutImage(opened);
  }

  /** Image from the cache and the deltas after it. */
  private serve(client: Client, stream: number): void {
    const { image, deltas } = this.streams.get(stream)!;
    if (!client.defined) {
      client.defined = true;
      const bytes = new Uint8Array(INSTRUMENT_BYTES_LIMIT);
      const length = writeInstrumentFrame(viewsOf(bytes), 0, INSTRUMENT);
      client.outbox.push(bytes.slice(0, length));
    }
    client.outbox.push(...image, ...deltas);
    client.inStep.set(stream, true);
  }

  /** A delta for every stream of the book that somebody has. */
  cut(): void {
    for (const [id, stream] of this.streams) {
      if (SLOT_DEPTH[stream.slot] === 0 && stream.slot !== STREAM_SLOT.STATUS) continue;
      stream.seq++;
      this.forward(id, stream.slot === STREAM_SLOT.STATUS ? this.status(0) : this.delta(stream));
    }
  }

  trade(...trades: Trade[]): void {
    const id = streamId(INSTRUMENT.id, STREAM_SLOT.TRADES);
    const stream = this.streams.get(id);
    if (stream === undefined) return;
    stream.seq++;
    this.forward(id, this.trades(stream, trades, 0));
  }

  /** A new image of every stream for the cache: what was before it is forgotten. */
  refresh(): void {
    for (const stream of this.streams.values()) this.cutImage(stream);
  }

  /** Continuity ends: everybody gets an image. */
  newEpoch(): void {
    this.epoch++;
    for (const [id, stream] of this.streams) {
      stream.seq = 0;
      this.cutImage(stream);
      for (const client of this.clients) if (client.inStep.has(id)) this.serve(client, id);
    }
  }

  /** One write for each client, as a poll ends; @param pieces: or several. */
  poll(pieces = 1): void {
    for (const client of [...this.clients]) this.flush(client, pieces);
    this.pollNs++;
  }

  /** The client is too slow: what it did not get yet is gone, and so is what follows. */
  drop(client: Client): void {
    client.outbox = [];
    for (const stream of client.inStep.keys()) client.inStep.set(stream, false);
  }

  recover(client: Client): void {
    for (const stream of client.inStep.keys()) this.serve(client, stream);
  }

  /** As FixBook.levels() says them. */
  levels(depth: number): string[] {
    const text = ([price, quantity]: readonly [number, number]): string =>
      `${decimal(price, INSTRUMENT.priceScale)} ${decimal(quantity, INSTRUMENT.quantityScale)}`;
    return [
      ...windowOf(this.bids, -1, depth).map((level) => `bid ${text(level)}`),
      ...windowOf(this.asks, 1, depth).map((level) => `ask ${text(level)}`),
    ];
  }

  private forward(id: number, frame: Uint8Array): void {
    this.streams.get(id)!.deltas.push(frame);
    for (const client of this.clients) if (client.inStep.get(id)) client.outbox.push(frame);
  }

  private flush(client: Client, pieces = 1): void {
    const frames = client.outbox;
    client.outbox = [];
    const size = Math.ceil(frames.length / pieces);
    for (let at = 0; at < frames.length; at += size) {
      const part = frames.slice(at, at + size).map((frame) => this.stamped(frame));
      client.socket.send(new Uint8Array(Buffer.concat(part)), true);
    }
  }

  /** `sent` is one for all frames of a poll. */
  private stamped(frame: Uint8Array): Uint8Array {
    const copy = frame.slice();
    if (Buffer.from(copy.subarray(8, 12)).toString() !== 'BCIN')
      new DataView(copy.buffer).setUint32(128, this.pollNs, true);
    return copy;
  }

  private cutImage(stream: Stream): void {
    stream.deltas = [];
    const { slot } = stream;
    const depth = SLOT_DEPTH[slot]!;
    if (slot === STREAM_SLOT.STATUS) stream.image = [this.status(FRAME_FLAG.IMAGE)];
    else if (slot === STREAM_SLOT.TRADES)
      stream.image = [this.trades(stream, [], FRAME_FLAG.IMAGE)];
    else {
      stream.told = { bids: windowOf(this.bids, -1, depth), asks: windowOf(this.asks, 1, depth) };
      stream.image = this.image(stream);
    }
  }

  private head(stream: { slot: StreamSlot; seq: number }, flags: number): FrameHeader {
    const header = new FrameHeader();
    header.stream = streamId(INSTRUMENT.id, stream.slot);
    header.instrument = INSTRUMENT.id;
    header.epochStart = 1_700_000_000;
    header.epochCounter = this.epoch;
    header.seq = stream.seq;
    header.state = this.state;
    header.reason = this.reason;
    header.flags = flags;
    return header;
  }

  private image(stream: Stream): Uint8Array[] {
    const { bids, asks } = stream.told;
    const sides = { ...levelArrays(bids, 'bid'), ...levelArrays(asks, 'ask') } as never;
    return Array.from({ length: imagePartCount(bids.length, asks.length) }, (_, part) => {
      const bytes = new Uint8Array(imagePartBytes(bids.length, asks.length, part));
      writeImage(viewsOf(bytes), 0, this.head(stream, 0), 0, 0, sides, part);
      return bytes;
    });
  }

  private delta(stream: Stream): Uint8Array {
    const depth = SLOT_DEPTH[stream.slot]!;
    const now = { bids: windowOf(this.bids, -1, depth), asks: windowOf(this.asks, 1, depth) };
    const bids = difference(stream.told.bids, now.bids, this.bids, -1);
    const asks = difference(stream.told.asks, now.asks, this.asks, 1);
    stream.told = now;
    const bytes = new Uint8Array(deltaBytes(bids.length, asks.length));
    const changes = { ...levelArrays(bids, 'bid'), ...levelArrays(asks, 'ask') } as never;
    writeDelta(viewsOf(bytes), 0, this.head(stream, 0), false, 0, 0, changes);
    return bytes;
  }

  private status(flags: number): Uint8Array {
    const stream = this.streams.get(streamId(INSTRUMENT.id, STREAM_SLOT.STATUS));
    const bytes = new Uint8Array(STATUS_BYTES);
    writeStatusFrame(viewsOf(bytes), 0, this.head(stream ?? { slot: 0, seq: 0 }, flags));
    return bytes;
  }

  private trades(stream: Stream, trades: readonly Trade[], flags: number): Uint8Array {
    const bytes = new Uint8Array(tradesBytes(trades.length));
    const entries = {
      count: trades.length,
      price: Float64Array.from(trades, ({ price }) => price),
      quantity: Float64Array.from(trades, ({ quantity }) => quantity),
      idLow: Uint32Array.from(trades, ({ id }) => id),
      idHigh: new Uint32Array(trades.length),
      aggressor: new Uint8Array(trades.length),
      flags: Uint8Array.from(trades, (trade) => trade.flags),
    };
    writeTrades(viewsOf(bytes), 0, this.head(stream, flags), entries, 0, trades.length);
    return bytes;
  }
}

const viewsOf = (bytes: Uint8Array) => ({
  u8: bytes,
  u32: new Uint32Array(bytes.buffer, 0, bytes.length >>> 2),
});

type Change = readonly [price: number, quantity: number, action?: number];

function difference(told: Window, now: Window, all: Side, sign: number): Change[] {
  const before = new Map(told);
  const after = new Map(now);
  const changes: Change[] = [];
  for (const [price, quantity] of after)
    if (before.get(price) !== quantity) changes.push([price, quantity, 0]);
  for (const price of before.keys())
    if (!after.has(price)) changes.push([price, 0, all.has(price) ? 2 : 1]);
  return changes.sort(([a], [b]) => sign * (a - b));
}

const levelArrays = (levels: readonly Change[], side: 'bid' | 'ask'): Record<string, unknown> => ({
  [`${side}Count`]: levels.length,
  [`${side}Price`]: Float64Array.from(levels, ([price]) => price),
  [`${side}Quantity`]: Float64Array.from(levels, ([, quantity]) => quantity),
  [`${side}Orders`]: Int32Array.from(levels, ([price]) => Math.abs(price) % 3),
  [`${side}Action`]: Uint8Array.from(levels, ([, , action]) => action ?? 0),
});

/** The shortest exact text, by another way than the server's. */
function decimal(value: number, scale: number): string {
  const text = (BigInt(value) < 0n ? '-' : '') + digits(BigInt(value), scale);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

function digits(value: bigint, scale: number): string {
  const all = (value < 0n ? -value : value).toString().padStart(scale + 1, '0');
  return scale === 0 ? all : `${all.slice(0, -scale)}.${all.slice(-scale)}`;
}
