/**
 * What the parts of a session share: its settings, store, counts, the phase of the connection, the gap that is
 * open, and the ways in which it ends. Owns the phase; decides nothing by itself. The session's thread.
 */
import type { FieldTable } from '../codec/field-table.js';
import { GapQueue } from './gap-queue.js';
import { GapRequest } from './gap-request.js';
import { HeaderRules } from './header-rules.js';
import { InboundHeader } from './inbound-header.js';
import { REJECT_TEXTS, type RejectReason } from '../dictionary/reject-reason.js';
import { Resender } from './resender.js';
import type { MessageCheck, MessageProblem, SessionEvents, SessionStore } from './session-ports.js';
import type { SessionSettings } from './session-settings.js';
import { SessionCalendar } from './session-calendar.js';
import { SessionSummary } from './session-summary.js';
import type { SessionTime } from './session-time.js';
import { SessionTimers } from './session-timers.js';
import { SessionVoice } from './session-voice.js';

/**
 * disconnected → logon-awaited → on → logging-out (we said Logout) or logged-out (we answered one) → closing
 * (the socket is to go) → disconnected.
 */
export type SessionPhase =
  'disconnected' | 'logon-awaited' | 'on' | 'logging-out' | 'logged-out' | 'closing';

const TEXT_CHARACTERS_LIMIT = 200;

export class SessionCore {
  phase: SessionPhase = 'disconnected';
  phaseNs = 0;
  wasLoggedOn = false;
  readonly time: SessionTime = { nowNs: 0, wallMs: 0 };
  readonly counts = new SessionSummary();
  /** Of the message that came; those that waited have their own. */
  readonly header = new InboundHeader();
  readonly rules: HeaderRules;
  readonly voice: SessionVoice;
  readonly queue: GapQueue;
  readonly gap = new GapRequest();
  readonly resender: Resender;
  readonly timers = new SessionTimers();
  readonly calendar: SessionCalendar | undefined;
  /** The period of the connection is over then. */
  periodEndMs = Infinity;
  /** What our last Logout said, which says more than its answer. */
  goodbye = '';

  constructor(
    readonly settings: SessionSettings,
    readonly store: SessionStore,
    readonly events: SessionEvents,
    readonly check: MessageCheck | undefined,
  ) {
    const { schedule } = settings;
    this.calendar = schedule === undefined ? undefined : new SessionCalendar(schedule);
    this.rules = new HeaderRules(settings);
    this.voice = new SessionVoice(settings.identity, store, events, this.counts, this.time);
    this.queue = new GapQueue(settings.queueMessagesLimit, settings.queueBytesLimit);
    this.resender = new Resender(store, this.voice);
  }

  /** Messages are listened to. */
  get hears(): boolean {
    return this.phase === 'on' || this.phase === 'logon-awaited' || this.phase === 'logging-out';
  }

  /** A new period begins with both numbers at 1. @returns false outside of the schedule. */
  beginPeriod(): boolean {
    const { calendar, store, time } = this;
    if (calendar === undefined) return true;
    const period = calendar.periodAt(time.wallMs);
    if (period === undefined) return false;
    this.periodEndMs = period.endMs;
    if (store.createdMs < period.startMs) {
      store.reset(time.wallMs);
      this.events.note('a new period of the schedule: both sequence numbers begin at 1');
    }
    return true;
  }

  /** What came has a number that was used, and says so. */
  get isDuplicate(): boolean {
    return this.header.isPossDup && this.header.msgSeqNum < this.store.nextIn;
  }

  turn(nowNs: number, wallMs: number): void {
    this.time.nowNs = nowNs;
    this.time.wallMs = wallMs;
  }

  enter(phase: SessionPhase): void {
    this.phase = phase;
    this.phaseNs = this.time.nowNs;
  }

  advance(nextIn: number): void {
    this.store.nextIn = nextIn;
    this.gap.moved(nextIn, this.time.nowNs);
  }

  /** What is refused has used its number all the same. */
  passIfNext(): void {
    if (this.header.msgSeqNum === this.store.nextIn) this.skipTo(this.header.msgSeqNum + 1);
  }

  /** What is before will not come, or is not used. */
  skipTo(nextIn: number): void {
    const first = this.store.nextIn;
    this.advance(nextIn);
    if (this.phase === 'on') this.events.skipped?.(first, nextIn);
  }

  reject(table: FieldTable, header: InboundHeader, reason: RejectReason, tag: number): void {
    this.rejectWith(table, header, { reason, tag, text: REJECT_TEXTS[reason] });
  }

  rejectWith(table: FieldTable, header: InboundHeader, problem: MessageProblem): void {
    this.voice.reject(table, header, problem);
    this.events.note(`35=${table.textAt(2)} rejected: ${problem.text} (${problem.tag})`);
  }

  /** Logout, and the counterparty may answer it. */
  endWith(text: string): void {
    if (this.phase !== 'on') return;
    this.voice.logout(text);
    this.goodbye = text;
    this.enter('logging-out');
  }

  /** Logout, and no waiting for an answer. */
  refuse(text: string): void {
    if (this.phase !== 'logging-out') this.voice.logout(text);
    this.close(text);
  }

  close(why: string): void {
    this.enter('closing');
    this.tellLoggedOff(why);
    this.events.disconnect(why);
  }

  tellLoggedOff(why: string): void {
    if (!this.wasLoggedOn) return;
    this.wasLoggedOn = false;
    this.events.loggedOff(why);
  }

  forgetGaps(): void {
    this.queue.clear();
    this.gap.clear();
    this.resender.stop();
  }

  /** A counterparty's text for our log: bounded, printable, and without our password should he repeat it. */
  quote(text: string | undefined): string {
    const { password } = this.settings;
    if (text === undefined) return 'no text';
    const isSecret = password !== undefined && password !== '';
    const safe = isSecret ? text.replaceAll(password, '***') : text;
    return safe.replace(/[^\x20-\x7e]/g, '?').slice(0, TEXT_CHARACTERS_LIMIT);
  }

  /** Rule 5: ask for everything from N on; `end` is the last number that is known to be missing. */
  ask(end: number): void {
    const { nextIn } = this.store;
    this.gap.asked(nextIn, end, this.time.nowNs);
    if (this.gap.isInVain) this.refuse(`ResendRequest from ${nextIn} was not answered`);
    else this.voice.resendRequest(nextIn);
  }

  resendPortion(): void {
    if (this.phase === 'on' || this.phase === 'logging-out') this.resender.portion();
  }
}

/** Rule 6, in the words that every engine's log knows. */
export const seqNumTooLow = (expected: number, received: number): string =>
  `MsgSeqNum too low, expecting ${expected} but received ${received}`;
