/**
 * Where every stream of this lane stands: who is in step, who is owed an image, which seq comes
 * next. Owns the rules of continuity; must never write a frame. Lane thread only.
 *
 * An instrument's eight streams are the eight bits of one byte:
 *
 *   wanted    some gateway has interest, or interest is assumed
 *   active    an image went out and every change since then too: deltas go on
 *   due       an image is to be cut
 *   imaged    an image went out in this epoch
 *   missed    the content moved while the stream was not active
 *
 * One pair (epoch, seq) always names one content. A stream that starts again after it was not
 * active (nobody wanted it, or its change set overflowed) therefore takes the next seq for its
 * image, without a delta: who holds the seq before must not take that image for one he may skip.
 */
import { STREAMS_PER_INSTRUMENT, streamId, type StreamSlot } from '../../market/stream.js';
import type { InstrumentId } from '../../market/units.js';
import type { NewestSequence } from '../../ring/newest-sequence.js';

/** A stream's deltas may outgrow its image this many times before a fresh image is cut. */
export const REFRESH_FACTOR = 4;
/** … but never before this many bytes. */
export const REFRESH_BYTES_MIN = 16_384;

export class StreamStates {
  readonly wanted: Uint8Array;
  readonly active: Uint8Array;
  readonly due: Uint8Array;
  private readonly imaged: Uint8Array;
  private readonly missed: Uint8Array;
  /** Per stream: seq of the newest delta. */
  readonly seqs: Float64Array;
  /** Per stream: bytes of deltas since the last image, and what that image allows. */
  private readonly deltaBytes: Float64Array;
  private readonly deltaBytesLimit: Float64Array;

  constructor(
    instrumentLimit: number,
    private readonly newest: NewestSequence,
  ) {
    this.wanted = new Uint8Array(instrumentLimit);
    this.active = new Uint8Array(instrumentLimit);
    this.due = new Uint8Array(instrumentLimit);
    this.imaged = new Uint8Array(instrumentLimit);
    this.missed = new Uint8Array(instrumentLimit);
    this.seqs = new Float64Array(instrumentLimit * STREAMS_PER_INSTRUMENT);
    this.deltaBytes = new Float64Array(instrumentLimit * STREAMS_PER_INSTRUMENT);
    this.deltaBytesLimit = new Float64Array(instrumentLimit * STREAMS_PER_INSTRUMENT);
  }

  /** Replace the set of wanted streams; those new in it are owed an image. */
  setWanted(instrument: InstrumentId, wanted: number): void {
    const before = this.wanted[instrument]!;
    this.wanted[instrument] = wanted;
    this.active[instrument] = this.active[instrument]! & wanted;
    this.due[instrument] = (this.due[instrument]! | (wanted & ~before)) & wanted;
  }

  /** Somebody asks for images; streams in step stay in step. */
  requestImages(instrument: InstrumentId, slotBits: number): void {
    this.due[instrument] = this.due[instrument]! | (slotBits & this.wanted[instrument]!);
  }

  /** Continuity ends on purpose: every seq is 0 again, every wanted stream is owed an image. */
  startEpoch(instrument: InstrumentId): void {
    this.active[instrument] = 0;
    this.imaged[instrument] = 0;
    this.missed[instrument] = 0;
    this.due[instrument] = this.wanted[instrument]!;
    for (let slot = 0; slot < STREAMS_PER_INSTRUMENT; slot++) {
      const stream = streamId(instrument, slot as StreamSlot);
      this.seqs[stream] = 0;
      this.newest.set(stream, 0);
    }
  }

  /** These streams cannot be continued by deltas: they are owed an image under the next seq. */
  breakOff(instrument: InstrumentId, slotBits: number): void {
    const broken = this.active[instrument]! & slotBits;
    this.active[instrument] = this.active[instrument]! & ~broken;
    this.due[instrument] = this.due[instrument]! | broken;
    this.missed[instrument] = this.missed[instrument]! | broken;
  }

  /** The content moved: streams that are not active will not hear of it before their image. */
  noteMissed(instrument: InstrumentId): void {
    this.missed[instrument] = this.missed[instrument]! | (~this.active[instrument]! & 0xff);
  }

  /** A delta goes out: its seq is `seqs[stream]` afterwards. */
  advance(stream: number): void {
    const seq = this.seqs[stream]! + 1;
    this.seqs[stream] = seq;
    this.newest.set(stream, seq);
  }

  /** @returns whether the stream's deltas have outgrown its image. */
  addDeltaBytes(stream: number, bytes: number): boolean {
    const sum = this.deltaBytes[stream]! + bytes;
    this.deltaBytes[stream] = sum;
    return sum > this.deltaBytesLimit[stream]!;
  }

  /** An image is about to be cut: from here on the stream is in step. Its seq is `seqs[stream]`. */
  beginImage(instrument: InstrumentId, slot: StreamSlot): void {
    const bit = 1 << slot;
    const inactive = (this.active[instrument]! & bit) === 0;
    if (inactive && (this.imaged[instrument]! & this.missed[instrument]! & bit) !== 0) {
      this.advance(streamId(instrument, slot));
    }
    this.active[instrument] = this.active[instrument]! | bit;
    this.imaged[instrument] = this.imaged[instrument]! | bit;
    this.missed[instrument] = this.missed[instrument]! & ~bit;
    this.due[instrument] = this.due[instrument]! & ~bit;
  }

  endImage(stream: number, bytes: number): void {
    this.deltaBytes[stream] = 0;
    this.deltaBytesLimit[stream] = Math.max(REFRESH_FACTOR * bytes, REFRESH_BYTES_MIN);
  }
}
