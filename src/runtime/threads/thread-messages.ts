/**
 * What threads and supervisor tell each other beside shared memory: starts, ends, log lines. Owns
 * the types only; nothing of it is on the data path.
 */
import type { FeedSummary, ImageOrigin } from '../../feed/source.js';
import type { FixClientFacts } from '../../fixserver/fix-server.js';
import type { GcTotals } from '../../telemetry/gc-log.js';

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';

export interface LogMessage {
  readonly kind: 'log';
  readonly level: LogLevel;
  readonly text: string;
  readonly fields?: Readonly<Record<string, unknown>>;
}

export const logLine = (level: LogLevel, text: string): LogMessage => ({
  kind: 'log',
  level,
  text,
});

export interface ThreadFailure {
  /** Stable: `port-in-use`, `wrong-format`, … `internal` for what should not happen. */
  readonly code: string;
  readonly message: string;
  readonly byteOffset?: number;
}

export interface FeedProgress {
  /** Bytes of the source; total 0 where there is no end. */
  readonly done: number;
  readonly total: number;
  readonly messages: number;
}

export interface FeedOutcome {
  readonly summary: FeedSummary;
  readonly gc: GcTotals;
  /** Run time of the first turn of the loop, ns. */
  readonly startedNs: number;
}

export type FeedMessage =
  | LogMessage
  | { readonly kind: 'feed-ready'; readonly imageOrigin: ImageOrigin }
  /** The books of the feed whose place this one takes are cleared. */
  | { readonly kind: 'feed-cleared' }
  | ({ readonly kind: 'feed-progress' } & FeedProgress)
  /** Of a live source, about once a second: what of it is told at /metrics. */
  | { readonly kind: 'feed-summary'; readonly summary: FeedSummary }
  | { readonly kind: 'feed-ended'; readonly outcome: FeedOutcome }
  | { readonly kind: 'feed-failed'; readonly failure: ThreadFailure };

/** Supervisor to feed: every lane is attached. */
export interface FeedGo {
  readonly kind: 'go';
}

export type LaneMessage =
  | LogMessage
  | {
      readonly kind: 'lane-ready';
      readonly lane: number;
      /** As thread-schedule names it. */
      readonly kernelThread: number;
    };

export type GatewayMessage =
  | LogMessage
  | { readonly kind: 'gateway-listening'; readonly port: number }
  /** Clients of this gateway can subscribe to an instrument of this feed. Once per feed. */
  | { readonly kind: 'gateway-named'; readonly feed: number }
  /** Of the gateway with the FIX server, about once a second: what of its clients is told at /metrics. */
  | { readonly kind: 'gateway-fix-clients'; readonly clients: readonly FixClientFacts[] }
  | { readonly kind: 'gateway-closed'; readonly gc: GcTotals }
  | { readonly kind: 'gateway-failed'; readonly failure: ThreadFailure };

export type GatewayOrder =
  /** What /readyz says; no reason against it means ready. */
  | { readonly kind: 'ready'; readonly reasons: readonly string[] }
  /** Tell the clients, close, end the thread. */
  | { readonly kind: 'close' };

export function failureOf(error: unknown): ThreadFailure {
  if (!(error instanceof Error)) return { code: 'internal', message: String(error) };
  const { code, byteOffset } = error as Error & { code?: unknown; byteOffset?: unknown };
  return {
    code: typeof code === 'string' ? code : 'internal',
    message: typeof code === 'string' ? error.message : (error.stack ?? error.message),
    ...(typeof byteOffset === 'number' ? { byteOffset } : {}),
  };
}
