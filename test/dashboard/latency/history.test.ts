import { describe, expect, it } from 'vitest';
import { INTERVAL_LIMIT, IntervalHistory } from '../../../src/dashboard/latency/history.js';
import { readReport, type LatencyReport } from '../../../src/dashboard/latency/report.js';
import { TimeAxis } from '../../../src/dashboard/latency/time-axis.js';
import { sampleReport, type SampleOptions } from './sample-report.js';

const report = (options: SampleOptions): LatencyReport => readReport(sampleReport(options));

function historyOf(...reports: SampleOptions[]): IntervalHistory {
  const history = new IntervalHistory();
  for (const options of reports) history.take(report(options));
  return history;
}

const ends = (history: IntervalHistory): number[] =>
  history.intervals.map(({ endMs }) => endMs / 1_000);

describe('the history of intervals', () => {
  it('takes what is new of each answer', () => {
    const history = new IntervalHistory();
    expect(history.take(report({ intervalCount: 5, endMs: 10_000 }))).toBe(5);
    const first = history.intervals[4];
    expect(history.take(report({ intervalCount: 5, endMs: 10_000 }))).toBe(0);
    expect(history.take(report({ intervalCount: 5, endMs: 12_000 }))).toBe(2);
    expect(ends(history)).toEqual([6, 7, 8, 9, 10, 11, 12]);
    expect(history.intervals[4]).toBe(first);
    expect(history.newest?.endMs).toBe(12_000);
  });

  it('keeps no more than its limit', () => {
    const history = new IntervalHistory();
    for (let second = 1; second <= INTERVAL_LIMIT + 50; second++)
      history.take(report({ intervalCount: 1, endMs: second * 1_000 }));
    expect(history.intervals).toHaveLength(INTERVAL_LIMIT);
    expect(ends(history)[0]).toBe(51);
  });

  it('begins anew when the server’s clock was set back', () => {
    const history = historyOf(
      { intervalCount: 3, endMs: 50_000 },
      { intervalCount: 2, endMs: 20_000 },
    );
    expect(ends(history)).toEqual([19, 20]);
  });

  it('begins anew when intervals are of another length', () => {
    const history = historyOf(
      { intervalCount: 3, endMs: 50_000 },
      { intervalCount: 2, endMs: 52_000, intervalMs: 500 },
    );
    expect(ends(history)).toEqual([51.5, 52]);
  });

  it('keeps what it has when an answer is empty', () => {
    const history = historyOf(
      { intervalCount: 3, endMs: 9_000 },
      { intervalCount: 0, endMs: 9_500 },
    );
    expect(ends(history)).toEqual([7, 8, 9]);
  });
});

describe('the columns of the time axis', () => {
  const columns = (history: IntervalHistory): unknown[] =>
    history
      .slots()
      .map(({ startMs, endMs, interval }) => [
        startMs / 1_000,
        endMs / 1_000,
        interval === undefined ? 'gap' : 'interval',
      ]);

  it('touch one another, a late one being wider', () => {
    const history = historyOf(
      { intervalCount: 2, endMs: 2_000 },
      { intervalCount: 1, endMs: 4_200 },
    );
    expect(columns(history)).toEqual([
      [0, 1, 'interval'],
      [1, 2, 'interval'],
      [2, 4.2, 'interval'],
    ]);
  });

  it('have a gap where intervals are missing', () => {
    const history = historyOf(
      { intervalCount: 1, endMs: 2_000 },
      { intervalCount: 1, endMs: 60_000 },
    );
    expect(columns(history)).toEqual([
      [1, 2, 'interval'],
      [2, 59, 'gap'],
      [59, 60, 'interval'],
    ]);
  });

  it('have a gap between two runs, however short the server was away', () => {
    const history = historyOf({ intervalCount: 1, endMs: 2_000 });
    history.beginRun(2_300);
    history.take(report({ intervalCount: 1, endMs: 3_400 }));
    expect(columns(history)).toEqual([
      [1, 2, 'interval'],
      [2, 2.4, 'gap'],
      [2.4, 3.4, 'interval'],
    ]);
  });
});

describe('the picked interval', () => {
  const axisOf = (history: IntervalHistory): TimeAxis => {
    const axis = new TimeAxis(history);
    axis.refresh();
    return axis;
  };

  it('is the newest one until another is picked', () => {
    const history = historyOf({ intervalCount: 4, endMs: 4_000 });
    const axis = axisOf(history);
    expect([axis.told?.endMs, axis.pinnedSeconds()]).toEqual([4_000, NaN]);
    axis.pin(2_000);
    expect([axis.told?.endMs, axis.pinnedSeconds()]).toEqual([2_000, 1.5]);
    history.take(report({ intervalCount: 1, endMs: 5_000 }));
    axis.refresh();
    expect(axis.told?.endMs).toBe(2_000);
    axis.unpin();
    expect(axis.told?.endMs).toBe(5_000);
  });

  it('goes back and forth, stops at the oldest and is live again after the newest', () => {
    const axis = axisOf(historyOf({ intervalCount: 3, endMs: 3_000 }));
    const told = (by: number): number => {
      axis.step(by);
      return axis.told!.endMs;
    };
    expect([told(-1), told(-1), told(-1), told(1)]).toEqual([2_000, 1_000, 1_000, 2_000]);
    expect([told(1), axis.pinned?.endMs]).toEqual([3_000, 3_000]);
    expect([told(1), axis.pinned]).toEqual([3_000, undefined]);
  });

  it('is let go when it is no longer kept', () => {
    const history = historyOf({ intervalCount: 1, endMs: 1_000 });
    const axis = axisOf(history);
    axis.pin(1_000);
    history.take(report({ intervalCount: INTERVAL_LIMIT, endMs: 900_000 }));
    axis.refresh();
    expect(axis.pinned).toBeUndefined();
  });

  it('is none where there is no interval', () => {
    const axis = axisOf(new IntervalHistory());
    axis.step(-1);
    expect([axis.told, axis.pinned]).toEqual([undefined, undefined]);
    const [from, to] = axis.rangeSeconds();
    expect(to - from).toBe(INTERVAL_LIMIT);
  });
});
