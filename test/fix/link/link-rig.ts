/** Sessions over real sockets, whose news a test waits for; time is the machine's own unless a test moves it. */
import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { afterEach } from 'vitest';
import { encodeMessage, type HeaderFields } from '../../../src/fix/codec/encode-message.js';
import { MessageFraming } from '../../../src/fix/codec/message-framing.js';
import { UtcTimeText } from '../../../src/fix/codec/utc-time-text.js';
import {
  ACCEPTOR_LIMITS,
  FixAcceptor,
  type AcceptorLimits,
} from '../../../src/fix/link/fix-acceptor.js';
import type { LinkClock } from '../../../src/fix/link/link-clock.js';
import { SessionLink, type MessageTap } from '../../../src/fix/link/session-link.js';
import { sessionsByIdentity } from '../../../src/fix/link/sessions-by-identity.js';
import type { TlsFiles } from '../../../src/fix/link/tls-files.js';
import { MemoryStore } from '../../../src/fix/session/memory-store.js';
import type { MessageCheck, SessionStore } from '../../../src/fix/session/session-ports.js';
import {
  SESSION_DEFAULTS,
  type SessionSettings,
} from '../../../src/fix/session/session-settings.js';

export const LOOPBACK = '127.0.0.1';

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0).reverse()) cleanup();
});
export const atEnd = (cleanup: () => void): void => void cleanups.push(cleanup);

/** The machine's clock, and how far a test has moved it. */
export class MovedClock implements LinkClock {
  movedMs = 0;
  nowNs(): number {
    return Number(process.hrtime.bigint()) + this.movedMs * 1e6;
  }
  wallMs(): number {
    return Date.now();
  }
}

/** What happened, in words; a test waits for a word. */
export class News {
  readonly heard: string[] = [];
  private waiting: (() => void)[] = [];

  tell(text: string): void {
    this.heard.push(text);
    for (const resolve of this.waiting.splice(0)) resolve();
  }

  /** @returns the count-th one that matches. */
  async wait(pattern: RegExp, count = 1): Promise<string> {
    for (;;) {
      const found = this.heard.filter((text) => pattern.test(text));
      if (found.length >= count) return found[count - 1]!;
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }
}

export const settingsOf = (
  role: SessionSettings['role'],
  changes: Partial<SessionSettings> = {},
): SessionSettings => ({
  ...SESSION_DEFAULTS,
  role,
  identity:
    role === 'initiator'
      ? { version: 'FIX.4.4', senderCompId: 'CLIENT', targetCompId: 'VENUE' }
      : { version: 'FIX.4.4', senderCompId: 'VENUE', targetCompId: 'CLIENT' },
  ...changes,
});

export interface LinkRig {
  readonly link: SessionLink;
  readonly news: News;
  readonly clock: MovedClock;
  readonly store: SessionStore;
}

export function makeLink(
  settings: SessionSettings,
  parts: {
    store?: SessionStore;
    tap?: MessageTap;
    check?: MessageCheck;
    application?: (link: SessionLink) => void;
  } = {},
): LinkRig {
  const news = new News();
  const clock = new MovedClock();
  const store = parts.store ?? new MemoryStore(Date.now());
  const link = new SessionLink({
    name: settings.role,
    settings,
    store,
    clock,
    ...(parts.tap === undefined ? {} : { tap: parts.tap }),
    ...(parts.check === undefined ? {} : { check: parts.check }),
    events: {
      loggedOn: () => news.tell('on'),
      loggedOff: (why) => news.tell(`off: ${why}`),
      application: (message) => {
        news.tell(`app ${message.text(35)} ${message.text(34)} ${message.text(58) ?? ''}`);
        parts.application?.(link);
      },
      rejected: (message) => news.tell(`rejected: ${message.text(58)}`),
      ended: (why) => news.tell(`ended: ${why}`),
      note: (text) => news.tell(`note: ${text}`),
    },
  });
  atEnd(() => link.cut('the test is over'));
  return { link, news, clock, store };
}

export interface Door {
  readonly acceptor: FixAcceptor;
  readonly port: number;
  readonly news: News;
  readonly clock: MovedClock;
}

export async function openDoor(
  links: readonly SessionLink[],
  parts: { tls?: TlsFiles; limits?: Partial<AcceptorLimits> } = {},
): Promise<Door> {
  const news = new News();
  const clock = new MovedClock();
  const acceptor = new FixAcceptor({
    address: { host: LOOPBACK, port: 0 },
    tls: parts.tls,
    limits: { ...ACCEPTOR_LIMITS, ...parts.limits },
    clock,
    find: sessionsByIdentity(links),
    note: (text) => news.tell(text),
  });
  const port = await acceptor.listen();
  atEnd(() => acceptor.close());
  return { acceptor, port, news, clock };
}

/** A counterparty that says what a test tells it, byte by byte. */
export class RawPeer {
  readonly news = new News();
  private constructor(readonly socket: Socket) {
    const framing = new MessageFraming({
      message: (bytes, start, end) =>
        this.news.tell(
          Buffer.from(bytes.subarray(start, end)).toString('latin1').replaceAll('\x01', '|'),
        ),
      garbled: (why) => this.news.tell(`garbled: ${why}`),
    });
    socket.on('data', (bytes) => framing.push(bytes));
    socket.on('error', () => {});
    socket.on('close', () => this.news.tell('closed'));
    atEnd(() => socket.destroy());
  }

  static async connect(port: number): Promise<RawPeer> {
    const socket = connect(port, LOOPBACK);
    await once(socket, 'connect');
    return new RawPeer(socket);
  }

  static of(socket: Socket): RawPeer {
    return new RawPeer(socket);
  }

  say(msgType: string, msgSeqNum: number, body = '', changes: Partial<HeaderFields> = {}): void {
    this.socket.write(this.bytesOf(msgType, msgSeqNum, body, changes));
  }

  bytesOf(
    msgType: string,
    msgSeqNum: number,
    body = '',
    changes: Partial<HeaderFields> = {},
  ): Uint8Array {
    const header: HeaderFields = {
      beginString: 'FIX.4.4',
      msgType,
      msgSeqNum,
      senderCompId: 'CLIENT',
      targetCompId: 'VENUE',
      sendingTime: new UtcTimeText().text(Date.now()),
      ...changes,
    };
    return encodeMessage(header, Buffer.from(body.replaceAll('|', '\x01'), 'latin1'));
  }

  logon(msgSeqNum = 1, changes: Partial<HeaderFields> = {}): void {
    this.say('A', msgSeqNum, '98=0|108=30|', changes);
  }
}
