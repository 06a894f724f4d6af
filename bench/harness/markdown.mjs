/**
 * The README's tables, one per scenario: a row per case and metric, Bookcast's median, then every
 * peer's ratio. Scenarios without peers have a row per case and a column per metric.
 */
import { noiseText, ratioText, valueText } from './value-text.mjs';

const row = (cells) => `| ${cells.join(' | ')} |`;

/** Results of one scenario that have the same variants make one table. */
function groups(results) {
  const byKey = new Map();
  for (const result of results) {
    if (!result.metrics) continue;
    const titles = result.metrics[0].variants.map(({ title }) => title);
    const key = `${result.scenario}/${titles.join('/')}`;
    if (!byKey.has(key)) byKey.set(key, { title: result.title, titles, results: [] });
    byKey.get(key).results.push(result);
  }
  return [...byKey.values()];
}

/** Bookcast alone: a row per case, a column per metric. */
function figureLines({ title, results }) {
  const head = [title, ...results[0].metrics.map(({ name }) => name)];
  const rows = results.map(({ cellTitle, metrics }) => [
    cellTitle,
    ...metrics.map(({ unit, variants: [first] }) => valueText(first.median, unit)),
  ]);
  return [row(head), row(head.map(() => '---')), ...rows.map(row)];
}

/** Bookcast beside its peers: a row per case and metric, a column per peer. */
function ratioLines({ title, titles, results }) {
  const [base, ...peers] = titles;
  const hasNoise = results.some(({ metrics }) => metrics.some(({ noise }) => noise));
  const against = peers.map((peer) => `against ${peer}`);
  const head = [title, base, ...against, ...(hasNoise ? ['noise'] : [])];
  const rows = results.flatMap(({ cellTitle, metrics }) =>
    metrics.map(({ name, unit, variants: [first, ...others], noise }) => [
      `${cellTitle}, ${name}`,
      valueText(first.median, unit),
      ...others.map(({ ratio }) => ratioText(ratio)),
      ...(hasNoise ? [noiseText(noise)] : []),
    ]),
  );
  return [row(head), row(head.map(() => '---')), ...rows.map(row)];
}

const hiccupLine = (results) => {
  const worst = (key) =>
    Math.max(...results.filter(({ hiccups }) => hiccups).map(({ hiccups }) => hiccups[key]));
  return `Platform hiccups beside it, worst case: p50 ${valueText(worst('p50Us'), 'µs')}, p99 ${valueText(worst('p99Us'), 'µs')}, p99.9 ${valueText(worst('p999Us'), 'µs')}, max ${valueText(worst('maxUs'), 'µs')}.`;
};

/** @param report what --json writes. */
export function markdownOf({ host, loadAverage, startedAt, command, results }) {
  const skipped = new Map(
    results.flatMap(({ scenario, skipped: list }) =>
      list.map(({ title, reason }) => [
        `${scenario}/${title}`,
        `${scenario}, ${title}: skipped, ${reason}.`,
      ]),
    ),
  );
  return [
    `\`${command}\` at commit ${host.commit}, ${startedAt.slice(0, 10)}: ${host.cpu}, ${host.cores} cores, Node ${host.node}, load average at the start ${loadAverage[0]}.`,
    '',
    ...groups(results).flatMap((group) => [
      ...(group.titles.length === 1 ? figureLines(group) : ratioLines(group)),
      '',
    ]),
    hiccupLine(results),
    ...skipped.values(),
  ].join('\n');
}

const BEGIN = '<!-- bench: begin -->';
const END = '<!-- bench: end -->';

/** @returns `text` with `tables` between its two comments. @throws when it does not have them, once and in this order. */
export function withTables(text, tables) {
  const [before, inside, ...more] = text.split(BEGIN);
  const [old, after, ...others] = (inside ?? '').split(END);
  if (old === undefined || after === undefined || more.length + others.length > 0)
    throw new Error(`expected ${BEGIN} and behind it ${END}, once each`);
  return `${before}${BEGIN}\n\n${tables}\n\n${END}${after}`;
}
