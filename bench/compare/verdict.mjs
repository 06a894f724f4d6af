/**
 * What the rounds of a comparison say about one metric: worse, better, or nothing that the noise of
 * this session does not show by itself. Owns the rule and its error rate; measures and prints nothing.
 *
 * Worse is called only what fulfils all of:
 * 1. chance: the exact interval of HEAD's ratio to BASE excludes 1. Its level is shared out over all metrics
 *    (Bonferroni), so that at most FALSE_ALARM_RATE of comparisons of equal builds call anything worse;
 * 2. noise: the estimate is farther from 1 than BASE against BASE gets in the same rounds;
 * 3. size: the estimate is at least `tolerance` away from 1.
 */
import { geometricMean } from '../harness/ratio.mjs';
import { noiseFactor, ratioInterval, roundsNeeded } from '../paired-ratio.mjs';

/** Of comparisons of equal builds: how many may end with a regression by chance. */
export const FALSE_ALARM_RATE = 0.05;

/** Chance on each side that is left for each of so many metrics. */
const tailFor = (metricCount) => FALSE_ALARM_RATE / metricCount;

/** Fewest rounds in which a regression of one among so many metrics can be shown at all. */
export const roundsNeededFor = (metricCount) =>
  Math.max(roundsNeeded(tailFor(metricCount)), roundsNeeded(0.025));

/**
 * @param rounds [{ base: [first, second], head: [first, second] }, …] values > 0
 * @param better 'higher' or 'lower'
 * @param metricCount metrics judged in this session
 * @param tolerance 0.03: changes of less than 3 % are never called worse or better
 */
export function judge({ rounds, better, metricCount, tolerance }) {
  const ratios = rounds.map(({ base, head }) => geometricMean(head) / geometricMean(base));
  const interval = ratioInterval(ratios, tailFor(metricCount));
  const noise = noiseFactor(rounds.map(({ base }) => base[1] / base[0]));
  const threshold = Math.max(noise, 1 + tolerance);
  const up = interval.low > 1 && interval.ratio > threshold;
  const down = interval.high < 1 && interval.ratio < 1 / threshold;
  const isWorse = better === 'higher' ? down : up;
  const isBetter = better === 'higher' ? up : down;
  return {
    ...interval,
    noise,
    // A change beyond this would have been called, had it shown with this session's spread.
    visible: Math.max(threshold, Math.sqrt(interval.high / interval.low)),
    verdict: isWorse ? 'worse' : isBetter ? 'better' : 'same',
  };
}
