/**
 * Reads a side's levels from a JsonCursor into a LevelBatch, in the shapes that venues write them.
 * Each reads one array; on false the cursor has failed and the batch's content is worthless. A
 * message begins with batch.clear(). Feed thread.
 */
import type { Side } from '../../../market/side.js';
import { KEY_END, type JsonCursor } from './json-cursor.js';
import { decimalEnd } from './json-decimal.js';
import type { JsonKeys } from './json-keys.js';
import type { LevelBatch } from './level-batch.js';

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/** `[["64000.10","0.5"], …]`; what a row has beyond its first two is skipped. */
export function readQuotedRows(
  cursor: JsonCursor,
  batch: LevelBatch,
  side: Side,
  priceScale: number,
  quantityScale: number,
): boolean {
  if (!cursor.array()) return false;
  readCompactRows(cursor, batch, side, priceScale, quantityScale);
  while (cursor.nextElement()) {
    if (!batch.makeRoom()) return cursor.fail();
    const { count, prices, quantities } = batch;
    cursor.array();
    if (!cursor.nextElement() || !cursor.quotedDecimal(prices, count, priceScale))
      return cursor.fail();
    if (!cursor.nextElement() || !cursor.quotedDecimal(quantities, count, quantityScale))
      return cursor.fail();
    if (quantities[count]! < 0) return cursor.fail();
    while (cursor.nextElement()) cursor.skip();
    batch.add(side);
  }
  return cursor.ok;
}

/** As many rows as are written without blanks, with two elements; the rest is for the caller. */
function readCompactRows(
  cursor: JsonCursor,
  batch: LevelBatch,
  side: Side,
  priceScale: number,
  quantityScale: number,
): void {
  const { bytes, view } = cursor;
  let row = cursor.at;
  while (bytes[row] === OPEN_BRACKET && bytes[row + 1] === QUOTE && batch.makeRoom()) {
    const { count, prices, quantities } = batch;
    const price = decimalEnd(bytes, view, row + 2, prices, count, priceScale);
    if (price < 0 || bytes[price] !== QUOTE || bytes[price + 1] !== COMMA) return;
    if (bytes[price + 2] !== QUOTE) return;
    const end = decimalEnd(bytes, view, price + 3, quantities, count, quantityScale);
    if (end < 0 || bytes[end] !== QUOTE || bytes[end + 1] !== CLOSE_BRACKET) return;
    if (quantities[count]! < 0) return;
    batch.add(side);
    cursor.passed(end + 2);
    if (bytes[end + 2] !== COMMA) return;
    row = end + 3;
  }
}

/** `[[64000.1,0.5], …]`. */
export function readBareRows(
  cursor: JsonCursor,
  batch: LevelBatch,
  side: Side,
  priceScale: number,
  quantityScale: number,
): boolean {
  cursor.array();
  while (cursor.nextElement()) {
    if (!batch.makeRoom()) return cursor.fail();
    const { count, prices, quantities } = batch;
    cursor.array();
    if (!cursor.nextElement() || !cursor.bareDecimal(prices, count, priceScale))
      return cursor.fail();
    if (!cursor.nextElement() || !cursor.bareDecimal(quantities, count, quantityScale))
      return cursor.fail();
    if (quantities[count]! < 0) return cursor.fail();
    while (cursor.nextElement()) cursor.skip();
    batch.add(side);
  }
  return cursor.ok;
}

/**
 * `[{"price":64000.1,"qty":0.50000000}, …]`, bare numbers, in either order, other keys skipped.
 * @param keys the price's key first, the quantity's second.
 */
export function readBareObjects(
  cursor: JsonCursor,
  batch: LevelBatch,
  side: Side,
  keys: JsonKeys,
  priceScale: number,
  quantityScale: number,
): boolean {
  cursor.array();
  while (cursor.nextElement()) {
    if (!batch.makeRoom()) return cursor.fail();
    const { count, prices, quantities } = batch;
    let found = 0;
    cursor.object();
    for (let key = cursor.nextKey(keys); key !== KEY_END; key = cursor.nextKey(keys)) {
      if (key === 0) cursor.bareDecimal(prices, count, priceScale);
      else if (key === 1) cursor.bareDecimal(quantities, count, quantityScale);
      else cursor.skip();
      found += key >= 0 ? 1 : 0;
    }
    if (found !== 2 || !(quantities[count]! >= 0)) return cursor.fail();
    batch.add(side);
  }
  return cursor.ok;
}
