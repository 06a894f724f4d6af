/** When each alert fires and when it does not, as series of samples every 15 s (promtool's notation). */

/** Series and their samples: `0x20` is 0 and then twenty more, `0+5x40` rises by 5 forty times. */
export type InputSeries = Readonly<Record<string, string>>;

export interface AlertCase {
  /** Fires at 10 minutes, with these labels beside the severity. */
  readonly fires: InputSeries;
  readonly labels: Readonly<Record<string, string>>;
  /** Each of these is no reason for the alert. */
  readonly silent: readonly InputSeries[];
}

const STEADY = '7x60';
/** One more, in the middle of the five minutes that are looked at. */
const RISEN = '0x30 1x30';
/** The same, too long ago. */
const ROSE_EARLY = '0x10 1x50';

/** A counter that should not rise. */
function rise(metric: string, labels: Readonly<Record<string, string>>): AlertCase {
  const pairs = Object.entries({ instance: 'a', ...labels });
  const series = `${metric}{${pairs.map(([name, value]) => `${name}="${value}"`).join(',')}}`;
  return {
    fires: { [series]: RISEN },
    labels: { instance: 'a', ...labels },
    silent: [{ [series]: STEADY }, { [series]: ROSE_EARLY }],
  };
}

const stageBucket = (le: string): string =>
  `bookcast_stage_seconds_bucket{instance="a",stage="received_to_sent",le="${le}"}`;
const hiccupBucket = (le: string): string =>
  `bookcast_hiccup_seconds_bucket{instance="a",le="${le}"}`;
const frames = (cause: string): string =>
  `bookcast_tail_frames_total{instance="a",cause="${cause}"}`;

/** A p99 above the budget of 5 ms. */
function overBudget(bucket: (le: string) => string): AlertCase {
  const series = (below3Ms: string, below7Ms: string): InputSeries => ({
    [bucket('0.003')]: below3Ms,
    [bucket('0.007')]: below7Ms,
    [bucket('+Inf')]: below7Ms,
    'bookcast_latency_budget_seconds{instance="a"}': '0.005x60',
    'bookcast_latency_budget_seconds{instance="b"}': '0.000001x60',
  });
  return {
    fires: series('0+90x60', '0+100x60'),
    labels: { instance: 'a' },
    // Nearly all is fast; nothing is measured.
    silent: [series('0+100x60', '0+100x60'), series('5x60', '9x60')],
  };
}

const queue = 'bookcast_gateway_queue_bytes{instance="a",gateway="0"}';
const connections = 'bookcast_gateway_connections{instance="a",gateway="0"}';
const stale = 'bookcast_books{instance="a",state="STALE"}';
const resyncing = 'bookcast_books{instance="a",feed="1",state="RESYNCING"}';
const venueConnections = 'bookcast_venue_connections{instance="a",feed="1",venue="kraken"}';
/** A session whose schedule is over, of the feed of `resyncing` and `venueConnections`. */
const notDue = { 'bookcast_fix_session_due{instance="a",feed="1",session="fix"}': '0x60' };
const session = { instance: 'a', feed: '1', venue: 'lmax', session: 'fix' };
const ofSession = (metric: string): string =>
  `bookcast_fix_session_${metric}{instance="a",feed="1",venue="lmax",session="fix"}`;
const resendRequests =
  'bookcast_fix_session_resend_requests_total{instance="a",feed="1",session="fix",direction="out"}';
const behind = 'bookcast_feed_behind_seconds{instance="a",feed="0"}';
const drops = 'bookcast_gateway_drops_to_image_total{instance="a",gateway="0"}';
const evictions = rise('bookcast_gateway_evictions_total', { gateway: '0' });

