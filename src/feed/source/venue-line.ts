/**
 * What every transport of a live venue is to the feed: one connection by name, opened again after every
 * loss, whose news come with stamps of the run clock. Feed thread.
 */
import type { SessionFigures } from '../../fix/link/session-link.js';
import type { EndpointSettings } from '../../fix/session/endpoint-settings.js';
import type { Clock } from '../../telemetry/clock.js';
import type { TokenBucket } from './token-bucket.js';

export interface VenueLine {
  readonly name: string;
  readonly address: string;
  readonly isConnected: boolean;
  /** Said as soon as the venue's pace allows it; forgotten on a loss. */
  send(text: string, notBeforeNs: number): void;
  /** At once, beside the pace. @returns whether the connection is open. */
  sendBinary(bytes: Uint8Array): boolean;
  /** The connection cannot be trusted: closed, and opened again. */
  reconnect(why: string): void;
  /** For good; nothing is told any more. A promise where there is a goodbye to wait for. */
  close(): void | Promise<void>;
  /**
   * The feed is behind: read nothing until resume(), so that the other side waits. Where it cannot wait
   * (UDP), what comes meanwhile is lost, as it would be in the system's own buffer.
   */
  pause(): void;
  resume(): void;
  /** About 50 times a second. */
  tick(nowNs: number): void;
  /** Of a FIX session. */
  figures?(): SessionFigures | undefined;
}

export interface LineRules {
  readonly sendsPerSecond: number;
  readonly silenceMs: number;
  /** 0: the venue pings, or wants pings of its own kind. */
  readonly pingEveryMs: number;
  /** 0: no limit. */
  readonly lifetimeMs: number;
  readonly messageBytesLimit: number;
}

/** What happens on a line, each with its stamp on the run clock. */
export interface LineEvents {
  opened(line: VenueLine, receivedNs: number): void;
  /** Only after opened(). */
  lost(line: VenueLine, why: string, receivedNs: number): void;
  /** `bytes` may be kept. */
  received(line: VenueLine, bytes: Uint8Array, isBinary: boolean, receivedNs: number): void;
  sent(line: VenueLine, text: string, sentNs: number): void;
  /** Its life ends soon; told once a connection. */
  ageing(line: VenueLine, nowNs: number): void;
  /** For the operator's log. */
  note(text: string): void;
}

export interface LineOptions {
  readonly name: string;
  readonly address: string;
  readonly rules: LineRules;
  readonly clock: Pick<Clock, 'nowNs'>;
  readonly random: () => number;
  /** Shared by the lines of a venue: new connections per second. */
  readonly connects: TokenBucket;
  /** `http://host:port` of a proxy. */
  readonly proxy?: string;
  /** What goes over the wire for a text that we say: with secrets in it, which nothing else may see. */
  readonly reveal?: (text: string) => string;
  /** Of the addresses `fix:`. */
  readonly endpoint?: EndpointSettings;
}
