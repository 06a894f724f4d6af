import { describe, expect, it } from 'vitest';
import { CAUSES } from '../../../src/dashboard/latency/cause.js';
import { totalsText } from '../../../src/dashboard/latency/cause-list.js';
import { causeRows, tailTotals } from '../../../src/dashboard/latency/cause-rows.js';
import {
  causeSummary,
  heatSummary,
  percentileSummary,
} from '../../../src/dashboard/latency/chart-summary.js';
import {
  readReport,
  type LatencyInterval,
  type Tail,
} from '../../../src/dashboard/latency/report.js';
import { sampleReport } from './sample-report.js';

const BUDGET_US = 5_000;
const calm = readReport(sampleReport({ intervalCount: 6, endMs: 6_000, tailEvery: 0 })).intervals;
const tail = (frames: number, cause: Tail['cause'], shares: Tail['shares']): Tail => ({
  frames,
  worstUs: 9_000,
  cause,
  shares,
  evidence: 'because',
});
const overBudget = (stages: LatencyInterval['stages']): LatencyInterval['stages'] => ({
  ...stages,
  received_to_sent: { ...stages.received_to_sent, p999Us: BUDGET_US + 1 },
});
const intervals: LatencyInterval[] = calm.map((interval, i) => ({
  ...interval,
  stages: i === 1 || i === 4 ? overBudget(interval.stages) : interval.stages,
  tail:
    i === 1
      ? tail(100, 'gc', { unexplained: 0.2, gc: 0.8 })
      : i === 4
        ? tail(300, 'hiccup', { hiccup: 0.5, gc: 0.5, burst: 0 })
        : null,
}));

describe('the list of tail causes', () => {
  it('has the intervals over the budget, newest first, each with its shares, largest first', () => {
    const rows = causeRows(intervals, BUDGET_US);
    expect(rows.map(({ endMs, tail: { cause } }) => [endMs, cause])).toEqual([
      [5_000, 'hiccup'],
      [2_000, 'gc'],
    ]);
    expect(rows[1]!.shares).toEqual([
      { cause: 'gc', share: 0.8 },
      { cause: 'unexplained', share: 0.2 },
    ]);
    expect(rows[0]!.shares.map(({ cause }) => cause)).toEqual(['gc', 'hiccup']);
  });

  it('adds up intervals by their main cause and frames by their shares', () => {
    expect(tailTotals(causeRows(intervals, BUDGET_US))).toEqual({
      intervals: 2,
      frames: 400,
      slowReaderIntervals: 0,
      causes: [
        { cause: 'gc', intervals: 1, frames: 230 },
        { cause: 'hiccup', intervals: 1, frames: 150 },
        { cause: 'unexplained', intervals: 0, frames: 20 },
      ],
      unexplainedShare: 0.05,
    });
  });

  it('says that nothing is unexplained when nothing was over the budget', () => {
    const totals = tailTotals(causeRows(calm, BUDGET_US));
    expect(totals).toEqual({
      intervals: 0,
      frames: 0,
      slowReaderIntervals: 0,
      causes: [],
      unexplainedShare: 0,
    });
    expect(totalsText(totals, { intervals: 6, budgetUs: 5_000, unexplainedRatio: 0 })).toBe(
      '0 of 6 intervals over 5 ms · 0 frames · unexplained 0 % (since the start 0 %)',
    );
  });

  it('tells apart what slow readers were not sent', () => {
    const leftBehind = tail(5_000, 'slow_reader', { slow_reader: 1 });
    const rows = causeRows(
      [...intervals, { ...calm[5]!, endMs: 7_000, tail: leftBehind }],
      BUDGET_US,
    );
    expect(rows.map(({ isOver }) => isOver)).toEqual([false, true, true]);
    const totals = tailTotals(rows);
    expect(totals).toEqual({
      ...tailTotals(causeRows(intervals, BUDGET_US)),
      slowReaderIntervals: 1,
    });
    expect(totalsText(totals, { intervals: 7, budgetUs: BUDGET_US, unexplainedRatio: 0 })).toMatch(
      /^2 of 7 intervals over 5 ms · 400 frames · .* · 1 within it, with a slow reader left behind$/,
    );
  });

  it('names the totals', () => {
    const totals = tailTotals(causeRows(intervals, BUDGET_US));
    expect(totalsText(totals, { intervals: 6, budgetUs: 500, unexplainedRatio: 0.004 })).toBe(
      '2 of 6 intervals over 500 µs · 400 frames · unexplained 5 % (since the start < 1 %)',
    );
  });
});

describe('the charts in words', () => {
  it('tell the span of p99.9, the worst and how often the budget was broken', () => {
    const p999 = calm.map(({ stages }) => stages.received_to_sent.p999Us);
    const budgetUs = (Math.min(...p999) + Math.max(...p999)) / 2;
    const over = p999.filter((us) => us > budgetUs).length;
    const said = percentileSummary(calm, budgetUs);
    expect(said).toMatch(/6 intervals up to \d\d:\d\d:06: p99\.9 between .+ and .+, maximum /);
    expect(said).toMatch(new RegExp(`over the budget of .+: ${over}\\.$`));
  });

  it('name the last cause', () => {
    expect(causeSummary(causeRows(intervals, BUDGET_US))).toMatch(/: 2 intervals .* by hiccup\./);
    expect(causeSummary([])).toContain('no interval had a tail');
  });

  it('have words for having nothing', () => {
    expect(percentileSummary([], 5_000)).toContain('nothing was measured yet');
    expect(heatSummary([])).toContain('0 messages');
  });
});

describe('the causes', () => {
  it('are the words that the server uses', () => {
    expect(CAUSES).toEqual(['gc', 'hiccup', 'pause', 'burst', 'slow_reader', 'unexplained']);
  });
});
