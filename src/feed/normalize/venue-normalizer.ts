/**
 * What every venue's normalizer is to the feed: messages, answers, connection changes and time in;
 * events (to its sink) and commands out. Sans-I/O: it never reads a clock, a socket or a file.
 */
import type { EventSink } from '../../event/sink.js';
import type { InstrumentRegister } from './instrument-register.js';

/** Ask for `url`; not before `notBeforeNs` on the clock that atTime() is told. */
export interface FetchCommand {
  readonly kind: 'fetch';
  readonly url: string;
  readonly notBeforeNs: number;
}

export type VenueCommand = FetchCommand;

export interface NormalizerDeps {
  readonly sink: EventSink;
  readonly register: InstrumentRegister;
  /** 0 … 1, for the jitter of back-offs. A replay passes a constant: its commands go nowhere. */
  readonly random: () => number;
}

export interface VenueSummary {
  /** Holes found by the venue's sequence rule in a book that was complete. */
  readonly gaps: number;
  /** What the venue said about a book that could never be compared. */
  readonly unverifiable: number;
  /** Messages of a type that the normalizer does not use. */
  readonly unknownMessages: number;
  /** Messages with a value that does not fit its instrument's scales; each quarantines. */
  readonly refusedValues: number;
  /** Messages for a symbol that the venue did not list or nobody subscribed to. */
  readonly undeclaredInstruments: number;
  /** Messages refused, by reason. */
  readonly refusals: Readonly<Record<string, number>>;
  readonly messagesByType: Readonly<Record<string, number>>;
}

export interface VenueNormalizer {
  /** Time of all calls until the next atTime: `nowNs` for timers, `receivedNs` to stamp events with. */
  atTime(nowNs: number, receivedNs: number): void;
  /** A connection was opened; opened again, it had been lost in between. */
  connected(connection: string, address: string): void;
  disconnected(connection: string): void;
  /** We said `text`: a subscription, say. */
  sent(connection: string, text: string): void;
  received(connection: string, text: string): void;
  receivedBinary(connection: string, bytes: Uint8Array): void;
  /** A REST answer. */
  answered(url: string, text: string): void;
  /** Re-issue what was not answered in time. Call about once a second. */
  checkTimers(): void;
  /** The next command, once. */
  takeCommand(): VenueCommand | undefined;
  /** Nothing more will come: what is still held is settled. */
  finish(): void;
  summary(): VenueSummary;
}
