/**
 * Ratios of a peer comparison, from runs of the same round only, so that what the machine did to a whole
 * round cancels out. The estimate and its interval are those of paired-ratio.mjs.
 */
import { SINGLE_TAIL, ratioInterval } from '../paired-ratio.mjs';

/** Middle value; the mean of the two middle ones where their number is even; NaN of nothing. */
export function median(values) {
  if (values.length === 0) return NaN;
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

export const geometricMean = (values) =>
  Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);

/**
 * How many times better the first of each pair is than the second.
 * @param pairs [first, second] of each round, positive numbers.
 * @param better 'higher' or 'lower': what is good.
 * @returns {value, low, high, level}: the interval contains the truth in `level` of all cases, 0.95 or
 *   what so few rounds can give (one in 2^(rounds - 1) misses it); low and high are null for a single
 *   round. null where a ratio is not defined.
 */
export function betterBy(pairs, better) {
  if (pairs.length === 0 || pairs.some(([a, b]) => !(a > 0 && b > 0))) return null;
  const ratios = pairs.map(([first, second]) =>
    better === 'higher' ? first / second : second / first,
  );
  const tail = Math.max(SINGLE_TAIL, 2 ** -ratios.length);
  const { ratio, low, high } = ratioInterval(ratios, tail);
  if (ratios.length === 1) return { value: ratio, low: null, high: null, level: 0 };
  return { value: ratio, low, high, level: 1 - 2 * tail };
}
