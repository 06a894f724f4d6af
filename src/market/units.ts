/**
 * Branded integers. Owns the units that prices and quantities are counted in; must never hold a
 * fraction. Runs everywhere, the browser included.
 */

declare const ticksBrand: unique symbol;
declare const lotsBrand: unique symbol;
declare const instrumentIdBrand: unique symbol;

/** A price as an integer count of 10^-priceScale, signed, within ±(2^53 - 1). Zero is a price. */
export type Ticks = number & { readonly [ticksBrand]: true };

/** A quantity as an integer count of 10^-quantityScale, 0 … 2^53 - 1. */
export type Lots = number & { readonly [lotsBrand]: true };

/** Row of an instrument in the shared instrument table, 0-based, stable for one server start. */
export type InstrumentId = number & { readonly [instrumentIdBrand]: true };

/** Brand an integer that is already scaled. The only places to call it are codecs and tests. */
export const asTicks = (scaled: number): Ticks => scaled as Ticks;

/** Brand an integer that is already scaled. The only places to call it are codecs and tests. */
export const asLots = (scaled: number): Lots => scaled as Lots;

export const asInstrumentId = (row: number): InstrumentId => row as InstrumentId;
