/**
 * One socket of a FIX session, from its opening to its end: bytes → messages → the session, in turns.
 * Owns the socket and what has not come whole; the first message decides whose it is. Bounds what waits
 * unsent. Never throws into the socket. The session's thread.
 *
 * A turn is one read: all messages in it go to the session, its store commits, then everything that the
 * session said goes out in one write. So what is on the wire is on disk.
 */
import type { Socket } from 'node:net';
import { FieldTable } from '../codec/field-table.js';
import { MessageFraming } from '../codec/message-framing.js';
import { scanMessage } from '../codec/scan-message.js';
import { ENDPOINT_DEFAULTS } from '../session/endpoint-settings.js';
import { socketErrorText } from './socket-error-text.js';
import type { TlsFiles } from './tls-files.js';

/** Whoever has the session; SessionLink. */
export interface ConnectionSession {
  /** Messages with fields that cannot be read come, too. */
  readonly validates: boolean;
  beginTurn(): void;
  received(message: FieldTable): void;
  garbled(why: string, bytes: Uint8Array, start: number, end: number): void;
  endTurn(): void;
  /** What was written is out. */
  hasRoom(): void;
  /** Something in the turn threw. */
  failed(error: unknown): void;
  /** The connection is gone; once, and never from within a turn. */
  lost(connection: FixConnection, why: string): void;
}

export interface ConnectionLimits {
  /** BodyLength; a longer message is garbled. */
  readonly bodyBytesLimit: number;
  /** Unsent bytes; policy when full: the counterparty is too slow, the connection is cut. */
  readonly unsentBytesLimit: number;
  /** How long the other side's end of the connection is waited for once ours is closed. */
  readonly closeMsLimit: number;
}

export const CONNECTION_LIMITS: ConnectionLimits = {
  bodyBytesLimit: ENDPOINT_DEFAULTS.bodyBytesLimit,
  unsentBytesLimit: ENDPOINT_DEFAULTS.unsentBytesLimit,
  closeMsLimit: 1_000,
};

export interface ConnectionOptions {
  readonly limits: ConnectionLimits;
  readonly tls?: TlsFiles | undefined;
  /** Of an acceptor: whose connection it is; undefined drops it silently (rule 1). The session of an initiator is there from the start. */
  readonly choose?: (first: FieldTable, connection: FixConnection) => ConnectionSession | undefined;
  /** It ended before its session was known. */
  readonly unnamedEnded?: (why: string) => void;
}

export class FixConnection {
  readonly remoteAddress: string;
  /** All bytes ever given to the socket. */
  writtenBytes = 0;
  private session: ConnectionSession | undefined;
  /** Nothing that comes now is listened to. */
  private isOver = false;
  private readonly framing: MessageFraming;
  private readonly table = new FieldTable();
  private closeTimer: NodeJS.Timeout | undefined;

  /** @param socket open; its events are this connection's from now on. */
  constructor(
    private readonly socket: Socket,
    private readonly options: ConnectionOptions,
  ) {
    this.remoteAddress = `${socket.remoteAddress ?? ''}:${socket.remotePort ?? 0}`;
    this.framing = new MessageFraming(
      {
        message: (bytes, start, end) => this.message(bytes, start, end),
        garbled: (why, bytes, start, end) => this.garbled(why, bytes, start, end),
      },
      options.limits.bodyBytesLimit,
    );
    let why = 'closed by the other side';
    socket.setNoDelay(true);
    socket.on('data', (bytes) => this.read(bytes));
    socket.on('error', (error) => {
      why = socketErrorText(error, options.tls);
    });
    socket.on('drain', () => this.session?.hasRoom());
    // Its side is closed; what we said last may still be on its way.
    socket.on('end', () => this.over(why));
    socket.on('close', () => {
      clearTimeout(this.closeTimer);
      this.over(why);
    });
  }

  /** Written and not taken by the system yet. */
  get unsentBytes(): number {
    return this.socket.writableLength;
  }

  get isOpen(): boolean {
    return !this.isOver;
  }

  /** Of an initiator: whose connection it is. */
  belongsTo(session: ConnectionSession): void {
    this.session = session;
  }

  /** One write to the socket. @returns false where too much waits unsent: the connection is cut. */
  write(bytes: Uint8Array): boolean {
    if (this.isOver) return true;
    this.socket.write(bytes);
    this.writtenBytes += bytes.length;
    if (this.socket.writableLength <= this.options.limits.unsentBytesLimit) return true;
    this.isOver = true;
    this.socket.destroy();
    return false;
  }

  /** What was written goes out, then the connection ends. Nothing that comes is listened to. */
  close(): void {
    this.isOver = true;
    this.session = undefined;
    if (this.socket.destroyed) return;
    // Bytes that nobody reads would turn the end into a reset, and a reset eats what we said last.
    this.socket.resume();
    this.socket.end();
    this.closeTimer = setTimeout(() => this.socket.destroy(), this.options.limits.closeMsLimit);
  }

  /** At once; what is unsent is lost. */
  destroy(): void {
    this.isOver = true;
    this.session = undefined;
    this.socket.destroy();
  }

  pause(): void {
    if (!this.isOver) this.socket.pause();
  }

  resume(): void {
    this.socket.resume();
  }

  private read(bytes: Uint8Array): void {
    if (this.isOver) return;
    this.session?.beginTurn();
    try {
      this.framing.push(bytes);
      this.session?.endTurn();
    } catch (error) {
      if (this.session === undefined) throw error;
      this.session.failed(error);
    }
  }

  private message(bytes: Uint8Array, start: number, end: number): void {
    if (this.isOver) return;
    const { table } = this;
    const isWhole = scanMessage(table, bytes, start, end);
    // Rule 13: with a dictionary the field that cannot be read is rejected; without one nothing would say so.
    if (!isWhole && this.session?.validates !== true) {
      return this.garbled('a field is no tag=value', bytes, start, end);
    }
    if (this.session === undefined) {
      const session = this.options.choose?.(table, this);
      if (session === undefined) return this.drop('the first message is of no session here');
      this.session = session;
      session.beginTurn();
    }
    this.session.received(table);
  }

  private garbled(why: string, bytes: Uint8Array, start: number, end: number): void {
    if (this.isOver) return;
    if (this.session === undefined) return this.drop(`the first message is garbled (${why})`);
    this.session.garbled(why, bytes, start, end);
  }

  /** Rule 1: nothing is said. */
  private drop(why: string): void {
    this.destroy();
    this.options.unnamedEnded?.(why);
  }

  private over(why: string): void {
    if (this.isOver) return;
    const { session } = this;
    this.close();
    if (session === undefined) this.options.unnamedEnded?.(why);
    else session.lost(this, why);
  }
}
