/**
 * Bookcast's side of a FIX session, alone: its session, store and sockets in this process, with a journal of what
 * it sent and of the application messages that it processed. What the message says, the peer's programs know.
 */
import { dialSession, type Dialling } from '../../src/fix/link/dial-session.js';
import { ACCEPTOR_LIMITS, FixAcceptor } from '../../src/fix/link/fix-acceptor.js';
import { SessionLink } from '../../src/fix/link/session-link.js';
import type { TlsFiles } from '../../src/fix/link/tls-files.js';
import { dictionaryOf } from '../../src/fix/dictionary/dictionary-of.js';
import { validate } from '../../src/fix/dictionary/validate.js';
import { FieldTable } from '../../src/fix/codec/field-table.js';
import { scanMessage } from '../../src/fix/codec/scan-message.js';
import { MemoryStore } from '../../src/fix/session/memory-store.js';
import {
  SESSION_DEFAULTS,
  type FixVersion,
  type SessionSettings,
} from '../../src/fix/session/session-settings.js';
import type { JournalLine } from './sequence-proof.js';

export interface OurSettings extends Partial<SessionSettings> {
  readonly version: FixVersion;
  readonly role: 'initiator' | 'acceptor';
  readonly sender: string;
  readonly target: string;
  readonly tls?: TlsFiles;
}

/** [tag, value] in the order in which they go out. */
export type BodyFields = readonly (readonly [tag: number, value: string | number])[];

const WAIT_MS_LIMIT = 40_000;
const TICK_MS = 20;
const HOST = '127.0.0.1';
const clock = {
  nowNs: () => Number(process.hrtime.bigint()),
  wallMs: () => Date.now(),
};

const bodyOf = (fields: BodyFields): Uint8Array =>
  Buffer.from(fields.map(([tag, value]) => `${tag}=${value}\x01`).join(''), 'latin1');

const NUMBERS = /^\d+$/;

export class OurSide {
  readonly journal: JournalLine[] = [];
  readonly notes: string[] = [];
  /** Whole messages of the counterparty that rejected ours: there is to be none. */
  readonly rejections: string[] = [];
  /** Application messages as they came. */
  readonly messages: FieldTable[] = [];
  keepsMessages = false;
  logons = 0;
  onLogon: (() => void) | undefined;
  readonly store: MemoryStore;
  private link: SessionLink;
  private acceptor: FixAcceptor | undefined;
  private dialling: Dialling | undefined;
  private dialPort: number | undefined;
  private readonly checks = new Set<() => void>();
  private readonly ticker: NodeJS.Timeout;
  private readonly settings: SessionSettings;

  constructor(private readonly given: OurSettings) {
    const { version, sender, target } = given;
    this.settings = {
      ...SESSION_DEFAULTS,
      ...given,
      identity: { version, senderCompId: sender, targetCompId: target },
    };
    this.store = new MemoryStore(clock.wallMs());
    this.link = this.makeLink();
    this.ticker = setInterval(() => {
      this.link.tick();
      this.acceptor?.tick(clock.nowNs());
    }, TICK_MS);
  }

  /** @returns the port. */
  async listen(): Promise<number> {
    this.acceptor = new FixAcceptor({
      address: { host: HOST, port: 0 },
      tls: this.given.tls,
      limits: ACCEPTOR_LIMITS,
      clock,
      find: ({ senderCompId, targetCompId }) =>
        senderCompId === this.given.target && targetCompId === this.given.sender
          ? this.link
          : undefined,
      note: (text) => this.note(text),
    });
    return this.acceptor.listen();
  }

  /** Connects, again and again until close(). */
  dial(port: number): void {
    this.dialPort = port;
    this.dialling = dialSession(
      this.link,
      { host: HOST, port },
      { tls: this.given.tls, connectMsLimit: 5_000, failed: (why) => this.ended(why) },
    );
  }

