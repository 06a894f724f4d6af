/**
 * Symbols with scales and status, from GET /api/v5/public/instruments and the instruments channel,
 * whose entries are the same. A price has the decimals of tickSz, a quantity those of lotSz: in the base
 * currency for spot, in contracts for the others.
 */
import { stepOf } from '../parts/instrument-scales.js';
import { isFields, isText } from '../parts/json.js';
import type { Definition } from '../parts/subscribed-venue.js';

/** The venue's instType of a symbol: its lists and its instruments channel are by type. */
export function instrumentTypeOf(symbol: string): string {
  if (symbol.endsWith('-SWAP')) return 'SWAP';
  if (/-\d{6}-[\d.]+-[CP]$/.test(symbol)) return 'OPTION';
  return /-\d{6}$/.test(symbol) ? 'FUTURES' : 'SPOT';
}

/** Entries that are no instrument are left out. */
export function readInstruments(entries: readonly unknown[]): Map<string, Definition> {
  const definitions = new Map<string, Definition>();
  for (const entry of entries) {
    if (!isFields(entry) || !isText(entry['instId'])) continue;
    const price = stepOf(entry['tickSz']);
    const quantity = stepOf(entry['lotSz']);
    definitions.set(entry['instId'], {
      priceScale: price.scale,
      quantityScale: quantity.scale,
      tickSize: price.step,
      lotSize: quantity.step,
      isTrading: entry['state'] === 'live',
    });
  }
  return definitions;
}

/** @returns the entries of an answer, or why there are none, in the venue's words. */
export function readInstrumentAnswer(answer: unknown): readonly unknown[] | string {
  if (!isFields(answer)) return 'no JSON object';
  const { code, msg, data } = answer;
  if (code === '0' && Array.isArray(data)) return data as unknown[];
  return `code ${String(code)} ${isText(msg) ? msg : ''}`.trim();
}
