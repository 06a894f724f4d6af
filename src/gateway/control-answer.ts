/**
 * The JSON texts that the server sends: hello, results, errors and notices. Owns their shapes,
 * which docs/protocol.md describes. Cold.
 */
import type { Instrument } from '../market/instrument.js';
import { streamId, type StreamSlot } from '../market/stream.js';
import type { RequestId } from './control-request.js';
import type { ErrorCode, NoticeCode } from './error-codes.js';
import type { GatewayOptions } from './options.js';

/** Grows when a client of an older version could misread what is sent. */
export const PROTOCOL_VERSION = 1;

const LOW_MASK = 0xffffffffn;

/** A 64-bit count as two 32-bit words, high first: JSON numbers are exact only up to 2^53. */
const words = (value: bigint): [number, number] => [Number(value >> 32n), Number(value & LOW_MASK)];

export interface ClockBase {
  /** Zero of the stamps on the host's monotonic clock, ns. */
  readonly runBaseNs: bigint;
  /** Zero of the stamps as wall time, ns since 1970. */
  readonly wallBaseNs: bigint;
}

export const helloText = (options: GatewayOptions, base: ClockBase): string =>
  JSON.stringify({
    op: 'hello',
    protocol: PROTOCOL_VERSION,
    server: options.serverId,
    clock: { wallBaseNs: words(base.wallBaseNs), monotonicBaseNs: words(base.runBaseNs) },
    heartbeatMs: options.heartbeatMs,
    limits: {
      subscriptions: options.subscriptionLimit,
      requestBytes: options.requestBytesLimit,
      requestsPerSecond: options.requestsPerSecondLimit,
      backlogBytes: options.backlogBytesLimit,
      evictionMs: options.evictionMsLimit,
      reportMs: options.reportMsMin,
    },
  });

export interface StreamName {
  readonly stream: number;
  readonly instrument: number;
  readonly venue: string;
  readonly symbol: string;
}

export const streamName = (instrument: Instrument, slot: StreamSlot): StreamName => ({
  stream: streamId(instrument.id, slot),
  instrument: instrument.id,
  venue: instrument.venue,
  symbol: instrument.symbol,
});

export const resultText = (
  op: 'subscribed' | 'unsubscribed' | 'resynced',
  id: RequestId | undefined,
  streams: readonly StreamName[],
): string => JSON.stringify({ op, id, streams });

/** The latency channel has no streams; the field is there for who reads the answers of all channels alike. */
export const latencyText = (
  op: 'subscribed' | 'unsubscribed',
  id: RequestId | undefined,
  everyMs?: number,
): string => JSON.stringify({ op, id, channel: 'latency', everyMs, streams: [] });

/** With the server's stamp, so that a client on another host can estimate its clock. */
export const pongText = (id: RequestId | undefined, serverNs: number): string =>
  JSON.stringify({ op: 'pong', id, serverNs });

export const errorText = (id: RequestId | undefined, code: ErrorCode, message: string): string =>
  JSON.stringify({ op: 'error', id, code, message });

export const noticeText = (code: NoticeCode, details: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({ op: 'notice', code, ...details });
