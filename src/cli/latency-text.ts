/**
 * What `bookcast latency` prints for people: summaries, the reference's percentile table, two logs
 * side by side, the tags of a log. Owns the layout; takes values in the unit they were recorded in. Cold.
 */
import type { LatencySummary, MergedHistogram } from '../latency/merged-histogram.js';
import type { MergedLog } from '../latency/merged-log.js';
import { UNITS, type Unit } from './latency-options.js';
import { alignedTable, countText, durationText } from './output.js';

/** How durations are written: in one unit, or each in the one that suits it. */
export interface ValueText {
  readonly unit: Unit | undefined;
  readonly recordedIn: Unit;
}

const FIGURES = [
  ['mean', 'mean'],
  ['p50', 'p50'],
  ['p90', 'p90'],
  ['p99', 'p99'],
  ['p99.9', 'p999'],
  ['p99.99', 'p9999'],
  ['max', 'max'],
] as const satisfies readonly (readonly [string, keyof LatencySummary])[];

/** A log is anybody's text: what would steer a terminal is shown as a code point. */
const visible = (tag: string): string =>
  tag.replaceAll(/\p{Cc}/gu, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`);

export const tagText = (tag: string): string => (tag === '' ? '(no tag)' : visible(tag));

/** What a recorded value is divided by to be in `unit`. */
export const ratioOf = (unit: Unit, recordedIn: Unit): number =>
  UNITS[unit].ns / UNITS[recordedIn].ns;

function valueText(value: number, { unit, recordedIn }: ValueText): string {
  if (unit === undefined) return durationText(value * UNITS[recordedIn].ns);
  const scaled = value / ratioOf(unit, recordedIn);
  return `${scaled.toLocaleString('en-US', { maximumFractionDigits: 3 })} ${UNITS[unit].text}`;
}

/** One row per tag. */
export function summaryText(log: MergedLog, values: ValueText): string {
  const rows = [...log.histograms].map(([tag, histogram]) => {
    const summary = histogram.summary();
    return [
      tagText(tag),
      countText(summary.count),
      ...FIGURES.map(([, figure]) => valueText(summary[figure], values)),
    ];
  });
  const titles = ['tag', 'count', ...FIGURES.map(([title]) => title)];
  return alignedTable([titles, ...rows], [false, true, ...FIGURES.map(() => true)]);
}

/** The table that HdrHistogram's own tools print, by default in milliseconds as theirs. */
export function percentileTable(histogram: MergedHistogram, values: ValueText): string {
  return histogram.table(ratioOf(values.unit ?? 'ms', values.recordedIn));
}

/** `3 files, 62 intervals, 2015-09-09T15:24:39.601Z + 62.0 s` */
export function sourceText(log: MergedLog): string {
  const files = log.paths.length === 1 ? log.paths[0]! : `${log.paths.length} files`;
  const { count, firstMs, lastMs } = log.selected;
  const seconds = ((lastMs - firstMs) / 1000).toFixed(1);
  return `${files}: ${countText(count)} intervals, ${new Date(firstMs).toISOString()} + ${seconds} s`;
}

export function listText(log: MergedLog): string {
  const rows = log.spans.map(({ tag, intervalCount, firstMs, lastMs }) => [
    tagText(tag),
    countText(intervalCount),
    new Date(firstMs).toISOString(),
    new Date(lastMs).toISOString(),
  ]);
  return alignedTable([['tag', 'intervals', 'from', 'to'], ...rows], [false, true, false, false]);
}

/** Per tag of either log: A, B and B as a multiple of A. */
export function comparisonText(a: MergedLog, b: MergedLog, values: ValueText): string {
  const tags = [...new Set([...a.histograms.keys(), ...b.histograms.keys()])];
  const rows = tags.flatMap((tag) => {
    const [left, right] = [a, b].map((log) => log.histograms.get(tag)?.summary());
    const counts = [countText(left?.count ?? 0), countText(right?.count ?? 0)];
    return [
      [tagText(tag), 'count', ...counts, timesText(left?.count, right?.count)],
      ...FIGURES.map(([title, figure]) => [
        '',
        title,
        left === undefined ? '-' : valueText(left[figure], values),
        right === undefined ? '-' : valueText(right[figure], values),
        timesText(left?.[figure], right?.[figure]),
      ]),
    ];
  });
  return alignedTable([['tag', '', 'A', 'B', 'B / A'], ...rows], [false, false, true, true, true]);
}

const timesText = (a: number | undefined, b: number | undefined): string =>
  a === undefined || b === undefined || a === 0 ? '-' : `${(b / a).toFixed(3)} ×`;

/** Why a selection has nothing, in terms of what there is. */
export function emptyText(log: MergedLog): string {
  const names = log.paths.join(', ');
  if (log.spans.length === 0) {
    return `${names}: no interval in it yet; a server writes the first one after metrics.intervalMs`;
  }
  const from = Math.min(...log.spans.map(({ firstMs }) => firstMs));
  const to = Math.max(...log.spans.map(({ lastMs }) => lastMs));
  const tags = log.spans.map(({ tag }) => tagText(tag)).join(', ');
  const offsets = [from, to].map((ms) => ((ms - log.startMs) / 1000).toFixed(1));
  return (
    `no interval of that tag and time in ${names}; it holds ${new Date(from).toISOString()} to ` +
    `${new Date(to).toISOString()} (${offsets[0]} s to ${offsets[1]} s since its start), tags: ${tags}`
  );
}
