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

const counter = (name: string, help: string): CounterDefinition => ({ name, kind: 'counter', help });
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
  REFUSED_VALUES: counter('feed_refused_values_total', 'Values that do not fit the scales of their instrument.'),
  UNKNOWN_MESSAGES: counter('feed_unknown_messages_total', 'Messages of a type that the normalizer does not know.'),
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
} as const;

export const LANE_COUNTER_DEFINITIONS: Definitions<typeof LANE_COUNTER> = {
  EVENTS: counter('lane_events_total', 'Events taken from the event rings, those of other lanes included.'),
  MESSAGES: counter('lane_messages_total', 'Venue messages applied to books of this lane.'),
  BATCHES: counter('lane_batches_total', 'Batches applied.'),
  FRAMES: counter('lane_frames_total', 'Frames written into the frame ring.'),
  FRAME_BYTES: counter('lane_frame_bytes_total', 'Bytes of frames written into the frame ring.'),
  IMAGES: counter('lane_images_total', 'Image frames written.'),
  DELTAS: counter('lane_deltas_total', 'Delta frames written.'),
  MERGED_MESSAGES: counter('lane_merged_messages_total', 'Venue messages merged into deltas beyond the first of each.'),
  UNKNOWN_ORDERS: counter('lane_unknown_orders_total', 'References to orders that the book does not know.'),
  DUPLICATE_ORDERS: counter('lane_duplicate_orders_total', 'Adds of an order id that already rests.'),
  BAD_QUANTITIES: counter('lane_bad_quantities_total', 'Reductions by more than what rests.'),
  VERIFIED: counter('lane_verified_total', 'Statements of the venue about its book that ours agrees with.'),
  UNVERIFIABLE: counter('lane_unverifiable_total', 'Statements of the venue that can never be compared.'),
  VERIFY_FAILURES: counter('lane_verify_failures_total', 'Statements of the venue that our book contradicts.'),
  CROSSINGS: counter('lane_crossings_total', 'Times a live book became crossed at a message boundary.'),
  CHANGE_OVERFLOWS: counter('lane_change_overflows_total', 'Change sets that outgrew their bound; an image was cut.'),
  TRADES: counter('lane_trades_total', 'Trades seen.'),
  INSTRUMENTS: gauge('lane_instruments', 'Books owned by this lane.'),
  STALE_BOOKS: gauge('lane_stale_books', 'Books of this lane that are not LIVE, CROSSED or HALTED.'),
  GC_COUNT: counter('lane_gc_total', 'Garbage collections on the lane thread.'),
  GC_NS: counter('lane_gc_ns_total', 'Nanoseconds of garbage collection on the lane thread.'),
  EVENT_RING_BACKLOG: gauge('lane_event_ring_backlog', 'Events waiting in the event rings when last looked at.'),
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
} as const;

export const GATEWAY_COUNTER_DEFINITIONS: Definitions<typeof GATEWAY_COUNTER> = {
  CONNECTIONS: gauge('gateway_connections', 'Clients connected.'),
  CONNECTIONS_OPENED: counter('gateway_connections_opened_total', 'Connections accepted.'),
  CONNECTIONS_CLOSED: counter('gateway_connections_closed_total', 'Connections closed by either side.'),
  CONNECTIONS_REFUSED: counter('gateway_connections_refused_total', 'Connections refused by a limit.'),
  SUBSCRIPTIONS: gauge('gateway_subscriptions', 'Streams subscribed to, over all clients.'),
  FRAMES_READ: counter('gateway_frames_read_total', 'Frames read from the frame rings.'),
  FRAMES_SENT: counter('gateway_frames_sent_total', 'Frames sent, counted for each client.'),
  BYTES_SENT: counter('gateway_bytes_sent_total', 'Payload bytes sent to clients.'),
  WRITES: counter('gateway_writes_total', 'WebSocket messages sent to clients.'),
  LAPS: counter('gateway_laps_total', 'Times this gateway was overtaken by a frame ring.'),
  DROPS_TO_IMAGE: counter('gateway_drops_to_image_total', 'Slow clients whose deltas were replaced by an image.'),
  EVICTIONS: counter('gateway_evictions_total', 'Clients closed because their oldest unsent byte was too old.'),
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
  SEND_DROPPED: counter('gateway_send_dropped_total', 'Writes dropped by the socket limit; the client is closed.'),
};

export const FEED_COUNTER_COUNT = Object.keys(FEED_COUNTER).length;
export const LANE_COUNTER_COUNT = Object.keys(LANE_COUNTER).length;
export const GATEWAY_COUNTER_COUNT = Object.keys(GATEWAY_COUNTER).length;

/** A gauge that counts nothing up: used to pick the TYPE line. */
export const isGauge = (definition: CounterDefinition): boolean => definition.kind === 'gauge';
