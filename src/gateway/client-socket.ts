/**
 * One client's WebSocket as the gateway needs it: knows whether it is still open, what was ever
 * offered to it, and whether something waits. Must never touch the native socket after close.
 * Gateway thread.
 */
import type { CloseCode } from './close-codes.js';

/** The part of a uWebSockets.js socket that is used; other kinds of clients come as one, too. */
export interface NativeSocket {
  send(message: Uint8Array | string, isBinary: boolean): number;
  getBufferedAmount(): number;
  end(code: number, reason: string): void;
  close(): void;
  cork(callback: () => void): unknown;
  /** All bytes ever offered, where it writes other bytes than it is given; absent: those it was given. */
  readonly bytesOffered?: number;
}

/** Results of send: 1 written, 0 queued, 2 dropped because of the socket's limit. */
const QUEUED = 0;
const DROPPED = 2;

const SHORT_LENGTH_LIMIT = 126;
const MEDIUM_LENGTH_LIMIT = 65_536;

/** Bytes of a server's WebSocket frame head. */
const headBytes = (payloadBytes: number): number =>
  payloadBytes < SHORT_LENGTH_LIMIT ? 2 : payloadBytes < MEDIUM_LENGTH_LIMIT ? 4 : 10;

export class ClientSocket {
  /** Cleared when the native socket may not be used any more. */
  open = true;
  private bytesGiven = 0;
  /** Whether something may wait in the socket; unsentBytes() finds out. */
  backlogged = false;
  lastSentNs: number;

  constructor(
    private readonly native: NativeSocket,
    nowNs: number,
  ) {
    this.lastSentNs = nowNs;
  }

  /** All bytes ever offered to it, in the unit of unsentBytes(). */
  get offeredBytes(): number {
    return this.native.bytesOffered ?? this.bytesGiven;
  }

  /** @returns false when the socket's limit made it drop the message. */
  sendFrames(bytes: Uint8Array, nowNs: number): boolean {
    return this.send(bytes, true, bytes.length, nowNs);
  }

  sendText(text: string, nowNs: number): boolean {
    return this.open && this.send(text, false, Buffer.byteLength(text), nowNs);
  }

  private send(
    message: Uint8Array | string,
    isBinary: boolean,
    bytes: number,
    nowNs: number,
  ): boolean {
    const outcome = this.native.send(message, isBinary);
    if (outcome === DROPPED) {
      this.backlogged = true;
      return false;
    }
    if (outcome === QUEUED) this.backlogged = true;
    this.bytesGiven += bytes + headBytes(bytes);
    this.lastSentNs = nowNs;
    return true;
  }

  /** Bytes that wait in user space; the kernel's buffers are not ours to see. */
  unsentBytes(): number {
    if (!this.backlogged || !this.open) return 0;
    const bytes = this.native.getBufferedAmount();
    if (bytes === 0) this.backlogged = false;
    return bytes;
  }

  /** Batch the writes of one callback into one system call. */
  corked(callback: () => void): void {
    if (this.open) this.native.cork(callback);
  }

  /** Close with a code; the close handler runs before this returns. */
  end(close: Pick<CloseCode, 'code' | 'reason'>): void {
    if (!this.open) return;
    this.native.end(close.code, close.reason);
  }

  /** Cut the connection without a word; the close handler runs before this returns. */
  cut(): void {
    if (this.open) this.native.close();
  }
}
