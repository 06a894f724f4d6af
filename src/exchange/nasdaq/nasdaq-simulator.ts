/**
 * What both NASDAQ simulators are: a market that moves by the clock, a transport that carries it, GLIMPSE
 * beside it, and faults on demand, also over HTTP. Owns the pace and the list of what went wrong.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MarketTurns } from '../market-turns.js';
import type { GlimpseService } from './glimpse-service.js';
import type { NasdaqFault, NasdaqFaultKind } from './nasdaq-faults.js';
import type { NasdaqMarket } from './nasdaq-market.js';
import { SoupServer } from './soup-server.js';

export interface NasdaqSimulatorOptions {
  readonly market: NasdaqMarket;
  readonly messagesPerSecond: number;
  readonly heartbeatMs?: number;
  /** TCP port of the faults' door; 0 takes any free one. */
  readonly port: number;
  readonly user?: string;
  readonly password?: string;
}

/** How messages get out. */
export interface NasdaqCarrier {
  readonly faultKinds: readonly NasdaqFaultKind[];
  /** Send what the log has and was not sent. */
  flush(): void;
  heartbeat(): void;
  inject(fault: NasdaqFault, committed: () => void): void;
  /** The text for `--source`. @param glimpse HOST:PORT. */
  sourceText(glimpse: string): string;
  close(): Promise<void>;
}

export const LOOPBACK = '127.0.0.1';
export const USER_DEFAULT = 'sim';
const HEARTBEAT_MS_DEFAULT = 1_000;

export class NasdaqSimulator {
  readonly market: NasdaqMarket;
  /** Faults that have happened, in order. */
  readonly committed: NasdaqFault[] = [];
  onCommitted: ((fault: NasdaqFault) => void) | undefined;
  readonly glimpse: GlimpseService;
  readonly glimpseServer: SoupServer;
  private readonly door: Server;
  private heart: NodeJS.Timeout | undefined;
  private readonly turns: MarketTurns;

  constructor(
    private readonly options: NasdaqSimulatorOptions,
    readonly carrier: NasdaqCarrier,
    glimpse: GlimpseService,
  ) {
    const { market, user = USER_DEFAULT, password = '' } = options;
    this.market = market;
    this.turns = new MarketTurns(options.messagesPerSecond, (due) => {
      if (due > 0) this.advance(due);
    });
    this.glimpse = glimpse;
    this.glimpseServer = new SoupServer({ user, password }, glimpse);
    this.door = createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://door');
      const kind = searchParams.get('kind') ?? '';
      const isKnown = (carrier.faultKinds as readonly string[]).includes(kind);
      if (pathname !== '/_fault' || !isKnown) {
        response
          .writeHead(400)
          .end(`kind ${kind}: expected one of ${carrier.faultKinds.join(', ')}\n`);
        return;
      }
      const ms = searchParams.get('ms');
      this.inject({ kind: kind as NasdaqFaultKind, ...(ms === null ? {} : { ms: Number(ms) }) });
      response.end(`${kind}\n`);
    });
  }

  async open(): Promise<void> {
    await this.glimpseServer.open(LOOPBACK, 0);
    await new Promise<void>((resolve, reject) => {
      this.door.once('error', reject);
      this.door.listen(this.options.port, LOOPBACK, resolve);
    });
    this.turns.start();
    const { heartbeatMs = HEARTBEAT_MS_DEFAULT } = this.options;
    this.heart = setInterval(() => this.carrier.heartbeat(), heartbeatMs);
  }

  get faultUrl(): string {
    return `http://${LOOPBACK}:${(this.door.address() as AddressInfo).port}/_fault`;
  }

  /** The text for `--source` by which a server connects. */
  get sourceText(): string {
    return this.carrier.sourceText(`${LOOPBACK}:${this.glimpseServer.port}`);
  }

  /** The market stands still and everything is sent: from now on its books do not change. */
  pause(): void {
    this.turns.pause();
    this.carrier.flush();
  }

  resume(): void {
    this.turns.resume();
  }

  inject(fault: NasdaqFault): void {
    this.carrier.inject(fault, () => {
      this.committed.push(fault);
      this.onCommitted?.(fault);
    });
  }

  /** So many messages at once, beside the clock. */
  advance(messages: number): void {
    for (let i = 0; i < messages; i++) this.market.step();
    this.carrier.flush();
  }

  async close(): Promise<void> {
    this.turns.stop();
    clearInterval(this.heart);
    this.door.closeAllConnections();
    await Promise.all([
      this.carrier.close(),
      this.glimpseServer.close(),
      new Promise<void>((resolve) => this.door.close(() => resolve())),
    ]);
  }
}
