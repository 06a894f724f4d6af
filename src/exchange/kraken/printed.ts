/** Prices, quantities and times as the venue prints them: bare numbers with all their decimals. */
import { formatScaled } from '../../market/decimal.js';
import { PRICE_SCALE, QUANTITY_SCALE } from '../exchange-market.js';

export const printedPrice = (price: number): string => formatScaled(price, PRICE_SCALE);
export const printedQuantity = (quantity: number): string => formatScaled(quantity, QUANTITY_SCALE);

/** `2024-05-01T12:34:56.123000000Z` of a wall clock in ms; the nanoseconds within the millisecond are the caller's. */
export const printedTime = (wallMs: number, nanoseconds = 0): string =>
  new Date(wallMs).toISOString().replace('Z', `${String(nanoseconds).padStart(6, '0')}Z`);
