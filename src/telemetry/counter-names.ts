/**
 * The counters of each kind of thread: place in the block, name at /metrics, meaning. A counter's
 * index is its place in the list below. Must never give one metric two kinds or two meanings. Every thread.
 */
import type { Labels, MetricKind } from './exposition.js';

export interface CounterDefinition {
  /** Without the `bookcast_` prefix; counters end in `_total`, the base unit comes before it. */
  readonly name: string;
  readonly kind: Extract<MetricKind, 'counter' | 'gauge'>;
  readonly help: string;
  /** What tells it from the others of its name, where several share one. */
  readonly labels: Labels;
  /** The shared word over this is what /metrics shows: words count nanoseconds, metrics seconds. */
  readonly divisor: number;
}

type Definitions = Readonly<Record<string, CounterDefinition>>;

const NS_PER_SECOND = 1e9;

const counter = (name: string, help: string, labels: Labels = {}): CounterDefinition => ({
  name,
  kind: 'counter',
  help,
  labels,
  divisor: 1,
});
const gauge = (name: string, help: string): CounterDefinition => ({
  ...counter(name, help),
  kind: 'gauge',
});
/** The word counts nanoseconds. */
const inSeconds = (definition: CounterDefinition): CounterDefinition => ({
  ...definition,
  divisor: NS_PER_SECOND,
});

const refused = (reason: string): CounterDefinition =>
  counter(
    'gateway_connections_refused_total',
    'Connections refused, by reason; host-not-allowed counts HTTP requests, too.',
    { reason },
  );
const requestError = (code: string): CounterDefinition =>
  counter('gateway_request_errors_total', 'Control requests answered by an error, by its code.', {
    code,
  });
/** Together with those forwarded they are those offered. */
const dropped = (reason: 'slow' | 'waiting' | 'closed'): CounterDefinition =>
  counter(
    'gateway_frames_dropped_total',
    'Offered deltas not sent: the client was too slow, waits for an image that contains them, or closed.',
    { reason },
  );

/** The index of each counter, by its name. */
const indexesOf = <T extends Definitions>(definitions: T): Readonly<Record<keyof T, number>> =>
  Object.fromEntries(Object.keys(definitions).map((name, index) => [name, index])) as Record<
    keyof T,
    number
  >;

export const FEED_COUNTER_DEFINITIONS = {
  MESSAGES: counter('feed_messages_total', 'Venue messages decoded.'),
  EVENTS: counter('feed_events_total', 'Events published into the event ring.'),
  BATCHES: counter('feed_batches_total', 'Publishes of the event ring.'),
  BYTES: counter('feed_bytes_total', 'Bytes read from the source.'),
  GAPS: counter('feed_gaps_total', 'Holes found by the sequence rule of the venue.'),
  STALLS: counter('feed_stalls_total', 'Times the event ring was full and the feed waited.'),
  STALL_NS: inSeconds(counter('feed_stall_seconds_total', 'Time the feed waited for lanes.')),
  REFUSED_VALUES: counter(
    'feed_refused_values_total',
    'Values that do not fit the scales of their instrument.',
  ),
  UNKNOWN_MESSAGES: counter(
    'feed_unknown_messages_total',
    'Messages of a type that the normalizer does not know.',
  ),
  RESYNCS: counter('feed_resyncs_total', 'Images emitted because a lane asked for them.'),
  INSTRUMENTS: gauge('feed_instruments', 'Instruments defined by this feed.'),
  GC_COUNT: counter('feed_gc_total', 'Garbage collections on the feed thread.'),
  GC_NS: inSeconds(
    counter('feed_gc_seconds_total', 'Time of garbage collection on the feed thread.'),
  ),
  BEHIND_NS: inSeconds(
    gauge('feed_behind_seconds', 'How far a paced source is behind its schedule.'),
  ),
} as const satisfies Definitions;
export const FEED_COUNTER = indexesOf(FEED_COUNTER_DEFINITIONS);
export const FEED_COUNTER_COUNT = Object.keys(FEED_COUNTER).length;

