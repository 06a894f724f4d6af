/**
 * Strict reading of a client's control request: text in, a typed request or a coded error out.
 * Sans-I/O, keeps nothing. Cold.
 */
import {
  CHANNEL_NAMES,
  DEPTH_NAMES,
  slotOf,
  type ChannelName,
  type DepthName,
  type StreamSlot,
} from '../market/stream.js';
import { controlError, type ControlError } from './error-codes.js';
import { parsePattern, type InstrumentPattern } from '../market/instrument-pattern.js';

/** The client's own number or text for a request, given back with the answer. */
export type RequestId = number | string;

export interface SubscriptionRequest {
  readonly op: 'subscribe' | 'unsubscribe';
  readonly id: RequestId | undefined;
  readonly slot: StreamSlot;
  readonly patterns: readonly InstrumentPattern[];
}

export interface ResyncRequest {
  readonly op: 'resync';
  readonly id: RequestId | undefined;
  readonly streams: readonly number[];
}

export interface PingRequest {
  readonly op: 'ping';
  readonly id: RequestId | undefined;
}

/** Subscribing to the latency channel, or leaving it; it has no streams. */
export interface LatencyRequest {
  readonly op: 'latency';
  readonly id: RequestId | undefined;
  /** Undefined: no reports any more. */
  readonly everyMs: number | undefined;
}

export type ControlRequest = SubscriptionRequest | ResyncRequest | PingRequest | LatencyRequest;

export interface RefusedRequest {
  readonly op: 'refused';
  readonly id: RequestId | undefined;
  readonly error: ControlError;
}

type Fields = Readonly<Record<string, unknown>>;

const ID_LENGTH_LIMIT = 64;
const DEPTH_DEFAULT: DepthName = 10;

const LATENCY_CHANNEL = 'latency';
const EVERY_MS_DEFAULT = 1_000;

type OperationName = Exclude<ControlRequest, LatencyRequest>['op'];

const FIELDS: Readonly<Record<OperationName, readonly string[]>> = {
  subscribe: ['op', 'id', 'channel', 'depth', 'instruments'],
  unsubscribe: ['op', 'id', 'channel', 'depth', 'instruments'],
  resync: ['op', 'id', 'streams'],
  ping: ['op', 'id'],
};

const LATENCY_FIELDS: Readonly<Record<SubscriptionRequest['op'], readonly string[]>> = {
  subscribe: ['op', 'id', 'channel', 'everyMs'],
  unsubscribe: ['op', 'id', 'channel'],
};

const isOp = (op: unknown): op is OperationName =>
  typeof op === 'string' && Object.hasOwn(FIELDS, op);

const isId = (id: unknown): id is RequestId =>
  (typeof id === 'number' && Number.isSafeInteger(id)) ||
  (typeof id === 'string' && id.length <= ID_LENGTH_LIMIT);

const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 64 ? `${text.slice(0, 64)}…` : text;
};

export function readControlRequest(text: string): ControlRequest | RefusedRequest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The text is the client's; what is wrong with it is said in the answer.
    return refuse(undefined, controlError('bad-json', 'the message is not JSON'));
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refuse(undefined, controlError('bad-request', 'a request is a JSON object'));
  }
  const fields = value as Fields;
  const id = fields['id'];
  if (id !== undefined && !isId(id)) {
    return refuse(
      undefined,
      controlError(
        'bad-request',
        `id: an integer or a text of at most ${ID_LENGTH_LIMIT} characters`,
      ),
    );
  }
  const request = readOperation(fields, id);
  return 'op' in request ? request : refuse(id, request);
}

const refuse = (id: RequestId | undefined, error: ControlError): RefusedRequest => ({
  op: 'refused',
  id,
  error,
});

