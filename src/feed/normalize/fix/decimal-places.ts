/** How many decimals a price or quantity has in its text, for instruments of which nobody has told. Cold. */
const ZERO = 0x30;
const DOT = 0x2e;
const DECIMAL = /^-?(\d+\.?\d*|\.\d+)$/;

/** @returns decimals without zeros at the end, or -1 where `bytes[from, to)` is no decimal. */
export function decimalPlaces(bytes: Uint8Array, from: number, to: number): number {
  let text = '';
  for (let i = from; i < to; i++) text += String.fromCharCode(bytes[i]!);
  if (!DECIMAL.test(text)) return -1;
  let end = to;
  const dot = bytes.indexOf(DOT, from);
  if (dot < 0 || dot >= to) return 0;
  while (bytes[end - 1] === ZERO) end--;
  return end - dot - 1;
}
