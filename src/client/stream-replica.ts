/**
 * One stream as the client holds it: where it stands, what it contains, what state the server
 * declared. Owns the content; decides from each frame whether it continues, is old, or shows that
 * something is missing. Sans-I/O: asking for an image is the caller's.
 */
import { BboDecoder } from '../frame/decode-bbo.js';
import { BookDecoder } from '../frame/decode-book.js';
import type { FrameDecoder } from '../frame/decode-frame.js';
import { OrdersDecoder } from '../frame/decode-orders.js';
import { TradesDecoder } from '../frame/decode-trades.js';
import { FRAME_FLAG } from '../frame/frame-header.js';
import { instrumentName, type Instrument } from '../market/instrument.js';
import { REASON_NAMES, STATE_NAMES } from '../market/state.js';
import {
  channelOfSlot,
  SLOT_DEPTH,
  STREAM_SLOT,
  type ChannelName,
  type StreamSlot,
} from '../market/stream.js';
import { BboReplica } from './bbo-replica.js';
import { BookReplica, type Scales } from './book-replica.js';
import { Continuity, type Sync } from './continuity.js';
import { OrdersReplica } from './orders-replica.js';
import { readTrades, type Trade } from './trade.js';

/** Why a replica was given up. */
export type LossReason = 'gap' | 'hash-mismatch' | 'misfit';

export type Outcome = 'image' | 'delta' | 'skipped' | 'waiting' | LossReason;

const NO_TRADES: readonly Trade[] = [];
const UNSCALED: Scales = { priceScale: 0, quantityScale: 0 };

/** What the replica of a stream needs from the connection. */
export interface InstrumentSource {
  instrument(id: number): Instrument | undefined;
}

export class StreamReplica {
  /** `book` channel only. */
  readonly book: BookReplica | undefined;
  /** `bbo` channel only. */
  readonly bbo: BboReplica | undefined;
  /** `orders` channel only. */
  readonly orders: OrdersReplica | undefined;
  readonly channel: ChannelName;
  /** Levels a side, Infinity for the full book, 0 where the channel has no depth. */
  readonly depth: number;
  /** STATE_NAMES, as the server last said. */
  state = 'UNKNOWN';
  /** REASON_NAMES */
  reason = 'none';
  /** The venue's sequence of the newest message contained; -1 where it has none. */
  sourceSequence = -1;
  /** Wall-clock time of the venue for the last frame's oldest message, ms since 1970; 0 where unknown. */
  venueTimeMs = 0;
  /** Trades of the last delta. */
  lastTrades: readonly Trade[] = NO_TRADES;
  /** Deltas that the last image jumped over, 0 for a delta; NaN where it cannot be known. */
  get jumped(): number {
    return this.continuity.jumped;
  }

  private readonly continuity = new Continuity();
  private instrumentId = -1;
  private known: Instrument | undefined;
  private partsExpected = 0;
  private partNext = 0;
  private imageSentNs = -1;

  constructor(
    readonly venue: string,
    readonly symbol: string,
    readonly slot: StreamSlot,
    private readonly source: InstrumentSource,
  ) {
    this.channel = channelOfSlot(slot);
    this.depth = SLOT_DEPTH[slot]!;
    const scales = (): Scales => this.instrument ?? UNSCALED;
    if (this.channel === 'book') this.book = new BookReplica(this.depth, scales);
    if (slot === STREAM_SLOT.BBO) this.bbo = new BboReplica(scales);
    if (slot === STREAM_SLOT.ORDERS) this.orders = new OrdersReplica();
  }

  /** `venue:symbol` */
  get name(): string {
    return instrumentName(this);
  }
  /** Known from the first image on; after a lost connection the last known one. */
  get instrument(): Instrument | undefined {
    return (this.known = this.source.instrument(this.instrumentId) ?? this.known);
  }
  get sync(): Sync {
    return this.continuity.sync;
  }
  get inSync(): boolean {
    return this.continuity.sync === 'in-sync';
  }
  get seq(): number {
    return this.continuity.seq;
  }
  /** `start.counter`: changes when continuity was broken on purpose. */
  get epoch(): string {
    return `${this.continuity.epochStart}.${this.continuity.epochCounter}`;
  }

  /** @internal A connection named the stream: an image will come. */
  begin(instrumentId: number): void {
    // Text of the old levels keeps the old scales until the new definition comes.
    this.known = this.instrument;
    this.instrumentId = instrumentId;
    this.partsExpected = 0;
    this.imageSentNs = -1;
    this.continuity.restart();
  }
  /** @internal */
  disconnect(): void {
    this.known = this.instrument;
    this.continuity.disconnect();
  }

  /**
   * @internal Whether a delta came out of a cache together with the stream's last image: the server
   * stamps both with the moment at which they were sent, whenever they were received.
   */
  cameWithImage(delta: FrameDecoder): boolean {
    return delta.sentNs <= this.imageSentNs;
  }

