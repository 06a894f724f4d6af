/**
 * Which streams are wanted by whom. Owns one word per (gateway, stream) and, per lane, a change
 * counter and one dirty bit per instrument; must never know what a stream carries. Gateways write,
 * lanes read and take the dirty bits.
 *
 *   interest head, bytes
 *      0  [ gateway count u32 ][ lane count u32 ][ instrument limit u32 ][ streams per instrument u32 ][ unused … 128 ]  allocator, once
 *    128
 *
 *   lane part, bytes; one per lane
 *      0  [ changes u32 ][ unused … 128 ]        gateways, atomic add
 *    128  [ dirty bits of instruments 0 … 31 u32 ] …  gateways, atomic or; the lane exchanges them for 0
 *
 *   gateway part, bytes; one per gateway, behind all lane parts
 *      0  [ interest of stream 0 u32 ] …         the gateway: image generation << 1 | wanted
 *
 * Every part starts at a multiple of 128. A gateway first writes the interest word, then the dirty
 * bit, then the counter; a lane reads them the other way round, so that no change is missed.
 */
import { Doorbells } from './doorbell.js';

export const INTEREST_HEAD = {
  GATEWAY_COUNT: 0,
  LANE_COUNT: 4,
  INSTRUMENT_LIMIT: 8,
  STREAMS_PER_INSTRUMENT: 12,
} as const;
export const INTEREST_HEAD_BYTES = 128;
export const INTEREST_LANE = { CHANGES: 0, DIRTY_BITS: 128 } as const;

const PART_ALIGN = 128;
const BITS = 32;
const WANTED = 1;
const GENERATION_SHIFT = 1;

export interface InterestShape {
  readonly gatewayCount: number;
  readonly laneCount: number;
  readonly instrumentLimit: number;
  readonly streamsPerInstrument: number;
}

const aligned = (bytes: number): number => Math.ceil(bytes / PART_ALIGN) * PART_ALIGN;
const dirtyWords = (shape: InterestShape): number => Math.ceil(shape.instrumentLimit / BITS);
const lanePartBytes = (shape: InterestShape): number =>
  INTEREST_LANE.DIRTY_BITS + aligned(dirtyWords(shape) * 4);
const gatewayPartBytes = (shape: InterestShape): number =>
  aligned(shape.instrumentLimit * shape.streamsPerInstrument * 4);

/** Word index of a lane's change counter. */
const changesWord = (shape: InterestShape, lane: number): number =>
  (INTEREST_HEAD_BYTES + lane * lanePartBytes(shape)) >>> 2;

/** Word index of a gateway's stream 0. */
const streamsWord = (shape: InterestShape, gateway: number): number =>
  (INTEREST_HEAD_BYTES +
    shape.laneCount * lanePartBytes(shape) +
    gateway * gatewayPartBytes(shape)) >>>
  2;

const DIRTY_BITS_WORD = INTEREST_LANE.DIRTY_BITS >>> 2;

export const InterestTable = {
  allocate(shape: InterestShape): SharedArrayBuffer {
    const buffer = new SharedArrayBuffer(
      INTEREST_HEAD_BYTES +
        shape.laneCount * lanePartBytes(shape) +
        shape.gatewayCount * gatewayPartBytes(shape),
    );
    const head = new Uint32Array(buffer, 0, INTEREST_HEAD_BYTES >>> 2);
    head[INTEREST_HEAD.GATEWAY_COUNT >>> 2] = shape.gatewayCount;
    head[INTEREST_HEAD.LANE_COUNT >>> 2] = shape.laneCount;
    head[INTEREST_HEAD.INSTRUMENT_LIMIT >>> 2] = shape.instrumentLimit;
    head[INTEREST_HEAD.STREAMS_PER_INSTRUMENT >>> 2] = shape.streamsPerInstrument;
    return buffer;
  },

  shape(buffer: SharedArrayBuffer): InterestShape {
    const head = new Uint32Array(buffer, 0, INTEREST_HEAD_BYTES >>> 2);
    return {
      gatewayCount: head[INTEREST_HEAD.GATEWAY_COUNT >>> 2]!,
      laneCount: head[INTEREST_HEAD.LANE_COUNT >>> 2]!,
      instrumentLimit: head[INTEREST_HEAD.INSTRUMENT_LIMIT >>> 2]!,
      streamsPerInstrument: head[INTEREST_HEAD.STREAMS_PER_INSTRUMENT >>> 2]!,
    };
  },
} as const;

/** A gateway's side. */
export class InterestWriter {
  private readonly words: Int32Array;
  private readonly shape: InterestShape;
  private readonly streams: number;
  private laneDoorbells: Doorbells | undefined;

