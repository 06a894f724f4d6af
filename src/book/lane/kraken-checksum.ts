/**
 * Kraken's checksum of a book: CRC32 over the digits of the ten best levels, asks from low to high, then
 * bids from high to low; per level its price, then its quantity, without the point and without leading
 * zeros, which is just what a scaled integer is. Where a level has orders, each order stands for itself, in
 * the order of the queue. Must never allocate or change a book. Lane thread only.
 */
import { CRC_HALF, CRC_START, crcOfNumber } from '../../market/digits-crc.js';
import { ASK, BID } from '../../market/side.js';
import type { InstrumentId } from '../../market/units.js';
import type { BookStore } from '../book-store.js';
import { LEVEL, LEVEL_SHIFT, LEVEL_SHIFT_F64 } from '../level-pool.js';
import { NIL } from '../nil.js';
import { ORDER, ORDER_SHIFT, ORDER_SHIFT_F64 } from '../order-table.js';

const DEPTH = 10;

// Folded into the code; an imported constant V8 reads from memory, and checks, at every use.
const NONE = NIL;
const HALF = CRC_HALF;
const LEVEL_AT = LEVEL_SHIFT;
const LEVEL_F64_AT = LEVEL_SHIFT_F64;
const LEVEL_QUANTITY = LEVEL.QUANTITY_F64;
const HEAD = LEVEL.HEAD;
const ORDER_AT = ORDER_SHIFT;
const ORDER_F64_AT = ORDER_SHIFT_F64;
const ORDER_QUANTITY = ORDER.QUANTITY_F64;
const NEXT = ORDER.NEXT;

/** @returns the checksum as int32. */
export function krakenChecksum(store: BookStore, instrument: InstrumentId): number {
  const asks = addSide(CRC_START, store, (instrument << 1) | ASK);
  return ~addSide(asks, store, (instrument << 1) | BID);
}

function addSide(crc: number, store: BookStore, key: number): number {
  const { sides, levels, orders } = store;
  const sideLevels = sides.levels[key]!;
  const rankPrices = sides.prices[key]!;
  const count = sides.counts[key]!;
  const stop = count > DEPTH ? count - DEPTH : 0;
  // The best stands last.
  for (let at = count - 1; at >= stop; at--) {
    const price = Math.abs(rankPrices[at]!);
    const priceHigh = Math.floor(price / HALF) | 0;
    const priceLow = (price - priceHigh * HALF) | 0;
    const level = sideLevels[at]!;
    let order = levels.i32[(level << LEVEL_AT) + HEAD]!;
    if (order === NONE) {
      const quantity = levels.f64[(level << LEVEL_F64_AT) + LEVEL_QUANTITY]!;
      const high = Math.floor(quantity / HALF) | 0;
      crc = crcOfNumber(crcOfNumber(crc, priceHigh, priceLow), high, (quantity - high * HALF) | 0);
    }
    for (; order !== NONE; order = orders.i32[(order << ORDER_AT) + NEXT]!) {
      const quantity = orders.f64[(order << ORDER_F64_AT) + ORDER_QUANTITY]!;
      const high = Math.floor(quantity / HALF) | 0;
      crc = crcOfNumber(crcOfNumber(crc, priceHigh, priceLow), high, (quantity - high * HALF) | 0);
    }
  }
  return crc;
}
