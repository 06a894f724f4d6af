/** Types of ratio.mjs for the tests. */
export interface BetterBy {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly level: number;
}
export function median(values: readonly number[]): number;
export function geometricMean(values: readonly number[]): number;
export function betterBy(
  pairs: readonly (readonly [number, number])[],
  better: 'higher' | 'lower',
): BetterBy | null;
