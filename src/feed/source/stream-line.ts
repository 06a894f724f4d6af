/**
 * TCP as a venue's line: `tcp://HOST:PORT`, opened again after every loss. Owns the socket; what it
 * hands on are chunks as they come, messages are the protocol's business. Feed thread.
 */
import { connect, type Socket } from 'node:net';
import { Reopening } from './reopening.js';
import type { LineEvents, LineOptions, VenueLine } from './venue-line.js';

const CONNECT_MS_LIMIT = 10_000;
/** A connection that brought so much was more than a refusal: the next loss is a new one. */
const PROVEN_BYTES = 64;

export class StreamLine implements VenueLine {
  readonly name: string;
  readonly address: string;
  private socket: Socket | undefined;
  private isOpen = false;
  private isPaused = false;
  private closedForGood = false;
  private receivedBytes = 0;
  private readonly reopening: Reopening;

  constructor(
    private readonly options: LineOptions,
    private readonly events: LineEvents,
  ) {
    this.name = options.name;
    this.address = options.address;
    this.reopening = new Reopening(options, events);
    this.tick(options.clock.nowNs());
  }

  get isConnected(): boolean {
    return this.isOpen;
  }

  send(text: string): void {
    this.sendBinary(Buffer.from(text));
  }

  sendBinary(bytes: Uint8Array): boolean {
    if (this.isOpen) this.socket!.write(bytes);
    return this.isOpen;
  }

  reconnect(why: string): void {
    this.lose(why);
  }

  close(): void {
    this.closedForGood = true;
    this.isOpen = false;
    // What was said last, a logout, still goes out.
    this.socket?.end();
    this.socket?.destroySoon();
    this.socket = undefined;
  }

  pause(): void {
    this.isPaused = true;
    this.socket?.pause();
  }

  resume(): void {
    this.isPaused = false;
    this.socket?.resume();
  }

  tick(nowNs: number): void {
    if (this.closedForGood || this.socket !== undefined || !this.reopening.isDue(nowNs)) return;
    if (this.options.connects.take(1, nowNs)) this.open();
  }

  private open(): void {
    const { hostname, port } = new URL(this.address);
    const { clock } = this.options;
    const host = hostname.replace(/^\[|\]$/g, '');
    const socket = connect({ host, port: Number(port), noDelay: true });
    this.socket = socket;
    let why = 'closed by the other side';
    const isCurrent = (): boolean => this.socket === socket;
    socket.setTimeout(CONNECT_MS_LIMIT, () => {
      if (isCurrent() && !this.isOpen) this.lose('no answer');
    });
    socket.on('connect', () => {
      socket.setTimeout(0);
      if (!isCurrent()) return;
      if (this.isPaused) socket.pause();
      this.isOpen = true;
      this.receivedBytes = 0;
      this.events.opened(this, clock.nowNs());
    });
    socket.on('data', (bytes) => {
      if (!isCurrent()) return;
      this.receivedBytes += bytes.byteLength;
      this.events.received(this, bytes, true, clock.nowNs());
    });
    socket.on('error', (error) => {
      why = error.message;
    });
    socket.on('close', () => {
      if (isCurrent()) this.lose(why);
    });
  }

  private lose(why: string): void {
    const { socket, isOpen } = this;
    if (socket === undefined) return;
    this.socket = undefined;
    this.isOpen = false;
    socket.destroy();
    const nowNs = this.options.clock.nowNs();
    if (isOpen && this.receivedBytes > PROVEN_BYTES) this.reopening.succeeded();
    this.reopening.lost(Reopening.words(isOpen, why), nowNs);
    if (isOpen) this.events.lost(this, why, nowNs);
  }
}
