/**
 * The run at /metrics: its books by state, which lanes are up, how large its rings are. Must never
 * write to the instrument table. Supervisor.
 */
import type { FixClientFacts } from '../../fixserver/fix-server.js';
import type { FeedSummary } from '../../feed/source.js';
import { InstrumentTable } from '../../event/instrument-table.js';
import { STATE_NAMES } from '../../market/state.js';
import { MetricFamily, type Series } from '../../telemetry/exposition.js';
import { countByState } from '../lanes/book-census.js';
import type { RunPlan } from '../run-plan.js';
import type { MetricsContributor } from './contributor.js';

/** What only the supervisor knows. */
export interface RunFacts {
  readonly version: string;
  laneRestarts(lane: number): number;
  laneIsUp(lane: number): boolean;
  /** What a feed reads, for people. */
  sourceOf(feed: number): string;
  feedRestarts(feed: number): number;
  feedIsUp(feed: number): boolean;
  /** Of a live source; undefined until it has said something, and of any other source. */
  liveSummary(feed: number): FeedSummary | undefined;
  /** Of the FIX server; empty: there is none. */
  fixClients(): readonly FixClientFacts[];
}

export function runMetrics(plan: RunPlan, facts: RunFacts): MetricsContributor {
  const table = new InstrumentTable(plan.instruments);
  const books = new MetricFamily('bookcast_books', 'gauge', 'Books of the feed, by state.');
  const up = new MetricFamily('bookcast_lane_up', 'gauge', '1 while the lane works.');
  const restarts = new MetricFamily(
    'bookcast_lane_restarts_total',
    'counter',
    'Restarts of the lane.',
  );
  const feedUp = new MetricFamily('bookcast_feed_up', 'gauge', '1 while the feed works.');
  const feedRestarts = new MetricFamily(
    'bookcast_feed_restarts_total',
    'counter',
    'Restarts of the feed.',
  );
  const feedInfo = new MetricFamily(
    'bookcast_feed_info',
    'gauge',
    '1; its labels say what the feed reads.',
  );
  const slots = new MetricFamily(
    'bookcast_event_ring_slots',
    'gauge',
    'Events that the event ring of a feed holds before the feed waits.',
  );
  const bookSeries = countByState(table).map((counts, feed) =>
    counts.map((_, state) => books.series({ feed, state: STATE_NAMES[state] ?? 'UNKNOWN' })),
  );
  const byLane = (family: MetricFamily): readonly Series[] =>
    plan.frameRings.map((_, lane) => family.series({ lane }));
  const byFeed = (family: MetricFamily): readonly Series[] =>
    plan.eventRings.map((_, feed) => family.series({ feed }));
  const feedUpSeries = byFeed(feedUp);
  const feedRestartSeries = byFeed(feedRestarts);
  const infoSeries = plan.eventRings.map((_, feed) =>
    feedInfo.series({ feed, source: facts.sourceOf(feed) }),
  );
  const upSeries = byLane(up);
  const restartSeries = byLane(restarts);
  return (board) => {
    board.family(books);
    countByState(table).forEach((counts, feed) =>
      counts.forEach((count, state) => board.sample(bookSeries[feed]![state]!, count)),
    );
    board.family(feedInfo);
    for (const series of infoSeries) board.sample(series, 1);
    board.family(feedUp);
    feedUpSeries.forEach((series, feed) => board.sample(series, facts.feedIsUp(feed) ? 1 : 0));
    board.family(feedRestarts);
    feedRestartSeries.forEach((series, feed) => board.sample(series, facts.feedRestarts(feed)));
    board.family(up);
    upSeries.forEach((series, lane) => board.sample(series, facts.laneIsUp(lane) ? 1 : 0));
    board.family(restarts);
    restartSeries.forEach((series, lane) => board.sample(series, facts.laneRestarts(lane)));
    board.family(slots).sample(slots.series(), plan.shape.eventSlotCount);
  };
}
