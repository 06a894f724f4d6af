/**
 * One session under test, and a hand that plays its counterparty: `|` stands for SOH. What the session says is
 * read as fields; time stands still until it is moved.
 */
import { encodeMessage } from '../../../src/fix/codec/encode-message.js';
import { FieldTable } from '../../../src/fix/codec/field-table.js';
import { MessageFraming } from '../../../src/fix/codec/message-framing.js';
import { scanMessage } from '../../../src/fix/codec/scan-message.js';
import { FixSession } from '../../../src/fix/session/fix-session.js';
import { MemoryStore } from '../../../src/fix/session/memory-store.js';
import { UtcTimeText } from '../../../src/fix/codec/utc-time-text.js';
import type { MessageCheck, SessionEvents } from '../../../src/fix/session/session-ports.js';
import {
  BEGIN_STRINGS,
  SESSION_DEFAULTS,
  type FixVersion,
  type SessionSettings,
} from '../../../src/fix/session/session-settings.js';

export type Fields = ReadonlyMap<number, string>;
export const START_MS = Date.UTC(2026, 0, 5, 12);

export const bytesOf = (text: string): Uint8Array =>
  Buffer.from(text.replaceAll('|', '\x01'), 'latin1');

export function fieldsOf(bytes: Uint8Array): Fields {
  const table = new FieldTable();
  if (!scanMessage(table, bytes, 0, bytes.length)) throw new Error('the session said no message');
  const fields = new Map<number, string>();
  for (let i = 0; i < table.count; i++) fields.set(table.tags[i]!, table.textAt(i));
  return fields;
}

/** Fields beside the header's that a counterparty says: `108=30|141=Y|`. */
export interface Said {
  seq?: number | string;
  body?: string;
  possDup?: boolean;
  orig?: string;
  sender?: string;
  target?: string;
  sendingTime?: string;
  beginString?: string;
}

export class SessionBench implements SessionEvents {
  readonly settings: SessionSettings;
  readonly store: MemoryStore;
  readonly said: Fields[] = [];
  /** The last message, whole. */
  saidText = '';
  /** Whatever is said must be whole for the other side. */
  private readonly framing = new MessageFraming({
    message: () => {},
    garbled: (why) => {
      throw new Error(`the session said what is garbled: ${why}`);
    },
  });
  readonly log: string[] = [];
  readonly notes: string[] = [];
  /** Messages that will not come: from the first up to the second. */
  readonly skips: (readonly [number, number])[] = [];
  readonly applied: { text: string; isPossDup: boolean }[] = [];
  readonly session: FixSession;
  nowNs = 1e9;
  wallMs = START_MS;
  private theirNext = 1;

  constructor(settings: Partial<SessionSettings> = {}, check?: MessageCheck, store?: MemoryStore) {
    this.settings = {
      ...SESSION_DEFAULTS,
      identity: { version: 'FIX.4.4', senderCompId: 'US', targetCompId: 'THEM' },
      role: 'acceptor',
      ...settings,
    };
    this.store = store ?? new MemoryStore(START_MS);
    this.session = new FixSession(this.settings, this.store, this, check);
  }

  write(bytes: Uint8Array): void {
    this.framing.push(bytes);
    this.saidText = Buffer.from(bytes).toString('latin1').replaceAll('\x01', '|');
    this.said.push(fieldsOf(bytes));
  }
  disconnect(why: string): void {
    this.log.push(`disconnect: ${why}`);
  }
  loggedOn(): void {
    this.log.push('logged on');
  }
  loggedOff(why: string): void {
    this.log.push(`logged off: ${why}`);
  }
  application(message: FieldTable, isPossDup: boolean): void {
    this.applied.push({ text: message.text(58) ?? '', isPossDup });
  }
  rejected(message: FieldTable): void {
    this.log.push(`rejected: ${message.text(58)}`);
  }
  skipped(first: number, next: number): void {
    this.skips.push([first, next]);
  }
  note(text: string): void {
    this.notes.push(text);
  }

  /** What the session said since the last call. */
  take(): Fields[] {
    return this.said.splice(0);
  }

  connect(): void {
    this.session.connected(this.nowNs, this.wallMs);
  }

  lose(): void {
    this.session.disconnected(this.nowNs, this.wallMs);
  }

  pass(seconds: number): void {
    this.nowNs += seconds * 1e9;
    this.wallMs += seconds * 1e3;
    this.session.checkTimers(this.nowNs, this.wallMs);
  }

  /** The counterparty says a message. */
  hear(msgType: string, said: Said = {}): void {
    const { identity } = this.settings;
    const seq = said.seq ?? this.theirNext;
    if (typeof seq === 'number') this.theirNext = seq + 1;
    const bytes = encodeMessage(
      {
        beginString: said.beginString ?? BEGIN_STRINGS[identity.version],
        msgType,
        msgSeqNum: seq as number,
        senderCompId: said.sender ?? identity.targetCompId,
        targetCompId: said.target ?? identity.senderCompId,
        sendingTime: said.sendingTime ?? new UtcTimeText().text(this.wallMs),
        ...(said.possDup === true ? { possDup: true } : {}),
        ...(said.orig === undefined ? {} : { origSendingTime: said.orig }),
      },
      bytesOf(said.body ?? ''),
    );
    this.hearBytes(bytes);
  }

  hearBytes(bytes: Uint8Array): void {
    const table = new FieldTable();
    scanMessage(table, bytes, 0, bytes.length);
    this.session.received(table, this.nowNs, this.wallMs);
  }

  /** Connected and logged on, in either role; what was said so far is forgotten. */
  logOn(extra = ''): this {
    this.connect();
    const version: FixVersion = this.settings.identity.version;
    this.hear('A', { body: `98=0|108=30|${version === 'FIX.5.0SP2' ? '1137=9|' : ''}${extra}` });
    if (!this.session.isLoggedOn) throw new Error(`not logged on: ${this.log.join(', ')}`);
    this.take();
    return this;
  }
}

/** `35=5 34=3 58=…` of a message, for comparing: the given tags in their order. */
export const brief = (fields: Fields | undefined, ...tags: number[]): string =>
  fields === undefined
    ? 'nothing'
    : [35, ...tags].map((tag) => `${tag}=${fields.get(tag) ?? '(none)'}`).join(' ');
