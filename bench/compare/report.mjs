/** The result of a comparison as text, 100 columns wide at most, and the sentence that it ends with. Prints nothing itself. */
import { median } from '../harness/ratio.mjs';
import { FALSE_ALARM_RATE } from './verdict.mjs';

const WORDS = { worse: 'WORSE', better: 'better', same: 'no change', control: '(control)' };

/** Three digits are more than the noise leaves. */
function valueText(value) {
  if (value >= 1e6) return `${(value / 1e6).toPrecision(3)} M`;
  if (value >= 1e4) return `${(value / 1e3).toPrecision(3)} k`;
  return value >= 1000 ? value.toFixed(0) : value.toPrecision(3);
}

const factor = (value) => (Number.isFinite(value) ? value.toFixed(3) : '∞');
const percent = (value) => (Number.isFinite(value) ? `${((value - 1) * 100).toFixed(1)} %` : '∞');

function aligned(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows
    .map((row) =>
      row
        .map((cell, i) =>
          i < 2 || i === row.length - 1 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const rowOf = ({ scenario, metric, unit, rounds, ratio, low, high, noise, visible, verdict }) => [
  scenario,
  `${metric}, ${unit}`,
  valueText(median(rounds.flatMap(({ base }) => base))),
  valueText(median(rounds.flatMap(({ head }) => head))),
  factor(ratio),
  `${factor(low)} … ${factor(high)}`,
  percent(noise),
  percent(visible),
  WORDS[verdict],
];

const METHOD = (metricCount) => `
A round runs BASE HEAD HEAD BASE, the next one HEAD BASE BASE HEAD; it gives one log ratio of the means of two.
head/base is their Hodges–Lehmann estimate; the interval is Wilcoxon's, exact, ${(100 * (1 - (2 * FALSE_ALARM_RATE) / metricCount)).toFixed(1)} % for each of ${metricCount} metrics, so that
at most ${FALSE_ALARM_RATE * 100} % of comparisons of equal builds find anything worse. noise: what BASE against BASE showed in the same
rounds. sees: a change above this would have been called. WORSE: the interval excludes 1 and the estimate is beyond noise and tolerance.`;

/** @param result of main.mjs, as --json writes it */
export function reportText(result) {
  const { host, base, head, rounds, minutes, metrics, skipped } = result;
  const judged = metrics.filter(({ verdict }) => verdict !== 'control').length;
  const title = [
    'scenario',
    'metric',
    'base',
    'head',
    'head/base',
    'interval',
    'noise',
    'sees',
    '',
  ];
  return [
    `BASE ${base.sha.slice(0, 7)}  ${base.subject}`,
    `HEAD ${head.sha.slice(0, 7)}  ${head.subject}`,
    `${host.cpu}, ${host.cores} cores, ${host.kernel}, Node ${host.node}; ${rounds} rounds in ${minutes.toFixed(1)} min`,
    '',
    aligned([title, ...metrics.map(rowOf)]),
    ...skipped.map(({ scenario, reason }) => `${scenario}  skipped: ${reason}`),
    METHOD(judged),
    '',
    conclusion(metrics),
  ].join('\n');
}

/** The last line: what is worse, by how much, or that nothing is. */
export function conclusion(metrics) {
  const worse = metrics.filter(({ verdict }) => verdict === 'worse');
  if (worse.length === 0) return 'no regression beyond the noise';
  const list = worse.map(
    ({ scenario, metric, ratio, low, high, noise }) =>
      `${scenario} ${metric} is ${factor(ratio)} × BASE (${factor(low)} … ${factor(high)}; noise ${percent(noise)})`,
  );
  return `REGRESSION: ${list.join('; ')}`;
}
