/**
 * One FIX session and the connection that carries it now, if any. Owns the turns: what the session says in
 * one is written once, after its store has committed. Must never write what is not committed. Whoever opens
 * connections (an initiator, an acceptor's door) gives them to it; the session's thread.
 */
import type { FieldTable } from '../codec/field-table.js';
import { FixSession } from '../session/fix-session.js';
import type { MessageCheck, SessionStore } from '../session/session-ports.js';
import type { SessionSettings } from '../session/session-settings.js';
import type { SessionSummary } from '../session/session-summary.js';
import { SecretMask } from '../store/mask-secrets.js';
import { StoreError } from '../store/store-error.js';
import { TAG } from '../tags.js';
import type { ConnectionSession, FixConnection } from './fix-connection.js';
import type { LinkClock } from './link-clock.js';
import { RareNotes } from './rare-notes.js';

/** What the owner of a session is told. */
export interface LinkEvents {
  loggedOn(): void;
  /** Only after loggedOn(). */
  loggedOff(why: string): void;
  /** An application message in order, once. `message` is valid during the call. */
  application(message: FieldTable, isPossDup: boolean): void;
  /** The counterparty rejected (35=3 or 35=j) what we said. */
  rejected(message: FieldTable): void;
  /** The counterparty's messages from `first` up to `next` will not come; see SessionEvents. */
  skipped?(first: number, next: number): void;
  /** No connection carries the session any more: an initiator opens the next one when its time has come. */
  ended(why: string): void;
  /** For the operator's log; never holds a secret. */
  note(text: string): void;
  /** What was written is out. */
  hasRoom?(): void;
}

/** Everything that goes in and out, for the operator: store/message-log.ts. */
export interface MessageTap {
  received(wallMs: number, bytes: Uint8Array, start: number, end: number): void;
  sent(wallMs: number, bytes: Uint8Array): void;
  garbled(wallMs: number, why: string, bytes: Uint8Array, start: number, end: number): void;
}

/** For metrics. */
export interface SessionFigures extends Readonly<SessionSummary> {
  readonly isLoggedOn: boolean;
  /** Its schedule lets it be logged on now; always without one. */
  readonly isDue: boolean;
  /** MsgSeqNum expected next, and of our next message. */
  readonly nextIn: number;
  readonly nextOut: number;
  readonly unsentBytes: number;
  /** Messages that the message log could not take. */
  readonly unloggedMessages?: number;
}

export interface SessionLinkOptions {
  /** For notes: who it is. */
  readonly name: string;
  readonly settings: SessionSettings;
  readonly store: SessionStore;
  /** Compares with the dictionary; without it only what the session itself needs is checked. */
  readonly check?: MessageCheck;
  readonly clock: LinkClock;
  readonly events: LinkEvents;
  readonly tap?: MessageTap;
}

export class SessionLink implements ConnectionSession {
  readonly name: string;
  readonly settings: SessionSettings;
  private readonly session: FixSession;
  private connection: FixConnection | undefined;
  /** Said in this turn. */
  private said: Uint8Array[] = [];
  private turnDepth = 0;
  /** When the turn began: the moment of all messages of one read. */
  private turnNs = 0;
  private turnWallMs = 0;
  private logonIn = 0;
  /** The session wants its connection closed once the turn is out. */
  private closeWhy: string | undefined;
  /** It is to end at once after the turn. */
  private cutWhy: string | undefined;
  /** What the session ended with, which says more than how the socket went. */
  private loggedOffWhy: string | undefined;
  private isPaused = false;
  private readonly notes: RareNotes;
  private readonly mask: SecretMask;

  constructor(private readonly options: SessionLinkOptions) {
    this.name = options.name;
    this.settings = options.settings;
    const { settings, store, check, events, clock } = options;
    this.mask = new SecretMask(settings.password);
    this.notes = new RareNotes(clock, (text) => events.note(`${this.name}: ${text}`));
    this.session = new FixSession(
      settings,
      store,
      {
        write: (bytes) => void this.said.push(bytes),
        disconnect: (why) => {
          this.closeWhy ??= why;
        },
        loggedOn: () => events.loggedOn(),
        loggedOff: (why) => {
          this.loggedOffWhy = why;
          events.loggedOff(this.mask.text(why));
        },
        application: (message, isPossDup) => events.application(message, isPossDup),
        rejected: (message) => {
          this.note(`the counterparty rejected what we said: ${rejectText(message)}`);
          events.rejected(message);
        },
        skipped: (first, next) => events.skipped?.(first, next),
        note: (text) => this.note(text),
      },
      check,
    );
  }

