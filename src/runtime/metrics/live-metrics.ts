/**
 * Live sources at /metrics: connections, resyncs and refusals by reason, lines, the REST budget. What
 * feeds say of themselves about once a second, as it is; must never judge it. A family is there while
 * some feed has something for it. Supervisor.
 */
import type { FeedSummary } from '../../feed/source.js';
import { MetricFamily, type Labels } from '../../telemetry/exposition.js';
import type { RunPlan } from '../run-plan.js';
import type { MetricsContributor } from './contributor.js';
import type { RunFacts } from './run-metrics.js';

const NS_PER_SECOND = 1e9;

type Sample = readonly [labels: Labels, value: number];

interface LiveFamily {
  readonly family: MetricFamily;
  /** What a feed has for it. */
  samples(summary: FeedSummary): readonly Sample[];
}

const counter = (name: string, help: string): MetricFamily =>
  new MetricFamily(`bookcast_venue_${name}`, 'counter', help);
const gauge = (name: string, help: string): MetricFamily =>
  new MetricFamily(`bookcast_venue_${name}`, 'gauge', help);

const one = (value: number | undefined): readonly Sample[] =>
  value === undefined ? [] : [[{}, value]];

const byName = (
  label: string,
  counts: Readonly<Record<string, number>> | undefined,
): readonly Sample[] =>
  Object.entries(counts ?? {}).map(([name, count]) => [{ [label]: name }, count]);

type LineValue = (line: NonNullable<FeedSummary['lines']>[string]) => number;

const byLine =
  (value: LineValue) =>
  ({ lines }: FeedSummary): readonly Sample[] =>
    Object.entries(lines ?? {}).map(([line, figures]) => [{ line }, value(figures)]);

const FAMILIES: readonly LiveFamily[] = [
  {
    family: gauge('connections', 'Connections to the venue that are open now.'),
    samples: ({ transport }) => one(transport?.openConnections),
  },
  {
    family: counter('connects_total', 'Connections to the venue opened, the first ones included.'),
    samples: ({ transport }) => one(transport?.connects),
  },
  {
    family: counter('disconnects_total', 'Connections to the venue lost.'),
    samples: ({ transport }) => one(transport?.disconnects),
  },
  {
    family: gauge('queued_inputs', 'Messages of the venue that wait for their turn in the feed.'),
    samples: ({ queuedInputs }) => one(queuedInputs),
  },
  {
    family: counter('resyncs_total', 'Books that had to be rebuilt, by the reason.'),
    samples: ({ resyncs }) => byName('reason', resyncs),
  },
  {
    family: counter('refused_messages_total', 'Messages of the venue refused, by the reason.'),
    samples: ({ refusals }) => byName('reason', refusals),
  },
  {
    family: counter(
      'slow_path_messages_total',
      'Hot messages of a shape that was new: read as JSON.',
    ),
    samples: ({ slowPathMessages }) => one(slowPathMessages),
  },
  {
    family: counter('line_messages_total', 'Book messages that came over the line.'),
    samples: byLine((line) => line.messages),
  },
  {
    family: counter('line_first_total', 'Book messages that this line brought first.'),
    samples: byLine((line) => line.first),
  },
  {
    family: counter(
      'line_duplicates_total',
      'Book messages that another line had brought already.',
    ),
    samples: byLine((line) => line.duplicates),
  },
  {
    family: counter(
      'line_lost_total',
      'Book messages missing on this line that another one brought.',
    ),
    samples: byLine((line) => line.lost),
  },
  {
    family: gauge(
      'line_lead_seconds',
      'By how much the line was ahead where it was first, mean; NaN without a comparison.',
    ),
    samples: byLine((line) => line.meanLeadNs / NS_PER_SECOND),
  },
  {
    family: counter('rest_requests_total', 'REST requests to the venue.'),
    samples: ({ transport }) => one(transport?.restRequests),
  },
  {
    family: counter('rest_failures_total', 'REST requests that ended without an answer.'),
    samples: ({ transport }) => one(transport?.restFailures),
  },
  {
    family: counter('rest_limited_total', 'REST answers by which the venue asked for a pause.'),
    samples: ({ transport }) => one(transport?.restLimited),
  },
  {
    family: counter(
      'rest_wait_seconds_total',
      'Time that REST requests waited for the budget that the venue gives.',
    ),
    samples: ({ transport }) =>
      transport === undefined ? [] : one(transport.restWaitedNs / NS_PER_SECOND),
  },
  {
    family: counter(
      'pauses_total',
      'Times that the sockets of the venue were not read because the feed was behind.',
    ),
    samples: ({ transport }) => one(transport?.pauses),
  },
];

export function liveMetrics(plan: RunPlan, facts: RunFacts): MetricsContributor {
  return (board) => {
    const feeds = plan.eventRings.flatMap((_, feed) => {
      const summary = facts.liveSummary(feed);
      return summary === undefined ? [] : [{ feed, venue: facts.sourceOf(feed), summary }];
    });
    for (const { family, samples } of FAMILIES) {
      const rows = feeds.flatMap(({ feed, venue, summary }) =>
        samples(summary).map(([labels, value]) => [{ feed, venue, ...labels }, value] as const),
      );
      if (rows.length > 0) board.family(family);
      for (const [labels, value] of rows) board.sample(family.series(labels), value);
    }
  };
}
