/** The readable report of a bench, for a terminal. */
import { noiseText, ratioText, valueText } from './value-text.mjs';

export function hostLines({ host, loadAverage, startedAt, quick }) {
  return [
    `${host.cpu}, ${host.cores} cores, ${host.memoryGiB} GiB, kernel ${host.kernel}`,
    `Node ${host.node}, commit ${host.commit}, ${startedAt}, load average ${loadAverage.join(' ')}`,
    ...(quick ? ['--quick: shows that everything works; the figures mean little'] : []),
  ];
}

const pad = (text, width) => text + ' '.repeat(Math.max(0, width - text.length));

function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) =>
    `    ${row.map((text, i) => pad(text, widths[i])).join('  ')}`.trimEnd(),
  );
}

function metricLines({ name, unit, better, variants, noise }, isFirst) {
  const rows = variants.map(({ title, median, min, max, ratio }, index) => [
    title,
    valueText(median, unit),
    `${valueText(min, unit)} … ${valueText(max, unit)}`,
    index === 0 ? '' : ratioText(ratio),
  ]);
  const head = [
    '',
    'median',
    'min … max',
    variants.length > 1 ? `${variants[0].title} is better by` : '',
  ];
  const note = noise ? `, noise ${noiseText(noise)}` : '';
  return [`  ${name} (${better} is better${note})`, ...table(isFirst ? [head, ...rows] : rows)];
}

const hiccupText = (hiccups) =>
  ['p50', 'p99', 'p999', 'max']
    .map((key) => `${key} ${valueText(hiccups[`${key}Us`], 'µs')}`)
    .join(', ');

/** Lines of one case. */
export function caseLines(result) {
  const lines = [`${result.scenario}: ${result.cellTitle}`];
  if (result.metrics) {
    result.metrics.forEach((metric, index) => lines.push(...metricLines(metric, index === 0)));
    for (const [variant, facts] of Object.entries(result.facts)) {
      lines.push(`  ${variant}: ${facts.map((fact) => JSON.stringify(fact)).join(' ')}`);
    }
    lines.push(
      `  ${result.rounds} rounds in ${result.seconds} s; the platform's hiccups meanwhile: ${hiccupText(result.hiccups)}`,
    );
  }
  for (const { title, reason } of result.skipped) lines.push(`  ${title}: skipped, ${reason}`);
  return lines;
}
