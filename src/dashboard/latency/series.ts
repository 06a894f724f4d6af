/** The lines of the percentile chart from the columns of the time axis. Pure; runs everywhere. */
import type { Slot } from './history.js';
import { TOTAL_STAGE } from './stage.js';

/** In the order of the chart's legend. */
export const LINES = [
  { key: 'max', title: 'max' },
  { key: 'p999', title: 'p99.9' },
  { key: 'p99', title: 'p99' },
  { key: 'p50', title: 'p50' },
  { key: 'hiccup', title: 'hiccup max' },
] as const;
export type LineKey = (typeof LINES)[number]['key'];

/** What is less than this cannot be told from 0 and has no place on a log scale. */
const FLOOR_US = 0.1;
const MS_PER_SECOND = 1_000;

/** In µs; null where nothing was measured. */
export type LineValues = Readonly<Record<LineKey, number | null>>;

const valueOf = (us: number | undefined): number | null =>
  us === undefined || Number.isNaN(us) ? null : Math.max(us, FLOOR_US);

export function lineValues({ interval }: Slot): LineValues {
  const whole = interval?.stages[TOTAL_STAGE];
  return {
    max: valueOf(whole?.maxUs),
    p999: valueOf(whole?.p999Us),
    p99: valueOf(whole?.p99Us),
    p50: valueOf(whole?.p50Us),
    hiccup: valueOf(interval?.hiccup.maxUs),
  };
}

export interface ChartLines {
  /** Middle of each column, seconds since 1970. */
  readonly xs: number[];
  /** One list per line of LINES. */
  readonly ys: (number | null)[][];
}

export function chartLines(slots: readonly Slot[]): ChartLines {
  const xs = slots.map(({ startMs, endMs }) => (startMs + endMs) / 2 / MS_PER_SECOND);
  const values = slots.map(lineValues);
  return { xs, ys: LINES.map(({ key }) => values.map((value) => value[key])) };
}

/** Whole decades that hold all lines and the budget, µs. */
export function decadeRange(lines: ChartLines, budgetUs: number): [number, number] {
  let [low, high] = [budgetUs, budgetUs];
  for (const values of lines.ys) {
    for (const value of values) {
      if (value === null) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  const bottom = 10 ** Math.floor(Math.log10(Math.max(low, FLOOR_US)));
  // Room above: a value on the edge could not be seen.
  const top = 10 ** Math.ceil(Math.log10(Math.max(high, FLOOR_US) * 1.05));
  return [bottom, Math.max(top, bottom * 10)];
}
