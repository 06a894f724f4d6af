/**
 * The order of timed runs. Every second round runs backwards (A B C A', then A' C B A), so that a
 * drift of the machine favours nobody; the base runs at both ends, and what its two runs differ by
 * is the noise.
 */

/** Items of a round in the order in which they run; rounds count from 0. */
export const roundOrder = (items, round) => (round % 2 === 0 ? [...items] : items.toReversed());

/**
 * The runs of a round.
 * @param variants names, the base first.
 * @param repeatBase whether the base runs a second time.
 * @returns {variant, repeat}: repeat marks the base's second run.
 */
export function roundRuns(variants, round, repeatBase) {
  const runs = variants.map((variant) => ({ variant, repeat: false }));
  if (repeatBase) runs.push({ variant: variants[0], repeat: true });
  return roundOrder(runs, round);
}
