/**
 * The stable codes of answers to control requests and of notices, with what they mean. The text of a
 * message may change, a code never does. Owns the list; docs/protocol.md shows it.
 */
import { GATEWAY_COUNTER } from '../telemetry/counter-names.js';

export const ERROR_CODES = {
  'bad-json': 'The text is not JSON.',
  'bad-request': 'A field is missing, unknown, or not of the type that the operation takes.',
  'binary-not-allowed': 'Control requests are text; clients have nothing binary to say.',
  'message-too-large':
    'The request is longer than the limit told in hello; the connection is closed.',
  'rate-limited':
    'More requests per second than the limit told in hello; the request was not carried out.',
  'unknown-op': 'There is no such operation.',
  'unknown-channel': 'There is no such channel.',
  'bad-depth': 'Not a depth of the book channel, or a depth for a channel that has none.',
  'bad-interval': 'Not a number of milliseconds at which this server reports latency.',
  'bad-instrument': 'Not of the form venue:symbol, venue:* or *.',
  'unknown-instrument': 'No instrument of that name is known (yet).',
  'not-allowed': 'The instrument is known, but not allowed to this client.',
  'too-many-subscriptions':
    'More streams or wildcards than one client may hold; nothing of the request was carried out.',
  'not-subscribed': 'The stream or wildcard is not subscribed by this client.',
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

export const NOTICE_CODES = {
  'dropped-to-image':
    'The client was too slow: deltas were left out, a fresh image of each stream follows.',
  'stream-added': 'An instrument appeared that a wildcard subscription covers.',
  'too-many-subscriptions':
    'An instrument appeared that a wildcard covers, but the client holds its limit of streams.',
  'image-too-large':
    'The image of a stream is larger than this server may send; the stream was unsubscribed.',
  'image-requested': 'Frames of a stream were lost inside the server; a fresh image follows.',
  'server-shutdown': 'The server is about to close the connection.',
} as const;

export type NoticeCode = keyof typeof NOTICE_CODES;

/** Which counter a code is counted by. */
export const ERROR_COUNTER: Readonly<Record<ErrorCode, number>> = {
  'bad-json': GATEWAY_COUNTER.ERROR_BAD_JSON,
  'bad-request': GATEWAY_COUNTER.ERROR_BAD_REQUEST,
  'binary-not-allowed': GATEWAY_COUNTER.ERROR_BINARY_NOT_ALLOWED,
  'message-too-large': GATEWAY_COUNTER.ERROR_MESSAGE_TOO_LARGE,
  'rate-limited': GATEWAY_COUNTER.ERROR_RATE_LIMITED,
  'unknown-op': GATEWAY_COUNTER.ERROR_UNKNOWN_OP,
  'unknown-channel': GATEWAY_COUNTER.ERROR_UNKNOWN_CHANNEL,
  'bad-depth': GATEWAY_COUNTER.ERROR_BAD_DEPTH,
  'bad-interval': GATEWAY_COUNTER.ERROR_BAD_INTERVAL,
  'bad-instrument': GATEWAY_COUNTER.ERROR_BAD_INSTRUMENT,
  'unknown-instrument': GATEWAY_COUNTER.ERROR_UNKNOWN_INSTRUMENT,
  'not-allowed': GATEWAY_COUNTER.ERROR_NOT_ALLOWED,
  'too-many-subscriptions': GATEWAY_COUNTER.ERROR_TOO_MANY_SUBSCRIPTIONS,
  'not-subscribed': GATEWAY_COUNTER.ERROR_NOT_SUBSCRIBED,
};

/** A request that is not carried out; the connection lives on unless the code says otherwise. */
export interface ControlError {
  readonly code: ErrorCode;
  readonly message: string;
}

export const controlError = (code: ErrorCode, message: string): ControlError => ({ code, message });
