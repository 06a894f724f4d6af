/**
 * One FIX client, whether it is there or not: its session, and while it is logged on its place at the gateway.
 * Owns what its messages lead to; the session's rules are fix/session's, limits the gateway's. Gateway thread.
 */
import { dictionaryOf } from '../fix/dictionary/dictionary-of.js';
import { validate } from '../fix/dictionary/validate.js';
import type { FieldTable } from '../fix/codec/field-table.js';
import type { LinkClock } from '../fix/link/link-clock.js';
import { RareNotes } from '../fix/link/rare-notes.js';
import { SessionLink, type LinkEvents, type MessageTap } from '../fix/link/session-link.js';
import type { SessionStore } from '../fix/session/session-ports.js';
import { SESSION_DEFAULTS, type SessionSettings } from '../fix/session/session-settings.js';
import { MSG_TYPE } from '../fix/tags.js';
import { Entitlement } from '../market/entitlement.js';
import { ClientCounts } from './client-counts.js';
import { ClientFeed } from './client-feed.js';
import { ClientRequests } from './client-requests.js';
import type { FrameWalk } from './frame-walk.js';
import type { GatewayDoor, InstrumentDirectory } from './gateway-door.js';
import { ReferenceData } from './reference-data.js';
import {
  clientIdentity,
  type FixClientSettings,
  type FixServerSettings,
} from './server-settings.js';
import type { SharedStreams } from './shared-streams.js';
import { TradingSessions } from './trading-sessions.js';

export interface FixClientParts {
  readonly settings: FixClientSettings;
  readonly server: FixServerSettings;
  readonly store: SessionStore;
  /** The message log, where there is one. */
  readonly tap: MessageTap | undefined;
  readonly door: GatewayDoor;
  readonly instruments: InstrumentDirectory;
  readonly shared: SharedStreams;
  readonly walk: FrameWalk;
  readonly clock: LinkClock;
  readonly note: (text: string) => void;
  readonly passed: (client: ClientFeed) => void;
}

/** 380 */
const UNSUPPORTED_TYPE = 3;
const NOT_AVAILABLE = 4;

export class FixClient {
  readonly link: SessionLink;
  readonly feed: ClientFeed;
  readonly counts = new ClientCounts();
  private readonly requests: ClientRequests;
  private readonly reference: ReferenceData;
  private readonly sessions: TradingSessions;
  /** A client may come and go, or try passwords, as often as it likes. */
  private readonly visits: RareNotes;
  private isVisiting = false;
  private isSweeping = false;

  constructor(private readonly parts: FixClientParts) {
    const { settings, server, store, shared, walk, clock, instruments } = parts;
    const { version } = settings;
    const dictionary = dictionaryOf(version);
    this.visits = new RareNotes(clock, (text) => parts.note(`${settings.compId}: ${text}`));
    this.link = new SessionLink({
      name: settings.compId,
      settings: sessionSettings(settings, server),
      store,
      check: (message) => validate(message, dictionary),
      clock,
      events: this.events(),
      ...(parts.tap === undefined ? {} : { tap: parts.tap }),
    });
    this.feed = new ClientFeed({
      voice: this.link,
      shared,
      walk,
      counts: this.counts,
      socketBytesLimit: server.socketBytesLimit,
      refreshBytesLimit: server.refreshBytesLimit,
      passed: (client) => {
        parts.passed(client);
        this.sweepLater();
      },
    });
    const { feed, counts } = this;
    const entitlement = new Entitlement(settings.instruments);
    this.requests = new ClientRequests({ version, feed, shared, instruments, counts });
    this.reference = new ReferenceData({
      version,
      voice: this.link,
      instruments,
      entitlement,
      counts,
    });
    this.sessions = new TradingSessions({ version, voice: this.link, instruments, entitlement });
  }

  get requestCount(): number {
    return this.requests.count;
  }

  /** About every 100 ms. */
  tick(): void {
    this.link.tick();
    if (!this.link.isLoggedOn) return;
    const late = this.feed.lookAtDue(this.parts.clock.nowNs());
    if (late.length > 0) this.feed.door?.resync(late);
  }

  refresh(): void {
    this.feed.refresh();
  }

  /** Once a second or so: what only a look finds. */
  lookAtSessions(): void {
    if (this.link.isLoggedOn) this.link.inOneWrite(() => this.sessions.look());
  }

  private events(): LinkEvents {
    return {
      loggedOn: () => this.loggedOn(),
      loggedOff: () => this.loggedOff(),
      application: (message) => this.application(message),
      rejected: () => {},
      ended: (why) => {
        this.visits.tell(this.isVisiting ? `logged off: ${why}` : `did not log on: ${why}`);
        this.isVisiting = false;
      },
      note: (text) => this.parts.note(text),
      hasRoom: () => this.feed.door?.drained(),
    };
  }

  private loggedOn(): void {
    const { door, settings } = this.parts;
    this.counts.logons++;
    this.isVisiting = true;
    this.visits.tell('logged on');
    const admitted = door.admit(this.feed, settings.instruments);
    if ('code' in admitted) this.link.logout(admitted.message);
    else this.feed.door = admitted;
  }

  private loggedOff(): void {
    const { door } = this.feed;
    this.feed.door = undefined;
    this.requests.clear();
    this.sessions.clear();
    door?.closed();
  }

  private application(message: FieldTable): void {
    this.counts.requests++;
    // Our Logout is said: what comes before its answer is taken, and no answer has a place any more.
    if (!this.link.isLoggedOn) return;
    if (this.feed.door === undefined) {
      this.link.businessReject(message, NOT_AVAILABLE, 'this server takes no more clients');
      return;
    }
    switch (message.textAt(2)) {
      case MSG_TYPE.MarketDataRequest:
        return this.requests.marketDataRequest(message);
      case MSG_TYPE.SecurityStatusRequest:
        return this.requests.securityStatusRequest(message);
      case MSG_TYPE.SecurityListRequest:
        return this.reference.securityListRequest(message);
      case MSG_TYPE.SecurityDefinitionRequest:
        return this.reference.securityDefinitionRequest(message);
      case MSG_TYPE.TradingSessionStatusRequest:
        return this.sessions.request(message);
      default:
        this.counts.rejections++;
        this.link.businessReject(
          message,
          UNSUPPORTED_TYPE,
          'Unsupported message type: this server has market data only',
        );
    }
  }

  /** Snapshots that were told within send() end behind it: the gateway is not called from there. */
  private sweepLater(): void {
    if (this.isSweeping || !this.feed.hasSnapshots) return;
    this.isSweeping = true;
    queueMicrotask(() => {
      this.isSweeping = false;
      this.requests.endFinished();
    });
  }
}

const sessionSettings = (
  client: FixClientSettings,
  server: FixServerSettings,
): SessionSettings => ({
  ...SESSION_DEFAULTS,
  role: 'acceptor',
  identity: clientIdentity(server, client),
  resetOnLogon: client.resetOnLogon,
  usesNextExpected: client.nextExpected,
  ...(client.username === undefined ? {} : { username: client.username }),
  ...(client.password === undefined ? {} : { password: client.password }),
});
