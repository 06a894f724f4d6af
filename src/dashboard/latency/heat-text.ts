/** What one cell of the heat map says. Pure; runs everywhere. */
import { clockText } from '../clock-text.js';
import { countText } from '../count-text.js';
import { shortDurationText } from '../duration-text.js';
import { rowBounds } from './heat-rows.js';
import type { LatencyInterval } from './report.js';

const NS_PER_US = 1_000;

/** Upper edges are part of their row. */
export function rowText(row: number, edgesUs: readonly number[]): string {
  const [from, to] = rowBounds(row, edgesUs);
  const text = (us: number): string => shortDurationText(us * NS_PER_US);
  if (to === Infinity) return `over ${text(from)}`;
  return from === 0 ? `up to ${text(to)}` : `${text(from)} – ${text(to)}`;
}

const messagesText = (count: number): string =>
  count === 1 ? '1 message' : `${countText(count)} messages`;

/** @param row NaN when the pointer is on no row. */
export function cellText(
  interval: LatencyInterval,
  row: number,
  edgesUs: readonly number[],
): string {
  const whole = interval.heat.reduce((sum, count) => sum + count, 0);
  const all = `${clockText(interval.endMs)} · ${messagesText(whole)}`;
  const count = interval.heat[row];
  return count === undefined ? all : `${all} · ${rowText(row, edgesUs)}: ${messagesText(count)}`;
}
