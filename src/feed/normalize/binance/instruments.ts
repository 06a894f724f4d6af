/**
 * Symbols and their scales, from GET /api/v3/exchangeInfo: a price has the decimals of
 * PRICE_FILTER.tickSize, a quantity those of LOT_SIZE.stepSize. Without it, or where a filter is
 * switched off (step 0), both have FALLBACK_SCALE decimals, which is what the venue writes in every
 * message; what does not fit is refused like anything else that does not fit.
 */
import { decimalsOf, parseScaledText, SCALE_MAX } from '../../../market/decimal.js';
import { FALLBACK_SCALE, type SymbolScales } from '../shared/instrument-scales.js';
import { isFields } from '../shared/json.js';

function stepOf(
  filters: readonly unknown[],
  type: string,
  field: string,
): { scale: number; step: number } {
  const filter = filters.find((each) => isFields(each) && each['filterType'] === type);
  const text = isFields(filter) ? filter[field] : undefined;
  if (typeof text !== 'string') return { scale: FALLBACK_SCALE, step: 0 };
  const scale = decimalsOf(text);
  const step = scale > SCALE_MAX ? NaN : parseScaledText(text, scale);
  return step > 0 ? { scale, step } : { scale: FALLBACK_SCALE, step: 0 };
}

/** @returns the symbols of an answer, or undefined when it is no exchangeInfo. */
export function readExchangeInfo(
  answer: unknown,
  symbolLimit: number,
): Map<string, SymbolScales> | undefined {
  if (!isFields(answer) || !Array.isArray(answer['symbols'])) return undefined;
  const scales = new Map<string, SymbolScales>();
  for (const entry of answer['symbols'] as unknown[]) {
    if (!isFields(entry) || typeof entry['symbol'] !== 'string') continue;
    if (scales.size >= symbolLimit) break;
    const filters: unknown[] = Array.isArray(entry['filters']) ? entry['filters'] : [];
    const price = stepOf(filters, 'PRICE_FILTER', 'tickSize');
    const quantity = stepOf(filters, 'LOT_SIZE', 'stepSize');
    scales.set(entry['symbol'], {
      priceScale: price.scale,
      quantityScale: quantity.scale,
      tickSize: price.step,
      lotSize: quantity.step,
    });
  }
  return scales;
}
