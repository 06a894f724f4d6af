/**
 * Stream numbering. A stream is (instrument, channel, depth, interval); its number is the
 * instrument's row times STREAMS_PER_INSTRUMENT plus a slot. Runs everywhere.
 */
import type { InstrumentId } from './units.js';
import { asInstrumentId } from './units.js';

/** A power of two, so that a stream's instrument is a shift away. */
export const STREAMS_PER_INSTRUMENT = 8;
const STREAM_SHIFT = 3;

export const STREAM_SLOT = {
  STATUS: 0,
  BBO: 1,
  TRADES: 2,
  ORDERS: 3,
  BOOK_1: 4,
  BOOK_10: 5,
  BOOK_50: 6,
  BOOK_FULL: 7,
} as const;

export type StreamSlot = (typeof STREAM_SLOT)[keyof typeof STREAM_SLOT];

export type ChannelName = 'book' | 'bbo' | 'trades' | 'orders' | 'status';
export type DepthName = 1 | 10 | 50 | 'full';

export const CHANNEL_NAMES: readonly ChannelName[] = ['book', 'bbo', 'trades', 'orders', 'status'];
export const DEPTH_NAMES: readonly DepthName[] = [1, 10, 50, 'full'];

/** Levels per side of a book slot; Infinity for the full book, 0 for a slot that is no book. */
export const SLOT_DEPTH: readonly number[] = [0, 0, 0, 0, 1, 10, 50, Infinity];

/** The book slots, shallowest first. */
export const BOOK_SLOTS: readonly StreamSlot[] = [4, 5, 6, 7];

export const streamId = (instrument: InstrumentId, slot: StreamSlot): number =>
  (instrument << STREAM_SHIFT) | slot;

export const streamInstrument = (stream: number): InstrumentId =>
  asInstrumentId(stream >> STREAM_SHIFT);

export const streamSlot = (stream: number): StreamSlot =>
  (stream & (STREAMS_PER_INSTRUMENT - 1)) as StreamSlot;

/** The slot of a channel at a depth; depth counts for `book` only. */
export function slotOf(channel: ChannelName, depth: DepthName): StreamSlot {
  switch (channel) {
    case 'status':
      return STREAM_SLOT.STATUS;
    case 'bbo':
      return STREAM_SLOT.BBO;
    case 'trades':
      return STREAM_SLOT.TRADES;
    case 'orders':
      return STREAM_SLOT.ORDERS;
    case 'book':
      return depth === 1
        ? STREAM_SLOT.BOOK_1
        : depth === 10
          ? STREAM_SLOT.BOOK_10
          : depth === 50
            ? STREAM_SLOT.BOOK_50
            : STREAM_SLOT.BOOK_FULL;
  }
}

const SLOT_CHANNELS: readonly ChannelName[] = ['status', 'bbo', 'trades', 'orders'];

export function channelOfSlot(slot: StreamSlot): ChannelName {
  if (slot >= STREAM_SLOT.BOOK_1) return 'book';
  return SLOT_CHANNELS[slot] ?? 'status';
}
