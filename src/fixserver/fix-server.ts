/**
 * Bookcast as a FIX market data server: listens, and has the clients that may come. Owns their sessions' files
 * and the timer; books come through the gateway like those of every client. Gateway thread.
 */
import { ACCEPTOR_LIMITS, FixAcceptor } from '../fix/link/fix-acceptor.js';
import type { LinkClock } from '../fix/link/link-clock.js';
import type { MessageTap } from '../fix/link/session-link.js';
import { sessionsByIdentity } from '../fix/link/sessions-by-identity.js';
import { loadTls } from '../fix/link/tls-files.js';
import { MemoryStore } from '../fix/session/memory-store.js';
import type { SessionStore } from '../fix/session/session-ports.js';
import { openSessionFiles, type SessionFiles } from '../fix/store/session-files.js';
import type { ClientFeed } from './client-feed.js';
import { FixClient } from './fix-client.js';
import { FrameWalk } from './frame-walk.js';
import type { GatewayDoor, InstrumentDirectory } from './gateway-door.js';
import {
  clientIdentity,
  type FixClientSettings,
  type FixServerSettings,
} from './server-settings.js';
import { SharedStreams } from './shared-streams.js';

export interface FixServerParts {
  readonly settings: FixServerSettings;
  readonly door: GatewayDoor;
  readonly instruments: InstrumentDirectory;
  readonly clock: LinkClock;
  /** For the operator's log. */
  readonly note: (text: string) => void;
}

/** What is told of a client at /metrics. */
export interface FixClientFacts {
  readonly compId: string;
  readonly isLoggedOn: boolean;
  readonly logons: number;
  readonly requests: number;
  readonly rejections: number;
  readonly images: number;
  readonly updates: number;
  readonly heldRequests: number;
  readonly unsentBytes: number;
}

interface OpenedStore {
  readonly store: SessionStore;
  readonly tap: MessageTap | undefined;
}

const TICK_MS = 100;
const SESSIONS_LOOK_TICKS = 10;
/** How long clients have to answer a Logout at the end. */
const CLOSE_MS_LIMIT = 500;

export class FixServer {
  private readonly shared = new SharedStreams();
  private readonly walk = new FrameWalk();
  private readonly files: SessionFiles[] = [];
  private clients: FixClient[] = [];
  private acceptor: FixAcceptor | undefined;
  private ticker: NodeJS.Timeout | undefined;
  private refresher: NodeJS.Timeout | undefined;
  private tickCount = 0;
  private imagesSeen = 0;
  private isSettling = false;

  constructor(private readonly parts: FixServerParts) {}

  /** @returns the port. @throws StoreError or LinkError, in the promise; nothing is left open then. */
  async listen(): Promise<number> {
    const { settings, clock, note } = this.parts;
    try {
      const tls = settings.tls === undefined ? undefined : loadTls(settings.tls);
      for (const client of settings.clients) this.clients.push(await this.makeClient(client));
      this.acceptor = new FixAcceptor({
        address: { host: settings.host, port: settings.port },
        tls,
        // Who is too slow is the gateway's business: it looks at what is unsent, and drops to an image first.
        limits: { ...ACCEPTOR_LIMITS, unsentBytesLimit: 2 * settings.socketBytesLimit },
        clock,
        find: sessionsByIdentity(this.clients.map(({ link }) => link)),
        note,
      });
      const port = await this.acceptor.listen();
      this.ticker = setInterval(() => this.tick(), TICK_MS);
      this.refresher = setInterval(() => {
        for (const client of this.clients) client.refresh();
      }, settings.refreshMs);
      return port;
    } catch (error) {
      await this.release();
      throw error;
    }
  }

  /** Clients are told; those that do not answer in time are cut. */
  async close(reason: string): Promise<void> {
    this.acceptor?.close();
    clearInterval(this.refresher);
    for (const { link } of this.clients) if (link.isLoggedOn) link.logout(reason);
    const { clock } = this.parts;
    const endNs = clock.nowNs() + CLOSE_MS_LIMIT * 1e6;
    while (this.clients.some(({ link }) => link.isCarried) && clock.nowNs() < endNs)
      await new Promise((resolve) => setTimeout(resolve, TICK_MS / 10));
    for (const { link } of this.clients) link.cut('the server stops');
    await this.release();
  }

  facts(): FixClientFacts[] {
    return this.clients.map(({ link, counts, requestCount }, index) => ({
      compId: this.parts.settings.clients[index]!.compId,
      isLoggedOn: link.isLoggedOn,
      ...counts,
      heldRequests: requestCount,
      unsentBytes: link.unsentBytes,
    }));
  }

  private async makeClient(settings: FixClientSettings): Promise<FixClient> {
    const { settings: server, door, instruments, clock, note } = this.parts;
    const { shared, walk } = this;
    return new FixClient({
      settings,
      server,
      ...(await this.openStore(settings)),
      door,
      instruments,
      shared,
      walk,
      clock,
      note: (text) => note(`FIX client ${text}`),
      passed: (client) => this.passed(client),
    });
  }

  private async openStore(client: FixClientSettings): Promise<OpenedStore> {
    const { settings, clock, note } = this.parts;
    const { storePath, keptBytesLimit, syncs, messageLog } = settings;
    const wallMs = clock.wallMs();
    if (storePath === '') return { store: new MemoryStore(wallMs), tap: undefined };
    const files = await openSessionFiles({
      storePath,
      identity: clientIdentity(settings, client),
      wallMs,
      keptBytesLimit,
      syncs,
      note,
      ...(messageLog === undefined ? {} : { messageLog }),
      ...(client.password === undefined ? {} : { password: client.password }),
    });
    this.files.push(files);
    return { store: files.store, tap: files.log };
  }

  /** An image that came through one client is what others may wait for. */
  private passed(by: ClientFeed): void {
    if (this.isSettling || this.shared.imageCount === this.imagesSeen) return;
    this.imagesSeen = this.shared.imageCount;
    this.isSettling = true;
    for (const { feed } of this.clients) if (feed !== by && feed.isWaiting) feed.settleAlone();
    this.isSettling = false;
  }

  private tick(): void {
    this.acceptor?.tick(this.parts.clock.nowNs());
    for (const { log } of this.files) log?.flush();
    const looks = ++this.tickCount % SESSIONS_LOOK_TICKS === 0;
    for (const client of this.clients) {
      client.tick();
      if (looks) client.lookAtSessions();
    }
  }

  private async release(): Promise<void> {
    clearInterval(this.ticker);
    this.clients = [];
    await Promise.all(this.files.splice(0).map((files) => files.close()));
  }
}