export const ALERT_CASES: Readonly<Record<string, AlertCase>> = {
  BookcastDown: {
    fires: { 'up{job="bookcast",instance="a"}': '0x60' },
    labels: { instance: 'a', job: 'bookcast' },
    silent: [
      { 'up{job="bookcast",instance="a"}': '1x60' },
      { 'up{job="bookcast",instance="a"}': '1x38 0x1 1x20' },
      { 'up{job="other",instance="a"}': '0x60' },
    ],
  },
  BookcastBooksNotLive: {
    fires: { [stale]: '2x60', 'bookcast_books{instance="a",state="LIVE"}': '48x60' },
    labels: { instance: 'a' },
    silent: [
      { [stale]: '0x60', 'bookcast_books{instance="a",state="HALTED"}': '3x60' },
      { [resyncing]: '3x60', ...notDue },
      // A lane's restart is over sooner.
      { [stale]: '0x38 5x1 0x20' },
    ],
  },
  BookcastVenueDisconnected: {
    fires: { [venueConnections]: '0x60' },
    labels: { instance: 'a', feed: '1', venue: 'kraken' },
    silent: [
      { [venueConnections]: '2x60' },
      { [venueConnections]: '0x60', ...notDue },
      // It came back at once.
      { [venueConnections]: '1x38 0x1 1x20' },
    ],
  },
  BookcastVenueNotLive: {
    fires: { [resyncing]: '1x60', 'bookcast_books{instance="a",feed="0",state="LIVE"}': '48x60' },
    labels: { instance: 'a', feed: '1' },
    // One after the other, none for long.
    silent: [
      { [resyncing]: '0x60' },
      { [resyncing]: '1x15 0x1 1x15 0x1 1x28' },
      { [resyncing]: '1x60', ...notDue },
    ],
  },
  BookcastFixSessionDown: {
    fires: { [ofSession('logged_on')]: '0x60', [ofSession('due')]: '1x60' },
    labels: session,
    silent: [
      { [ofSession('logged_on')]: '1x60', [ofSession('due')]: '1x60' },
      { [ofSession('logged_on')]: '0x60', [ofSession('due')]: '0x60' },
      // It came back at once; its period has just begun.
      { [ofSession('logged_on')]: '1x37 0x2 1x20', [ofSession('due')]: '1x60' },
      { [ofSession('logged_on')]: '0x60', [ofSession('due')]: '0x37 1x22' },
    ],
  },
  BookcastFixResendLoop: {
    fires: { [resendRequests]: '0+1x60' },
    labels: { instance: 'a', feed: '1', session: 'fix', direction: 'out' },
    silent: [{ [resendRequests]: RISEN }, { [resendRequests]: '9x60' }],
  },
  BookcastFixRejects: rise('bookcast_fix_session_rejects_total', { ...session, direction: 'in' }),
  BookcastFixMessagesUnlogged: rise('bookcast_fix_session_unlogged_messages_total', session),
  BookcastFeedRestarted: rise('bookcast_feed_restarts_total', { feed: '1' }),
  BookcastLaneRestarted: rise('bookcast_lane_restarts_total', { lane: '0' }),
  BookcastBookContradicted: rise('bookcast_lane_verify_failures_total', { lane: '0' }),
  BookcastFeedGaps: rise('bookcast_feed_gaps_total', { feed: '0' }),
  BookcastFeedStalled: rise('bookcast_feed_stalls_total', { feed: '0' }),
  BookcastFeedBehind: {
    fires: { [behind]: '0.3x60' },
    labels: { instance: 'a', feed: '0' },
    silent: [{ [behind]: '0.05x60' }, { [behind]: '0x36 0.3x2 0x20' }],
  },
  BookcastGatewayLapped: rise('bookcast_gateway_laps_total', { gateway: '0' }),
  BookcastSlowClients: {
    ...evictions,
    silent: [...evictions.silent, { [drops]: STEADY }, { [drops]: ROSE_EARLY }],
  },
  BookcastUnsentBytes: {
    fires: { [queue]: '1000000x60', [connections]: '2x60' },
    labels: { instance: 'a', gateway: '0' },
    silent: [
      { [queue]: '1000000x60', [connections]: '100x60' },
      { [queue]: '0x36 1000000x2 0x20', [connections]: '2x60' },
      { [queue]: '0x60', [connections]: '0x60' },
    ],
  },
  BookcastConnectionsRefused: rise('bookcast_gateway_connections_refused_total', {
    gateway: '0',
    reason: 'connection-limit',
  }),
  BookcastSlow: overBudget(stageBucket),
  BookcastTailUnexplained: {
    fires: { [frames('unexplained')]: '0+500x60', [frames('gc')]: '0+1000x60' },
    labels: { instance: 'a' },
    silent: [
      { [frames('unexplained')]: '0+100x60', [frames('gc')]: '0+1000x60' },
      // Too few to say.
      { [frames('unexplained')]: '0+2x60', [frames('gc')]: '0x60' },
      { [frames('unexplained')]: '0x60', [frames('gc')]: '0x60' },
    ],
  },
  BookcastPlatformHiccups: overBudget(hiccupBucket),
};

/** The second half of an alert that watches two counters. */
export const SLOW_CLIENTS_BY_DROPS: InputSeries = { [drops]: RISEN };
