/**
 * FIX sessions of live sources at /metrics: whether they are logged on, where their sequence numbers are,
 * and what went wrong. What feeds say of themselves about once a second, as it is. Supervisor.
 */
import type { SessionFigures } from '../../fix/link/session-link.js';
import { MetricFamily, type Labels } from '../../telemetry/exposition.js';
import type { RunPlan } from '../run-plan.js';
import type { MetricsContributor } from './contributor.js';
import type { RunFacts } from './run-metrics.js';

type Sample = readonly [labels: Labels, value: number];

interface SessionFamily {
  readonly family: MetricFamily;
  samples(figures: SessionFigures): readonly Sample[];
}

type Value = (figures: SessionFigures) => number;

const one =
  (kind: 'counter' | 'gauge') =>
  (name: string, help: string, value: Value): SessionFamily => ({
    family: new MetricFamily(`bookcast_fix_session_${name}`, kind, help),
    samples: (figures) => [[{}, value(figures)]],
  });
const counter = one('counter');
const gauge = one('gauge');

/** The counterparty's and ours. */
const bothWays = (name: string, help: string, came: Value, said: Value): SessionFamily => ({
  family: new MetricFamily(`bookcast_fix_session_${name}`, 'counter', help),
  samples: (figures) => [
    [{ direction: 'in' }, came(figures)],
    [{ direction: 'out' }, said(figures)],
  ],
});

const FAMILIES: readonly SessionFamily[] = [
  gauge('logged_on', 'Whether a FIX session is logged on.', (of) => (of.isLoggedOn ? 1 : 0)),
  gauge(
    'due',
    'Whether the schedule of a FIX session lets it be logged on now; always 1 without a schedule.',
    (of) => (of.isDue ? 1 : 0),
  ),
  gauge('next_in', 'MsgSeqNum that a FIX session expects next.', (of) => of.nextIn),
  gauge('next_out', 'MsgSeqNum of the next message that a FIX session says.', (of) => of.nextOut),
  counter('logons_total', 'Logons of a FIX session.', (of) => of.logons),
  counter(
    'logons_refused_total',
    'Logons that a FIX session refused or that were refused.',
    (of) => of.logonsRefused,
  ),
  bothWays(
    'messages_total',
    'Messages of a FIX session.',
    (of) => of.messagesIn,
    (of) => of.messagesOut,
  ),
  counter(
    'garbled_total',
    'Garbled messages that a FIX session ignored; the gap shows with the next good one.',
    (of) => of.garbled,
  ),
  bothWays(
    'resend_requests_total',
    'ResendRequests (35=2) of a FIX session.',
    (of) => of.resendRequestsReceived,
    (of) => of.resendRequestsSent,
  ),
  bothWays(
    'gap_fills_total',
    'Gap fills (35=4, 123=Y) of a FIX session: messages that were not said again.',
    (of) => of.gapFillsReceived,
    (of) => of.gapFillsSent,
  ),
  counter(
    'resent_total',
    'Messages that a FIX session said again (43=Y) because it was asked to.',
    (of) => of.resent,
  ),
  counter(
    'duplicates_total',
    'Messages with 43=Y that a FIX session had processed before and ignored.',
    (of) => of.duplicates,
  ),
  counter(
    'sequence_resets_total',
    'Sequence resets (35=4 without gap fill) that a FIX session obeyed.',
    (of) => of.sequenceResets,
  ),
  bothWays(
    'rejects_total',
    'Rejects (35=3 and 35=j) of a FIX session.',
    (of) => of.rejectsReceived,
    (of) => of.rejectsSent + of.businessRejectsSent,
  ),
  counter(
    'test_requests_total',
    'TestRequests (35=1) that a FIX session sent because its counterparty was silent.',
    (of) => of.testRequestsSent,
  ),
  gauge(
    'queued_messages_max',
    'Most messages that waited for a gap of a FIX session to be filled.',
    (of) => of.queueMessagesMax,
  ),
  gauge('unsent_bytes', 'Bytes that wait for the socket of a FIX session.', (of) => of.unsentBytes),
  counter(
    'unlogged_messages_total',
    'Messages that the message log of a FIX session could not take: a full or slow disk.',
    (of) => of.unloggedMessages ?? 0,
  ),
];

export function fixSessionMetrics(plan: RunPlan, facts: RunFacts): MetricsContributor {
  return (board) => {
    const sessions = plan.eventRings.flatMap((_, feed) => {
      const fixSessions = facts.liveSummary(feed)?.transport?.fixSessions ?? {};
      const venue = facts.sourceOf(feed);
      return Object.entries(fixSessions).map(
        ([session, figures]) => [{ feed, venue, session }, figures] as const,
      );
    });
    if (sessions.length === 0) return;
    for (const { family, samples } of FAMILIES) {
      board.family(family);
      for (const [whose, figures] of sessions) {
        for (const [labels, value] of samples(figures)) {
          board.sample(family.series({ ...whose, ...labels }), value);
        }
      }
    }
  };
}
