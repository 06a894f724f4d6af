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

/** Digits that are a safe integer, whatever they are. */
const SAFE_DIGITS = 15;
const DECIMAL = /^-?(\d+)(?:\.(\d*?)0*)?$/;

/**
 * Decimals with which all these texts fit, for an instrument of which no list has told: as many of
 * FALLBACK_SCALE as the largest leaves room for. @returns undefined where none fits all.
 */
export function scaleOfTexts(texts: readonly unknown[]): number | undefined {
  let wholeDigits = 1;
  let decimals = 0;
  for (const text of texts) {
    const match = typeof text === 'string' ? DECIMAL.exec(text) : null;
    if (match === null) return undefined;
    wholeDigits = Math.max(wholeDigits, match[1]!.length);
    decimals = Math.max(decimals, match[2]?.length ?? 0);
  }
  const scale = Math.min(FALLBACK_SCALE, SAFE_DIGITS - wholeDigits);
  return decimals <= scale ? scale : undefined;
}

/**
 * Scales only ever widen: what fits a wider scale fits it exactly, and no epoch is spent on it.
 * @returns undefined when what is known is wide enough.
 */
export function widened<S extends SymbolScales>(known: SymbolScales, scales: S): S | undefined {
  const { priceScale, quantityScale } = known;
  if (scales.priceScale <= priceScale && scales.quantityScale <= quantityScale) return undefined;
  return {
    ...scales,
    priceScale: Math.max(scales.priceScale, priceScale),
    quantityScale: Math.max(scales.quantityScale, quantityScale),
    tickSize: scales.priceScale >= priceScale ? scales.tickSize : 0,
    lotSize: scales.quantityScale >= quantityScale ? scales.lotSize : 0,
  };
}
