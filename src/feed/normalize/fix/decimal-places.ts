/** How many decimals a price or quantity has in its text, for instruments of which nobody has told. Cold. */
import { decimalsOf } from '../../../market/decimal.js';

const DECIMAL = /^-?(\d+\.?\d*|\.\d+)$/;

/** @returns decimals without zeros at the end, or -1 where `bytes[from, to)` is no decimal. */
export function decimalPlaces(bytes: Uint8Array, from: number, to: number): number {
  let text = '';
  for (let i = from; i < to; i++) text += String.fromCharCode(bytes[i]!);
  return DECIMAL.test(text) ? decimalsOf(text) : -1;
}
