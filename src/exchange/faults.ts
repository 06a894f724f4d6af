/** What a venue simulator can do wrong on demand. Owns the names, which the command line uses too. */

export const FAULT_KINDS = [
  /** The next message with market data is not sent. */
  'drop',
  /** The next one is sent twice. */
  'duplicate',
  /** The next two are sent in the wrong order. */
  'reorder',
  /** The next one, and all behind it, come late by `ms`. */
  'delay',
  /** The next one has a wrong checksum; nothing for a venue that sends none. */
  'bad-checksum',
  /** The next one is no whole JSON. */
  'garbage',
  /** The venue's sequences begin anew, as after a restart of its book service. */
  'sequence-reset',
  /** The connection is closed. */
  'disconnect',
  /** The connection breaks in the middle of the next message. */
  'disconnect-mid-message',
  /** The next REST request is answered 429 with Retry-After 1. */
  'http-429',
  /** The next REST request is answered 500. */
  'http-500',
  /** The next REST answer, or image, comes late by `ms`. */
  'slow-snapshot',
  /** The venue is gone for `ms`: all connections are cut, new ones are refused. */
  'restart',
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

export interface Fault {
  readonly kind: FaultKind;
  /** Of the symbol's next message; any symbol where not given. */
  readonly symbol?: string;
  /** Of the connection that was opened so many connections before the newest; all where not given. */
  readonly line?: number;
  readonly ms?: number;
}

export const isFaultKind = (text: string): text is FaultKind =>
  (FAULT_KINDS as readonly string[]).includes(text);
