/**
 * Instruments and their scales, from public/get_instruments: a price has the decimals of tick_size and
 * of every tick_size_steps entry, an amount those of min_trade_amount and contract_size. The tick is
 * the smallest of the ticks, the lot the smaller of the two sizes.
 */
import { decimalsOf, SCALE_MAX } from '../../../market/decimal.js';
import { scaledOfNumber } from '../parts/decimal-text.js';
import { JsonNumber } from '../parts/exact-json.js';
import { FALLBACK_SCALE, type SymbolScales } from '../parts/instrument-scales.js';
import { isFields } from '../parts/json.js';

export interface DeribitInstrument extends SymbolScales {
  /** The index that platform_state names when the instrument's currency is locked. */
  readonly priceIndex: string;
}

/** @returns the instruments of an answer, or undefined when it is no such list. */
export function readInstruments(
  answer: unknown,
  limit: number,
): Map<string, DeribitInstrument> | undefined {
  if (!isFields(answer) || !Array.isArray(answer['result'])) return undefined;
  const instruments = new Map<string, DeribitInstrument>();
  for (const entry of answer['result'] as unknown[]) {
    if (!isFields(entry) || typeof entry['instrument_name'] !== 'string') continue;
    if (instruments.size >= limit) break;
    const price = stepOf([entry['tick_size'], ...tickSteps(entry['tick_size_steps'])]);
    const amount = stepOf([entry['min_trade_amount'], entry['contract_size']]);
    const index = entry['price_index'];
    instruments.set(entry['instrument_name'], {
      priceScale: price.scale,
      quantityScale: amount.scale,
      tickSize: price.step,
      lotSize: amount.step,
      priceIndex: typeof index === 'string' ? index : '',
    });
  }
  return instruments;
}

const tickSteps = (steps: unknown): unknown[] =>
  Array.isArray(steps)
    ? (steps as unknown[]).map((step) => (isFields(step) ? step['tick_size'] : undefined))
    : [];

/** The scale that fits all sizes, and the smallest of them. */
function stepOf(values: readonly unknown[]): { scale: number; step: number } {
  const texts = values
    .filter((value) => value instanceof JsonNumber)
    .map((value) => plainText(value.text));
  const scale = Math.max(...texts.map(decimalsOf));
  if (texts.length === 0 || scale > SCALE_MAX) return { scale: FALLBACK_SCALE, step: 0 };
  const steps = texts.map((text) => scaledOfNumber(text, scale)).filter((step) => step > 0);
  return steps.length === 0
    ? { scale: FALLBACK_SCALE, step: 0 }
    : { scale, step: Math.min(...steps) };
}

/** `1.0e-4` as `0.0001`: the decimals of a step are to be counted. */
function plainText(text: string): string {
  const match = /^(\d+)(?:\.(\d+))?[eE]-(\d{1,2})$/.exec(text);
  if (match === null) return text;
  const [, whole, decimals = '', exponent] = match;
  const digits = (whole! + decimals).padStart(decimals.length + Number(exponent) + 1, '0');
  const point = digits.length - decimals.length - Number(exponent);
  return `${digits.slice(0, point)}.${digits.slice(point)}`;
}
