/**
 * Codec of image frames: a snapshot of a book stream in one part or several. Written by a lane.
 * The parts cut the bids, best first, and then the asks, best first, into runs of LEVELS_PER_PART.
 */
import { VERIFIED_ASK_ALL, VERIFIED_BID_ALL } from '../market/verified-range.js';
import { BOOK_FRAME, bookFrameBytes, IMAGE_LEVELS, writeBookBody } from './book-frame.js';
import { FRAME_FLAG, FRAME_KIND, makeHeaderTemplate, writeFrameHeader } from './frame-header.js';
import type { FrameHeader, FrameViews } from './frame-header.js';
import { storeInt64 } from './int64-words.js';
import { LEVEL_BYTES, writeLevelRange, type LevelSides } from './level-vector.js';

/** A longer image is sent in several parts. */
export const IMAGE_PART_BYTES_LIMIT = 65536;

export const LEVELS_PER_PART = Math.floor(
  (IMAGE_PART_BYTES_LIMIT - bookFrameBytes(IMAGE_LEVELS, 0, 0)) / LEVEL_BYTES,
);

const TEMPLATE = makeHeaderTemplate(
  FRAME_KIND.IMAGE,
  [
    BOOK_FRAME.HASH,
    BOOK_FRAME.BIDS,
    BOOK_FRAME.ASKS,
    BOOK_FRAME.PART,
    BOOK_FRAME.PART_COUNT,
    BOOK_FRAME.VERIFIED_BID,
    BOOK_FRAME.VERIFIED_ASK,
  ],
  IMAGE_LEVELS - 4,
);

/** Where nobody says otherwise, both sides are complete. */
const ALL_VERIFIED = new Float64Array([VERIFIED_BID_ALL, VERIFIED_ASK_ALL]);

/** Parts of an image with that many levels, at least 1. */
export const imagePartCount = (bidCount: number, askCount: number): number =>
  Math.max(1, Math.ceil((bidCount + askCount) / LEVELS_PER_PART));

/** Bytes of one part of an image with that many levels. */
export const imagePartBytes = (bidCount: number, askCount: number, part: number): number =>
  bookFrameBytes(
    IMAGE_LEVELS,
    Math.min(LEVELS_PER_PART, bidCount + askCount - part * LEVELS_PER_PART),
    0,
  );

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
  const bytes = bookFrameBytes(IMAGE_LEVELS, bidTo - bidFrom, askTo - askFrom);
  let flags = header.flags | FRAME_FLAG.IMAGE | FRAME_FLAG.HASH;
  if (part === 0) flags |= FRAME_FLAG.FIRST_PART;
  if (part === partCount - 1) flags |= FRAME_FLAG.LAST_PART;
  writeFrameHeader(u32, at, TEMPLATE, header, bytes, flags);
  u32[(at + BOOK_FRAME.PART) >>> 2] = part | (partCount << 16);
  u32[((at + BOOK_FRAME.PART) >>> 2) + 1] = 0;
  const verified = sides.verified ?? ALL_VERIFIED;
  storeInt64(u32, (at + BOOK_FRAME.VERIFIED_BID) >>> 2, verified, 0);
  storeInt64(u32, (at + BOOK_FRAME.VERIFIED_ASK) >>> 2, verified, 1);
  u32[((at + IMAGE_LEVELS) >>> 2) - 2] = 0;
  writeBookBody(u32, at, IMAGE_LEVELS, hashLow, hashHigh, bidTo - bidFrom, askTo - askFrom);
  const word = writeLevelRange(
    u32,
    (at + IMAGE_LEVELS) >>> 2,
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
