/** What can be set on a client, and the defaults. */
import type { BackOffOptions } from './back-off.js';
import { CLOCK_PING_DEFAULTS, type ClockPingOptions } from './clock-pings.js';
import { systemClock, type ClientClock } from './clock.js';
import { RESYNC_DEFAULTS, type ResyncOptions } from './resync-schedule.js';
import type { SocketConstructor } from './socket.js';

export interface ReconnectOptions extends BackOffOptions {
  /** When false a lost connection closes the client. */
  readonly enabled: boolean;
}

export interface ClientOptions {
  /** Instead of the platform's own WebSocket, or ws in a Node without one. */
  readonly WebSocket: SocketConstructor | undefined;
  /** Exponential back-off with full jitter. */
  readonly reconnect: ReconnectOptions;
  /** How fast images are asked for when a stream is out of sync. */
  readonly resync: ResyncOptions;
  /** How often the server's clock is looked at where it is not shared. */
  readonly clockPings: ClockPingOptions;
  readonly clock: ClientClock;
  /** Even in [0, 1); for the jitter. */
  readonly random: () => number;
}

export interface ConnectOptions {
  readonly WebSocket?: SocketConstructor;
  readonly reconnect?: Partial<ReconnectOptions>;
  readonly resync?: Partial<ResyncOptions>;
  readonly clockPings?: Partial<ClockPingOptions>;
  readonly clock?: ClientClock;
  readonly random?: () => number;
}

export const RECONNECT_DEFAULTS: ReconnectOptions = {
  enabled: true,
  initialMs: 100,
  maxMs: 10_000,
};

export const clientOptionsOf = (options: ConnectOptions): ClientOptions => ({
  WebSocket: options.WebSocket,
  reconnect: { ...RECONNECT_DEFAULTS, ...options.reconnect },
  resync: { ...RESYNC_DEFAULTS, ...options.resync },
  clockPings: { ...CLOCK_PING_DEFAULTS, ...options.clockPings },
  clock: options.clock ?? systemClock,
  random: options.random ?? Math.random,
});
