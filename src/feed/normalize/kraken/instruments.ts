/**
 * Symbols and their scales. Live they come from the `instrument` channel: price_precision and qty_precision are
 * the decimals of what the venue prints, and so of the digits in its checksum. A capture may lack that channel:
 * then the first snapshot tells them. Its texts have at least some of the decimals, and its checksum says which
 * number of them is right; without a checksum (v1) the texts have all of them.
 */
import { SCALE_MAX } from '../../../market/decimal.js';
import { CRC_START } from '../../../market/digits-crc.js';
import { scaledOfNumber } from '../parts/decimal-text.js';
import { JsonNumber } from '../parts/exact-json.js';
import { FALLBACK_SCALE, type SymbolScales } from '../parts/instrument-scales.js';
import { isFields, isText, type Fields } from '../parts/json.js';
import { CHECKSUM_DEPTH, crcOf } from './checksum.js';
import { decimalOf } from './messages.js';

export interface KrakenDefinition {
  readonly scales: SymbolScales;
  /** Orders are not matched now, whatever rests in the book. */
  readonly isHalted: boolean;
}

/** In every other state orders trade, if not all kinds of them. */
const HALTED = new Set(['cancel_only', 'maintenance', 'delisted', 'post_only', 'work_in_progress']);

export const isHaltedStatus = (status: string): boolean => HALTED.has(status);

/** Pairs of an instrument message that can be read, by symbol; the others are as if not listed. */
export function readPairs(
  pairs: readonly unknown[],
  symbolLimit: number,
): Map<string, KrakenDefinition> {
  const definitions = new Map<string, KrakenDefinition>();
  for (const pair of pairs) {
    if (!isFields(pair) || definitions.size >= symbolLimit) continue;
    const { symbol, status } = pair;
    const priceScale = precisionOf(pair, 'price_precision');
    const quantityScale = precisionOf(pair, 'qty_precision');
    if (!isText(symbol) || Number.isNaN(priceScale + quantityScale)) continue;
    definitions.set(symbol, {
      scales: {
        priceScale,
        quantityScale,
        tickSize: stepOf(pair, 'price_increment', priceScale),
        lotSize: stepOf(pair, 'qty_increment', quantityScale),
      },
      isHalted: isText(status) && isHaltedStatus(status),
    });
  }
  return definitions;
}

function precisionOf(pair: Fields, name: string): number {
  const value = pair[name];
  const precision = value instanceof JsonNumber ? value.id : NaN;
  return precision <= SCALE_MAX ? precision : NaN;
}

/** 0 for a step that is none or has more decimals than the scale. */
function stepOf(pair: Fields, name: string, scale: number): number {
  const step = scaledOfNumber(decimalOf(pair[name]) ?? '', scale);
  return step > 0 ? step : 0;
}

/** Texts of a side's best rows, best first; the orders of ten levels for level3. */
export interface PrintedRow {
  readonly price: string;
  readonly quantity: string;
}

const plainDecimals = (text: string): number => {
  const point = text.indexOf('.');
  return point < 0 ? 0 : text.length - point - 1;
};

/** Scales by which a snapshot has its checksum; those of its texts where there is none or none fits. */
export function scalesOfSnapshot(
  bids: readonly PrintedRow[],
  asks: readonly PrintedRow[],
  checksum: number | undefined,
): SymbolScales {
  const rows = [...bids, ...asks];
  const printed = (pick: (row: PrintedRow) => string): number =>
    Math.min(SCALE_MAX, Math.max(0, ...rows.map((row) => plainDecimals(pick(row)))));
  const priceMin = printed((row) => row.price);
  const quantityMin = printed((row) => row.quantity);
  if (checksum !== undefined) {
    for (let priceScale = priceMin; priceScale <= SCALE_MAX; priceScale++) {
      for (let quantityScale = quantityMin; quantityScale <= SCALE_MAX; quantityScale++) {
        if (checksumAt(bids, asks, priceScale, quantityScale) === checksum)
          return { priceScale, quantityScale, tickSize: 0, lotSize: 0 };
      }
    }
    const quantityScale = Math.max(FALLBACK_SCALE, quantityMin);
    return { priceScale: priceMin, quantityScale, tickSize: 0, lotSize: 0 };
  }
  return { priceScale: priceMin, quantityScale: quantityMin, tickSize: 0, lotSize: 0 };
}

function checksumAt(
  bids: readonly PrintedRow[],
  asks: readonly PrintedRow[],
  priceScale: number,
  quantityScale: number,
): number {
  let crc = CRC_START;
  for (const rows of [asks, bids]) {
    const prices = new Set<string>();
    for (const { price, quantity } of rows) {
      prices.add(price);
      if (prices.size > CHECKSUM_DEPTH) break;
      const scaledPrice = scaledOfNumber(price, priceScale);
      const scaledQuantity = scaledOfNumber(quantity, quantityScale);
      if (Number.isNaN(scaledPrice + scaledQuantity)) return NaN;
      crc = crcOf(crcOf(crc, scaledPrice), scaledQuantity);
    }
  }
  return ~crc >>> 0;
}
