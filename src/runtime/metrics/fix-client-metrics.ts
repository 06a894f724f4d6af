/** The FIX server's clients at /metrics, a series for each. Must never name a client that is not configured. Supervisor. */
import { MetricFamily } from '../../telemetry/exposition.js';
import type { FixClientFacts } from '../../fixserver/fix-server.js';
import type { MetricsContributor } from './contributor.js';
import type { RunFacts } from './run-metrics.js';

type Value = (facts: FixClientFacts) => number;

const FAMILIES: readonly (readonly [name: string, 'counter' | 'gauge', help: string, Value])[] = [
  ['logged_on', 'gauge', 'Whether a FIX client is logged on.', (facts) => Number(facts.isLoggedOn)],
  ['logons_total', 'counter', 'Logons of a FIX client.', (facts) => facts.logons],
  ['requests_total', 'counter', 'Application messages of a FIX client.', (facts) => facts.requests],
  [
    'rejections_total',
    'counter',
    'Requests of a FIX client that were refused.',
    (facts) => facts.rejections,
  ],
  ['images_total', 'counter', 'Full images (35=W) said to a FIX client.', (facts) => facts.images],
  [
    'updates_total',
    'counter',
    'Updates (35=X and 35=f) said to a FIX client.',
    (facts) => facts.updates,
  ],
  ['held_requests', 'gauge', 'Requests that a FIX client holds.', (facts) => facts.heldRequests],
  [
    'unsent_bytes',
    'gauge',
    'Bytes that wait for the socket of a FIX client.',
    (facts) => facts.unsentBytes,
  ],
];

export function fixClientMetrics({ fixClients }: RunFacts): MetricsContributor {
  const families = FAMILIES.map(([name, kind, help, value]) => ({
    family: new MetricFamily(`bookcast_fix_client_${name}`, kind, help),
    value,
  }));
  return (board) => {
    const clients = fixClients();
    if (clients.length === 0) return;
    for (const { family, value } of families) {
      board.family(family);
      for (const facts of clients)
        board.sample(family.series({ client: facts.compId }), value(facts));
    }
  };
}