  /** @internal A verified frame of this stream. */
  receive(frame: FrameDecoder): Outcome {
    const isImage = (frame.flags & FRAME_FLAG.IMAGE) !== 0;
    if (isImage) this.imageSentNs = frame.sentNs;
    const outcome = isImage ? this.receiveImage(frame) : this.receiveDelta(frame);
    if (outcome === 'image' || outcome === 'delta') this.takeHeader(frame);
    else if (outcome !== 'skipped' && outcome !== 'waiting') this.continuity.lose();
    return outcome;
  }

  private receiveDelta(frame: FrameDecoder): Outcome {
    switch (this.continuity.delta(frame.epochStart, frame.epochCounter, frame.seq)) {
      case 'gap':
        return 'gap';
      case 'skip':
        return this.inSync || this.sync === 'catching-up' ? 'skipped' : 'waiting';
      case 'apply':
        break;
    }
    this.lastTrades = NO_TRADES;
    if (!this.applyDelta(frame)) return 'misfit';
    if (frame instanceof BookDecoder && !this.hashAgrees(frame)) return 'hash-mismatch';
    return 'delta';
  }

  private applyDelta(frame: FrameDecoder): boolean {
    if (frame instanceof BookDecoder) return this.book !== undefined && this.book.applyDelta(frame);
    if (frame instanceof BboDecoder) return this.bbo !== undefined && this.bbo.apply(frame);
    if (frame instanceof OrdersDecoder)
      return this.orders !== undefined && this.orders.applyDelta(frame);
    if (frame instanceof TradesDecoder) {
      this.lastTrades = readTrades(frame, this.instrument ?? UNSCALED);
      return this.channel === 'trades';
    }
    return this.channel === 'status';
  }

  private hashAgrees(frame: BookDecoder): boolean {
    if ((frame.flags & FRAME_FLAG.HASH) === 0) return true;
    return frame.hashLow === this.book!.hashLow && frame.hashHigh === this.book!.hashHigh;
  }

  private receiveImage(frame: FrameDecoder): Outcome {
    const { epochStart, epochCounter, seq } = frame;
    switch (this.continuity.judgeImage(epochStart, epochCounter, seq)) {
      case 'gap':
        return 'gap';
      case 'skip': {
        // An image of exactly our position costs nothing to compare with.
        const comparable =
          frame instanceof BookDecoder && this.continuity.holds(epochStart, epochCounter, seq);
        return !comparable || this.hashAgrees(frame) ? 'skipped' : 'hash-mismatch';
      }
      case 'apply':
        break;
    }
    const applied = this.applyImage(frame);
    if (applied === 'image') this.continuity.takeImage(epochStart, epochCounter, seq);
    return applied;
  }

  private applyImage(frame: FrameDecoder): Outcome {
    this.lastTrades = NO_TRADES;
    if (frame instanceof BookDecoder) {
      if (this.book === undefined) return 'misfit';
      return this.assemble(frame, this.book, () =>
        this.book!.imageHashIs(frame.hashLow, frame.hashHigh),
      );
    }
    if (frame instanceof OrdersDecoder) {
      if (this.orders === undefined) return 'misfit';
      return this.assemble(frame, this.orders, () => true);
    }
    if (frame instanceof BboDecoder) return this.bbo?.apply(frame) === true ? 'image' : 'misfit';
    const expected = frame instanceof TradesDecoder ? 'trades' : 'status';
    return this.channel === expected ? 'image' : 'misfit';
  }

  private assemble<F extends BookDecoder | OrdersDecoder>(
    frame: F,
    replica: PartialImage<F>,
    hashIsRight: () => boolean,
  ): Outcome {
    if (frame.partCount === 0) return 'misfit';
    if ((frame.flags & FRAME_FLAG.FIRST_PART) !== 0) {
      replica.beginImage();
      this.partNext = 0;
      this.partsExpected = frame.partCount;
    }
    if (frame.part !== this.partNext || frame.partCount !== this.partsExpected) return 'gap';
    if (!replica.addImagePart(frame)) return 'misfit';
    this.partNext++;
    if (this.partNext < this.partsExpected) return 'waiting';
    if (!hashIsRight()) return 'hash-mismatch';
    replica.endImage();
    return 'image';
  }

  private takeHeader(frame: FrameDecoder): void {
    this.state = STATE_NAMES[frame.state] ?? 'UNKNOWN';
    this.reason = REASON_NAMES[frame.reason] ?? 'unknown';
    this.sourceSequence = frame.sourceSequence;
    this.venueTimeMs = frame.venueTimeMs;
  }
}

/** A replica that takes an image in parts. */
interface PartialImage<F> {
  beginImage(): void;
  addImagePart(frame: F): boolean;
  endImage(): void;
}
