/** Types of paired-ratio.mjs for the tests. */
export const ROUNDS_LIMIT: number;
export const SINGLE_TAIL: number;
export function roundsNeeded(tail: number): number;
export function pairedInterval(
  differences: readonly number[],
  tail?: number,
): { estimate: number; low: number; high: number };
export function ratioInterval(
  ratios: readonly number[],
  tail?: number,
): { ratio: number; low: number; high: number };
export function noiseFactor(samePairRatios: readonly number[]): number;
