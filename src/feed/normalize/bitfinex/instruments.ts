/**
 * Pairs and their scales, from GET /v2/tickers. The venue has no fixed tick: prices have five
 * significant digits, wherever their point is. A scale holds them from a thousandth to a thousand
 * times the last price; amounts have eight decimals. A price beyond it quarantines the pair.
 */
import { SCALE_MAX } from '../../../market/decimal.js';
import { JsonNumber } from '../parts/exact-json.js';
import { FALLBACK_SCALE, type SymbolScales } from '../parts/instrument-scales.js';

const SIGNIFICANT_DIGITS = 5;
/** Powers of ten that a price may fall and still fit. */
const ROOM = 3;
const AMOUNT_DECIMALS = 8;
/** Place of LAST_PRICE in a trading pair's row. */
const LAST_PRICE = 7;

/** @returns the trading pairs of an answer, or undefined when it is no such list. */
export function readTickers(answer: unknown, limit: number): Map<string, SymbolScales> | undefined {
  if (!Array.isArray(answer)) return undefined;
  const pairs = new Map<string, SymbolScales>();
  for (const row of answer as unknown[]) {
    if (!Array.isArray(row) || typeof row[0] !== 'string' || !row[0].startsWith('t')) continue;
    if (pairs.size >= limit) break;
    const priceScale = priceScaleOf(row[LAST_PRICE]);
    pairs.set(row[0], { priceScale, quantityScale: AMOUNT_DECIMALS, tickSize: 0, lotSize: 0 });
  }
  // An error is an array, too: ["error", 10020, "limit: invalid"].
  return pairs.size === 0 && answer.length > 0 ? undefined : pairs;
}

function priceScaleOf(last: unknown): number {
  const price = last instanceof JsonNumber ? Number(last.text) : NaN;
  if (!(price > 0 && price < Infinity)) return FALLBACK_SCALE;
  const decimals = SIGNIFICANT_DIGITS - 1 - Math.floor(Math.log10(price)) + ROOM;
  return Math.min(Math.max(decimals, 0), SCALE_MAX);
}
