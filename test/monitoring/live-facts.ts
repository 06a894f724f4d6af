/** What the supervisor knows of a run with one live source that has something for every metric. */
import { SessionSummary } from '../../src/fix/session/session-summary.js';
import type { RunFacts } from '../../src/runtime/metrics/run-metrics.js';

export const LIVE_FACTS: RunFacts = {
  version: '0',
  laneRestarts: () => 0,
  laneIsUp: () => true,
  sourceOf: () => 'binance',
  feedRestarts: () => 0,
  feedIsUp: () => true,
  fixClients: () => [
    {
      compId: 'ACME',
      isLoggedOn: true,
      logons: 3,
      requests: 4,
      rejections: 1,
      images: 9,
      updates: 1_000,
      heldRequests: 2,
      unsentBytes: 0,
    },
  ],
  liveSummary: () => ({
    messages: 9,
    gaps: 1,
    unknownMessages: 0,
    refusedValues: 0,
    undeclaredInstruments: 0,
    resyncs: { 'sequence-gap': 2, disconnected: 1 },
    refusals: { 'not-json': 3 },
    lines: {
      a: { messages: 8, first: 6, duplicates: 2, lost: 1, meanLeadNs: 1_500_000 },
      b: { messages: 5, first: 2, duplicates: 3, lost: 4, meanLeadNs: NaN },
    },
    slowPathMessages: 4,
    queuedInputs: 7,
    transport: {
      openConnections: 2,
      connects: 5,
      disconnects: 3,
      restRequests: 11,
      restFailures: 2,
      restLimited: 1,
      restWaitedNs: 2_500_000_000,
      pauses: 1,
      fixSessions: {
        fix: {
          ...new SessionSummary(),
          isLoggedOn: true,
          isDue: true,
          nextIn: 812,
          nextOut: 9,
          logons: 2,
          messagesIn: 811,
          messagesOut: 8,
          resendRequestsSent: 1,
          gapFillsReceived: 1,
          unsentBytes: 0,
          unloggedMessages: 0,
        },
      },
    },
  }),
};