  get isLoggedOn(): boolean {
    return this.link.isLoggedOn;
  }

  send(msgType: string, fields: BodyFields, keep: boolean): number {
    return this.link.send(msgType, bodyOf(fields), keep);
  }

  sendTogether(say: () => void): void {
    this.link.inOneWrite(say);
  }

  get unsentBytes(): number {
    return this.link.unsentBytes;
  }

  /** A MarketDataRequest, as a client says it. */
  request(symbols: readonly string[], id: string, keep = true): void {
    this.send(
      'V',
      [
        [146, symbols.length],
        ...symbols.map((symbol) => [55, symbol] as const),
        [262, id],
        [263, 1],
        [264, 0],
        [265, 1],
        [267, 2],
        [269, 0],
        [269, 1],
      ],
      keep,
    );
  }

  logout(text: string): void {
    this.link.logout(text);
  }

  /** Resolves once it is true; looked at after everything that happens. */
  async until(what: string, isTrue: () => boolean): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.checks.delete(look);
        reject(new Error(`never ${what}: ${this.notes.slice(-12).join('\n')}`));
      }, WAIT_MS_LIMIT);
      const look = (): void => {
        if (!isTrue()) return;
        clearTimeout(timer);
        this.checks.delete(look);
        resolve();
      };
      this.checks.add(look);
      look();
    });
  }

  close(): void {
    clearInterval(this.ticker);
    this.dialPort = undefined;
    this.dialling?.abandon();
    this.acceptor?.close();
    this.link.cut('the test is over');
  }

  private makeLink(): SessionLink {
    const dictionary = dictionaryOf(this.given.version);
    return new SessionLink({
      name: 'test',
      settings: this.settings,
      store: this.store,
      check: (message) => validate(message, dictionary),
      clock,
      events: {
        loggedOn: () => {
          this.logons++;
          this.journal.push({ way: 'logon' });
          this.onLogon?.();
          this.look();
        },
        loggedOff: (why) => {
          this.journal.push({ way: 'logout' });
          this.note(`logged off: ${why}`);
        },
        application: (message) => this.processed(message),
        rejected: (message) => this.rejections.push(textOf(message)),
        ended: (why) => this.ended(why),
        note: (text) => this.note(text),
      },
      tap: {
        received: () => {},
        sent: (_, bytes) => this.sent(bytes),
        garbled: (_, why) => this.note(`garbled: ${why}`),
      },
    });
  }

  private processed(message: FieldTable): void {
    this.journal.push({
      way: 'in',
      seq: message.integer(34),
      type: message.text(35)!,
      dup: message.text(43) === 'Y',
    });
    if (this.keepsMessages) {
      const bytes = message.bytes.slice(message.start, message.end);
      const copy = new FieldTable();
      scanMessage(copy, bytes, 0, bytes.length);
      this.messages.push(copy);
    }
    this.look();
  }

  private sent(bytes: Uint8Array): void {
    const table = new FieldTable();
    scanMessage(table, bytes, 0, bytes.length);
    const newSeqNo = table.text(36);
    this.journal.push({
      way: 'out',
      seq: table.integer(34),
      type: table.text(35)!,
      dup: table.text(43) === 'Y',
      ...(newSeqNo !== undefined && NUMBERS.test(newSeqNo) ? { newSeqNo: Number(newSeqNo) } : {}),
    });
  }

  private ended(why: string): void {
    this.note(`ended: ${why}`);
    const { dialPort } = this;
    if (dialPort === undefined) return;
    setTimeout(() => this.dialPort !== undefined && this.dial(dialPort), TICK_MS);
  }

  private note(text: string): void {
    this.notes.push(text);
    this.look();
  }

  private look(): void {
    for (const check of [...this.checks]) check();
  }
}

function textOf({ bytes, start, end }: FieldTable): string {
  return Buffer.from(bytes.subarray(start, end)).toString('latin1').replaceAll('\x01', '|');
}
