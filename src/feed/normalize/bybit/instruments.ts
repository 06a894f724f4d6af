/**
 * Symbols with scales and status, from GET /v5/market/instruments-info. A price has the decimals of
 * tickSize; a quantity those of qtyStep for contracts and of basePrecision for spot.
 */
import { stepOf } from '../parts/instrument-scales.js';
import { isFields, isText } from '../parts/json.js';
import type { Definition } from '../parts/subscribed-venue.js';

export interface InstrumentAnswer {
  readonly definitions: ReadonlyMap<string, Definition>;
  /** Of the next page; empty on the last one. */
  readonly nextCursor: string;
}

/** @returns the entries of an answer, or why there are none, in the venue's words. */
export function readInstrumentAnswer(answer: unknown): InstrumentAnswer | string {
  if (!isFields(answer)) return 'no JSON object';
  const { retCode, retMsg, result } = answer;
  if (retCode !== 0) return `retCode ${String(retCode)} ${isText(retMsg) ? retMsg : ''}`.trim();
  if (!isFields(result) || !Array.isArray(result['list'])) return 'no list';
  const cursor = result['nextPageCursor'];
  return {
    definitions: readInstruments(result['list'] as unknown[]),
    nextCursor: isText(cursor) ? cursor : '',
  };
}

function readInstruments(entries: readonly unknown[]): Map<string, Definition> {
  const definitions = new Map<string, Definition>();
  for (const entry of entries) {
    if (!isFields(entry) || !isText(entry['symbol'])) continue;
    const { priceFilter, lotSizeFilter } = entry;
    const lot = isFields(lotSizeFilter) ? lotSizeFilter : {};
    const price = stepOf(isFields(priceFilter) ? priceFilter['tickSize'] : undefined);
    const quantity = stepOf(lot['qtyStep'] ?? lot['basePrecision']);
    definitions.set(entry['symbol'], {
      priceScale: price.scale,
      quantityScale: quantity.scale,
      tickSize: price.step,
      lotSize: quantity.step,
      isTrading: entry['status'] === 'Trading',
    });
  }
  return definitions;
}
