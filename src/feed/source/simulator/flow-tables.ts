/**
 * The distributions that the order flow draws from, as tables: one random word picks an entry. Built
 * once, cold. Runs anywhere.
 */

/** What happens, in shares of all messages. 37 + 22 + 19 + 17 + 3 % and a rest of 2 %. */
const MIX: readonly (readonly [string, number])[] = [
  ['A', 37],
  ['U', 22],
  ['F', 19],
  ['D', 17],
  ['E', 3],
  ['X', 1.2],
  ['C', 0.3],
  ['P', 0.4],
  ['Q', 0.1],
];

const TABLE_BITS = 12;
export const TABLE_MASK = (1 << TABLE_BITS) - 1;
const TABLE_LENGTH = 1 << TABLE_BITS;

/** Type bytes in the proportions of MIX. */
export function mixTable(): Uint8Array {
  const table = new Uint8Array(TABLE_LENGTH);
  let share = 0;
  let at = 0;
  for (const [type, percent] of MIX) {
    share += percent;
    const end = Math.round((share / 100) * TABLE_LENGTH);
    table.fill(type.charCodeAt(0), at, end);
    at = end;
  }
  return table;
}

/** The middle of the i-th of TABLE_LENGTH equal parts of (0, 1). */
const midpoint = (index: number): number => (index + 0.5) / TABLE_LENGTH;

/** Heavy-tailed integers from 0: quantiles of a Pareto distribution, cut off at `limit`. */
export function paretoTable(shape: number, scale: number, limit: number): Int32Array {
  return Int32Array.from({ length: TABLE_LENGTH }, (_, index) =>
    Math.min(limit, Math.floor(scale * (midpoint(index) ** (-1 / shape) - 1))),
  );
}

/** Quantiles of the exponential distribution of mean 1. */
export function exponentialTable(): Float64Array {
  const quantiles = Float64Array.from(
    { length: TABLE_LENGTH },
    (_, index) => -Math.log(midpoint(index)),
  );
  const mean = quantiles.reduce((sum, value) => sum + value, 0) / TABLE_LENGTH;
  return quantiles.map((value) => value / mean);
}

/** Shares of an order: round lots mostly, odd lots, a few blocks. */
export function quantityTable(): Int32Array {
  return Int32Array.from({ length: TABLE_LENGTH }, (_, index) => {
    const part = index / TABLE_LENGTH;
    if (part < 0.45) return 100;
    if (part < 0.7) return 100 * (2 + (index % 9));
    if (part < 0.95) return 1 + (index % 99);
    return 1000 + 100 * (index % 90);
  });
}

/** Symbols in proportion to their activity, a few busy ones and many quiet ones. Length a power of two. */
export function activityTable(symbolCount: number): Uint16Array {
  let length = TABLE_LENGTH;
  while (length < symbolCount * 4) length *= 2;
  const weights = Array.from({ length: symbolCount }, (_, rank) => (rank + 2) ** -0.7);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const table = new Uint16Array(length);
  // Everybody gets one entry; the others are shared out by weight.
  const toShare = length - symbolCount;
  let share = 0;
  let at = 0;
  for (let symbol = 0; symbol < symbolCount; symbol++) {
    share += weights[symbol]! / total;
    const end = Math.round(share * toShare) + symbol + 1;
    table.fill(symbol, at, end);
    at = end;
  }
  return table;
}
