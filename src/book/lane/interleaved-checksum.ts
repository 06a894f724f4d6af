/**
 * Checksums of a book that are CRC32 over its numbers as the venue writes them, of the 25 best levels a side:
 * rank by rank the bid's price and quantity, then the ask's, all joined by colons. Bitfinex tells quantities
 * of asks below zero and writes as JavaScript does: `7294.7`, `0.5`, `1e-7`. OKX writes no sign and no
 * exponent: `0.0000001`. Must never allocate or change a book. Lane thread only.
 */
import { ASK, BID } from '../../market/side.js';
import type { InstrumentId } from '../../market/units.js';
import type { BookStore } from '../book-store.js';

const DEPTH = 25;
const POLYNOMIAL = 0xedb88320;
const ZERO = 0x30;
const DOT = 0x2e;
const MINUS = 0x2d;
const COLON = 0x3a;
const LOWER_E = 0x65;
/** JavaScript writes an exponent where more zeros than this stand behind the point. */
const LEADING_ZEROS_MAX = 5;
const DIGITS_MAX = 16;

const TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let word = byte;
  for (let bit = 0; bit < 8; bit++)
    word = (word & 1) !== 0 ? (word >>> 1) ^ POLYNOMIAL : word >>> 1;
  return word;
});

/** Digits of the number under way, least significant first. */
const digits = new Uint8Array(DIGITS_MAX);

/** @returns the checksum, unsigned. */
export const bitfinexChecksum = (
  store: BookStore,
  instrument: InstrumentId,
  priceScale: number,
  quantityScale: number,
): number => checksum(store, instrument, priceScale, quantityScale, true);

/** @returns the checksum, unsigned. */
export const okxChecksum = (
  store: BookStore,
  instrument: InstrumentId,
  priceScale: number,
  quantityScale: number,
): number => checksum(store, instrument, priceScale, quantityScale, false);

function checksum(
  store: BookStore,
  instrument: InstrumentId,
  priceScale: number,
  quantityScale: number,
  isBitfinex: boolean,
): number {
  const bidCount = Math.min(store.levelCount(instrument, BID), DEPTH);
  const askCount = Math.min(store.levelCount(instrument, ASK), DEPTH);
  let crc = -1;
  let isFirst = true;
  for (let rank = 0; rank < bidCount || rank < askCount; rank++) {
    for (let side = BID as number; side <= ASK; side++) {
      if (rank >= (side === BID ? bidCount : askCount)) continue;
      const key = side === BID ? BID : ASK;
      if (!isFirst) crc = add(crc, COLON);
      isFirst = false;
      crc = addNumber(crc, store.levelPrice(instrument, key, rank), priceScale, isBitfinex);
      crc = add(crc, COLON);
      if (isBitfinex && key === ASK) crc = add(crc, MINUS);
      crc = addNumber(crc, store.levelQuantity(instrument, key, rank), quantityScale, isBitfinex);
    }
  }
  return ~crc >>> 0;
}

const add = (crc: number, byte: number): number => TABLE[(crc ^ byte) & 0xff]! ^ (crc >>> 8);

/** `value` × 10^-scale without zeros at its end, as JavaScript writes it where there may be an exponent. */
function addNumber(crc: number, value: number, scale: number, hasExponents: boolean): number {
  let rest = value;
  if (rest < 0) {
    crc = add(crc, MINUS);
    rest = -rest;
  }
  let point = scale;
  while (rest !== 0 && rest % 10 === 0) {
    rest /= 10;
    point--;
  }
  let count = 0;
  while (rest !== 0) {
    const next = Math.floor(rest / 10);
    digits[count++] = ZERO + (rest - next * 10);
    rest = next;
  }
  if (count === 0) return add(crc, ZERO);
  // Zeros between the point and the first digit.
  if (hasExponents && point - count > LEADING_ZEROS_MAX) return addExponent(crc, count, point);
  if (point >= count) {
    crc = add(add(crc, ZERO), DOT);
    for (let i = count; i < point; i++) crc = add(crc, ZERO);
    for (let i = count - 1; i >= 0; i--) crc = add(crc, digits[i]!);
    return crc;
  }
  for (let i = count - 1; i >= 0; i--) {
    crc = add(crc, digits[i]!);
    if (i === point && i > 0) crc = add(crc, DOT);
  }
  for (let i = point; i < 0; i++) crc = add(crc, ZERO);
  return crc;
}

/** `1.5e-7` */
function addExponent(crc: number, count: number, point: number): number {
  crc = add(crc, digits[count - 1]!);
  if (count > 1) crc = add(crc, DOT);
  for (let i = count - 2; i >= 0; i--) crc = add(crc, digits[i]!);
  crc = add(add(crc, LOWER_E), MINUS);
  const exponent = point - count + 1;
  if (exponent >= 10) crc = add(crc, ZERO + Math.floor(exponent / 10));
  return add(crc, ZERO + (exponent % 10));
}
