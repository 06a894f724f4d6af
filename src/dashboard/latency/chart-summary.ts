/** What the charts show, in a sentence each: for who does not see them. Pure; runs everywhere. */
import { countText } from '../count-text.js';
import { durationText } from '../duration-text.js';
import { clockText } from '../clock-text.js';
import type { CauseRow } from './cause-rows.js';
import type { LatencyInterval } from './report.js';
import { TOTAL_STAGE } from './stage.js';

const NS_PER_US = 1_000;
const durationOf = (us: number): string => durationText(us * NS_PER_US);

const measured = (intervals: readonly LatencyInterval[]): LatencyInterval[] =>
  intervals.filter(({ stages }) => stages[TOTAL_STAGE].count > 0);

export function percentileSummary(intervals: readonly LatencyInterval[], budgetUs: number): string {
  const some = measured(intervals);
  if (some.length === 0) return 'Percentiles over time: nothing was measured yet.';
  const p999 = some.map(({ stages }) => stages[TOTAL_STAGE].p999Us);
  const worst = some.reduce((most, { stages }) => Math.max(most, stages[TOTAL_STAGE].maxUs), 0);
  const over = p999.filter((us) => us > budgetUs).length;
  return (
    `Percentiles over time from received to sent, ${countText(some.length)} intervals up to ${clockText(some.at(-1)!.endMs)}: ` +
    `p99.9 between ${durationOf(Math.min(...p999))} and ${durationOf(Math.max(...p999))}, ` +
    `maximum ${durationOf(worst)}; over the budget of ${durationOf(budgetUs)}: ${countText(over)}.`
  );
}

export function causeSummary(rows: readonly CauseRow[]): string {
  if (rows.length === 0) return 'Causes over time: no interval had a tail.';
  const { endMs, tail } = rows[0]!;
  return `Causes over time: ${countText(rows.length)} intervals with a tail, the last at ${clockText(endMs)} by ${tail.cause}. They are listed under tail causes.`;
}

export function heatSummary(intervals: readonly LatencyInterval[]): string {
  const messages = measured(intervals).reduce(
    (sum, { stages }) => sum + stages[TOTAL_STAGE].count,
    0,
  );
  return `Heat map of ${countText(messages)} messages by latency and time. The numbers of one interval are in the tables below.`;
}