function readOperation(fields: Fields, id: RequestId | undefined): ControlRequest | ControlError {
  const op = fields['op'];
  if (!isOp(op)) {
    const known = Object.keys(FIELDS).join(', ');
    return controlError('unknown-op', `op: ${shown(op)} is none of ${known}`);
  }
  const isOfChannel = op === 'subscribe' || op === 'unsubscribe';
  if (isOfChannel && fields['channel'] === LATENCY_CHANNEL) return readLatency(op, fields, id);
  const unknown = unknownField(op, fields, FIELDS[op]);
  if (unknown !== undefined) return unknown;
  switch (op) {
    case 'ping':
      return { op, id };
    case 'resync':
      return readResync(fields, id);
    default:
      return readSubscription(op, fields, id);
  }
}

function unknownField(
  what: string,
  fields: Fields,
  known: readonly string[],
): ControlError | undefined {
  const unknown = Object.keys(fields).find((name) => !known.includes(name));
  if (unknown === undefined) return undefined;
  return controlError('bad-request', `${what} has no field ${shown(unknown)}`);
}

function readLatency(
  op: SubscriptionRequest['op'],
  fields: Fields,
  id: RequestId | undefined,
): ControlRequest | ControlError {
  const unknown = unknownField(`${op} of ${LATENCY_CHANNEL}`, fields, LATENCY_FIELDS[op]);
  if (unknown !== undefined) return unknown;
  if (op === 'unsubscribe') return { op: 'latency', id, everyMs: undefined };
  const everyMs = fields['everyMs'] ?? EVERY_MS_DEFAULT;
  if (typeof everyMs !== 'number' || !Number.isInteger(everyMs)) {
    return controlError(
      'bad-interval',
      `everyMs: a whole number of milliseconds; got ${shown(everyMs)}`,
    );
  }
  return { op: 'latency', id, everyMs };
}

function readResync(fields: Fields, id: RequestId | undefined): ControlRequest | ControlError {
  const streams = fields['streams'];
  const isStream = (stream: unknown): stream is number =>
    typeof stream === 'number' && Number.isInteger(stream) && stream >= 0;
  if (!Array.isArray(streams) || streams.length === 0 || !streams.every(isStream)) {
    return controlError('bad-request', 'streams: a list of stream numbers, not empty');
  }
  return { op: 'resync', id, streams: [...new Set(streams)] };
}

function readSubscription(
  op: 'subscribe' | 'unsubscribe',
  fields: Fields,
  id: RequestId | undefined,
): ControlRequest | ControlError {
  const channel = CHANNEL_NAMES.find((name) => name === fields['channel']);
  if (channel === undefined) {
    return controlError(
      'unknown-channel',
      `channel: ${shown(fields['channel'])} is none of ${[...CHANNEL_NAMES, LATENCY_CHANNEL].join(', ')}`,
    );
  }
  const depth = readDepth(channel, fields['depth']);
  if (depth === undefined) {
    const rule =
      channel === 'book'
        ? `one of ${DEPTH_NAMES.join(', ')}`
        : `only the book channel has one, not ${channel}`;
    return controlError('bad-depth', `depth: ${rule}; got ${shown(fields['depth'])}`);
  }
  const patterns = readPatterns(fields['instruments']);
  if ('code' in patterns) return patterns;
  return { op, id, slot: slotOf(channel, depth), patterns };
}

function readDepth(channel: ChannelName, depth: unknown): DepthName | undefined {
  if (depth === undefined) return DEPTH_DEFAULT;
  return channel === 'book' ? DEPTH_NAMES.find((name) => name === depth) : undefined;
}

function readPatterns(value: unknown): InstrumentPattern[] | ControlError {
  if (!Array.isArray(value) || value.length === 0) {
    return controlError(
      'bad-request',
      'instruments: a list of venue:symbol, venue:* or *, not empty',
    );
  }
  const patterns = new Map<string, InstrumentPattern>();
  for (const text of value as unknown[]) {
    const pattern = typeof text === 'string' ? parsePattern(text) : undefined;
    if (pattern === undefined) {
      return controlError(
        'bad-instrument',
        `instruments: ${shown(text)} is not venue:symbol, venue:* or *`,
      );
    }
    patterns.set(pattern.text, pattern);
  }
  return [...patterns.values()];
}
