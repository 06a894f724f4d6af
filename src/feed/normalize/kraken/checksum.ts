/**
 * Kraken's checksum made in the feed: where a line's own copy of a book is verified, and where a snapshot tells
 * the scales of its symbol. The lane makes it again over its own book. Feed thread.
 */
import { CRC_HALF, CRC_START, crcOfNumber } from '../../../market/digits-crc.js';
import { ASK, BID } from '../../../market/side.js';
import type { ShadowBook } from '../parts/shadow-book.js';
import type { ShadowSide } from '../parts/shadow-side.js';

/** Levels a side that the checksum sees. */
export const CHECKSUM_DEPTH = 10;

/** The scaled number's digits. */
export function crcOf(crc: number, value: number): number {
  const high = Math.floor(value / CRC_HALF) | 0;
  return crcOfNumber(crc, high, (value - high * CRC_HALF) | 0);
}

function addSide(crc: number, side: ShadowSide): number {
  const stop = Math.max(0, side.count - CHECKSUM_DEPTH);
  for (let at = side.count - 1; at >= stop; at--)
    crc = crcOf(crcOf(crc, Math.abs(side.rankPrices[at]!)), side.quantities[at]!);
  return crc;
}

export const checksumOfLevels = (book: ShadowBook): number =>
  ~addSide(addSide(CRC_START, book.sides[ASK]), book.sides[BID]) >>> 0;
