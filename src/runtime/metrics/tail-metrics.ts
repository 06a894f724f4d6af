/**
 * The tail at /metrics: its causes, the platform's hiccups, event loop delay, collections, batch sizes, the
 * kernel's account of each thread and how full the rings are. Must never judge anything. Supervisor.
 */
import { MetricFamily } from '../../telemetry/exposition.js';
import { HistogramLines } from '../../telemetry/histogram-lines.js';
import type { StageSummary } from '../../telemetry/stage-summary.js';
import type { RunPlan } from '../run-plan.js';
import { CAUSES } from '../tail/cause.js';
import type { TailTotals } from '../tail/tail-totals.js';
import type { MetricsContributor } from './contributor.js';

const NS_PER_SECOND = 1e9;

const BUDGET = new MetricFamily(
  'bookcast_latency_budget_seconds',
  'gauge',
  'What a message may take from receipt to write: latency.budgetUs.',
);
const RECORDED = new MetricFamily(
  'bookcast_latency_recorded',
  'gauge',
  '1 while latencies are recorded; 0 with latency.record off: what needs it is not told then.',
);
const FRAMES = new MetricFamily(
  'bookcast_tail_frames_total',
  'counter',
  'Frames that took longer than the budget, by cause.',
);
const INTERVALS = new MetricFamily(
  'bookcast_tail_intervals_total',
  'counter',
  'Intervals whose p99.9 was above the budget, or in which a gateway was overtaken, by cause; as slow_reader those in which clients were behind.',
);
const UNEXPLAINED = new MetricFamily(
  'bookcast_tail_unexplained_ratio',
  'gauge',
  'Frames over the budget without a known cause, as a share of all of them, since the start.',
);
const LOST = new MetricFamily(
  'bookcast_tail_notes_lost_total',
  'counter',
  'Notes of threads about what held them up that came too fast to be read.',
);
const HICCUPS = new MetricFamily(
  'bookcast_hiccup_seconds',
  'histogram',
  'How late sleeps of 1 ms of the control thread ended: what the platform does to any thread.',
);

/** What holds with or without a record. */
export function budgetMetrics(plan: RunPlan): MetricsContributor {
  const budget = BUDGET.series();
  const recorded = RECORDED.series();
  return (board) => {
    board.family(RECORDED).sample(recorded, plan.tail.record ? 1 : 0);
    board.family(BUDGET).sample(budget, plan.tail.budgetNs / NS_PER_SECOND);
  };
}

export function tailMetrics(totals: TailTotals, hiccups: StageSummary): MetricsContributor {
  const lost = LOST.series();
  const unexplained = UNEXPLAINED.series();
  const frames = CAUSES.map((cause) => ({ cause, series: FRAMES.series({ cause }) }));
  const intervals = CAUSES.map((cause) => ({ cause, series: INTERVALS.series({ cause }) }));
  const hiccupLines = new HistogramLines(HICCUPS, {});
  return (board) => {
    board.family(FRAMES);
    for (const { cause, series } of frames) board.sample(series, totals.frames[cause]);
    board.family(INTERVALS);
    for (const { cause, series } of intervals) board.sample(series, totals.intervals[cause]);
    board.family(UNEXPLAINED).sample(unexplained, totals.unexplainedRatio);
    board.family(LOST).sample(lost, totals.lostEpisodes);
    hiccupLines.addTo(board.family(HICCUPS), hiccups);
  };
}
