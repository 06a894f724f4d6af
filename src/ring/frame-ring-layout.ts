/**
 * The memory map of the frame ring behind its head (ring-layout). Owns the shape of a record; must
 * never know what a payload is. Positions count blocks of 64 bytes, so that an int32 distance
 * stays unambiguous for 128 GiB. A record never crosses the end of the memory: the writer fills up
 * with a padding record, of which only the length word is written.
 *
 *   record, bytes from the start of its first block
 *      0  [ payload length i32 ]       ring writer; -1 = padding up to the end of the memory
 *      4  [ tag i32 ]                  ring writer
 *      8
 *
 * The payload follows, then nothing up to the next multiple of 64.
 */
import { allocateRing, ringShape, wordOf, RING_HEAD } from './ring-layout.js';
import { asRingPosition, type RingPosition } from './cursor.js';

export const FRAME_RING_KIND = 0x46524d45;
export const BLOCK_BYTES = 64;
export const BLOCK_SHIFT = 6;

export const RECORD = { PAYLOAD_LENGTH: 0, TAG: 4 } as const;
export const RECORD_HEAD_BYTES = 8;
export const PADDING_LENGTH = -1;

/** Byte offsets of the blocks have to be positive int32. */
export const FRAME_RING_BYTES_LIMIT = 2 ** 30;
export const FRAME_RING_BYTES_MIN = 16 * BLOCK_BYTES;

/** Blocks that a record with this payload takes. */
export const recordBlocks = (payloadBytes: number): number =>
  (payloadBytes + RECORD_HEAD_BYTES + BLOCK_BYTES - 1) >>> BLOCK_SHIFT;

/** The largest payload of a ring: so small that a record and its padding are within half of it. */
export const largestPayload = (blockCount: number): number =>
  (blockCount * BLOCK_BYTES) / 4 - RECORD_HEAD_BYTES;

/** Views over the blocks; byte offset 0 is block 0. */
export interface FrameRingViews {
  readonly u8: Uint8Array;
  readonly u32: Uint32Array;
  readonly i32: Int32Array;
  readonly f64: Float64Array;
}

/**
 * @param capacityBytes a power of two, FRAME_RING_BYTES_MIN … FRAME_RING_BYTES_LIMIT.
 * @param startBlock first cursor; tests start a few blocks before the int32 wrap.
 */
export function allocateFrameRing(
  capacityBytes: number,
  readerLimit: number,
  startBlock = 0,
): SharedArrayBuffer {
  if (capacityBytes < FRAME_RING_BYTES_MIN || capacityBytes > FRAME_RING_BYTES_LIMIT) {
    throw new RangeError(
      `frame ring: capacity must be ${FRAME_RING_BYTES_MIN} … ${FRAME_RING_BYTES_LIMIT} bytes, not ${capacityBytes}`,
    );
  }
  return allocateRing(
    FRAME_RING_KIND,
    capacityBytes / BLOCK_BYTES,
    readerLimit,
    capacityBytes,
    startBlock,
  );
}

/** All views that an end of the ring needs. */
export interface FrameRingMemory {
  readonly words: Int32Array;
  readonly views: FrameRingViews;
  readonly blockCount: number;
  readonly readerLimit: number;
  readonly published: RingPosition;
  readonly claimed: RingPosition;
}

export function mapFrameRing(buffer: SharedArrayBuffer): FrameRingMemory {
  const words = new Int32Array(buffer);
  const shape = ringShape(words, FRAME_RING_KIND);
  const bytes = shape.unitCount * BLOCK_BYTES;
  return {
    words,
    views: {
      u8: new Uint8Array(buffer, shape.unitsOffset, bytes),
      u32: new Uint32Array(buffer, shape.unitsOffset, bytes >>> 2),
      i32: new Int32Array(buffer, shape.unitsOffset, bytes >>> 2),
      f64: new Float64Array(buffer, shape.unitsOffset, bytes >>> 3),
    },
    blockCount: shape.unitCount,
    readerLimit: shape.readerLimit,
    published: asRingPosition(Atomics.load(words, wordOf(RING_HEAD.PUBLISHED))),
    claimed: asRingPosition(Atomics.load(words, wordOf(RING_HEAD.CLAIMED))),
  };
}
