/** Scales and sizes of one symbol, from the venue's instrument list or, without one, assumed. */

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
