/** What is tested: a session over real sockets with its real store and dictionary, in either role; only its clock is a script's. */
import { createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { connect } from 'node:net';
import { dictionaryOf } from '../../../src/fix/dictionary/dictionary-of.js';
import { validate } from '../../../src/fix/dictionary/validate.js';
import { dialSession } from '../../../src/fix/link/dial-session.js';
import { ACCEPTOR_LIMITS, FixAcceptor } from '../../../src/fix/link/fix-acceptor.js';
import { SessionLink } from '../../../src/fix/link/session-link.js';
import { sessionsByIdentity } from '../../../src/fix/link/sessions-by-identity.js';
import { openSessionFiles, type SessionFiles } from '../../../src/fix/store/session-files.js';
import {
  SESSION_DEFAULTS,
  type SessionSettings,
} from '../../../src/fix/session/session-settings.js';
import { VERSIONS, type Role, type Scenario } from './scenario.js';
import { waitFor } from './script-line.js';

const LOOPBACK = '127.0.0.1';
const BEGIN_MS = Date.UTC(2026, 10, 21, 10);
const TICK_MS = 100;

export class OurSide {
  /** MsgSeqNums of what the application got and nobody asked for yet. */
  got: number[] = [];
  readonly notes: string[] = [];
  wallMs = BEGIN_MS;

  private heard: string[] = [];
  private ends = 0;
  private files!: SessionFiles;
  private link!: SessionLink;
  private acceptor: FixAcceptor | undefined;
  /** Where the script listens, where we are the initiator. */
  private venue: Server | undefined;
  private port = 0;
  private wake: (() => void)[] = [];
  private readonly settings: SessionSettings;
  private readonly clock = {
    nowNs: () => (this.wallMs - BEGIN_MS) * 1e6 + 1e9,
    wallMs: () => this.wallMs,
  };

  constructor(
    scenario: Scenario,
    private readonly role: Role,
    readonly version: string,
    private readonly storePath: string,
  ) {
    this.settings = {
      ...SESSION_DEFAULTS,
      role,
      identity: { version: VERSIONS[version]!, senderCompId: 'US', targetCompId: 'THEM' },
      ...scenario.settings,
    };
  }

  async start(): Promise<void> {
    const { identity } = this.settings;
    const note = (text: string): void => void this.notes.push(text);
    this.files = await openSessionFiles({
      storePath: this.storePath,
      identity,
      wallMs: this.wallMs,
      keptBytesLimit: 1024 * 1024,
      syncs: false,
      note,
    });
    const dictionary = dictionaryOf(identity.version);
    const told = (): void => {
      for (const resolve of this.wake.splice(0)) resolve();
    };
    this.link = new SessionLink({
      name: 'tested',
      settings: this.settings,
      store: this.files.store,
      check: (message) => validate(message, dictionary),
      clock: this.clock,
      tap: {
        received: (_, bytes, start, end) => {
          this.heard.push(Buffer.from(bytes.subarray(start, end)).toString('latin1'));
          queueMicrotask(told);
        },
        sent: () => {},
        garbled: () => {},
      },
      events: {
        loggedOn: () => {},
        loggedOff: () => {},
        application: (message) => {
          this.got.push(message.integer(34));
          queueMicrotask(told);
        },
        rejected: () => {},
        ended: (why) => {
          this.notes.push(`ended: ${why}`);
          this.ends++;
          queueMicrotask(told);
        },
        note,
      },
    });
  }

  /** @returns the script's end of a new connection. */
  async connect(): Promise<Socket> {
    this.heard = [];
    return this.role === 'acceptor' ? this.fromOutside() : this.toOutside();
  }

  /** Until a message that the script said has come to the session, or its connection is over. */
  async hears(bytes: string): Promise<void> {
    const { ends } = this;
    await this.until('our reading of it', () => this.heard.includes(bytes) || this.ends > ends);
  }

  async gets(count: number): Promise<number[]> {
    await this.until(`message ${count} for the application`, () => this.got.length >= count);
    return this.got.splice(0);
  }

  async expects(nextIn: number, nextOut: number): Promise<void> {
    const { store } = this.files;
    await this.until(
      `${nextIn} in and ${nextOut} out as the next numbers`,
      () => store.nextIn === nextIn && store.nextOut === nextOut,
      () => `${store.nextIn} ${store.nextOut}`,
    );
  }

  pass(seconds: number): void {
    const endMs = this.wallMs + seconds * 1000;
    while (this.wallMs < endMs) {
      this.wallMs = Math.min(endMs, this.wallMs + TICK_MS);
      this.link.tick();
      this.acceptor?.tick(this.clock.nowNs());
    }
  }

  say(msgType: string, body: string, keep: boolean): void {
    this.link.send(msgType, Buffer.from(body.replaceAll('|', '\x01'), 'latin1'), keep);
  }

  logout(text: string): void {
    this.link.logout(text);
  }

  async restart(): Promise<void> {
    this.link.cut('the process ends');
    this.files.close();
    await this.start();
  }

  stop(): void {
    this.link.cut('the test is over');
    this.acceptor?.close();
    this.venue?.close();
    this.files.close();
  }

  private async fromOutside(): Promise<Socket> {
    if (this.acceptor === undefined) {
      this.acceptor = new FixAcceptor({
        address: { host: LOOPBACK, port: 0 },
        limits: ACCEPTOR_LIMITS,
        clock: this.clock,
        find: (logon) => sessionsByIdentity([this.link])(logon),
        note: (text) => void this.notes.push(text),
      });
      this.port = await this.acceptor.listen();
    }
    const socket = connect(this.port, LOOPBACK);
    await once(socket, 'connect');
    return socket;
  }

  private async toOutside(): Promise<Socket> {
    if (this.venue === undefined) {
      this.venue = createServer().listen(0, LOOPBACK);
      await once(this.venue, 'listening');
      this.port = (this.venue.address() as { port: number }).port;
    }
    const accepted = once(this.venue, 'connection') as Promise<[Socket]>;
    dialSession(
      this.link,
      { host: LOOPBACK, port: this.port },
      { connectMsLimit: 5_000, failed: (why) => void this.notes.push(`failed: ${why}`) },
    );
    return (await accepted)[0];
  }

  private async until(what: string, isThere: () => boolean, state = () => ''): Promise<void> {
    await waitFor(what, isThere, (resolve) => this.wake.push(resolve), state);
  }
}
