/**
 * Codec of image frames: a snapshot of a book stream in one part or several. Written by a lane.
 * The parts cut the bids, best first, and then the asks, best first, into runs of LEVELS_PER_PART.
 */
import { BOOK_FRAME, bookFrameBytes, writeBookBody } from './book-frame.js';
import { FRAME_FLAG, FRAME_KIND, makeHeaderTemplate, writeFrameHeader } from './frame-header.js';
import type { FrameHeader, FrameViews } from './frame-header.js';
import { LEVEL_BYTES, writeLevelRange, type LevelSides } from './level-vector.js';

/** A longer image is sent in several parts. */
export const IMAGE_PART_BYTES_LIMIT = 65536;

export const LEVELS_PER_PART = Math.floor(
  (IMAGE_PART_BYTES_LIMIT - bookFrameBytes(0, 0)) / LEVEL_BYTES,
);

const TEMPLATE = makeHeaderTemplate(
  FRAME_KIND.IMAGE,
  [BOOK_FRAME.HASH, BOOK_FRAME.BIDS, BOOK_FRAME.ASKS, BOOK_FRAME.PART, BOOK_FRAME.PART_COUNT],
  BOOK_FRAME.BID_COUNT,
);

/** Parts of an image with that many levels, at least 1. */
export const imagePartCount = (bidCount: number, askCount: number): number =>
  Math.max(1, Math.ceil((bidCount + askCount) / LEVELS_PER_PART));

/** Bytes of one part of an image with that many levels. */
export const imagePartBytes = (bidCount: number, askCount: number, part: number): number =>
  bookFrameBytes(Math.min(LEVELS_PER_PART, bidCount + askCount - part * LEVELS_PER_PART), 0);

/**
 * Write one part at `at`, a multiple of 8. All parts carry the same header and the whole window's hash.
 * @returns bytes written, imagePartBytes(…).
 */
export function writeImage(
  views: FrameViews,
  at: number,
  header: FrameHeader,
  hashLow: number,
  hashHigh: number,
  sides: LevelSides,
  part: number,
): number {
  const u32 = views.u32;
  const bids = sides.bidCount;
  const asks = sides.askCount;
  const partCount = imagePartCount(bids, asks);
  const from = part * LEVELS_PER_PART;
  const to = Math.min(from + LEVELS_PER_PART, bids + asks);
  const bidFrom = Math.min(from, bids);
  const bidTo = Math.min(to, bids);
  const askFrom = Math.max(from - bids, 0);
  const askTo = Math.max(to - bids, 0);
  const bytes = bookFrameBytes(bidTo - bidFrom, askTo - askFrom);
  let flags = header.flags | FRAME_FLAG.IMAGE | FRAME_FLAG.HASH;
  if (part === 0) flags |= FRAME_FLAG.FIRST_PART;
  if (part === partCount - 1) flags |= FRAME_FLAG.LAST_PART;
  writeFrameHeader(u32, at, TEMPLATE, header, bytes, flags);
  writeBookBody(
    u32,
    at,
    hashLow,
    hashHigh,
    part | (partCount << 16),
    bidTo - bidFrom,
    askTo - askFrom,
  );
  const word = writeLevelRange(
    u32,
    (at + BOOK_FRAME.LEVELS) >>> 2,
    bidFrom,
    bidTo,
    sides.bidPrice,
    sides.bidQuantity,
    sides.bidOrders,
  );
  writeLevelRange(
    u32,
    word + 2,
    askFrom,
    askTo,
    sides.askPrice,
    sides.askQuantity,
    sides.askOrders,
  );
  return bytes;
}
