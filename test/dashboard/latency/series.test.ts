import { describe, expect, it } from 'vitest';
import { IntervalHistory } from '../../../src/dashboard/latency/history.js';
import { readReport } from '../../../src/dashboard/latency/report.js';
import { chartLines, decadeRange, LINES } from '../../../src/dashboard/latency/series.js';
import { sampleReport } from './sample-report.js';

function historyWithGap(): IntervalHistory {
  const history = new IntervalHistory();
  history.take(readReport(sampleReport({ intervalCount: 2, endMs: 2_000 })));
  history.take(readReport(sampleReport({ intervalCount: 1, endMs: 9_000 })));
  return history;
}

describe('the lines of the percentile chart', () => {
  it('have a point in the middle of every interval, and break at a gap', () => {
    const history = historyWithGap();
    const { xs, ys } = chartLines(history.slots());
    expect(xs).toEqual([0.5, 1.5, 5, 8.5]);
    const line = (key: string): (number | null)[] =>
      ys[LINES.findIndex((each) => each.key === key)]!;
    const told = history.intervals.map(({ stages, hiccup }) => [
      stages.received_to_sent.p50Us,
      stages.received_to_sent.p999Us,
      hiccup.maxUs,
    ]);
    expect(line('p50')).toEqual([told[0]![0], told[1]![0], null, told[2]![0]]);
    expect(line('p999')).toEqual([told[0]![1], told[1]![1], null, told[2]![1]]);
    expect(line('hiccup')).toEqual([told[0]![2], told[1]![2], null, told[2]![2]]);
  });

  it('break where nothing was measured, and never leave a log scale', () => {
    const report = sampleReport({ intervalCount: 1, endMs: 2_000 });
    const [interval] = report.intervals;
    const nothing = { count: 0, p50Us: 0, p90Us: 0, p99Us: 0, p999Us: 0, maxUs: 0 };
    const history = new IntervalHistory();
    history.take(
      readReport({
        ...report,
        intervals: [
          {
            ...interval,
            stages: { ...interval!.stages, received_to_sent: nothing },
            hiccup: { ...nothing, count: 3 },
          },
        ],
      }),
    );
    const { ys } = chartLines(history.slots());
    expect(ys.flat().filter((value) => value !== null)).toEqual([0.1]);
  });

  it('lie, with the budget, within whole decades', () => {
    const lines = chartLines(historyWithGap().slots());
    const [bottom, top] = decadeRange(lines, 5_000);
    for (const value of [5_000, ...lines.ys.flat().filter((each) => each !== null)]) {
      expect(value).toBeGreaterThanOrEqual(bottom);
      expect(value).toBeLessThan(top);
    }
    for (const edge of [bottom, top]) expect(Number.isInteger(Math.log10(edge))).toBe(true);
    expect(decadeRange({ xs: [], ys: [] }, 5_000)).toEqual([1_000, 10_000]);
    expect(decadeRange({ xs: [1], ys: [[1_000]] }, 1_000)).toEqual([1_000, 10_000]);
  });
});
