/**
 * What one venue's simulator has to know of its protocol. An independent reading of the venue's rules:
 * it shares nothing with the normalizer that it tests. Called by the server, one call at a time.
 */
import type { ExchangeMarket } from './exchange-market.js';
import type { Fault, FaultKind } from './faults.js';
import type { MarketChange } from './market-change.js';

/** A client's connection, as the protocol sees it. */
export interface VenueClient {
  /** Path and query of the address it connected to. */
  readonly path: string;
  /** Answers, errors, heartbeats, trades, tickers: never hit by a fault. */
  say(text: string): void;
  /** A change of a symbol's book: what faults hit. */
  sendBook(symbol: string, text: string): void;
  /** An image of a symbol's book: hit too, and late where a slow snapshot was asked for. */
  sendImage(symbol: string, text: string): void;
  close(code: number, reason: string): void;
}

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

export interface VenueProtocol {
  /** How often flush() is called; 0: after every change. */
  readonly flushMs: number;
  /** Faults that the venue's own rule cannot make visible to a reader of its books. */
  readonly undetectable: readonly FaultKind[];
  /** One symbol's fault is no other symbol's: its sequence, or its checksum, is its own. */
  readonly isolatesSymbols: boolean;
  /** A lost change that the next message makes anew is not seen: there is no sequence, and the book is right. */
  readonly forgivesLoss?: boolean;
  /** Whether there is something at this path; a connection elsewhere is refused with 404. */
  accepts(path: string): boolean;
  opened(client: VenueClient): void;
  said(client: VenueClient, text: string): void;
  closed(client: VenueClient): void;
  /** undefined: 404. */
  http(path: string, query: URLSearchParams): HttpAnswer | undefined;
  /** The market moved; books may be read from it now. */
  changed(changes: readonly MarketChange[]): void;
  /** Send what has gathered. */
  flush(): void;
  /** The venue's sequences begin anew. */
  reset(): void;
  /** The message with its checksum damaged; undefined for one without. */
  withBadChecksum(text: string): string | undefined;
  /** About once a second, for heartbeats. */
  heartbeat(): void;
}

export type VenueProtocolFactory = (market: ExchangeMarket) => VenueProtocol;

export type { Fault };
