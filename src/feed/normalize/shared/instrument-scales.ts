/** Scales and sizes of one symbol, from the venue's instrument list or, without one, assumed. */
import { decimalsOf, parseScaledText, SCALE_MAX } from '../../../market/decimal.js';

/** Decimals of prices and quantities of which the venue has not told the step. */
export const FALLBACK_SCALE = 8;

export interface SymbolScales {
  readonly priceScale: number;
  readonly quantityScale: number;
  /** In units of the scale; 0 unknown. */
  readonly tickSize: number;
  readonly lotSize: number;
}

export const FALLBACK_SCALES: SymbolScales = {
  priceScale: FALLBACK_SCALE,
  quantityScale: FALLBACK_SCALE,
  tickSize: 0,
  lotSize: 0,
};

export interface Step {
  readonly scale: number;
  /** In units of the scale; 0 unknown. */
  readonly step: number;
}

/** The decimals and the size of a step such as `0.0100`; a step that is none leaves the scale assumed. */
export function stepOf(text: unknown): Step {
  if (typeof text !== 'string') return { scale: FALLBACK_SCALE, step: 0 };
  const scale = decimalsOf(text);
  const step = scale > SCALE_MAX ? NaN : parseScaledText(text, scale);
  return step > 0 ? { scale, step } : { scale: FALLBACK_SCALE, step: 0 };
}
