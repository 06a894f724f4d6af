/**
 * WebSocket close codes that this server sends, and whether a client may come back at once, later,
 * or only after it has changed. Owns the numbers, which never change meaning.
 *
 *   1001, 1009      as RFC 6455 has them
 *   4000 … 4099     reconnect, with back-off
 *   4400 … 4499     do not reconnect before the client is mended
 */

export type Retry = 'with-back-off' | 'after-a-change';

export interface CloseCode {
  readonly code: number;
  /** Sent as the close reason. */
  readonly reason: string;
  readonly retry: Retry;
}

export const CLOSE = {
  /** The server stops: reconnect, it may come back or another may answer. */
  SERVER_SHUTDOWN: { code: 1001, reason: 'server-shutdown', retry: 'with-back-off' },
  /** A control request longer than the limit. */
  MESSAGE_TOO_LARGE: { code: 1009, reason: 'message-too-large', retry: 'after-a-change' },
  /** The oldest unsent byte was too old: read faster, or subscribe to less. */
  EVICTED_SLOW: { code: 4008, reason: 'evicted-slow', retry: 'with-back-off' },
  /** Kept sending requests after being told that it is rate-limited. */
  RATE_LIMITED: { code: 4429, reason: 'rate-limited', retry: 'after-a-change' },
} as const satisfies Record<string, CloseCode>;
