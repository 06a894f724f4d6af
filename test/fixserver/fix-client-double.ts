/** A FIX market data client: our own session as initiator, books as FixBook makes them of what it hears. */
import { FixBook, readSaid, type Said } from './fix-book.js';
import { dictionaryOf } from '../../src/fix/dictionary/dictionary-of.js';
import { validate } from '../../src/fix/dictionary/validate.js';
import { dialSession } from '../../src/fix/link/dial-session.js';
import { SessionLink } from '../../src/fix/link/session-link.js';
import type { SessionStore } from '../../src/fix/session/session-ports.js';
import { MemoryStore } from '../../src/fix/session/memory-store.js';
import { SESSION_DEFAULTS, type FixVersion } from '../../src/fix/session/session-settings.js';
import { until } from '../gateway/turns.js';

export interface DoubleOptions {
  readonly port: number;
  readonly compId?: string;
  readonly version?: FixVersion;
  readonly username?: string;
  readonly password?: string;
  readonly store?: SessionStore;
}

export const clock = {
  nowNs: () => Number(process.hrtime.bigint()),
  wallMs: () => Date.now(),
};

const text = (bytes: Uint8Array): string =>
  Buffer.from(bytes).toString('utf8').replaceAll('\x01', '|');

export class FixClientDouble {
  readonly link: SessionLink;
  readonly heard: Said[] = [];
  readonly raw: string[] = [];
  /** By MDReqID and Symbol: `1 sim:AAA`. */
  readonly books = new Map<string, FixBook>();
  readonly notes: string[] = [];
  readonly store: SessionStore;
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly options: DoubleOptions) {
    const { compId = 'ACME', version = 'FIX.4.4', username, password } = options;
    this.store = options.store ?? new MemoryStore(Date.now());
    const dictionary = dictionaryOf(version);
    this.link = new SessionLink({
      name: compId,
      settings: {
        ...SESSION_DEFAULTS,
        role: 'initiator',
        identity: { version, senderCompId: compId, targetCompId: 'BOOKCAST' },
        ...(username === undefined ? {} : { username }),
        ...(password === undefined ? {} : { password }),
      },
      store: this.store,
      check: (message) => validate(message, dictionary),
      clock,
      events: {
        loggedOn: () => this.notes.push('on'),
        loggedOff: (why) => this.notes.push(`off: ${why}`),
        application: (message) => this.take(message.bytes.subarray(message.start, message.end)),
        rejected: (message) => this.take(message.bytes.subarray(message.start, message.end)),
        ended: (why) => this.notes.push(`ended: ${why}`),
        note: (note) => this.notes.push(note),
      },
    });
    this.timer = setInterval(() => this.link.tick(), 50);
  }

  static async logOn(options: DoubleOptions): Promise<FixClientDouble> {
    const client = new FixClientDouble(options);
    await client.dial();
    return client;
  }

  /** Resolves once it is logged on, or turned away. */
  async dial(): Promise<void> {
    const before = this.notes.length;
    dialSession(
      this.link,
      { host: '127.0.0.1', port: this.options.port },
      { connectMsLimit: 5_000, failed: (why) => this.notes.push(`failed: ${why}`) },
    );
    const isTurnedAway = () =>
      this.notes.slice(before).some((note) => /^(failed|ended)/.test(note));
    await until(() => this.link.isLoggedOn || isTurnedAway());
  }

  /** @param body `262=1|263=1|…` */
  say(msgType: string, body: string): void {
    this.link.send(msgType, Buffer.from(body.replaceAll('|', '\x01')), true);
  }

  /** `|`-separated tags beside the id: symbols, depth, types. */
  request(
    id: string,
    symbols: readonly string[],
    { type = 1, depth = 10, updates = 1, entries = [0, 1] }: Partial<Wish> = {},
  ): void {
    const types = entries.map((entry) => `269=${entry}|`).join('');
    const names = symbols.map((symbol) => `55=${symbol}|`).join('');
    const kind = updates === undefined || type !== 1 ? '' : `265=${updates}|`;
    this.say(
      'V',
      `146=${symbols.length}|${names}262=${id}|263=${type}|264=${depth}|${kind}267=${entries.length}|${types}`,
    );
  }

  book(id: string, symbol: string): FixBook {
    const key = `${id} ${symbol}`;
    let book = this.books.get(key);
    if (book === undefined) this.books.set(key, (book = new FixBook()));
    return book;
  }

  /** The n-th message of a type, from 1. */
  async hears(msgType: string, count = 1): Promise<Said> {
    const found = () => this.heard.filter((said) => said.msgType === msgType);
    await until(() => found().length >= count);
    return found()[count - 1]!;
  }

  async logout(): Promise<void> {
    this.link.logout('bye');
    await until(() => !this.link.isCarried);
    clearInterval(this.timer);
  }

  kill(): void {
    this.link.cut('killed');
  }

  end(): void {
    clearInterval(this.timer);
    this.link.cut('the test is over');
  }

  private take(bytes: Uint8Array): void {
    const line = text(bytes);
    this.raw.push(line);
    const said = readSaid(line);
    this.heard.push(said);
    if (said.msgType !== 'W' && said.msgType !== 'X') return;
    const symbol = said.fields.get(55) ?? said.entries[0]!.fields.get(55)!;
    this.book(said.fields.get(262)!, symbol).take(said);
  }
}

interface Wish {
  readonly type: number;
  readonly depth: number;
  readonly updates: number;
  readonly entries: readonly number[];
}
