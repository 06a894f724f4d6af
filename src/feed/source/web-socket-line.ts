/**
 * One WebSocket to a venue, opened again after every loss. Owns the socket, the pace of what we send,
 * its silence watch and its age; knows nothing of what is said. Time runs by tick(), about 50 times a
 * second. Feed thread.
 */
import { HttpsProxyAgent } from 'https-proxy-agent';
import { WebSocket, type ClientOptions } from 'ws';
import { PacedSends } from './paced-sends.js';
import { Reopening } from './reopening.js';
import type { LineEvents, LineOptions, VenueLine } from './venue-line.js';

const NS_PER_MS = 1e6;
const HANDSHAKE_MS_LIMIT = 10_000;
/** A connection that lived for so long was good: the next loss is a new one. */
const PROVEN_NS = 10e9;
/** So was one that still brought messages this long after its opening; greeted and kicked at once is not. */
const SERVED_NS = 3e9;
/** Replaced after this part of its life, earlier by up to as much again, so that lines do not age together. */
const LIFE_USED = 0.95;
const LIFE_JITTER = 0.04;
/** Close code of ours for a connection that cannot be trusted. */
const CLOSE_NORMAL = 1000;

export class WebSocketLine implements VenueLine {
  readonly name: string;
  readonly address: string;
  private socket: WebSocket | undefined;
  private isOpen = false;
  private isPaused = false;
  private closedForGood = false;
  private readonly sends: PacedSends;
  private readonly reopening: Reopening;
  private openedNs = 0;
  private heardNs = 0;
  /** When the last message came: pings and pongs are no service. */
  private messageNs = 0;
  private pingedNs = 0;
  private ageNsLimit = Infinity;

  constructor(
    private readonly options: LineOptions,
    private readonly events: LineEvents,
  ) {
    this.name = options.name;
    this.address = options.address;
    this.sends = new PacedSends(options.rules.sendsPerSecond, (text, nowNs) => {
      this.socket!.send(options.reveal?.(text) ?? text);
      events.sent(this, text, nowNs);
    });
    this.reopening = new Reopening(options, events);
    this.tick(options.clock.nowNs());
  }

  get isConnected(): boolean {
    return this.isOpen;
  }

  /** Said at once where the venue's pace allows it, else as soon as it does; forgotten on a loss. */
  send(text: string, notBeforeNs: number): void {
    if (!this.isOpen) return;
    this.sends.push(text, notBeforeNs, this.options.clock.nowNs());
  }

  /** At once, beside the pace. @returns whether the connection is open. */
  sendBinary(bytes: Uint8Array): boolean {
    if (this.isOpen) this.socket!.send(bytes);
    return this.isOpen;
  }

  /** The connection cannot be trusted: closed, and opened again. */
  reconnect(why: string): void {
    this.lose(why, this.options.clock.nowNs());
  }

  /** For good; nothing is told any more. */
  close(): void {
    this.closedForGood = true;
    this.isOpen = false;
    this.socket?.close(CLOSE_NORMAL);
    const socket = this.socket;
    // A venue that does not answer the close is not waited for.
    socket?.once('error', ignore);
    socket?.terminate();
    this.socket = undefined;
  }

  pause(): void {
    this.isPaused = true;
    if (this.isOpen) this.socket!.pause();
  }

  resume(): void {
    this.isPaused = false;
    // What came meanwhile is still in the socket: the venue was not silent, we did not listen.
    this.heardNs = this.options.clock.nowNs();
    if (this.isOpen) this.socket!.resume();
  }

  tick(nowNs: number): void {
    if (this.closedForGood) return;
    if (this.socket === undefined) {
      if (this.reopening.isDue(nowNs) && this.options.connects.take(1, nowNs)) this.open();
      return;
    }
    if (!this.isOpen) return;
    const { rules } = this.options;
    const silentMs = (nowNs - this.heardNs) / NS_PER_MS;
    if (silentMs > rules.silenceMs && !this.isPaused) {
      this.lose(`nothing came for ${Math.round(silentMs / 1e3)} s`, nowNs);
      return;
    }
    if (rules.pingEveryMs > 0 && nowNs - this.pingedNs > rules.pingEveryMs * NS_PER_MS) {
      this.pingedNs = nowNs;
      this.socket.ping();
    }
    if (nowNs - this.openedNs > this.ageNsLimit) {
      this.ageNsLimit = Infinity;
      this.events.ageing(this, nowNs);
    }
    this.sends.flush(nowNs);
  }

  private open(): void {
    const { address, rules, proxy, clock } = this.options;
    const settings: ClientOptions = {
      handshakeTimeout: HANDSHAKE_MS_LIMIT,
      maxPayload: rules.messageBytesLimit,
      perMessageDeflate: false,
      ...(proxy === undefined ? {} : { agent: new HttpsProxyAgent(proxy) }),
    };
    const socket = (this.socket = new WebSocket(address, settings));
    let why = '';
    const isCurrent = (): boolean => this.socket === socket;
    socket.on('open', () => {
      if (isCurrent()) this.opened(clock.nowNs());
    });
    socket.on('message', (data: Buffer, isBinary: boolean) => {
      if (!isCurrent()) return;
      this.heardNs = this.messageNs = clock.nowNs();
      this.events.received(this, data, isBinary, this.heardNs);
    });
    const heard = (): void => {
      this.heardNs = clock.nowNs();
    };
    socket.on('ping', heard);
    socket.on('pong', heard);
    socket.on('error', (error) => {
      why = error.message;
    });
    socket.on('close', (code, reason) => {
      if (isCurrent())
        this.lose(why || `closed with ${code} ${reason.toString()}`.trim(), clock.nowNs());
    });
  }

  private opened(nowNs: number): void {
    const { rules, random } = this.options;
    this.isOpen = true;
    if (this.isPaused) this.socket!.pause();
    this.openedNs = this.heardNs = this.messageNs = this.pingedNs = nowNs;
    const lifeNs = rules.lifetimeMs * NS_PER_MS;
    this.ageNsLimit = lifeNs === 0 ? Infinity : lifeNs * (LIFE_USED - random() * LIFE_JITTER);
    this.events.opened(this, nowNs);
  }

  private lose(why: string, nowNs: number): void {
    const { socket, isOpen } = this;
    if (socket === undefined) return;
    this.socket = undefined;
    this.isOpen = false;
    this.sends.clear();
    socket.on('error', ignore);
    socket.terminate();
    const hasServed = this.messageNs - this.openedNs >= SERVED_NS;
    if (isOpen && (hasServed || nowNs - this.openedNs > PROVEN_NS)) this.reopening.succeeded();
    this.reopening.lost(Reopening.words(isOpen, why), nowNs);
    if (isOpen) this.events.lost(this, why, nowNs);
  }
}

/** A socket that is let go may still fail; nobody is interested. */
const ignore = (): void => {};
