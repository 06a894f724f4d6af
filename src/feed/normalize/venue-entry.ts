/**
 * What the feed must know of a venue before it speaks to it: names, addresses, and the venue's rules
 * for connections and requests. One constant a venue, in its folder's venue.ts.
 */
import type { EndpointSettings, FilesSettings } from '../../fix/session/endpoint-settings.js';
import type { NormalizerDeps, VenueEndpoints, VenueNormalizer } from './venue-normalizer.js';

/** The venue's limits for its users; the transport keeps within them. */
export interface ConnectionRules {
  /** Messages that we may send on one connection per second, on average. */
  readonly sendsPerSecond: number;
  /** New connections per second, on average. */
  readonly connectsPerSecond: number;
  /** Silence after which a connection counts as lost. */
  readonly silenceMs: number;
  /** We send a WebSocket ping this often; 0 where the venue pings, or wants pings of its own kind. */
  readonly pingEveryMs: number;
  /** Age at which the venue ends a connection; 0 never. It is replaced some time before. */
  readonly lifetimeMs: number;
  /** Largest message; a longer one ends the connection. */
  readonly messageBytesLimit: number;
  /** How often the normalizer's timers are looked after, at least; 100 where not given. */
  readonly timersMs?: number;
  /** Weight of REST requests per minute. */
  readonly restWeightPerMinute: number;
}

/** How a capture's connections are known to be this venue's. */
export interface CaptureOrigin {
  /** The exchange that the capture's header names. */
  readonly exchange: string;
  /** Matches the connection's address; absent: every connection of that exchange. */
  readonly address?: RegExp;
}

/** By the secret's name the variables that may hold it, the first one that is set counts. */
export type VenueSecrets = Readonly<Record<string, string | readonly string[]>>;

export interface VenueEntry {
  /** Our name of the venue; at most 24 bytes of ASCII. */
  readonly venue: string;
  readonly captures: readonly CaptureOrigin[];
  readonly endpoints: VenueEndpoints;
  readonly rules: ConnectionRules;
  /** How a book is rebuilt: by a REST snapshot, by subscribing again, or as the source's options say. */
  readonly imageOrigin:
    | 'rest'
    | 'resubscribe'
    | ((options: Readonly<Record<string, string>>) => 'resubscribe' | 'none');
  /** Options of the source's text that are this venue's own, by name with a sentence on each. */
  readonly options?: Readonly<Record<string, string>>;
  /** Those of them that nobody may read, each with the environment variable that may hold it instead. */
  readonly secrets?: VenueSecrets | ((options: Readonly<Record<string, string>>) => VenueSecrets);
  /** What its instruments are called, where the options say: each such name is a feed of its own. */
  readonly instrumentVenue?: (options: Readonly<Record<string, string>>) => string;
  /** Of a FIX counterparty: its session, and the way to it. @throws RangeError naming option, value and way out. */
  readonly endpoint?: (
    options: Readonly<Record<string, string>>,
    secrets: Readonly<Record<string, string>>,
    files: FilesSettings | undefined,
  ) => EndpointSettings;
  /** What goes over the wire for a text, where a secret signs it; the text itself where nothing is to sign. */
  readonly signed?: (
    text: string,
    secrets: Readonly<Record<string, string>>,
    wallMs: number,
  ) => string;
  /**
   * The venue's own symbol of `BASE/QUOTE`, `BASE/QUOTE-PERP` or `BASE/QUOTE-YYYYMMDD`; any other text
   * is the venue's own already and comes back as it is.
   */
  readonly nativeSymbol: (name: string) => string;
  readonly make: (deps: NormalizerDeps) => VenueNormalizer;
}
