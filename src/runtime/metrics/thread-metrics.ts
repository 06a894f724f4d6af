/**
 * The threads at /metrics: their collections by kind, the kernel's account of their time, delays of event
 * loops, batch sizes, and how full the rings between them are. Must never judge anything. Supervisor.
 */
import { kernelThreadOf } from '../../ring/record-log.js';
import { ringFill } from '../../ring/ring-fill.js';
import { GC_KINDS } from '../../telemetry/episode.js';
import { MetricFamily } from '../../telemetry/exposition.js';
import { HistogramLines } from '../../telemetry/histogram-lines.js';
import type { StagePercentiles } from '../../telemetry/stage-counts.js';
import type { RunPlan } from '../run-plan.js';
import { NOTING, type NotingKind } from '../tail/tail-plan.js';
import type { TailSummaries } from '../tail/tail-summaries.js';
import type { TailTotals } from '../tail/tail-totals.js';
import { threadAccount } from '../threads/thread-schedule.js';
import type { MetricsContributor } from './contributor.js';

const NS_PER_SECOND = 1e9;

const counter = (name: string, help: string): MetricFamily =>
  new MetricFamily(name, 'counter', help);
const gauge = (name: string, help: string): MetricFamily => new MetricFamily(name, 'gauge', help);

const GC_PAUSES = counter('bookcast_gc_pauses_total', 'Garbage collections by thread and kind.');
const GC_SECONDS = counter(
  'bookcast_gc_pause_seconds_total',
  'Time in garbage collections by thread and kind.',
);
const ON_CORE = counter(
  'bookcast_thread_on_core_seconds_total',
  'Time that the thread ran, by the kernel.',
);
const CORE_WAIT = counter(
  'bookcast_thread_core_wait_seconds_total',
  'Time that the thread was ready to run and had no core, by the kernel.',
);
const LOOP_DELAY = new MetricFamily(
  'bookcast_gateway_loop_delay_seconds',
  'histogram',
  'How late the event loop of the gateway comes around; below 1 ms it says nothing.',
);
const BATCH_EVENTS = gauge(
  'bookcast_lane_batch_events',
  'Percentiles of the events in a batch of the lane, of the last interval; NaN without one.',
);
const EVENT_RING = gauge(
  'bookcast_event_ring_used_ratio',
  'Part of the event ring of a feed that its slowest lane has not released; at 1 the feed waits.',
);
const FRAME_RING = gauge(
  'bookcast_frame_ring_used_ratio',
  'Part of the frame ring of a lane that its slowest gateway has not read; at 1 that gateway is overtaken.',
);

const PERCENTILES: readonly (readonly [string, (batch: StagePercentiles) => number])[] = [
  ['50', (batch) => batch.p50Ns],
  ['99', (batch) => batch.p99Ns],
  ['100', (batch) => batch.maxNs],
];

export function threadMetrics(
  plan: RunPlan,
  totals: TailTotals,
  summaries: TailSummaries,
): MetricsContributor {
  const { record } = plan.tail;
  const parts = [
    ...(record ? [collectionMetrics(plan, totals)] : []),
    accountMetrics(plan),
    ...(record ? [summaryMetrics(summaries)] : []),
    ringMetrics(plan),
  ];
  return (board) => {
    for (const part of parts) part(board);
  };
}

const threadsOf = (plan: RunPlan): readonly { thread: string; buffer: SharedArrayBuffer }[] =>
  (Object.entries(NOTING) as [NotingKind, string][]).flatMap(([kind, name]) =>
    plan.tail.episodes[kind].map((buffer, index) => ({ thread: `${name} ${index}`, buffer })),
  );

function collectionMetrics(plan: RunPlan, totals: TailTotals): MetricsContributor {
  const rows = threadsOf(plan).flatMap(({ thread }) =>
    GC_KINDS.map((kind) => ({
      total: totals.collectionsOf(thread)[kind],
      pauses: GC_PAUSES.series({ thread, kind }),
      seconds: GC_SECONDS.series({ thread, kind }),
    })),
  );
  return (board) => {
    board.family(GC_PAUSES);
    for (const { pauses, total } of rows) board.sample(pauses, total.count);
    board.family(GC_SECONDS);
    for (const { seconds, total } of rows) board.sample(seconds, total.ns / NS_PER_SECOND);
  };
}

function accountMetrics(plan: RunPlan): MetricsContributor {
  const rows = threadsOf(plan).map(({ thread, buffer }) => ({
    buffer,
    onCore: ON_CORE.series({ thread }),
    coreWait: CORE_WAIT.series({ thread }),
  }));
  return (board) => {
    const accounts = rows.map(({ buffer }) => threadAccount(kernelThreadOf(buffer)));
    board.family(ON_CORE);
    rows.forEach(({ onCore }, i) => board.sample(onCore, accounts[i]!.onCoreNs / NS_PER_SECOND));
    board.family(CORE_WAIT);
    rows.forEach(({ coreWait }, i) =>
      board.sample(coreWait, accounts[i]!.coreWaitNs / NS_PER_SECOND),
    );
  };
}

function summaryMetrics({ loopDelays, batchEvents }: TailSummaries): MetricsContributor {
  const delays = loopDelays.map((summary, gateway) => ({
    summary,
    lines: new HistogramLines(LOOP_DELAY, { gateway }),
  }));
  const batches = batchEvents.map((summary, lane) => ({
    summary,
    rows: PERCENTILES.map(([percentile, valueOf]) => ({
      series: BATCH_EVENTS.series({ lane, percentile }),
      valueOf,
    })),
  }));
  return (board) => {
    if (delays.length > 0) board.family(LOOP_DELAY);
    for (const { summary, lines } of delays) lines.addTo(board, summary);
    board.family(BATCH_EVENTS);
    for (const { summary, rows } of batches) {
      const interval = summary.interval();
      for (const { series, valueOf } of rows)
        board.sample(series, interval.count === 0 ? NaN : valueOf(interval));
    }
  };
}

function ringMetrics(plan: RunPlan): MetricsContributor {
  const events = plan.eventRings.map((ring, feed) => ({
    ring,
    series: EVENT_RING.series({ feed }),
  }));
  const frames = plan.frameRings.map((ring, lane) => ({
    ring,
    series: FRAME_RING.series({ lane }),
  }));
  return (board) => {
    board.family(EVENT_RING);
    for (const { ring, series } of events) board.sample(series, ringFill(ring));
    board.family(FRAME_RING);
    for (const { ring, series } of frames) board.sample(series, ringFill(ring));
  };
}
