/**
 * The sessions of the FIX simulator: of whoever comes to its door, or the one that it opens itself. Owns the
 * listening socket, the attempts to connect, and one session a counterparty, bounded.
 */
import { ACCEPTOR_LIMITS, FixAcceptor, type LogonIdentity } from '../../fix/link/fix-acceptor.js';
import { dialSession, type Dialling } from '../../fix/link/dial-session.js';
import { hostPortText, type HostPort } from '../../fix/link/fix-socket.js';
import type { LinkClock } from '../../fix/link/link-clock.js';
import { loadTls, type TlsFiles, type TlsSettings } from '../../fix/link/tls-files.js';
import {
  BEGIN_STRINGS,
  SESSION_DEFAULTS,
  type SessionSettings,
} from '../../fix/session/session-settings.js';
import { FIX_FAULT_KINDS, type FixFaultKind } from './fix-faults.js';
import type { WireFault } from './fault-wire.js';
import type { FixVenue } from './fix-venue.js';
import type { FixVenueOptions } from './fix-venue-options.js';
import { SimulatedSession } from './simulated-session.js';

export interface FixPeersOptions {
  /** Its name and, where it connects itself, the other side's; whoever comes may have any name. */
  readonly senderCompId: string;
  readonly targetCompId: string;
  /** Of an acceptor: what the Logon must say; of an initiator: what it says. */
  readonly username?: string;
  readonly password?: string;
  /** Numbers begin at 1 with every Logon. */
  readonly resetOnLogon: boolean;
  /** Of an initiator. */
  readonly heartBtIntSeconds: number;
  /** Where it listens; port 0 takes any free one. */
  readonly listen: HostPort;
  /** Connects there instead of listening. */
  readonly connect?: HostPort;
  readonly tls?: TlsSettings;
  /** For whoever looks at it. */
  readonly note: (text: string) => void;
}

/** Counterparties that may log on; policy when full: no more are known. */
const SESSIONS_LIMIT = 64;
const REDIAL_MS = 300;
const CONNECT_MS_LIMIT = 5_000;
const NOT_WITH_IDS: readonly FixFaultKind[] = ['delete-thru', 'delete-from'];
const WITH_STATUS: readonly FixFaultKind[] = ['halt', 'close-market'];

export class FixPeers {
  private readonly sessions = new Map<string, SimulatedSession>();
  private readonly tls: TlsFiles | undefined;
  private acceptor: FixAcceptor | undefined;
  private dialling: Dialling | undefined;
  private redialTimer: NodeJS.Timeout | undefined;
  private restartTimer: NodeJS.Timeout | undefined;
  private port: number;
  private resetsOnLogon: boolean;
  private isGone = false;

  constructor(
    private readonly options: FixPeersOptions,
    private readonly venue: FixVenue,
    private readonly clock: LinkClock,
    private readonly committed: (fault: WireFault) => void,
  ) {
    this.tls = options.tls === undefined ? undefined : loadTls(options.tls);
    this.port = options.listen.port;
    this.resetsOnLogon = options.resetOnLogon;
  }

  /** @throws LinkError for a port that cannot be had. */
  async open(): Promise<void> {
    if (this.options.connect === undefined) await this.listen();
    else this.dial();
  }

  get address(): string | undefined {
    const { connect, listen } = this.options;
    return connect === undefined ? hostPortText({ ...listen, port: this.port }) : undefined;
  }

  get loggedOn(): readonly SimulatedSession[] {
    return [...this.sessions.values()].filter(({ link }) => link.isLoggedOn);
  }

  faultKinds({ keying, fragmentEntries, hasStatus }: FixVenueOptions): readonly FixFaultKind[] {
    return FIX_FAULT_KINDS.filter(
      (kind) =>
        (keying !== 'id' || !NOT_WITH_IDS.includes(kind)) &&
        (hasStatus || !WITH_STATUS.includes(kind)) &&
        (fragmentEntries > 0 || kind !== 'cut-fragment') &&
        (this.options.connect === undefined || kind !== 'reject-request'),
    );
  }

  /** About 20 times a second. */
  tick(): void {
    this.acceptor?.tick(this.clock.nowNs());
    for (const { link } of this.sessions.values()) link.tick();
  }

  cutAll(why: string): void {
    for (const session of this.sessions.values()) session.cut(why);
  }

  /** Gone for a while. @param forgets the numbers, too: the next Logon sets both sides to 1. */
  restart(ms: number, forgets: boolean): void {
    this.isGone = true;
    this.acceptor?.close();
    this.cutAll('the simulator restarts');
    clearTimeout(this.redialTimer);
    this.dialling?.abandon();
    this.restartTimer = setTimeout(() => {
      this.isGone = false;
      if (forgets) {
        this.sessions.clear();
        this.resetsOnLogon = true;
      }
      if (this.options.connect === undefined) void this.listen();
      else this.dial();
    }, ms);
  }

  async close(): Promise<void> {
    this.isGone = true;
    clearTimeout(this.redialTimer);
    clearTimeout(this.restartTimer);
    this.dialling?.abandon();
    for (const session of this.loggedOn) session.stop();
    this.acceptor?.close();
    // The goodbye is written; nobody is waited for.
    this.cutAll('the simulator stops');
    return Promise.resolve();
  }

  private async listen(): Promise<void> {
    const { options, tls, clock } = this;
    const acceptor = new FixAcceptor({
      address: { ...options.listen, port: this.port },
      tls,
      limits: ACCEPTOR_LIMITS,
      clock,
      find: (identity) => this.find(identity)?.link,
      note: options.note,
    });
    this.acceptor = acceptor;
    this.port = await acceptor.listen();
  }

  /** Whoever names us and our version is welcome: the password is the session's to check. */
  private find(identity: LogonIdentity): SimulatedSession | undefined {
    const { beginString, senderCompId, targetCompId } = identity;
    const { version } = this.venue.options;
    if (targetCompId !== this.options.senderCompId || beginString !== BEGIN_STRINGS[version])
      return undefined;
    return this.sessions.get(senderCompId) ?? this.newSession(senderCompId, 'acceptor');
  }

  private dial(): void {
    const { targetCompId, connect } = this.options;
    const session = this.sessions.get(targetCompId) ?? this.newSession(targetCompId, 'initiator');
    if (session === undefined || this.isGone) return;
    this.dialling = dialSession(session.link, connect!, {
      tls: this.tls,
      connectMsLimit: CONNECT_MS_LIMIT,
      failed: () => this.redial(),
    });
  }

  private redial(): void {
    if (this.isGone || this.options.connect === undefined) return;
    this.redialTimer = setTimeout(() => this.dial(), REDIAL_MS);
  }

  private newSession(
    targetCompId: string,
    role: SessionSettings['role'],
  ): SimulatedSession | undefined {
    if (this.sessions.size >= SESSIONS_LIMIT) return undefined;
    const { options, venue, clock, committed } = this;
    const { senderCompId, username, password, heartBtIntSeconds, note } = options;
    const session = new SimulatedSession({
      settings: {
        ...SESSION_DEFAULTS,
        identity: { version: venue.options.version, senderCompId, targetCompId },
        role,
        heartBtIntSeconds,
        resetOnLogon: this.resetsOnLogon,
        ...(username === undefined ? {} : { username }),
        ...(password === undefined ? {} : { password }),
      },
      venue,
      clock,
      committed,
      ended: () => this.redial(),
      note,
    });
    this.sessions.set(targetCompId, session);
    return session;
  }
}