  get validates(): boolean {
    return this.settings.validates && this.options.check !== undefined;
  }

  /** MsgSeqNum of the counterparty's Logon: what is below is of an earlier connection. */
  get logonMsgSeqNum(): number {
    return this.logonIn;
  }

  /** Inside of a callback: when its message was read. */
  get receivedNs(): number {
    return this.turnNs;
  }

  get isLoggedOn(): boolean {
    return this.session.isLoggedOn;
  }

  /** Whether a connection carries it; an acceptor drops a second one (rule 1). */
  get isCarried(): boolean {
    return this.connection !== undefined;
  }

  get unsentBytes(): number {
    return this.connection?.unsentBytes ?? 0;
  }

  /** All bytes ever given to its socket. */
  get writtenBytes(): number {
    return this.connection?.writtenBytes ?? 0;
  }

  /** From when on a Logon is worth saying: now, or when the schedule's next period begins. */
  opensAtMs(wallMs: number): number {
    return this.session.opensAtMs(wallMs);
  }

  figures(): SessionFigures {
    const { store, clock } = this.options;
    const wallMs = clock.wallMs();
    return {
      ...this.session.summary(),
      isLoggedOn: this.isLoggedOn,
      isDue: this.opensAtMs(wallMs) <= wallMs,
      nextIn: store.nextIn,
      nextOut: store.nextOut,
      unsentBytes: this.unsentBytes,
    };
  }

  /** From now on this connection carries it; an initiator says its Logon. */
  carry(connection: FixConnection): void {
    this.connection = connection;
    connection.belongsTo(this);
    if (this.isPaused) connection.pause();
    this.turn((nowNs, wallMs) => this.session.connected(nowNs, wallMs));
  }

  /** All that is sent in `say` goes out in one write, after one commit. */
  inOneWrite(say: () => void): void {
    this.turn(say);
  }

  /** One application message; `body` is its fields, each with its SOH. @returns its MsgSeqNum. @throws where not logged on. */
  send(msgType: string, body: Uint8Array, keep: boolean): number {
    let msgSeqNum = 0;
    this.turn((nowNs, wallMs) => {
      msgSeqNum = this.session.send(msgType, body, keep, nowNs, wallMs);
    });
    return msgSeqNum;
  }

  /** 35=j: the message is well formed, but we do nothing with it. @param reason 380. */
  businessReject(message: FieldTable, reason: number, text: string): void {
    const refSeqNum = message.integer(TAG.MsgSeqNum);
    const msgType = message.text(TAG.MsgType) ?? '';
    this.turn(() => this.session.rejectBusiness(refSeqNum, msgType, reason, text));
  }

  /** Log out; the connection is closed when the counterparty has answered, or its time is over. */
  logout(text: string): void {
    this.turn((nowNs, wallMs) => this.session.logout(text, nowNs, wallMs));
  }

  /** The connection ends, at the end of the turn if there is one; what waits unsent is lost. */
  cut(why: string): void {
    if (this.connection === undefined) return;
    if (this.turnDepth > 0) this.cutWhy ??= why;
    else this.end(why);
  }

  /** Read nothing until resume(): the counterparty waits, and its silence is not counted. */
  pause(): void {
    this.isPaused = true;
    this.connection?.pause();
  }

  resume(): void {
    this.isPaused = false;
    this.connection?.resume();
  }

  /** About every 100 ms. */
  tick(): void {
    this.turn((nowNs, wallMs) => {
      if (this.isPaused) this.session.notListening(nowNs);
      this.session.checkTimers(nowNs, wallMs);
    });
  }

