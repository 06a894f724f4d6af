/**
 * One WebSocket connection, from opening to its end: control texts and binary messages in, requests
 * out, and the watch over a server that has gone silent. Owns the socket; knows nothing of streams.
 */
import type { ClientClock } from './clock.js';
import { readControlMessage, type ControlMessage, type ServerHello } from './control-message.js';
import { BookcastError } from './errors.js';
import { openSocket } from './open-socket.js';
import type { SocketConstructor, SocketEvent, SocketLike } from './socket.js';

/** Close codes after which the same client must not come back (docs/protocol.md). */
export const isFinalCode = (code: number): boolean =>
  code === 1009 || (code >= 4400 && code <= 4499);

/** What we close with when the server breaks the protocol; browsers allow only 1000 and 3000 … 4999. */
const CLOSE_PROTOCOL_ERROR = 4002;

/** Heartbeats that may be missing before the server counts as gone. */
const SILENT_HEARTBEATS = 4;
const SILENCE_MS_MIN = 2_000;
const NS_PER_MS = 1e6;

/** How a connection ended. */
export interface ConnectionEnd {
  readonly code: number;
  readonly reason: string;
  /** Coming back would end the same way. */
  readonly final: boolean;
  readonly error: BookcastError | undefined;
}

export interface ConnectionTarget {
  hello(hello: ServerHello): void;
  control(message: ControlMessage): void;
  /** Must throw BookcastError `protocol` for what is not made of frames. */
  binary(data: ArrayBuffer | ArrayBufferView): void;
  /** Exactly once, last. */
  ended(end: ConnectionEnd): void;
}

export class Connection {
  private socket: SocketLike | undefined;
  private isEnded = false;
  private isGreeted = false;
  private watch: ReturnType<typeof setInterval> | undefined;
  private lastHeardNs = 0;

  constructor(
    url: string,
    constructor: SocketConstructor | undefined,
    private readonly clock: ClientClock,
    private readonly target: ConnectionTarget,
  ) {
    openSocket(url, constructor).then(
      (socket) => this.attach(socket),
      (error: unknown) => this.end(1006, 'no socket', true, asError(error)),
    );
  }

  /** Send a request; nothing happens when the connection has not greeted or is over. */
  send(request: object): void {
    if (this.isGreeted && !this.isEnded) this.socket!.send(JSON.stringify(request));
  }

  /** The client wants no more. */
  close(): void {
    this.socket?.close(1000, 'client-closed');
    this.end(1000, 'client-closed', true, undefined);
  }

  private attach(socket: SocketLike): void {
    this.socket = socket;
    if (this.isEnded) {
      // Before it is open, closing is an error event of its own: listen, or Node stops.
      socket.addEventListener('error', () => undefined);
      socket.close();
      return;
    }
    let failure: BookcastError | undefined;
    socket.addEventListener('message', (event) => this.receive(event));
    socket.addEventListener('error', (event) => {
      failure = new BookcastError('socket', event.message ?? 'the connection failed');
    });
    socket.addEventListener('close', (event) => {
      const code = event.code ?? 1006;
      this.end(code, event.reason ?? '', isFinalCode(code), failure);
    });
  }

  private receive(event: SocketEvent): void {
    if (this.isEnded) return;
    this.lastHeardNs = this.clock.nowNs();
    const { data } = event;
    try {
      if (typeof data === 'string') this.receiveControl(readControlMessage(data));
      else if (data instanceof ArrayBuffer || ArrayBuffer.isView(data)) this.target.binary(data);
    } catch (error) {
      if (!(error instanceof BookcastError)) throw error;
      // What the server says cannot be trusted any more: start over, unless it would say the same again.
      this.socket!.close(CLOSE_PROTOCOL_ERROR, 'protocol-error');
      this.end(CLOSE_PROTOCOL_ERROR, 'protocol-error', error.code === 'protocol-version', error);
    }
  }

  private receiveControl(message: ControlMessage): void {
    if (message.op !== 'hello') {
      this.target.control(message);
      return;
    }
    this.isGreeted = true;
    if (message.heartbeatMs > 0) this.watchSilence(message.heartbeatMs);
    this.target.hello(message);
  }

  private watchSilence(heartbeatMs: number): void {
    const limitMs = Math.max(heartbeatMs * SILENT_HEARTBEATS, SILENCE_MS_MIN);
    clearInterval(this.watch);
    this.watch = setInterval(() => {
      const silentMs = (this.clock.nowNs() - this.lastHeardNs) / NS_PER_MS;
      if (silentMs < limitMs) return;
      const error = new BookcastError(
        'disconnected',
        `nothing heard for ${Math.round(silentMs)} ms`,
      );
      // A close would wait for an answer that does not come.
      if (this.socket!.terminate !== undefined) this.socket!.terminate();
      else this.socket!.close();
      this.end(1006, 'silent', false, error);
    }, heartbeatMs);
  }

  private end(
    code: number,
    reason: string,
    final: boolean,
    error: BookcastError | undefined,
  ): void {
    if (this.isEnded) return;
    this.isEnded = true;
    clearInterval(this.watch);
    this.target.ended({ code, reason, final, error });
  }
}

const asError = (error: unknown): BookcastError =>
  error instanceof BookcastError
    ? error
    : new BookcastError('socket', error instanceof Error ? error.message : String(error));