export const LANE_COUNTER_DEFINITIONS = {
  EVENTS: counter(
    'lane_events_total',
    'Events taken from the event rings, those of other lanes included.',
  ),
  MESSAGES: counter('lane_messages_total', 'Venue messages applied to books of this lane.'),
  BATCHES: counter('lane_batches_total', 'Batches applied.'),
  FRAMES: counter('lane_frames_total', 'Frames written into the frame ring.'),
  FRAME_BYTES: counter('lane_frame_bytes_total', 'Bytes of frames written into the frame ring.'),
  IMAGES: counter('lane_images_total', 'Image frames written.'),
  DELTAS: counter('lane_deltas_total', 'Delta frames written.'),
  MERGED_MESSAGES: counter(
    'lane_merged_messages_total',
    'Venue messages merged into deltas beyond the first of each.',
  ),
  UNKNOWN_ORDERS: counter(
    'lane_unknown_orders_total',
    'References to orders that the book does not know.',
  ),
  DUPLICATE_ORDERS: counter(
    'lane_duplicate_orders_total',
    'Adds of, and replacements by, an order id that already rests.',
  ),
  BAD_QUANTITIES: counter(
    'lane_bad_quantities_total',
    'Quantities that are not positive or outgrow a level, reductions by more than rests.',
  ),
  VERIFIED: counter(
    'lane_verified_total',
    'Statements of the venue about its book that ours agrees with.',
  ),
  UNVERIFIABLE: counter(
    'lane_unverifiable_total',
    'Statements of the venue that can never be compared.',
  ),
  VERIFY_FAILURES: counter(
    'lane_verify_failures_total',
    'Statements of the venue that our book contradicts.',
  ),
  CROSSINGS: counter(
    'lane_crossings_total',
    'Times a live book became crossed at a message boundary.',
  ),
  CHANGE_OVERFLOWS: counter(
    'lane_change_overflows_total',
    'Change sets that outgrew their bound; an image was cut.',
  ),
  TRADES: counter('lane_trades_total', 'Trades seen.'),
  INSTRUMENTS: gauge('lane_instruments', 'Books owned by this lane.'),
  STALE_BOOKS: gauge(
    'lane_stale_books',
    'Books of this lane that are not LIVE, CROSSED or HALTED.',
  ),
  GC_COUNT: counter('lane_gc_total', 'Garbage collections on the lane thread.'),
  GC_NS: inSeconds(
    counter('lane_gc_seconds_total', 'Time of garbage collection on the lane thread.'),
  ),
  EVENT_RING_BACKLOG: gauge(
    'lane_event_ring_backlog',
    'Events waiting in the event rings when last looked at.',
  ),
  REFUSED_CHANGES: counter(
    'lane_refused_changes_total',
    'Changes that a book refused for their price or for mixing orders with bare levels.',
  ),
} as const satisfies Definitions;
export const LANE_COUNTER = indexesOf(LANE_COUNTER_DEFINITIONS);
export const LANE_COUNTER_COUNT = Object.keys(LANE_COUNTER).length;

