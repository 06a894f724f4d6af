/**
 * The counters of each kind of thread: index, name at /metrics, meaning. Append only, a counter's
 * index is its place in the block. The compiler refuses a counter without a definition.
 */

export interface CounterDefinition {
  /** Without the `bookcast_` prefix; counters end in `_total`, the unit comes before it. */
  readonly name: string;
  readonly kind: 'counter' | 'gauge';
  readonly help: string;
}

type Definitions<T> = Readonly<Record<keyof T, CounterDefinition>>;

const counter = (name: string, help: string): CounterDefinition => ({
  name,
  kind: 'counter',
  help,
});
const gauge = (name: string, help: string): CounterDefinition => ({ name, kind: 'gauge', help });

export const FEED_COUNTER = {
  MESSAGES: 0,
  EVENTS: 1,
  BATCHES: 2,
  BYTES: 3,
  GAPS: 4,
  STALLS: 5,
  STALL_NS: 6,
  REFUSED_VALUES: 7,
  UNKNOWN_MESSAGES: 8,
  RESYNCS: 9,
  INSTRUMENTS: 10,
  GC_COUNT: 11,
  GC_NS: 12,
  BEHIND_NS: 13,
} as const;

export const FEED_COUNTER_DEFINITIONS: Definitions<typeof FEED_COUNTER> = {
  MESSAGES: counter('feed_messages_total', 'Venue messages decoded.'),
  EVENTS: counter('feed_events_total', 'Events published into the event ring.'),
  BATCHES: counter('feed_batches_total', 'Publishes of the event ring.'),
  BYTES: counter('feed_bytes_total', 'Bytes read from the source.'),
  GAPS: counter('feed_gaps_total', 'Holes found by the sequence rule of the venue.'),
  STALLS: counter('feed_stalls_total', 'Times the event ring was full and the feed waited.'),
  STALL_NS: counter('feed_stall_ns_total', 'Nanoseconds the feed waited for lanes.'),
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
  GC_NS: counter('feed_gc_ns_total', 'Nanoseconds of garbage collection on the feed thread.'),
  BEHIND_NS: gauge('feed_behind_ns', 'How far a paced source is behind its schedule.'),
};

export const LANE_COUNTER = {
  EVENTS: 0,
  MESSAGES: 1,
  BATCHES: 2,
  FRAMES: 3,
  FRAME_BYTES: 4,
  IMAGES: 5,
  DELTAS: 6,
  MERGED_MESSAGES: 7,
  UNKNOWN_ORDERS: 8,
  DUPLICATE_ORDERS: 9,
  BAD_QUANTITIES: 10,
  VERIFIED: 11,
  UNVERIFIABLE: 12,
  VERIFY_FAILURES: 13,
  CROSSINGS: 14,
  CHANGE_OVERFLOWS: 15,
  TRADES: 16,
  INSTRUMENTS: 17,
  STALE_BOOKS: 18,
  GC_COUNT: 19,
  GC_NS: 20,
  EVENT_RING_BACKLOG: 21,
  REFUSED_CHANGES: 22,
} as const;

export const LANE_COUNTER_DEFINITIONS: Definitions<typeof LANE_COUNTER> = {
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
  GC_NS: counter('lane_gc_ns_total', 'Nanoseconds of garbage collection on the lane thread.'),
  EVENT_RING_BACKLOG: gauge(
    'lane_event_ring_backlog',
    'Events waiting in the event rings when last looked at.',
  ),
  REFUSED_CHANGES: counter(
    'lane_refused_changes_total',
    'Changes that a book refused for their price or for mixing orders with bare levels.',
  ),
};

export const GATEWAY_COUNTER = {
  CONNECTIONS: 0,
  CONNECTIONS_OPENED: 1,
  CONNECTIONS_CLOSED: 2,
  CONNECTIONS_REFUSED: 3,
  SUBSCRIPTIONS: 4,
  FRAMES_READ: 5,
  FRAMES_SENT: 6,
  BYTES_SENT: 7,
  WRITES: 8,
  LAPS: 9,
  DROPS_TO_IMAGE: 10,
  EVICTIONS: 11,
  IMAGES_REQUESTED: 12,
  IMAGES_SERVED: 13,
  REQUESTS: 14,
  REQUEST_ERRORS: 15,
  RATE_LIMITED: 16,
  HEARTBEATS: 17,
  HTTP_REQUESTS: 18,
  CACHE_BYTES: 19,
  QUEUE_BYTES: 20,
  GC_COUNT: 21,
  GC_NS: 22,
  SEND_DROPPED: 23,
  FRAMES_OFFERED: 24,
  FRAMES_FORWARDED: 25,
  FRAMES_DROPPED_SLOW: 26,
  FRAMES_DROPPED_WAITING: 27,
  FRAMES_DROPPED_CLOSED: 28,
  FRAMES_UNWANTED: 29,
  REFRESHES_SKIPPED: 30,
  JOINS: 31,
  JOINS_FROM_CACHE: 32,
  STREAM_HOLES: 33,
  STREAMS_LAPPED: 34,
  CACHE_OVERFLOWS: 35,
  REFUSED_CLIENT_LIMIT: 36,
  REFUSED_DESCRIPTOR_LIMIT: 37,
  REFUSED_ORIGIN: 38,
  REFUSED_HOST: 39,
  NOTICES: 40,
  ERROR_BAD_JSON: 41,
  ERROR_BAD_REQUEST: 42,
  ERROR_BINARY_NOT_ALLOWED: 43,
  ERROR_MESSAGE_TOO_LARGE: 44,
  ERROR_RATE_LIMITED: 45,
  ERROR_UNKNOWN_OP: 46,
  ERROR_UNKNOWN_CHANNEL: 47,
  ERROR_BAD_DEPTH: 48,
  ERROR_BAD_INSTRUMENT: 49,
  ERROR_UNKNOWN_INSTRUMENT: 50,
  ERROR_TOO_MANY_SUBSCRIPTIONS: 51,
  ERROR_NOT_SUBSCRIBED: 52,
  RESYNCS: 53,
} as const;

