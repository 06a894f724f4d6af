/**
 * 64-bit fields as two little-endian words, from and to safe integers, without bigint. Owns the
 * two's-complement arithmetic of the frames. Runs everywhere.
 */

const TWO_32 = 4294967296;
const INVERSE_TWO_32 = 1 / TWO_32;

/**
 * Store the safe integer `source[index]` at a word index; the low word wraps by the typed array's
 * own rule. It takes the array, not the number: a double handed to a function that the compiler
 * does not inline is boxed, and that is an allocation per field.
 */
export function storeInt64(
  u32: Uint32Array,
  word: number,
  source: Float64Array,
  index: number,
): void {
  const value = source[index]!;
  u32[word] = value;
  u32[word + 1] = Math.floor(value * INVERSE_TWO_32);
}

/** storeInt64 for cold code and for callers whose number is in no array. */
export function writeInt64(u32: Uint32Array, word: number, value: number): void {
  u32[word] = value;
  u32[word + 1] = Math.floor(value * INVERSE_TWO_32);
}

/** A signed 64-bit field as a number; exact within ±2^53. */
export const readInt64 = (u32: Uint32Array, word: number): number =>
  (u32[word + 1]! | 0) * TWO_32 + u32[word]!;

/** An unsigned 64-bit field as a number; exact up to 2^53. */
export const readUint64 = (u32: Uint32Array, word: number): number =>
  u32[word + 1]! * TWO_32 + u32[word]!;
