/**
 * Codec of trades frames: the trades of the venue messages since the last frame. Written by a lane.
 *
 *   152  [ trades uoffset ][ length u32 ]
 *   160  [ price i64 ][ quantity i64 ][ trade id u64 ][ aggressor u8 ][ flags u8 ][ pad 6 ]  32 bytes each …
 */
import { FRAME, FRAME_KIND, makeHeaderTemplate, writeFrameHeader } from './frame-header.js';
import type { FrameHeader, FrameViews } from './frame-header.js';
import { storeInt64 } from './int64-words.js';

const TRADES = FRAME.BODY;
const LENGTH = FRAME.BODY + 4;
const ENTRIES = FRAME.BODY + 8;
export const TRADE_ENTRY_BYTES = 32;

/** Bits of a trade entry's flags byte. */
export const TRADE_FLAG = {
  AUCTION: 1,
  HIDDEN: 2,
  /** Cancels the trade with this id. */
  BROKEN: 4,
  /** Executed against a displayed order. */
  DISPLAYED: 8,
} as const;

const TEMPLATE = makeHeaderTemplate(FRAME_KIND.TRADES, [TRADES], LENGTH);

export const tradesBytes = (count: number): number => ENTRIES + count * TRADE_ENTRY_BYTES;

/** Pending trades of an instrument; the lane refills `count` elements. */
export interface TradeEntries {
  readonly count: number;
  readonly price: Float64Array;
  readonly quantity: Float64Array;
  readonly idLow: Uint32Array;
  readonly idHigh: Uint32Array;
  readonly aggressor: Uint8Array;
  readonly flags: Uint8Array;
}

/**
 * Write the entries [from, to) as one frame at `at`, a multiple of 8. With FRAME_FLAG.IMAGE in the
 * header's flags and no entries it says where the stream stands.
 * @returns tradesBytes(to - from)
 */
export function writeTrades(
  views: FrameViews,
  at: number,
  header: FrameHeader,
  entries: TradeEntries,
  from: number,
  to: number,
): number {
  const u32 = views.u32;
  const bytes = tradesBytes(to - from);
  writeFrameHeader(u32, at, TEMPLATE, header, bytes, header.flags);
  u32[(at + TRADES) >>> 2] = LENGTH - TRADES;
  u32[(at + LENGTH) >>> 2] = to - from;
  let word = (at + ENTRIES) >>> 2;
  for (let i = from; i < to; i++) {
    storeInt64(u32, word, entries.price, i);
    storeInt64(u32, word + 2, entries.quantity, i);
    u32[word + 4] = entries.idLow[i]!;
    u32[word + 5] = entries.idHigh[i]!;
    u32[word + 6] = entries.aggressor[i]! | (entries.flags[i]! << 8);
    u32[word + 7] = 0;
    word += TRADE_ENTRY_BYTES >>> 2;
  }
  return bytes;
}