export const GATEWAY_COUNTER_DEFINITIONS: Definitions<typeof GATEWAY_COUNTER> = {
  CONNECTIONS: gauge('gateway_connections', 'Clients connected.'),
  CONNECTIONS_OPENED: counter('gateway_connections_opened_total', 'Connections accepted.'),
  CONNECTIONS_CLOSED: counter(
    'gateway_connections_closed_total',
    'Connections closed by either side.',
  ),
  CONNECTIONS_REFUSED: counter(
    'gateway_connections_refused_total',
    'Connections refused by a limit.',
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
  REQUEST_ERRORS: counter('gateway_request_errors_total', 'Control requests answered by an error.'),
  RATE_LIMITED: counter('gateway_rate_limited_total', 'Clients stopped by the request rate limit.'),
  HEARTBEATS: counter('gateway_heartbeats_total', 'Heartbeat frames sent.'),
  HTTP_REQUESTS: counter('gateway_http_requests_total', 'HTTP requests answered.'),
  CACHE_BYTES: gauge('gateway_cache_bytes', 'Bytes held by the image cache.'),
  QUEUE_BYTES: gauge('gateway_queue_bytes', 'Unsent bytes over all clients.'),
  GC_COUNT: counter('gateway_gc_total', 'Garbage collections on the gateway thread.'),
  GC_NS: counter('gateway_gc_ns_total', 'Nanoseconds of garbage collection on the gateway thread.'),
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
  FRAMES_DROPPED_SLOW: counter(
    'gateway_frames_dropped_slow_total',
    'Offered deltas not sent because the client was too slow; an image follows.',
  ),
  FRAMES_DROPPED_WAITING: counter(
    'gateway_frames_dropped_waiting_total',
    'Offered deltas not sent because the subscriber waits for an image that contains them.',
  ),
  FRAMES_DROPPED_CLOSED: counter(
    'gateway_frames_dropped_closed_total',
    'Offered deltas not sent because the connection closed in between.',
  ),
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
  REFUSED_CLIENT_LIMIT: counter(
    'gateway_refused_client_limit_total',
    'Connections refused: limit of clients.',
  ),
  REFUSED_DESCRIPTOR_LIMIT: counter(
    'gateway_refused_descriptor_limit_total',
    'Connections refused: 90 % of the file descriptors are in use.',
  ),
  REFUSED_ORIGIN: counter(
    'gateway_refused_origin_total',
    'Connections refused: Origin is not allowed.',
  ),
  REFUSED_HOST: counter('gateway_refused_host_total', 'Requests refused: Host is not allowed.'),
  NOTICES: counter('gateway_notices_total', 'Notices sent to clients.'),
  ERROR_BAD_JSON: counter(
    'gateway_errors_bad_json_total',
    'Control requests answered by the error bad-json.',
  ),
  ERROR_BAD_REQUEST: counter(
    'gateway_errors_bad_request_total',
    'Control requests answered by the error bad-request.',
  ),
  ERROR_BINARY_NOT_ALLOWED: counter(
    'gateway_errors_binary_not_allowed_total',
    'Control requests answered by the error binary-not-allowed.',
  ),
  ERROR_MESSAGE_TOO_LARGE: counter(
    'gateway_errors_message_too_large_total',
    'Control requests answered by the error message-too-large.',
  ),
  ERROR_RATE_LIMITED: counter(
    'gateway_errors_rate_limited_total',
    'Control requests answered by the error rate-limited.',
  ),
  ERROR_UNKNOWN_OP: counter(
    'gateway_errors_unknown_op_total',
    'Control requests answered by the error unknown-op.',
  ),
  ERROR_UNKNOWN_CHANNEL: counter(
    'gateway_errors_unknown_channel_total',
    'Control requests answered by the error unknown-channel.',
  ),
  ERROR_BAD_DEPTH: counter(
    'gateway_errors_bad_depth_total',
    'Control requests answered by the error bad-depth.',
  ),
  ERROR_BAD_INSTRUMENT: counter(
    'gateway_errors_bad_instrument_total',
    'Control requests answered by the error bad-instrument.',
  ),
  ERROR_UNKNOWN_INSTRUMENT: counter(
    'gateway_errors_unknown_instrument_total',
    'Control requests answered by the error unknown-instrument.',
  ),
  ERROR_TOO_MANY_SUBSCRIPTIONS: counter(
    'gateway_errors_too_many_subscriptions_total',
    'Control requests answered by the error too-many-subscriptions.',
  ),
  ERROR_NOT_SUBSCRIBED: counter(
    'gateway_errors_not_subscribed_total',
    'Control requests answered by the error not-subscribed.',
  ),
  RESYNCS: counter('gateway_resyncs_total', 'Images that clients asked for themselves, by stream.'),
};

export const FEED_COUNTER_COUNT = Object.keys(FEED_COUNTER).length;
export const LANE_COUNTER_COUNT = Object.keys(LANE_COUNTER).length;
export const GATEWAY_COUNTER_COUNT = Object.keys(GATEWAY_COUNTER).length;

/** A gauge that counts nothing up: used to pick the TYPE line. */
export const isGauge = (definition: CounterDefinition): boolean => definition.kind === 'gauge';
