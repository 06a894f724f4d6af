/** One book stream of a model server: a ModelBook, its epoch and seq, and its frames as bytes. */
import { deltaBytes, writeDelta } from '../../src/frame/delta.js';
import { FrameHeader, FRAME_FLAG, type FrameViews } from '../../src/frame/frame-header.js';
import { imagePartCount, IMAGE_PART_BYTES_LIMIT, writeImage } from '../../src/frame/image.js';
import { writeInstrumentFrame } from '../../src/frame/instrument.js';
import { STATE } from '../../src/market/state.js';
import { SLOT_DEPTH, streamId, type StreamSlot } from '../../src/market/stream.js';
import { asInstrumentId, asLots, asTicks } from '../../src/market/units.js';
import { ModelBook, type BookStep } from './model-book.js';

export function viewsOf(bytes: number): FrameViews {
  const buffer = new ArrayBuffer((bytes + 7) & ~7);
  return { u8: new Uint8Array(buffer), u32: new Uint32Array(buffer) };
}

/** Run a writer on fresh memory. @returns the frame's bytes. */
export function frameOf(bytesLimit: number, write: (views: FrameViews) => number): Uint8Array {
  const views = viewsOf(bytesLimit);
  return views.u8.slice(0, write(views));
}

export const instrumentFrame = (
  id: number,
  venue: string,
  symbol: string,
  priceScale = 2,
  quantityScale = 3,
): Uint8Array =>
  frameOf(512, (views) =>
    writeInstrumentFrame(views, 0, {
      id: asInstrumentId(id),
      venue,
      symbol,
      priceScale,
      quantityScale,
      tickSize: asTicks(1),
      lotSize: asLots(1),
      depthLimit: 0,
    }),
  );

export class ModelStream {
  readonly stream: number;
  readonly book: ModelBook;
  readonly header = new FrameHeader();
  epochCounter = 1;
  seq = 0;
  state: number = STATE.LIVE;
  receivedNs = 0;
  sentNs = 0;

  constructor(
    readonly instrument: number,
    readonly venue: string,
    readonly symbol: string,
    readonly slot: StreamSlot,
    readonly hashEvery = 1,
  ) {
    this.stream = streamId(asInstrumentId(instrument), slot);
    this.book = new ModelBook(SLOT_DEPTH[slot]!);
  }

  get name(): { stream: number; instrument: number; venue: string; symbol: string } {
    const { stream, instrument, venue, symbol } = this;
    return { stream, instrument, venue, symbol };
  }

  /** Continuity is broken on purpose. */
  newEpoch(): void {
    this.epochCounter++;
    this.seq = 0;
    this.book.cutDelta();
  }

  /** Apply the steps and cut one delta. */
  delta(steps: readonly BookStep[]): Uint8Array {
    for (const step of steps) this.book.apply(step);
    const changes = this.book.cutDelta();
    this.seq++;
    const hashed = this.seq % this.hashEvery === 0;
    const [low, high] = hashed ? this.book.hash() : [0, 0];
    return frameOf(deltaBytes(changes.bidCount, changes.askCount), (views) =>
      writeDelta(views, 0, this.fill(0), hashed, low, high, changes),
    );
  }

  /** All parts of an image of now. */
  image(refresh = false): Uint8Array[] {
    const sides = this.book.image();
    const [low, high] = this.book.hash();
    return Array.from({ length: imagePartCount(sides.bidCount, sides.askCount) }, (_, part) =>
      frameOf(IMAGE_PART_BYTES_LIMIT, (views) =>
        writeImage(views, 0, this.fill(refresh ? FRAME_FLAG.REFRESH : 0), low, high, sides, part),
      ),
    );
  }

  private fill(flags: number): FrameHeader {
    const { header } = this;
    header.epochStart = 1_700_000_000;
    header.epochCounter = this.epochCounter;
    header.seq = this.seq;
    header.stream = this.stream;
    header.instrument = this.instrument;
    header.state = this.state;
    header.receivedNs = this.receivedNs;
    header.sentNs = this.sentNs;
    header.merged = 1;
    header.flags = flags;
    return header;
  }
}
