/**
 * The server's JSON control messages: text in, a typed message out, anything else refused. Owns
 * what the client believes of them. docs/protocol.md describes them.
 */
import { BookcastError } from './errors.js';

export const PROTOCOL_VERSION = 1;

export interface ServerHello {
  readonly op: 'hello';
  readonly server: string;
  /** Zero of the server's stamps on its host's monotonic clock. */
  readonly monotonicBaseNs: bigint;
  /** The same moment as wall time since 1970. */
  readonly wallBaseNs: bigint;
  readonly heartbeatMs: number;
  readonly limits: Readonly<Record<string, number>>;
}

export interface StreamName {
  readonly stream: number;
  readonly instrument: number;
  readonly venue: string;
  readonly symbol: string;
}

export interface StreamsMessage {
  readonly op: 'subscribed' | 'unsubscribed';
  readonly id: number | undefined;
  readonly streams: readonly StreamName[];
}

export interface PongMessage {
  readonly op: 'pong';
  readonly id: number | undefined;
  /** The server's monotonic stamp; NaN where it does not say. */
  readonly serverNs: number;
}

export interface ErrorMessage {
  readonly op: 'error';
  readonly id: number | undefined;
  readonly code: string;
  readonly message: string;
}

/** Something the server did on its own account, such as dropping a slow client's deltas. */
export interface ServerNotice {
  readonly op: 'notice';
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** An answer that needs no action, or an operation of a later version. */
export interface OtherMessage {
  readonly op: 'other';
}

export type ControlMessage =
  ServerHello | StreamsMessage | PongMessage | ErrorMessage | ServerNotice | OtherMessage;

type Fields = Readonly<Record<string, unknown>>;

const refused = (what: string): BookcastError =>
  new BookcastError('protocol', `the server sent ${what}`);

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const numberOf = (value: unknown): number | undefined =>
  typeof value === 'number' ? value : undefined;
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A 64-bit count: [high word, low word], or decimal text. */
function countOf(value: unknown): bigint | undefined {
  if (typeof value === 'string' && /^\d{1,20}$/.test(value)) return BigInt(value);
  if (!Array.isArray(value) || value.length !== 2) return undefined;
  const [high, low] = value as unknown[];
  const isWord = (word: unknown): word is number =>
    typeof word === 'number' && Number.isInteger(word) && word >= 0 && word <= 0xffffffff;
  return isWord(high) && isWord(low) ? (BigInt(high) << 32n) | BigInt(low) : undefined;
}

/** @throws BookcastError `protocol` or `protocol-version`. */
export function readControlMessage(text: string): ControlMessage {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The text is the server's: say so and let the connection go.
    throw refused('a text that is not JSON');
  }
  if (!isObject(value)) throw refused('a text that is not a JSON object');
  const id = numberOf(value['id']);
  switch (value['op']) {
    case 'hello':
      return readHello(value);
    case 'subscribed':
    case 'unsubscribed':
      return { op: value['op'], id, streams: readStreams(value['streams']) };
    case 'pong':
      return { op: 'pong', id, serverNs: numberOf(value['serverNs']) ?? NaN };
    case 'error':
      return { op: 'error', id, code: textOf(value['code']), message: textOf(value['message']) };
    case 'notice':
      return { op: 'notice', code: textOf(value['code']), details: value };
    default:
      return { op: 'other' };
  }
}

function readHello(fields: Fields): ServerHello {
  if (fields['protocol'] !== PROTOCOL_VERSION) {
    throw new BookcastError(
      'protocol-version',
      `the server speaks protocol ${String(fields['protocol'])}, this client ${PROTOCOL_VERSION}`,
    );
  }
  const clock = fields['clock'];
  const monotonicBaseNs = isObject(clock) ? countOf(clock['monotonicBaseNs']) : undefined;
  const wallBaseNs = isObject(clock) ? countOf(clock['wallBaseNs']) : undefined;
  if (monotonicBaseNs === undefined || wallBaseNs === undefined)
    throw refused('a hello without a clock');
  const limits = isObject(fields['limits']) ? fields['limits'] : {};
  return {
    op: 'hello',
    server: textOf(fields['server']),
    monotonicBaseNs,
    wallBaseNs,
    heartbeatMs: numberOf(fields['heartbeatMs']) ?? 0,
    limits: Object.fromEntries(
      Object.entries(limits).filter(
        (entry): entry is [string, number] => typeof entry[1] === 'number',
      ),
    ),
  };
}

/** The stream names of a message; what is not one is left out. */
export function readStreams(value: unknown): StreamName[] {
  if (!Array.isArray(value)) return [];
  return (value as unknown[]).flatMap((each) => {
    if (!isObject(each)) return [];
    const stream = numberOf(each['stream']);
    const instrument = numberOf(each['instrument']);
    if (stream === undefined || instrument === undefined) return [];
    return [{ stream, instrument, venue: textOf(each['venue']), symbol: textOf(each['symbol']) }];
  });
}
