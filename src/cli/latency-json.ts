/** What `bookcast latency --json` prints. Owns that shape; other programs rely on it. Cold. */
import type { LatencySummary, MergedHistogram } from '../latency/merged-histogram.js';
import type { MergedLog } from '../latency/merged-log.js';
import { ratioOf } from './latency-text.js';
import type { Unit } from './latency-options.js';

/** Rows per half of the distance to 100 %, as in the table. */
const POINTS_PER_HALF = 5;

type Values = Omit<LatencySummary, 'count'>;

const iso = (ms: number): string => new Date(ms).toISOString();

function scaled(summary: LatencySummary, ratio: number): LatencySummary {
  const { count, ...values } = summary;
  const entries = Object.entries(values).map(([name, value]) => [name, value / ratio]);
  return { count, ...(Object.fromEntries(entries) as Values) };
}

const histogramJson = (histogram: MergedHistogram, ratio: number): object => ({
  intervals: histogram.intervalCount,
  ...scaled(histogram.summary(), ratio),
  percentiles: histogram
    .points(POINTS_PER_HALF)
    .map((point) => ({ ...point, value: point.value / ratio })),
});

export function logJson(log: MergedLog, unit: Unit, recordedIn: Unit): object {
  const ratio = ratioOf(unit, recordedIn);
  const { count, firstMs, lastMs } = log.selected;
  return {
    files: log.paths,
    unit,
    intervals: count,
    from: iso(firstMs),
    to: iso(lastMs),
    torn: log.torn,
    tags: Object.fromEntries(
      [...log.histograms].map(([tag, histogram]) => [tag, histogramJson(histogram, ratio)]),
    ),
  };
}

/** Of `--list`: what the files hold, by tag. */
export const listJson = (log: MergedLog): object => ({
  files: log.paths,
  torn: log.torn,
  tags: Object.fromEntries(
    log.spans.map(({ tag, intervalCount, firstMs, lastMs }) => [
      tag,
      { intervals: intervalCount, from: iso(firstMs), to: iso(lastMs) },
    ]),
  ),
});

/** Ratios are B / A; null where A is 0 or a side is missing. */
export function comparisonJson(a: MergedLog, b: MergedLog, unit: Unit, recordedIn: Unit): object {
  const tags = [...new Set([...a.histograms.keys(), ...b.histograms.keys()])];
  const ratios = tags.map((tag) => {
    const left = a.histograms.get(tag)?.summary();
    const right = b.histograms.get(tag)?.summary();
    if (left === undefined || right === undefined) return [tag, null];
    const names = Object.keys(left) as (keyof LatencySummary)[];
    const pairs = names.map((name) => [name, left[name] === 0 ? null : right[name] / left[name]]);
    return [tag, Object.fromEntries(pairs)];
  });
  return {
    a: logJson(a, unit, recordedIn),
    b: logJson(b, unit, recordedIn),
    ratios: Object.fromEntries(ratios) as object,
  };
}
