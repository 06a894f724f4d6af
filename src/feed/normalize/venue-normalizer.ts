/**
 * What every venue's normalizer is to the feed: messages, answers, connection changes and time in;
 * events (to its sink) and commands out. Sans-I/O: it never reads a clock, a socket or a file, and is
 * a function of what it is told, so that a recording of its inputs gives the same events again.
 */
import type { EventSink } from '../../event/sink.js';
import type { StateReason } from '../../market/state.js';
import type { InstrumentId } from '../../market/units.js';
import type { InstrumentRegister } from './instrument-register.js';

/** Ask for `url`; not before `notBeforeNs` on the clock that atTime() is told. */
export interface FetchCommand {
  readonly kind: 'fetch';
  readonly url: string;
  /** What the request costs of the venue's budget, in the venue's own units; 1 where it only counts. */
  readonly weight: number;
  readonly notBeforeNs: number;
}

/** Open a connection under this name, and open it again after every loss. */
export interface ConnectCommand {
  readonly kind: 'connect';
  readonly connection: string;
  readonly address: string;
}

/** Say `text` on a connection; dropped when it is lost in between, for connected() comes again then. */
export interface SendCommand {
  readonly kind: 'send';
  readonly connection: string;
  readonly text: string;
  readonly notBeforeNs: number;
}

/** Say bytes on a connection at once; dropped when it is not open. */
export interface SendBinaryCommand {
  readonly kind: 'send-binary';
  readonly connection: string;
  readonly bytes: Uint8Array;
  /** What a recording shows instead: the same without a password. */
  readonly recorded?: Uint8Array;
}

/** Close a connection that cannot be trusted; it is opened again. */
export interface ReconnectCommand {
  readonly kind: 'reconnect';
  readonly connection: string;
  readonly reason: string;
}

/** Close a connection for good. */
export interface DisconnectCommand {
  readonly kind: 'disconnect';
  readonly connection: string;
}

/** Something that the operator should read in the log; rare. */
export interface NoteCommand {
  readonly kind: 'note';
  readonly text: string;
}

export type VenueCommand =
  | FetchCommand
  | ConnectCommand
  | SendCommand
  | SendBinaryCommand
  | ReconnectCommand
  | DisconnectCommand
  | NoteCommand;

/** What a live feed is to carry. */
export interface VenueWants {
  /** As the venue writes them. */
  readonly symbols: readonly string[];
  /** Levels a side; the venue's usual depth where not given. */
  readonly depth?: number;
  /** Connections that carry the same symbols. */
  readonly lines: number;
  /** How long a hole of one line may wait for another line to fill it. */
  readonly lineHoldNs: number;
}

export interface VenueEndpoints {
  /** `wss://host[:port]`, without the path that the venue's messages need. */
  readonly webSocket: string;
  /** `https://host[:port]`. */
  readonly rest: string;
}

export interface NormalizerDeps {
  readonly sink: EventSink;
  readonly register: InstrumentRegister;
  /** 0 … 1, for the jitter of back-offs. A replay passes what the recording had. */
  readonly random: () => number;
  readonly endpoints: VenueEndpoints;
  /** What else the source's text said, `token` or `book`, by names that the venue's entry lists. */
  readonly options?: Readonly<Record<string, string>>;
  /** Absent in a replay of a capture: what was subscribed to is learned from what was sent. */
  readonly wants?: VenueWants;
}

/** One line's part in a venue whose messages come over several. */
export interface LineSummary {
  /** Book messages that came over the line. */
  readonly messages: number;
  /** Those that were the first of their kind to come. */
  readonly first: number;
  /** Those that another line had brought already. */
  readonly duplicates: number;
  /** Holes of this line that another line filled. */
  readonly lost: number;
  /** Times that its copy of a book was not where the live line's was, for too long; hot standby only. */
  readonly differences?: number;
  /** By how much the line was ahead where it was first, mean; NaN where nothing could be compared. */
  readonly meanLeadNs: number;
}

export interface VenueSummary {
  /** Holes found by the venue's sequence rule in a book that was complete. */
  readonly gaps: number;
  /** What the venue said about a book that could never be compared. */
  readonly unverifiable: number;
  /** Trades that the venue's own numbering shows to be missing. */
  readonly lostTrades?: number;
  /** Messages of a type that the normalizer does not use. */
  readonly unknownMessages: number;
  /** Messages with a value that does not fit its instrument's scales; each quarantines. */
  readonly refusedValues: number;
  /** Messages for a symbol that the venue did not list or nobody subscribed to. */
  readonly undeclaredInstruments: number;
  /** Messages refused, by reason. */
  readonly refusals: Readonly<Record<string, number>>;
  readonly messagesByType: Readonly<Record<string, number>>;
  /** Books that had to be rebuilt, by the name of the reason (see REASON_NAMES). */
  readonly resyncs?: Readonly<Record<string, number>>;
  /** By line letter; absent where one line carries all. */
  readonly lines?: Readonly<Record<string, LineSummary>>;
  /** What else the venue's rule counts, by name. */
  readonly counts?: Readonly<Record<string, number>>;
  /** Hot messages whose shape the byte reader did not know, read as JSON instead. */
  readonly slowPathMessages?: number;
}

export interface VenueNormalizer {
  /** A live feed begins: connections are asked for. Not called in a replay of a capture. */
  start(): void;
  /** Time of all calls until the next atTime: `nowNs` for timers, `receivedNs` to stamp events with. */
  atTime(nowNs: number, receivedNs: number): void;
  /** A connection was opened; opened again, it had been lost in between. */
  connected(connection: string, address: string): void;
  disconnected(connection: string): void;
  /** We said `text`: a subscription, say. */
  sent(connection: string, text: string): void;
  /** The UTF-8 text of one message; the bytes are only valid during the call. */
  received(connection: string, bytes: Uint8Array): void;
  receivedBinary(connection: string, bytes: Uint8Array): void;
  /** A REST answer of status 200. */
  answered(url: string, body: Uint8Array): void;
  /** A fetch that ended otherwise: status, time-out, connection. Retry by a new command. */
  failed(url: string, why: string): void;
  /** This book is to be rebuilt from an image; STALE with `reason` until it is there. */
  resync(id: InstrumentId, reason: StateReason): void;
  /** The venue will end this connection soon: have another one carry its symbols, then let it go. */
  rotate(connection: string): void;
  /** Re-issue what was not answered in time. Called about ten times a second. */
  checkTimers(): void;
  /** The next command, once. */
  takeCommand(): VenueCommand | undefined;
  /** Nothing more will come: what is still held is settled. */
  finish(): void;
  summary(): VenueSummary;
}
