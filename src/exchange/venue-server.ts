/**
 * A venue on loopback: HTTP and WebSocket in front of a protocol and a market, with faults on demand.
 * Owns sockets, the market's pace and the faults' way to them; speaks no venue's language itself.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { ClientLine, isMessageFault } from './client-line.js';
import type { ExchangeMarket } from './exchange-market.js';
import { FAULT_KINDS, isFaultKind, type Fault } from './faults.js';
import { MarketTurns } from './market-turns.js';
import type { VenueProtocol, VenueProtocolFactory } from './venue-protocol.js';

export interface VenueServerOptions {
  readonly market: ExchangeMarket;
  readonly protocol: VenueProtocolFactory;
  /** 0 takes any free one. */
  readonly port: number;
  /** Changes of the market per second, over all symbols; 0: only advance() moves it. */
  readonly changesPerSecond: number;
}

const LOOPBACK = '127.0.0.1';
const HEARTBEAT_MS = 1_000;
const RESTART_MS_DEFAULT = 500;
const SNAPSHOT_DELAY_MS_DEFAULT = 500;

export class VenueServer {
  readonly market: ExchangeMarket;
  readonly protocol: VenueProtocol;
  /** Faults that have happened, in order. */
  readonly committed: Fault[] = [];
  /** Called when one has. */
  onCommitted: ((fault: Fault) => void) | undefined;
  private readonly http: Server;
  private readonly webSockets = new WebSocketServer({ noServer: true });
  private readonly lines: ClientLine[] = [];
  private readonly sockets = new Set<Socket>();
  private readonly httpFaults: Fault[] = [];
  private heart: NodeJS.Timeout | undefined;
  private boundPort = 0;
  private readonly turns: MarketTurns;
  private flushedMs = 0;
  private isGone = false;

  constructor(private readonly options: VenueServerOptions) {
    this.market = options.market;
    this.turns = new MarketTurns(options.changesPerSecond, (due) => this.turn(due));
    this.protocol = options.protocol(options.market);
    this.http = createServer((request, response) => this.answer(request, response));
    this.http.on('upgrade', (request, socket, head) => this.upgrade(request, socket, head));
    this.http.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
      socket.on('error', ignore);
      if (this.isGone) socket.destroy();
    });
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.http.once('error', reject);
      this.http.listen(this.options.port, LOOPBACK, resolve);
    });
    this.boundPort = (this.http.address() as AddressInfo).port;
    this.flushedMs = this.turns.nowMs();
    this.turns.start();
    this.heart = setInterval(() => this.protocol.heartbeat(), HEARTBEAT_MS);
  }

  get port(): number {
    return this.boundPort;
  }

  get webSocketUrl(): string {
    return `ws://${LOOPBACK}:${this.boundPort}`;
  }

  get restUrl(): string {
    return `http://${LOOPBACK}:${this.boundPort}`;
  }

  get connectionCount(): number {
    return this.lines.length;
  }

  /** The market stands still and everything gathered is sent: from now on its books do not change. */
  pause(): void {
    this.turns.pause();
    this.protocol.flush();
  }

  resume(): void {
    this.turns.resume();
  }

  /** So many steps at once, beside the clock, and all of it told. */
  advance(steps: number): void {
    this.step(steps);
    this.protocol.flush();
  }

  inject(fault: Fault): void {
    if (isMessageFault(fault)) {
      const lines = fault.line === undefined ? this.lines : [this.lines.at(-1 - fault.line)];
      for (const line of lines) line?.inject(fault);
      return;
    }
    switch (fault.kind) {
      case 'sequence-reset':
        this.protocol.reset();
        this.commit(fault);
        return;
      case 'restart':
        return this.restart(fault);
      case 'slow-snapshot':
        for (const line of this.lines) line.inject(fault);
        this.httpFaults.push(fault);
        return;
      default:
        this.httpFaults.push(fault);
    }
  }

  async close(): Promise<void> {
    this.turns.stop();
    clearInterval(this.heart);
    for (const socket of this.sockets) socket.destroy();
    await new Promise<void>((resolve) => this.http.close(() => resolve()));
  }

  private turn(dueSteps: number): void {
    this.step(dueSteps);
    const { flushMs } = this.protocol;
    const nowMs = this.turns.nowMs();
    if (flushMs === 0 || nowMs - this.flushedMs < flushMs) return;
    this.flushedMs = nowMs;
    this.protocol.flush();
  }

  private step(steps: number): void {
    const { protocol } = this;
    for (let i = 0; i < steps; i++) {
      protocol.changed(this.market.step());
      if (protocol.flushMs === 0) protocol.flush();
    }
  }

  private commit(fault: Fault): void {
    this.committed.push(fault);
    this.onCommitted?.(fault);
  }

  private restart(fault: Fault): void {
    this.isGone = true;
    this.commit(fault);
    for (const socket of this.sockets) socket.destroy();
    setTimeout(() => {
      this.protocol.reset();
      this.isGone = false;
    }, fault.ms ?? RESTART_MS_DEFAULT);
  }

  private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const path = request.url ?? '/';
    if (!this.protocol.accepts(path)) {
      socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n');
      return;
    }
    this.webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      const line = new ClientLine(
        path,
        webSocket,
        socket as Socket,
        (text) => this.protocol.withBadChecksum(text),
        (fault) => this.commit(fault),
      );
      this.lines.push(line);
      webSocket.on('message', (data: Buffer) => this.protocol.said(line, data.toString('utf8')));
      webSocket.on('error', ignore);
      webSocket.on('close', () => {
        this.lines.splice(this.lines.indexOf(line), 1);
        this.protocol.closed(line);
      });
      this.protocol.opened(line);
    });
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(request.url ?? '/', this.restUrl);
    if (pathname === '/_fault') return this.answerFault(searchParams, response);
    const fault = this.httpFaults.shift();
    if (fault !== undefined) this.commit(fault);
    if (fault?.kind === 'http-429') {
      response
        .writeHead(429, { 'retry-after': '1' })
        .end('{"code":-1003,"msg":"too many requests"}');
      return;
    }
    if (fault?.kind === 'http-500') {
      response.writeHead(500).end('internal error');
      return;
    }
    const answer = this.protocol.http(pathname, searchParams);
    const delayMs = fault === undefined ? 0 : (fault.ms ?? SNAPSHOT_DELAY_MS_DEFAULT);
    const send = (): void => {
      response.writeHead(answer?.status ?? 404, { 'content-type': 'application/json' });
      response.end(answer?.body ?? '{"error":"not found"}');
    };
    if (delayMs === 0) send();
    else setTimeout(send, delayMs);
  }

  /** `/_fault?kind=drop&symbol=BTCUSDT`: for a person at a terminal. */
  private answerFault(query: URLSearchParams, response: ServerResponse): void {
    const kind = query.get('kind') ?? '';
    if (!isFaultKind(kind)) {
      response.writeHead(400).end(`kind ${kind}: expected one of ${FAULT_KINDS.join(', ')}\n`);
      return;
    }
    const symbol = query.get('symbol');
    const ms = query.get('ms');
    this.inject({
      kind,
      ...(symbol === null ? {} : { symbol }),
      ...(ms === null ? {} : { ms: Number(ms) }),
    });
    response.end(`${kind}\n`);
  }
}

/** Clients go as they like. */
const ignore = (): void => {};
