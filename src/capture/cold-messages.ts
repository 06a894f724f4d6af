/**
 * The messages of proto/recording.proto that are written once a session or a file: Session and Index.
 * Read and written by protobufjs from the schema itself, so there is no generated code to keep
 * current; records have codecs of their own. Owns the conversion to plain values. Cold, any thread.
 */
import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';
import type { TappedFeed } from '../feed/feed-tap.js';

export const FORMAT_VERSION = 1;
export const ORIGIN = { LIVE: 1, CAPTURE: 2 } as const;
export type Origin = (typeof ORIGIN)[keyof typeof ORIGIN];

/** The feed that a session is of. */
export interface SessionStart {
  readonly feed: TappedFeed;
  readonly origin: Origin;
  readonly productVersion: string;
  /** The host's monotonic clock, and wall time since 1970, at run time 0; ns. */
  readonly runBaseNs: bigint;
  readonly wallBaseNs: bigint;
  /** Run clock when the feed was started. */
  readonly startedNs: number;
}

export interface Session extends SessionStart {
  readonly formatVersion: number;
  readonly session: number;
  readonly part: number;
}

export interface IndexEntry {
  readonly byteOffset: number;
  readonly kind: number;
  readonly session: number;
  readonly firstOrdinal: number;
  readonly recordCount: number;
  readonly firstUnixUs: number;
  readonly lastUnixUs: number;
}

const schemaPath = fileURLToPath(new URL('../../proto/recording.proto', import.meta.url));
let loaded: { session: protobuf.Type; index: protobuf.Type } | undefined;

/** Parsed when the first recording is opened, and only then. */
function schema(): { session: protobuf.Type; index: protobuf.Type } {
  if (loaded === undefined) {
    const root = protobuf.loadSync(schemaPath);
    loaded = {
      session: root.lookupType('bookcast.recording.v1.Session'),
      index: root.lookupType('bookcast.recording.v1.Index'),
    };
  }
  return loaded;
}

export function encodeSession(session: Session): Uint8Array {
  const { feed } = session;
  const { session: type } = schema();
  return type
    .encode(
      type.fromObject({
        formatVersion: session.formatVersion,
        productVersion: session.productVersion,
        session: session.session,
        part: session.part,
        venue: feed.venue,
        symbols: feed.symbols,
        depth: feed.depth,
        lines: feed.lines,
        lineHoldNs: feed.lineHoldNs,
        endpoints: feed.endpoints,
        options: feed.options,
        randomSeed: feed.randomSeed,
        runBaseNs: String(session.runBaseNs),
        wallBaseNs: String(session.wallBaseNs),
        origin: session.origin,
        startedNs: session.startedNs,
      }),
    )
    .finish();
}

/** As protobufjs makes it with defaults, longs as text. */
interface PlainSession {
  readonly formatVersion: number;
  readonly productVersion: string;
  readonly session: number;
  readonly part: number;
  readonly venue: string;
  readonly symbols: readonly string[];
  readonly depth: number;
  readonly lines: number;
  readonly lineHoldNs: string;
  readonly endpoints: Readonly<Record<string, string>>;
  readonly options: Readonly<Record<string, string>>;
  readonly randomSeed: number;
  readonly runBaseNs: string;
  readonly wallBaseNs: string;
  readonly origin: number;
  readonly startedNs: string;
}

/** @returns undefined when the bytes are no Session. */
export function decodeSession(bytes: Uint8Array): Session | undefined {
  const plain = plainOf<PlainSession>(schema().session, bytes, String);
  if (plain === undefined || plain.session === 0) return undefined;
  return {
    formatVersion: plain.formatVersion,
    productVersion: plain.productVersion,
    session: plain.session,
    part: plain.part,
    origin: plain.origin === ORIGIN.CAPTURE ? ORIGIN.CAPTURE : ORIGIN.LIVE,
    runBaseNs: BigInt(plain.runBaseNs),
    wallBaseNs: BigInt(plain.wallBaseNs),
    startedNs: Number(plain.startedNs),
    feed: {
      venue: plain.venue,
      symbols: plain.symbols,
      depth: plain.depth,
      lines: plain.lines,
      lineHoldNs: Number(plain.lineHoldNs),
      endpoints: plain.endpoints,
      options: plain.options,
      randomSeed: plain.randomSeed,
    },
  };
}

export function encodeIndex(entries: readonly IndexEntry[]): Uint8Array {
  const { index } = schema();
  return index.encode(index.fromObject({ entries })).finish();
}

/** @returns undefined when the bytes are no Index. */
export const decodeIndex = (bytes: Uint8Array): readonly IndexEntry[] | undefined =>
  plainOf<{ entries: readonly IndexEntry[] }>(schema().index, bytes, Number)?.entries;

function plainOf<T>(
  type: protobuf.Type,
  bytes: Uint8Array,
  longs: typeof String | typeof Number,
): T | undefined {
  try {
    return type.toObject(type.decode(bytes), { longs, defaults: true, arrays: true }) as T;
  } catch {
    // Not of the schema: the caller says of which file and what that means for it.
    return undefined;
  }
}
