/**
 * The way of a frame into the ring: stream, seq and flags of its header, room, commit, counts.
 * Owns the one header that all frames of the lane are written from; must never decide whether a
 * frame is due. Lane thread only.
 */
import { FRAME_FLAG, FrameHeader } from '../../frame/frame-header.js';
import { streamId, type StreamSlot } from '../../market/stream.js';
import type { InstrumentId } from '../../market/units.js';
import type { FrameRingWriter } from '../../ring/frame-ring-writer.js';
import { LANE_COUNTER } from '../../telemetry/counter-names.js';
import type { LaneTally } from './lane-tally.js';
import type { StreamStates } from './stream-states.js';

const WHOLE_IMAGE = FRAME_FLAG.IMAGE | FRAME_FLAG.FIRST_PART | FRAME_FLAG.LAST_PART;

export class FrameOutlet {
  readonly header = new FrameHeader();
  readonly views: FrameRingWriter['views'];
  /** Frames written since the lane started. */
  frameCount = 0;
  private imageBytes = 0;

  constructor(
    private readonly frames: FrameRingWriter,
    readonly streams: StreamStates,
    private readonly tally: LaneTally,
  ) {
    this.views = frames.views;
  }

  /** Head the next delta of a stream: it takes the next seq. */
  headDelta(instrument: InstrumentId, slot: StreamSlot): void {
    const stream = streamId(instrument, slot);
    this.streams.advance(stream);
    this.header.stream = stream;
    this.header.seq = this.streams.seqs[stream]!;
    this.header.flags = 0;
  }

  /** Head the frames of a stream's image: they carry the seq of the last delta. */
  headImage(instrument: InstrumentId, slot: StreamSlot, refresh: boolean): void {
    const stream = streamId(instrument, slot);
    this.streams.beginImage(instrument, slot);
    this.header.stream = stream;
    this.header.seq = this.streams.seqs[stream]!;
    this.header.flags = refresh ? FRAME_FLAG.REFRESH : 0;
    this.imageBytes = 0;
  }

  /** For kinds whose codec does not know of parts: the image is this one frame. */
  markWholeImage(): void {
    this.header.flags |= WHOLE_IMAGE;
  }

  /** Room for a frame of `bytes`, at a multiple of 8. */
  claim(bytes: number): number {
    return this.frames.claim(bytes);
  }

  /** @returns whether the stream's deltas have outgrown its image. */
  putDelta(bytes: number): boolean {
    this.put(bytes);
    this.tally.counts[LANE_COUNTER.DELTAS]!++;
    return this.streams.addDeltaBytes(this.header.stream, bytes);
  }

  putImagePart(bytes: number): void {
    this.put(bytes);
    this.tally.counts[LANE_COUNTER.IMAGES]!++;
    this.imageBytes += bytes;
  }

  /** @returns bytes of all parts. */
  endImage(): number {
    this.streams.endImage(this.header.stream, this.imageBytes);
    return this.imageBytes;
  }

  private put(bytes: number): void {
    this.frames.commit(bytes, this.header.stream);
    this.frameCount++;
    this.tally.counts[LANE_COUNTER.FRAMES]!++;
    this.tally.counts[LANE_COUNTER.FRAME_BYTES]! += bytes;
  }
}
