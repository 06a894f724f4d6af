/** From the samples of all rounds to what is reported of one case: see docs/benchmarks.md. */
import { geometricMean, median, betterBy } from './ratio.mjs';

const summaryOf = (samples) => ({
  samples,
  median: median(samples),
  min: Math.min(...samples),
  max: Math.max(...samples),
});

/**
 * @param metrics {name, unit, better} each.
 * @param variants {name, title} each, the base first.
 * @param rounds per round: {runs: Map of variant name to metric values, repeat: those of the base's second run or undefined}.
 * @returns per metric: its variants with samples, median, min, max and how many times better the
 *   base is; noise: the base against itself.
 */
export function compareRounds(metrics, variants, rounds) {
  const [base] = variants;
  return metrics.map(({ name: metric, unit, better }) => {
    const valuesOf = (variant) => rounds.map(({ runs }) => runs.get(variant)[metric]);
    const repeats = rounds
      .map(({ repeat }) => repeat?.[metric])
      .filter((value) => value !== undefined);
    const hasRepeats = repeats.length === rounds.length;
    const firsts = valuesOf(base.name);
    const baseOf = (round) =>
      hasRepeats ? geometricMean([firsts[round], repeats[round]]) : firsts[round];
    return {
      name: metric,
      unit,
      better,
      variants: variants.map(({ name, title }) => {
        const samples = valuesOf(name);
        if (name === base.name) return { name, title, ...summaryOf([...samples, ...repeats]) };
        const pairs = samples.map((value, round) => [baseOf(round), value]);
        return { name, title, ...summaryOf(samples), ratio: betterBy(pairs, better) };
      }),
      noise: hasRepeats
        ? betterBy(
            firsts.map((value, round) => [value, repeats[round]]),
            better,
          )
        : null,
    };
  });
}