  beginTurn(): void {
    if (this.turnDepth++ > 0) return;
    const { clock } = this.options;
    this.turnNs = clock.nowNs();
    this.turnWallMs = clock.wallMs();
  }

  received(message: FieldTable): void {
    // Said goodbye: what comes behind in the same read is not listened to.
    if (this.isEnding) return;
    if (!this.session.isLoggedOn) this.logonIn = message.integer(TAG.MsgSeqNum);
    const { turnWallMs } = this;
    this.options.tap?.received(turnWallMs, message.bytes, message.start, message.end);
    this.session.received(message, this.turnNs, turnWallMs);
  }

  garbled(why: string, bytes: Uint8Array, start: number, end: number): void {
    if (this.isEnding) return;
    this.options.tap?.garbled(this.turnWallMs, why, bytes, start, end);
    this.session.garbled(why, this.turnNs);
  }

  endTurn(): void {
    if (this.turnDepth > 1) {
      this.turnDepth--;
      return;
    }
    this.options.store.commit();
    this.turnDepth = 0;
    this.writeSaid();
    if (this.cutWhy !== undefined) this.end(this.cutWhy);
    else if (this.closeWhy !== undefined) {
      this.connection?.close();
      this.end(this.closeWhy);
    }
  }

  failed(error: unknown): void {
    const isOutermost = this.turnDepth <= 1;
    this.turnDepth = Math.max(0, this.turnDepth - 1);
    if (!isOutermost || !(error instanceof StoreError)) throw error;
    // What was to be said is not: its numbers may not be on disk.
    this.said = [];
    this.note(`${error.message}. Nothing is said that is not on disk: the connection is cut`);
    this.end(error.message);
  }

  hasRoom(): void {
    if (this.session.isResending) this.tick();
    this.options.events.hasRoom?.();
  }

  lost(connection: FixConnection, why: string): void {
    if (connection === this.connection) this.end(why);
  }

  private get isEnding(): boolean {
    return this.closeWhy !== undefined || this.cutWhy !== undefined;
  }

  private turn(work: (nowNs: number, wallMs: number) => void): void {
    this.beginTurn();
    try {
      work(this.turnNs, this.turnWallMs);
      this.endTurn();
    } catch (error) {
      this.failed(error);
    }
  }

  private writeSaid(): void {
    const { said, connection } = this;
    if (said.length === 0) return;
    this.said = [];
    if (connection === undefined) return;
    const { tap } = this.options;
    if (tap !== undefined) for (const bytes of said) tap.sent(this.turnWallMs, bytes);
    if (connection.write(said.length === 1 ? said[0]! : Buffer.concat(said))) return;
    this.cutWhy = 'too slow: it does not take what we send';
    this.note(`${this.cutWhy}; the connection is cut`);
  }

  /** Nobody carries the session any more. */
  private end(why: string): void {
    const { connection } = this;
    if (connection === undefined) return;
    this.connection = undefined;
    if (connection.isOpen) connection.destroy();
    const { clock, store, events } = this.options;
    const ending = this.loggedOffWhy ?? why;
    this.session.disconnected(clock.nowNs(), clock.wallMs());
    this.said = [];
    this.closeWhy = undefined;
    this.cutWhy = undefined;
    this.loggedOffWhy = undefined;
    try {
      store.commit();
    } catch (error) {
      // Only that the session ended is not on disk; the next turn says so again before anything is sent.
      if (!(error instanceof StoreError)) throw error;
      this.note(error.message);
    }
    events.ended(this.mask.text(ending));
  }

  private note(text: string): void {
    this.notes.tell(this.mask.text(text));
  }
}

const REJECT_TAGS = [
  TAG.MsgType,
  TAG.RefSeqNum,
  TAG.RefMsgType,
  TAG.RefTagID,
  TAG.SessionRejectReason,
  TAG.BusinessRejectReason,
  TAG.Text,
];

/** What a Reject says, as `35=3 45=2 …`. */
const rejectText = (message: FieldTable): string =>
  REJECT_TAGS.map((tag) => [tag, message.text(tag)] as const)
    .filter(([, value]) => value !== undefined)
    .map(([tag, value]) => `${tag}=${value}`)
    .join(' ');
