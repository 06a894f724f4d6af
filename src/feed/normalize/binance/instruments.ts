/**
 * Symbols and their scales, from GET …/exchangeInfo: a price has the decimals of
 * PRICE_FILTER.tickSize, a quantity those of LOT_SIZE.stepSize. Without it, or where a filter is
 * switched off (step 0), both have FALLBACK_SCALE decimals, which is what the venue writes in every
 * message; what does not fit is refused like anything else that does not fit.
 */
import { stepOf, type Step, type SymbolScales } from '../parts/instrument-scales.js';
import { isFields } from '../parts/json.js';

function stepIn(filters: readonly unknown[], type: string, field: string): Step {
  const filter = filters.find((each) => isFields(each) && each['filterType'] === type);
  return stepOf(isFields(filter) ? filter[field] : undefined);
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
    const price = stepIn(filters, 'PRICE_FILTER', 'tickSize');
    const quantity = stepIn(filters, 'LOT_SIZE', 'stepSize');
    scales.set(entry['symbol'], {
      priceScale: price.scale,
      quantityScale: quantity.scale,
      tickSize: price.step,
      lotSize: quantity.step,
    });
  }
  return scales;
}
