/**
 * Codec of instrument frames: who an instrument is. Cold. Written by a lane, kept by gateways.
 * It has no common header: no epoch, no seq, no stamps.
 *
 *    64  [ tick size i64 ][ lot size i64 ]
 *    80  [ instrument u32 ][ depth limit u32 ][ venue uoffset ][ symbol uoffset ]
 *    96  [ price scale u8 ][ quantity scale u8 ][ unused u16 ]
 *   100  [ venue length u32 ][ venue …, 0 ][ pad to 4 ][ symbol length u32 ][ symbol …, 0 ][ pad to 8 ]
 */
import type { Instrument } from '../market/instrument.js';
import { FRAME_KIND, makeTemplate, writeTemplate } from './frame-header.js';
import type { FrameViews } from './frame-header.js';
import { writeInt64 } from './int64-words.js';

const TICK_SIZE = 64;
const LOT_SIZE = 72;
const INSTRUMENT = 80;
const DEPTH_LIMIT = 84;
const VENUE = 88;
const SYMBOL = 92;
const PRICE_SCALE = 96;
const QUANTITY_SCALE = 97;
const TEXTS = 100;

const TEMPLATE = makeTemplate(
  FRAME_KIND.INSTRUMENT,
  [INSTRUMENT, VENUE, SYMBOL, PRICE_SCALE, QUANTITY_SCALE, TICK_SIZE, LOT_SIZE, DEPTH_LIMIT],
  TEXTS,
);

const encoder = new TextEncoder();

const textBytes = (text: Uint8Array): number => (4 + text.length + 1 + 3) & ~3;

/** Bytes that an instrument frame never exceeds, given the instrument table's text limits. */
export const INSTRUMENT_BYTES_LIMIT = 256;

function writeText(views: FrameViews, at: number, text: Uint8Array): void {
  const end = at + textBytes(text);
  views.u32[at >>> 2] = text.length;
  views.u8.set(text, at + 4);
  views.u8.fill(0, at + 4 + text.length, end);
}

/**
 * Write one instrument frame at `at`, a multiple of 8.
 * @returns bytes written, at most INSTRUMENT_BYTES_LIMIT.
 */
export function writeInstrumentFrame(
  views: FrameViews,
  at: number,
  instrument: Instrument,
): number {
  const u32 = views.u32;
  const venue = encoder.encode(instrument.venue);
  const symbol = encoder.encode(instrument.symbol);
  const symbolAt = TEXTS + textBytes(venue);
  const end = symbolAt + textBytes(symbol);
  const bytes = (end + 7) & ~7;
  u32[at >>> 2] = bytes - 4;
  writeTemplate(u32, at >>> 2, TEMPLATE);
  writeInt64(u32, (at + TICK_SIZE) >>> 2, instrument.tickSize);
  writeInt64(u32, (at + LOT_SIZE) >>> 2, instrument.lotSize);
  u32[(at + INSTRUMENT) >>> 2] = instrument.id;
  u32[(at + DEPTH_LIMIT) >>> 2] = instrument.depthLimit;
  u32[(at + VENUE) >>> 2] = TEXTS - VENUE;
  u32[(at + SYMBOL) >>> 2] = symbolAt - SYMBOL;
  u32[(at + PRICE_SCALE) >>> 2] = instrument.priceScale | (instrument.quantityScale << 8);
  writeText(views, at + TEXTS, venue);
  writeText(views, at + symbolAt, symbol);
  views.u8.fill(0, at + end, at + bytes);
  return bytes;
}

/** Instrument id of an instrument frame that we wrote. */
export const instrumentFrameId = (u32: Uint32Array, at: number): number =>
  u32[(at + INSTRUMENT) >>> 2]!;
