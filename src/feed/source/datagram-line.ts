/**
 * UDP as a venue's line. `udp://ADDRESS:PORT?interface=IP` listens: to a multicast group that it joins on
 * that interface, or to a local address. `udp-peer://HOST:PORT` speaks with one server. Owns the socket;
 * a datagram is a message. Nothing tells whether anybody is there: open means that we listen. Feed thread.
 */
import { createSocket, type Socket } from 'node:dgram';
import { isIPv4 } from 'node:net';
import { Reopening } from './reopening.js';
import type { LineEvents, LineOptions, VenueLine } from './venue-line.js';

/** Room for what comes while the thread is busy; the system may grant less. */
const RECEIVE_BUFFER_BYTES = 8_388_608;
const DEFAULT_INTERFACE = '0.0.0.0';
/** Send errors are told at most so often. */
const NOTE_EVERY_NS = 10e9;

export class DatagramLine implements VenueLine {
  readonly name: string;
  readonly address: string;
  private socket: Socket | undefined;
  private isOpen = false;
  private isPaused = false;
  private closedForGood = false;
  private noteNs = 0;
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
    if (this.isOpen) this.socket!.send(bytes);
    return this.isOpen;
  }

  reconnect(why: string): void {
    this.lose(why);
  }

  close(): void {
    this.closedForGood = true;
    this.isOpen = false;
    this.socket?.close();
    this.socket = undefined;
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
  }

  tick(nowNs: number): void {
    if (this.closedForGood || this.socket !== undefined || !this.reopening.isDue(nowNs)) return;
    this.open();
  }

  private open(): void {
    const { protocol, hostname, port, searchParams } = new URL(this.address);
    const { clock } = this.options;
    const socket = createSocket({
      type: 'udp4',
      reuseAddr: true,
      recvBufferSize: RECEIVE_BUFFER_BYTES,
    });
    this.socket = socket;
    socket.on('message', (bytes) => {
      if (this.socket !== socket || this.isPaused) return;
      this.events.received(this, bytes, true, clock.nowNs());
    });
    socket.on('error', (error) => {
      if (this.socket !== socket) return;
      // A peer that is not there answers each datagram with an error: the socket is as good as before.
      if (this.isOpen) this.noteRarely(error.message);
      else this.lose(error.message);
    });
    const opened = (): void => {
      if (this.socket === socket) this.opened(socket);
    };
    const isPeer = protocol === 'udp-peer:';
    if (isPeer) return void socket.connect(Number(port), hostname, opened);
    socket.bind(Number(port), hostname, () => {
      if (!isMulticast(hostname)) return opened();
      const face = searchParams.get('interface') ?? DEFAULT_INTERFACE;
      try {
        socket.addMembership(hostname, face);
      } catch (error) {
        return this.lose(`cannot join ${hostname} on ${face}: ${(error as Error).message}`);
      }
      opened();
    });
  }

  private opened(socket: Socket): void {
    this.isOpen = true;
    this.reopening.succeeded();
    const granted = socket.getRecvBufferSize();
    if (granted < RECEIVE_BUFFER_BYTES) {
      this.events.note(
        `${this.name}: the system grants a receive buffer of ${granted} bytes; raise net.core.rmem_max to ${RECEIVE_BUFFER_BYTES} against loss in bursts`,
      );
    }
    this.events.opened(this, this.options.clock.nowNs());
  }

  private lose(why: string): void {
    const { socket, isOpen } = this;
    if (socket === undefined) return;
    this.socket = undefined;
    this.isOpen = false;
    socket.on('error', ignore);
    socket.close();
    const nowNs = this.options.clock.nowNs();
    const what = `${this.address} ${isOpen ? 'was closed' : 'cannot be opened'}`;
    this.reopening.lost(`${what} (${why})`, nowNs);
    if (isOpen) this.events.lost(this, why, nowNs);
  }

  private noteRarely(why: string): void {
    const nowNs = this.options.clock.nowNs();
    if (nowNs < this.noteNs) return;
    this.noteNs = nowNs + NOTE_EVERY_NS;
    this.events.note(`${this.name}: ${this.address}: ${why}`);
  }
}

/** 224.0.0.0 to 239.255.255.255. */
const isMulticast = (address: string): boolean =>
  isIPv4(address) && Number(address.split('.')[0]) >> 4 === 14;

const ignore = (): void => {};
