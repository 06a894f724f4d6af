/**
 * A FIX session with its files, certificates and way to the counterparty, as its settings say: whoever
 * drives it says when to connect, and at each logon anew what he wants. Owns the files; closed in order, with a logout handshake. The thread of
 * its owner.
 */
import type { EndpointSettings, HostPort } from '../session/endpoint-settings.js';
import { MemoryStore } from '../session/memory-store.js';
import { openSessionFiles, type SessionFiles } from '../store/session-files.js';
import { dialSession, type Dialling } from './dial-session.js';
import { ACCEPTOR_LIMITS, FixAcceptor } from './fix-acceptor.js';
import { CONNECTION_LIMITS, type ConnectionLimits } from './fix-connection.js';
import type { LinkClock } from './link-clock.js';
import { RareNotes } from './rare-notes.js';
import { SaidSinceLogon } from './said-since-logon.js';
import { SessionLink, type LinkEvents, type SessionFigures } from './session-link.js';
import { sessionsByIdentity } from './sessions-by-identity.js';
import { loadTls, type TlsFiles } from './tls-files.js';

/** How often the logout handshake is looked after, once nobody else does. */
const CLOSING_TICK_MS = 50;

export interface EndpointOptions {
  /** For notes. */
  readonly name: string;
  readonly settings: EndpointSettings;
  readonly clock: LinkClock;
  readonly events: LinkEvents;
}

export class SessionEndpoint {
  readonly link: SessionLink;
  private readonly limits: ConnectionLimits;
  private dialling: Dialling | undefined;
  private acceptor: FixAcceptor | undefined;
  private isClosed = false;
  private whenEnded: (() => void) | undefined;

  private constructor(
    private readonly options: EndpointOptions,
    private readonly tls: TlsFiles | undefined,
    private readonly files: SessionFiles | undefined,
  ) {
    const { name, settings, clock, events } = options;
    this.limits = { ...CONNECTION_LIMITS, ...settings };
    const store = new SaidSinceLogon(files?.store ?? new MemoryStore(clock.wallMs()));
    this.link = new SessionLink({
      name,
      settings: settings.session,
      store,
      clock,
      events: {
        loggedOn: () => {
          store.loggedOn();
          if (!this.isClosed) events.loggedOn();
        },
        loggedOff: (why) => this.isClosed || events.loggedOff(why),
        application: (message, isPossDup) =>
          this.isClosed || events.application(message, isPossDup),
        rejected: (message) => this.isClosed || events.rejected(message),
        skipped: (first, next) => this.isClosed || events.skipped?.(first, next),
        hasRoom: () => this.isClosed || events.hasRoom?.(),
        ended: (why) => {
          this.whenEnded?.();
          if (!this.isClosed) events.ended(why);
        },
        note: (text) => events.note(text),
      },
      ...(settings.check === undefined ? {} : { check: settings.check }),
      ...(files?.log === undefined ? {} : { tap: files.log }),
    });
  }

  /** @throws StoreError or LinkError, in the promise: what to do about it is in its words. */
  static async open(options: EndpointOptions): Promise<SessionEndpoint> {
    const { settings, clock, events, name } = options;
    const tls = settings.tls === undefined ? undefined : loadTls(settings.tls);
    const notes = new RareNotes(clock, (text) => events.note(`${name}: ${text}`));
    const files =
      settings.files &&
      (await openSessionFiles({
        ...settings.files,
        identity: settings.session.identity,
        password: settings.session.password,
        wallMs: clock.wallMs(),
        note: (text) => notes.tell(text),
      }));
    return new SessionEndpoint(options, tls, files);
  }

  /** Whether there is a connection, or an attempt at one. */
  get isBusy(): boolean {
    return this.dialling !== undefined || this.link.isCarried;
  }

  figures(): SessionFigures {
    return { ...this.link.figures(), unloggedMessages: this.files?.log?.lostLines ?? 0 };
  }

  /** One attempt. A connection that was made and ends is told by `ended`. */
  dial(address: HostPort, failed: (why: string) => void): void {
    this.dialling = dialSession(this.link, address, {
      tls: this.tls,
      limits: this.limits,
      connectMsLimit: this.options.settings.connectMsLimit,
      opened: () => {
        this.dialling = undefined;
      },
      failed: (why) => {
        this.dialling = undefined;
        failed(why);
      },
    });
  }

  /** Let the counterparty in. @returns the port. @throws LinkError, in the promise. */
  async listen(address: HostPort): Promise<number> {
    const { clock, events } = this.options;
    const acceptor = new FixAcceptor({
      address,
      tls: this.tls,
      limits: { ...ACCEPTOR_LIMITS, ...this.limits },
      clock,
      find: sessionsByIdentity([this.link]),
      note: (text) => events.note(text),
    });
    const port = await acceptor.listen();
    if (this.isClosed) acceptor.close();
    else this.acceptor = acceptor;
    return port;
  }

  /** About every 100 ms. */
  tick(nowNs: number): void {
    this.link.tick();
    this.acceptor?.tick(nowNs);
    this.files?.log?.flush();
  }

  /** Log out, wait for the answer as long as the session's settings say, and let go of the files. Nothing is told any more. */
  async close(text: string): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    this.dialling?.abandon();
    this.acceptor?.close();
    if (this.link.isLoggedOn) {
      const ended = new Promise<void>((resolve) => {
        this.whenEnded = resolve;
      });
      const ticker = setInterval(() => this.link.tick(), CLOSING_TICK_MS);
      this.link.resume();
      this.link.logout(text);
      await ended;
      clearInterval(ticker);
    } else {
      this.link.cut(text);
    }
    await this.files?.close();
  }
}
