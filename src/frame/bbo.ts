/**
 * Codec of bbo frames: best bid and offer. Written by a lane.
 *
 *   152  [ bid price i64 ][ bid quantity i64 ][ ask price i64 ][ ask quantity i64 ]   quantity 0: side empty
 */
import { FRAME, FRAME_KIND, makeHeaderTemplate, writeFrameHeader } from './frame-header.js';
import type { FrameHeader, FrameViews } from './frame-header.js';
import { storeInt64 } from './int64-words.js';

const BID_PRICE = FRAME.BODY;
const BID_QUANTITY = FRAME.BODY + 8;
const ASK_PRICE = FRAME.BODY + 16;
const ASK_QUANTITY = FRAME.BODY + 24;
export const BBO_BYTES = FRAME.BODY + 32;

const TEMPLATE = makeHeaderTemplate(
  FRAME_KIND.BBO,
  [BID_PRICE, BID_QUANTITY, ASK_PRICE, ASK_QUANTITY],
  BBO_BYTES,
);

/** bid price, bid quantity, ask price, ask quantity; in a typed array so that no double is boxed. */
export type BboValues = Float64Array;

/**
 * Write one bbo frame at `at`, a multiple of 8. An empty side has price and quantity 0.
 * With FRAME_FLAG.IMAGE in the header's flags it is a stream's image: a joiner starts there.
 * @returns BBO_BYTES
 */
export function writeBbo(
  views: FrameViews,
  at: number,
  header: FrameHeader,
  values: BboValues,
): number {
  const u32 = views.u32;
  writeFrameHeader(u32, at, TEMPLATE, header, BBO_BYTES, header.flags);
  storeInt64(u32, (at + BID_PRICE) >>> 2, values, 0);
  storeInt64(u32, (at + BID_QUANTITY) >>> 2, values, 1);
  storeInt64(u32, (at + ASK_PRICE) >>> 2, values, 2);
  storeInt64(u32, (at + ASK_QUANTITY) >>> 2, values, 3);
  return BBO_BYTES;
}
