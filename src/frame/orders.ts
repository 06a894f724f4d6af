/**
 * Codec of orders frames: L3 events, or as image all resting orders in queue order. Written by a lane.
 *
 *   152  [ orders uoffset ][ part u16 ][ part count u16 ]
 *   160  [ unused u32 ][ length u32 ]
 *   168  [ order id u64 ][ new order id u64 ][ price i64 ][ quantity i64 ][ action u8 ][ side u8 ][ pad 6 ]  40 bytes each …
 */
import {
  FRAME,
  FRAME_FLAG,
  FRAME_KIND,
  makeHeaderTemplate,
  writeFrameHeader,
} from './frame-header.js';
import type { FrameHeader, FrameViews } from './frame-header.js';
import { IMAGE_PART_BYTES_LIMIT } from './image.js';
import { storeInt64 } from './int64-words.js';

const ORDERS = FRAME.BODY;
const PART = FRAME.BODY + 4;
const PART_COUNT = FRAME.BODY + 6;
const LENGTH = FRAME.BODY + 12;
const ENTRIES = FRAME.BODY + 16;
export const ORDER_ENTRY_BYTES = 40;

export const ORDER_ACTION = {
  ADD: 0,
  /** The quantity is what is taken off; at 0 left the order is gone. */
  REDUCE: 1,
  /** The order is gone; the new one has its side and is last in its level's queue. */
  REPLACE: 2,
  DELETE: 3,
} as const;

/** Entries of one part of an image, and of one frame at all. */
export const ORDERS_PER_PART = Math.floor((IMAGE_PART_BYTES_LIMIT - ENTRIES) / ORDER_ENTRY_BYTES);

const TEMPLATE = makeHeaderTemplate(FRAME_KIND.ORDERS, [ORDERS, PART, PART_COUNT], FRAME.BODY + 8);

export const ordersBytes = (count: number): number => ENTRIES + count * ORDER_ENTRY_BYTES;

/** Parts of an image with that many orders, at least 1. */
export const ordersPartCount = (count: number): number =>
  Math.max(1, Math.ceil(count / ORDERS_PER_PART));

/** Order events (or resting orders with action ADD); the lane refills `count` elements. */
export interface OrderEntries {
  readonly count: number;
  readonly idLow: Uint32Array;
  readonly idHigh: Uint32Array;
  /** Replace only, 0 otherwise. */
  readonly newIdLow: Uint32Array;
  readonly newIdHigh: Uint32Array;
  readonly price: Float64Array;
  readonly quantity: Float64Array;
  readonly action: Uint8Array;
  readonly side: Uint8Array;
}

function writeEntries(
  u32: Uint32Array,
  at: number,
  entries: OrderEntries,
  from: number,
  to: number,
): void {
  u32[(at + ORDERS) >>> 2] = LENGTH - ORDERS;
  u32[(at + LENGTH) >>> 2] = to - from;
  u32[((at + LENGTH) >>> 2) - 1] = 0;
  let word = (at + ENTRIES) >>> 2;
  for (let i = from; i < to; i++) {
    u32[word] = entries.idLow[i]!;
    u32[word + 1] = entries.idHigh[i]!;
    u32[word + 2] = entries.newIdLow[i]!;
    u32[word + 3] = entries.newIdHigh[i]!;
    storeInt64(u32, word + 4, entries.price, i);
    storeInt64(u32, word + 6, entries.quantity, i);
    u32[word + 8] = entries.action[i]! | (entries.side[i]! << 8);
    u32[word + 9] = 0;
    word += ORDER_ENTRY_BYTES >>> 2;
  }
}

/**
 * Write the order events [from, to), at most ORDERS_PER_PART, as one frame (one seq) at `at`, a multiple of 8.
 * @returns ordersBytes(to - from)
 */
export function writeOrders(
  views: FrameViews,
  at: number,
  header: FrameHeader,
  entries: OrderEntries,
  from: number,
  to: number,
): number {
  const bytes = ordersBytes(to - from);
  writeFrameHeader(views.u32, at, TEMPLATE, header, bytes, header.flags);
  views.u32[(at + PART) >>> 2] = 0;
  writeEntries(views.u32, at, entries, from, to);
  return bytes;
}

/**
 * Write one part of an image: `entries` holds the part's own orders only, so that a lane can walk
 * its queues part by part.
 * @returns ordersBytes(entries.count)
 */
export function writeOrdersImage(
  views: FrameViews,
  at: number,
  header: FrameHeader,
  entries: OrderEntries,
  part: number,
  partCount: number,
): number {
  const bytes = ordersBytes(entries.count);
  let flags = header.flags | FRAME_FLAG.IMAGE;
  if (part === 0) flags |= FRAME_FLAG.FIRST_PART;
  if (part === partCount - 1) flags |= FRAME_FLAG.LAST_PART;
  writeFrameHeader(views.u32, at, TEMPLATE, header, bytes, flags);
  views.u32[(at + PART) >>> 2] = part | (partCount << 16);
  writeEntries(views.u32, at, entries, 0, entries.count);
  return bytes;
}
