/** The market over SoupBinTCP: one server, from any message on. Owns sessions, and how each fault is done. */
import { FeedService } from './feed-service.js';
import type { GlimpseService } from './glimpse-service.js';
import { SOUP_FAULT_KINDS, type NasdaqFault } from './nasdaq-faults.js';
import type { NasdaqMarket } from './nasdaq-market.js';
import { LOOPBACK, USER_DEFAULT, type NasdaqCarrier } from './nasdaq-simulator.js';
import { sequencedPackets, soupPacket } from './soup-packets.js';
import { SoupServer } from './soup-server.js';

const FAULT_MS_DEFAULT = 300;

export interface SoupCarrierParts {
  readonly market: NasdaqMarket;
  readonly glimpse: GlimpseService;
  readonly user?: string;
  readonly password?: string;
}

export class SoupCarrier implements NasdaqCarrier {
  readonly faultKinds = SOUP_FAULT_KINDS;
  readonly server: SoupServer;
  private isHeld = false;
  /** The next thing that is said to anybody breaks in the middle. */
  private cutNext: (() => void) | undefined;

  constructor(private readonly parts: SoupCarrierParts) {
    const { market, user = USER_DEFAULT, password = '' } = parts;
    const feed = new FeedService(market);
    this.server = new SoupServer(
      { user, password },
      {
        begin: (session, sequence) => feed.begin(session, sequence),
        serve: (client) => {
          if (!this.isHeld) feed.serve(client);
        },
        ended: () => feed.ended(),
      },
    );
  }

  flush(): void {
    const { log } = this.parts.market;
    if (this.cutNext !== undefined && !this.isHeld) {
      for (const client of this.server.clientLines) {
        const run = log.read(client.sequence, 1, Infinity);
        if (run === undefined) continue;
        client.cutWithin(sequencedPackets(run));
        // Nothing may follow the half of a message.
        client.sequence = Infinity;
        this.cutNext?.();
        this.cutNext = undefined;
      }
    }
    this.server.serveAll();
  }

  /** The server has its own: it knows who was told something. */
  heartbeat(): void {
    this.server.serveAll();
  }

  inject(fault: NasdaqFault, committed: () => void): void {
    const { ms = FAULT_MS_DEFAULT } = fault;
    const { server } = this;
    switch (fault.kind) {
      case 'disconnect-mid-message':
        this.cutNext = committed;
        return;
      case 'delay':
        this.isHeld = true;
        setTimeout(() => {
          this.isHeld = false;
          this.flush();
        }, ms);
        break;
      case 'refused-login':
        server.refusals = 1;
        server.cutAll();
        break;
      case 'disconnect':
        server.cutAll();
        break;
      case 'sequence-reset':
        server.cutAll();
        this.parts.market.restart();
        break;
      case 'session-end':
        this.flush();
        for (const client of server.clientLines) {
          client.write(soupPacket('Z'));
          client.end();
          client.sequence = Infinity;
        }
        this.parts.market.restart();
        break;
      case 'restart':
        server.isGone = true;
        server.cutAll();
        setTimeout(() => {
          this.parts.market.restart();
          server.isGone = false;
        }, ms);
        break;
      default:
        this.injectHole(fault);
    }
    committed();
  }

  sourceText(glimpse: string): string {
    const { user = USER_DEFAULT } = this.parts;
    return `itch-soup:${LOOPBACK}:${this.server.port}?user=${user}&glimpse=${glimpse}`;
  }

  close(): Promise<void> {
    return this.server.close();
  }

  /** Who comes back is too late for what was sent meanwhile. */
  private injectHole(fault: NasdaqFault): void {
    const { glimpse, market } = this.parts;
    if (fault.kind === 'slow-image') glimpse.slowMs = fault.ms ?? FAULT_MS_DEFAULT;
    if (fault.kind === 'cut-image') glimpse.cutsNext = true;
    if (fault.kind === 'old-image') glimpse.kept = glimpse.image();
    this.server.cutAll();
    market.step();
    market.log.forget();
  }
}
