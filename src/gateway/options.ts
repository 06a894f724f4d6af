/**
 * What can be set on a gateway: every limit with its unit and what happens at it. Owns the
 * defaults of embedding; the server's come from its config and have the same names.
 */

export interface GatewayOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** False only where several gateways share the port; a port in use then goes unnoticed. */
  readonly exclusivePort: boolean;
  /** Told in hello. */
  readonly serverId: string;
  /** Clients; one more is refused with 503. */
  readonly connectionLimit: number;
  /** Streams of one client, and wildcards; more are refused with an error. */
  readonly subscriptionLimit: number;
  /** Longest control request; a longer one gets an error and a close. */
  readonly requestBytesLimit: number;
  /** Requests of one client, with a burst of twice that; more are refused, many more close. */
  readonly requestsPerSecondLimit: number;
  /** Unsent bytes above which a client's deltas are dropped for a later image. */
  readonly backlogBytesLimit: number;
  /** Unsent bytes at which a socket drops a write; half of it is the largest image. */
  readonly socketBytesLimit: number;
  /** Age of the oldest unsent byte at which a client is closed. */
  readonly evictionMsLimit: number;
  /** Shortest interval of latency reports that a client may ask for. */
  readonly reportMsMin: number;
  /** Silence after which a client gets a heartbeat frame. */
  readonly heartbeatMs: number;
  /** Seconds without a sign of life (a pong is one) after which a connection is closed; 8 … 960. */
  readonly idleTimeoutSeconds: number;
  /** Bytes of deltas kept behind a stream's image; beyond it joiners wait for a new image. */
  readonly cacheBytesLimit: number;
  /** Bytes that one WebSocket message to a client holds at most, a single larger frame excepted. */
  readonly messageBytesLimit: number;
  /** Bytes taken from each frame ring per poll. */
  readonly pollBytesLimit: number;
  /** What WebSocket clients may have: `venue:symbol`, `venue:*` or `*`; empty: everything. Others are refused. */
  readonly instruments: readonly string[];
  /** Origins of other hosts whose pages may connect, e.g. `https://desk.example`; `*` for all. */
  readonly allowedOrigins: readonly string[];
  /** Time that clients get to read the close before their sockets are cut. */
  readonly closeGraceMs: number;
}

export const GATEWAY_DEFAULTS: GatewayOptions = {
  host: '127.0.0.1',
  port: 8080,
  exclusivePort: true,
  serverId: 'bookcast',
  connectionLimit: 10_000,
  subscriptionLimit: 4_096,
  requestBytesLimit: 16_384,
  requestsPerSecondLimit: 50,
  backlogBytesLimit: 1_048_576,
  socketBytesLimit: 67_108_864,
  evictionMsLimit: 10_000,
  reportMsMin: 100,
  heartbeatMs: 1_000,
  idleTimeoutSeconds: 120,
  cacheBytesLimit: 1_048_576,
  messageBytesLimit: 262_144,
  pollBytesLimit: 1_048_576,
  instruments: [],
  allowedOrigins: [],
  closeGraceMs: 100,
};

/** Below this share of the backlog limit a slow client counts as drained. */
const LOW_WATER_DIVISOR = 8;

export const lowWaterBytes = (options: GatewayOptions): number =>
  Math.floor(options.backlogBytesLimit / LOW_WATER_DIVISOR);

export const imageBytesLimit = (options: GatewayOptions): number =>
  Math.floor(options.socketBytesLimit / 2);