export const GATEWAY_COUNTER_DEFINITIONS = {
  CONNECTIONS: gauge('gateway_connections', 'Clients connected.'),
  CONNECTIONS_OPENED: counter('gateway_connections_opened_total', 'Connections accepted.'),
  CONNECTIONS_CLOSED: counter(
    'gateway_connections_closed_total',
    'Connections closed by either side.',
  ),
  SUBSCRIPTIONS: gauge('gateway_subscriptions', 'Streams subscribed to, over all clients.'),
  FRAMES_READ: counter('gateway_frames_read_total', 'Frames read from the frame rings.'),
  FRAMES_SENT: counter('gateway_frames_sent_total', 'Frames sent, counted for each client.'),
  BYTES_SENT: counter('gateway_bytes_sent_total', 'Payload bytes sent to clients.'),
  WRITES: counter('gateway_writes_total', 'WebSocket messages sent to clients.'),
  LAPS: counter('gateway_laps_total', 'Times this gateway was overtaken by a frame ring.'),
  DROPS_TO_IMAGE: counter(
    'gateway_drops_to_image_total',
    'Slow clients whose deltas were replaced by an image.',
  ),
  EVICTIONS: counter(
    'gateway_evictions_total',
    'Clients closed because their oldest unsent byte was too old.',
  ),
  IMAGES_REQUESTED: counter('gateway_images_requested_total', 'Images asked of lanes.'),
  IMAGES_SERVED: counter('gateway_images_served_total', 'Images served to clients.'),
  REQUESTS: counter('gateway_requests_total', 'Control requests of clients.'),
  RATE_LIMITED: counter(
    'gateway_rate_limited_total',
    'Control requests above the rate limit of their client.',
  ),
  HEARTBEATS: counter('gateway_heartbeats_total', 'Heartbeat frames sent.'),
  HTTP_REQUESTS: counter('gateway_http_requests_total', 'HTTP requests answered.'),
  CACHE_BYTES: gauge('gateway_cache_bytes', 'Bytes held by the image cache.'),
  QUEUE_BYTES: gauge('gateway_queue_bytes', 'Unsent bytes over all clients.'),
  GC_COUNT: counter('gateway_gc_total', 'Garbage collections on the gateway thread.'),
  GC_NS: inSeconds(
    counter('gateway_gc_seconds_total', 'Time of garbage collection on the gateway thread.'),
  ),
  SEND_DROPPED: counter(
    'gateway_send_dropped_total',
    'Writes dropped by the socket limit; an image follows.',
  ),
  FRAMES_OFFERED: counter(
    'gateway_frames_offered_total',
    'Deltas read from the frame rings, counted for each subscriber: forwarded + dropped.',
  ),
  FRAMES_FORWARDED: counter(
    'gateway_frames_forwarded_total',
    'Offered deltas handed to the socket of their subscriber.',
  ),
  FRAMES_DROPPED_SLOW: dropped('slow'),
  FRAMES_DROPPED_WAITING: dropped('waiting'),
  FRAMES_DROPPED_CLOSED: dropped('closed'),
  FRAMES_UNWANTED: counter(
    'gateway_frames_unwanted_total',
    'Frames read that nobody here subscribes to any more.',
  ),
  REFRESHES_SKIPPED: counter(
    'gateway_refreshes_skipped_total',
    'Refreshed images not sent, counted for each subscriber that was in step.',
  ),
  JOINS: counter('gateway_joins_total', 'Subscriptions made.'),
  JOINS_FROM_CACHE: counter(
    'gateway_joins_from_cache_total',
    'Subscriptions served from the image cache at once.',
  ),
  STREAM_HOLES: counter(
    'gateway_stream_holes_total',
    'Holes seen in the frames of a stream; a fresh image was asked for.',
  ),
  STREAMS_LAPPED: counter(
    'gateway_streams_lapped_total',
    'Streams that moved during a lap and were imaged again.',
  ),
  CACHE_OVERFLOWS: counter(
    'gateway_cache_overflows_total',
    'Times the image cache of a stream outgrew its limit and was given up.',
  ),
  REFUSED_CLIENT_LIMIT: refused('connection-limit'),
  REFUSED_DESCRIPTOR_LIMIT: refused('descriptor-limit'),
  REFUSED_ORIGIN: refused('origin-not-allowed'),
  REFUSED_HOST: refused('host-not-allowed'),
  NOTICES: counter('gateway_notices_total', 'Notices sent to clients.'),
  ERROR_BAD_JSON: requestError('bad-json'),
  ERROR_BAD_REQUEST: requestError('bad-request'),
  ERROR_BINARY_NOT_ALLOWED: requestError('binary-not-allowed'),
  ERROR_MESSAGE_TOO_LARGE: requestError('message-too-large'),
  ERROR_RATE_LIMITED: requestError('rate-limited'),
  ERROR_UNKNOWN_OP: requestError('unknown-op'),
  ERROR_UNKNOWN_CHANNEL: requestError('unknown-channel'),
  ERROR_BAD_DEPTH: requestError('bad-depth'),
  ERROR_BAD_INTERVAL: requestError('bad-interval'),
  ERROR_BAD_INSTRUMENT: requestError('bad-instrument'),
  ERROR_UNKNOWN_INSTRUMENT: requestError('unknown-instrument'),
  ERROR_NOT_ALLOWED: requestError('not-allowed'),
  ERROR_TOO_MANY_SUBSCRIPTIONS: requestError('too-many-subscriptions'),
  ERROR_NOT_SUBSCRIBED: requestError('not-subscribed'),
  RESYNCS: counter('gateway_resyncs_total', 'Images that clients asked for themselves, by stream.'),
  CONNECTIONS_BEHIND: gauge(
    'gateway_connections_behind',
    'Clients whose oldest unsent byte has waited longer than latency.budgetUs.',
  ),
  LATENCY_SUBSCRIBERS: gauge(
    'gateway_latency_subscribers',
    'Clients that have the latency channel.',
  ),
  LATENCY_REPORTS: counter('gateway_latency_reports_total', 'Latency reports sent.'),
} as const satisfies Definitions;
export const GATEWAY_COUNTER = indexesOf(GATEWAY_COUNTER_DEFINITIONS);
export const GATEWAY_COUNTER_COUNT = Object.keys(GATEWAY_COUNTER).length;
