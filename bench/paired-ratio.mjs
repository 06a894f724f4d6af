/**
 * How much two things measured in interleaved rounds differ, and how sure that is. Owns the estimate
 * (Hodges–Lehmann) and its interval (Wilcoxon's signed ranks, exact); knows nothing of benches.
 *
 * A round measures A B B A or B A A B and gives one number: the log of B's ratio to A. If A and B are the same,
 * swapping their names changes nothing but its sign, so it lies symmetrically around 0, whatever
 * shape the noise has. That is all the signed ranks need: the stated level is exact, not asymptotic.
 */

/** More rounds than this are refused: 2^rounds has to be exact in a double. */
export const ROUNDS_LIMIT = 50;

/** Interval of one comparison by its own: 95 % on both sides together. */
export const SINGLE_TAIL = 0.025;

/** All averages of two values, each value with itself included, ascending. */
function walshAverages(values) {
  const averages = [];
  for (let i = 0; i < values.length; i++) {
    for (let k = i; k < values.length; k++) averages.push((values[i] + values[k]) / 2);
  }
  return averages.sort((a, b) => a - b);
}

/** How many of the 2^count sign patterns give each sum of positive ranks. */
function rankSumCounts(count) {
  const sumMax = (count * (count + 1)) / 2;
  const ways = new Float64Array(sumMax + 1);
  ways[0] = 1;
  for (let rank = 1; rank <= count; rank++) {
    for (let sum = sumMax; sum >= rank; sum--) ways[sum] += ways[sum - rank];
  }
  return ways;
}

/**
 * How many of the extreme Walsh averages may be cut off at either end.
 * @param tail the chance, on each side, that the truth lies beyond the interval
 * @returns 0 when so few rounds cannot bound anything at this level
 */
function averagesCut(count, tail) {
  const ways = rankSumCounts(count);
  const patterns = 2 ** count;
  let seen = 0;
  let cut = 0;
  while (cut < ways.length && (seen += ways[cut]) / patterns <= tail) cut++;
  return cut;
}

/** Fewest rounds that can bound a difference at this level: all of one sign has the chance 2^-rounds. */
export const roundsNeeded = (tail) => Math.ceil(-Math.log2(tail));

/**
 * Centre and interval of paired differences (here: log ratios, one a round).
 * @returns the Hodges–Lehmann estimate, and the interval that misses the truth with at most `tail` on each side;
 * infinite where there are too few rounds
 */
export function pairedInterval(differences, tail = SINGLE_TAIL) {
  if (differences.length === 0 || differences.length > ROUNDS_LIMIT)
    throw new RangeError(`${differences.length} rounds: expected 1 to ${ROUNDS_LIMIT}`);
  if (!differences.every(Number.isFinite))
    throw new RangeError(`differences must be finite: ${differences.join(', ')}`);
  const averages = walshAverages(differences);
  const middle = averages.length >> 1;
  const estimate =
    averages.length % 2 === 1 ? averages[middle] : (averages[middle - 1] + averages[middle]) / 2;
  const cut = averagesCut(differences.length, tail);
  if (cut === 0) return { estimate, low: -Infinity, high: Infinity };
  return { estimate, low: averages[cut - 1], high: averages.at(-cut) };
}

/**
 * The same for ratios: B over A of each round.
 * @returns e.g. { ratio: 1.31, low: 1.24, high: 1.38 }
 */
export function ratioInterval(ratios, tail = SINGLE_TAIL) {
  const { estimate, low, high } = pairedInterval(ratios.map(Math.log), tail);
  return { ratio: Math.exp(estimate), low: Math.exp(low), high: Math.exp(high) };
}

/**
 * What a comparison of a thing with itself shows in this session, as a factor ≥ 1: the farther end of the interval
 * of the pairs' ratio. A pair is one run against one run; rounds compare the mean of two with the mean of two, which
 * varies √2 times less, so the logs are divided by that.
 */
export function noiseFactor(samePairRatios) {
  const { low, high } = pairedInterval(samePairRatios.map((ratio) => Math.log(ratio) / Math.SQRT2));
  return Math.exp(Math.max(Math.abs(low), Math.abs(high)));
}