  constructor(buffer: SharedArrayBuffer, gatewayIndex: number) {
    this.words = new Int32Array(buffer);
    this.shape = InterestTable.shape(buffer);
    if (gatewayIndex < 0 || gatewayIndex >= this.shape.gatewayCount) {
      throw new RangeError(`interest: there is no gateway ${gatewayIndex}`);
    }
    this.streams = streamsWord(this.shape, gatewayIndex);
  }

  /** Bell i wakes lane i, for lanes that sleep on a bell. */
  setLaneDoorbells(buffer: SharedArrayBuffer): void {
    this.laneDoorbells = new Doorbells(buffer);
  }

  /** Somebody wants the stream from now on, beginning with an image. */
  want(stream: number, instrument: number, lane: number): void {
    this.write(stream, this.nextGeneration(stream) | WANTED, instrument, lane);
  }

  /** Nobody wants it any more. */
  drop(stream: number, instrument: number, lane: number): void {
    this.write(stream, this.words[this.streams + stream]! & ~WANTED, instrument, lane);
  }

  /** A fresh image, please; whether the stream is wanted stays as it is. */
  requestImage(stream: number, instrument: number, lane: number): void {
    const wanted = this.words[this.streams + stream]! & WANTED;
    this.write(stream, this.nextGeneration(stream) | wanted, instrument, lane);
  }

  private nextGeneration(stream: number): number {
    const generation = (this.words[this.streams + stream]! >>> GENERATION_SHIFT) + 1;
    return generation << GENERATION_SHIFT;
  }

  private write(stream: number, word: number, instrument: number, lane: number): void {
    const changes = changesWord(this.shape, lane);
    Atomics.store(this.words, this.streams + stream, word);
    Atomics.or(
      this.words,
      changes + DIRTY_BITS_WORD + (instrument >>> 5),
      1 << (instrument & (BITS - 1)),
    );
    Atomics.add(this.words, changes, 1);
    this.laneDoorbells?.ring(lane);
  }
}

/** A lane's side. Allocates nothing after construction. */
export class InterestReader {
  /** Words of dirty bits; bit b of word w is instrument 32 w + b. */
  readonly dirtyWordCount: number;
  /** Set when no gateway exists and the lane itself decides what counts as wanted. */
  assumeAll = false;

  private readonly words: Int32Array;
  private readonly changes: number;
  private readonly gatewayCount: number;
  private readonly firstStreams: number;
  private readonly gatewayWords: number;
  private readonly streamCount: number;
  /** Image generation served last, per (gateway, stream). */
  private readonly served: Int32Array;
  private changesSeen = 0;

  constructor(buffer: SharedArrayBuffer, laneIndex: number) {
    const shape = InterestTable.shape(buffer);
    if (laneIndex < 0 || laneIndex >= shape.laneCount) {
      throw new RangeError(`interest: there is no lane ${laneIndex}`);
    }
    this.words = new Int32Array(buffer);
    this.changes = changesWord(shape, laneIndex);
    this.dirtyWordCount = dirtyWords(shape);
    this.gatewayCount = shape.gatewayCount;
    this.firstStreams = streamsWord(shape, 0);
    this.gatewayWords = gatewayPartBytes(shape) >>> 2;
    this.streamCount = shape.instrumentLimit * shape.streamsPerInstrument;
    this.served = new Int32Array(shape.gatewayCount * this.streamCount);
  }

  /** Whether anything changed since the last call that said so: then take all dirty words. */
  changed(): boolean {
    const changes = Atomics.load(this.words, this.changes);
    if (changes === this.changesSeen) return false;
    this.changesSeen = changes;
    return true;
  }

  /** Dirty bits of instruments 32 w … 32 w + 31, cleared. */
  takeDirtyWord(w: number): number {
    const word = this.changes + DIRTY_BITS_WORD + w;
    if (Atomics.load(this.words, word) === 0) return 0;
    return Atomics.exchange(this.words, word, 0);
  }

  /** Whether any gateway wants the stream. */
  wanted(stream: number): boolean {
    let word = this.firstStreams + stream;
    for (let gateway = 0; gateway < this.gatewayCount; gateway++) {
      if ((Atomics.load(this.words, word) & WANTED) !== 0) return true;
      word += this.gatewayWords;
    }
    return false;
  }

  /** Whether any gateway asked for an image since the last call for this stream. */
  imageRequested(stream: number): boolean {
    let requested = false;
    let word = this.firstStreams + stream;
    let at = stream;
    for (let gateway = 0; gateway < this.gatewayCount; gateway++) {
      const generation = Atomics.load(this.words, word) >>> GENERATION_SHIFT;
      if (generation !== this.served[at]) {
        this.served[at] = generation;
        requested = true;
      }
      word += this.gatewayWords;
      at += this.streamCount;
    }
    return requested;
  }
}
