/**
 * The memory map of the event ring behind its head (ring-layout). Owns the size of a slot and where
 * slots and stamps start; must never know what an event is. The right column names the one writer.
 *
 *   event ring units, bytes from the end of the reader lines, S slots
 *      0       [ slot 0 ][ slot 1 ] … [ slot S-1 ]   64 each    ring writer
 *     64 S     [ scratch slot ]                      64         ring writer, after a stop: nobody reads it
 *     64 S+64  [ committed stamp of slot 0 ] …       f64 each   ring writer
 *     72 S+64
 */
import { allocateRing, ringShape, wordOf, RING_HEAD } from './ring-layout.js';
import { asRingPosition, type RingPosition } from './cursor.js';

export const EVENT_RING_KIND = 0x45564e54;
export const EVENT_SLOT_BYTES = 64;
export const EVENT_SLOT_SHIFT = 6;
export const EVENT_STAMP_BYTES = 8;
/** The slots' byte offsets have to be positive int32. */
export const EVENT_SLOTS_LIMIT = 1 << 24;

export const scratchSlotOffset = (slotCount: number): number => slotCount * EVENT_SLOT_BYTES;
export const stampsOffset = (slotCount: number): number => (slotCount + 1) * EVENT_SLOT_BYTES;
export const eventUnitBytes = (slotCount: number): number =>
  stampsOffset(slotCount) + slotCount * EVENT_STAMP_BYTES;

/** Views over the slots; byte offset 0 is slot 0, the scratch slot is behind the last. */
export interface EventRingViews {
  readonly u8: Uint8Array;
  readonly u32: Uint32Array;
  readonly f64: Float64Array;
}

/**
 * @param slotCount a power of two, 4 … EVENT_SLOTS_LIMIT.
 * @param startPosition first cursor; tests start a few slots before the int32 wrap.
 */
export function allocateEventRing(
  slotCount: number,
  readerLimit: number,
  startPosition = 0,
): SharedArrayBuffer {
  if (slotCount < 4 || slotCount > EVENT_SLOTS_LIMIT) {
    throw new RangeError(
      `event ring: slot count must be 4 … ${EVENT_SLOTS_LIMIT}, not ${slotCount}`,
    );
  }
  return allocateRing(
    EVENT_RING_KIND,
    slotCount,
    readerLimit,
    eventUnitBytes(slotCount),
    startPosition,
  );
}

/** All views that an end of the ring needs. */
export interface EventRingMemory {
  readonly words: Int32Array;
  readonly views: EventRingViews;
  readonly stamps: Float64Array;
  readonly slotCount: number;
  readonly readerLimit: number;
  readonly published: RingPosition;
}

export function mapEventRing(buffer: SharedArrayBuffer): EventRingMemory {
  const words = new Int32Array(buffer);
  const shape = ringShape(words, EVENT_RING_KIND);
  const slots = shape.unitsOffset;
  const slotBytes = stampsOffset(shape.unitCount);
  return {
    words,
    views: {
      u8: new Uint8Array(buffer, slots, slotBytes),
      u32: new Uint32Array(buffer, slots, slotBytes >>> 2),
      f64: new Float64Array(buffer, slots, slotBytes >>> 3),
    },
    stamps: new Float64Array(buffer, slots + slotBytes, shape.unitCount),
    slotCount: shape.unitCount,
    readerLimit: shape.readerLimit,
    published: asRingPosition(Atomics.load(words, wordOf(RING_HEAD.PUBLISHED))),
  };
}
