/**
 * One FIX session, in either role: fields of messages and time in, messages and decisions out. Owns the timers
 * and puts the parts together; it reads no clock and opens no socket. All methods on one thread.
 */
import type { FieldTable } from '../codec/field-table.js';
import { MSG_TYPE } from '../tags.js';
import { codeOf } from './inbound-header.js';
import { InboundSequence } from './inbound-sequence.js';
import { LogonHandshake } from './logon-handshake.js';
import { SessionCore } from './session-core.js';
import type { MessageCheck, SessionEvents, SessionStore } from './session-ports.js';
import type { SessionSettings } from './session-settings.js';
import type { SessionSummary } from './session-summary.js';

const LOGON = codeOf(MSG_TYPE.Logon);
const NS_PER_MS = 1e6;
/** How long a ResendRequest may stay without any progress where no heartbeats were agreed. */
const RESEND_WAIT_NS = 30e9;

export class FixSession {
  private readonly core: SessionCore;
  private readonly sequence: InboundSequence;
  private readonly handshake: LogonHandshake;

  /** @param check compares with the dictionary; without it only what the session itself needs is checked. */
  constructor(
    settings: SessionSettings,
    store: SessionStore,
    events: SessionEvents,
    check?: MessageCheck,
  ) {
    this.core = new SessionCore(settings, store, events, settings.validates ? check : undefined);
    this.sequence = new InboundSequence(this.core);
    this.handshake = new LogonHandshake(this.core);
  }

  get isLoggedOn(): boolean {
    return this.core.phase === 'on';
  }

  /** Between connected() and disconnected(). */
  get isConnected(): boolean {
    return this.core.phase !== 'disconnected';
  }

  /** More of a resend is to be said: call checkTimers() as soon as the socket has room. */
  get isResending(): boolean {
    return this.core.resender.isResending;
  }

  /** From when on a Logon is worth saying: now, or when the schedule's next period begins. */
  opensAtMs(wallMs: number): number {
    return this.core.calendar?.opensAtMs(wallMs) ?? wallMs;
  }

  summary(): Readonly<SessionSummary> {
    return this.core.counts;
  }

  /** A connection is up; an initiator says its Logon. */
  connected(nowNs: number, wallMs: number): void {
    const { core } = this;
    if (core.phase !== 'disconnected') throw new Error('this session has a connection already');
    core.turn(nowNs, wallMs);
    core.enter('logon-awaited');
    const isOpen = core.beginPeriod();
    if (core.settings.role === 'acceptor') return;
    if (isOpen) this.handshake.sayLogon();
    else core.close('outside of the session schedule');
  }

  /** One message that the framing found; `table` holds its fields. */
  received(table: FieldTable, nowNs: number, wallMs: number): void {
    const { core } = this;
    core.turn(nowNs, wallMs);
    if (!core.hears) return;
    core.header.read(table);
    if (!core.header.isInOrder) {
      this.garbled('8, 9 and 35 are not the first three fields', nowNs);
      return;
    }
    core.counts.messagesIn++;
    core.timers.heard(nowNs);
    if (core.phase === 'logon-awaited') this.handshake.firstMessage(table);
    else if (this.sequence.isGood(table)) {
      // A Logon that was processed before is a duplicate like any other.
      const isLogon = core.header.msgType === LOGON && !core.isDuplicate;
      if (isLogon) this.handshake.logonAgain(table);
      else this.sequence.take(table);
    }
    this.sequence.drain();
    core.resendPortion();
  }

  /** Rule 4: bytes that are no message are ignored, N stays; what is missing shows with the next message. */
  garbled(why: string, nowNs: number): void {
    const { core } = this;
    core.time.nowNs = nowNs;
    core.counts.garbled++;
    core.events.note(`garbled bytes ignored: ${why}`);
    // Rule 1: a Logon whose BodyLength is bad is no Logon.
    if (core.phase === 'logon-awaited') core.close(`garbled bytes instead of a Logon: ${why}`);
  }

  disconnected(nowNs: number, wallMs: number): void {
    const { core } = this;
    if (core.phase === 'disconnected') return;
    core.turn(nowNs, wallMs);
    core.enter('disconnected');
    core.forgetGaps();
    this.sequence.forgetRequests();
    if (core.settings.resetOnDisconnect) core.store.reset(wallMs);
    core.tellLoggedOff('the connection was lost');
  }

  /** Call it about every 100 ms. */
  checkTimers(nowNs: number, wallMs: number): void {
    const { core } = this;
    core.turn(nowNs, wallMs);
    const phaseMs = (nowNs - core.phaseNs) / NS_PER_MS;
    switch (core.phase) {
      case 'logon-awaited':
        if (phaseMs > core.settings.logonMsLimit) core.close('Timed out waiting for logon');
        return;
      case 'logging-out':
      case 'logged-out':
        if (phaseMs > core.settings.logoutMsLimit) {
          core.close('Timed out waiting for logout response');
        }
        return;
      case 'on':
        if (wallMs >= core.periodEndMs) core.endWith('The session schedule ends here');
        else this.checkHeartbeats();
    }
  }

  /** Nothing is read from the connection for now: the counterparty's silence is ours (rule 11). */
  notListening(nowNs: number): void {
    this.core.timers.heard(nowNs);
  }

  /**
   * Say an application message; `body` are its fields, each with its SOH.
   * Outside of the session's callbacks the times are to be handed in; inside, those of the turn hold.
   * @returns its MsgSeqNum. @throws Error where the session is not logged on.
   */
  send(msgType: string, body: Uint8Array, keep: boolean, nowNs?: number, wallMs?: number): number {
    const { core } = this;
    if (core.phase !== 'on') throw new Error(`35=${msgType} cannot be sent: not logged on`);
    if (nowNs !== undefined) core.time.nowNs = nowNs;
    if (wallMs !== undefined) core.time.wallMs = wallMs;
    core.counts.applicationOut++;
    return core.voice.say(msgType, body, keep);
  }

  /** 35=j for an application message that is well formed, but that we do nothing with. */
  rejectBusiness(refSeqNum: number, refMsgType: string, reason: number, text: string): void {
    if (this.core.phase !== 'on') return;
    this.core.voice.businessReject(refSeqNum, refMsgType, reason, text);
  }

  /** Begin the logout handshake; the session closes with the answer, or without it after a while. */
  logout(text: string, nowNs: number, wallMs: number): void {
    const { core } = this;
    core.turn(nowNs, wallMs);
    if (core.phase === 'on') core.endWith(text);
    else if (core.phase === 'logon-awaited') core.close(text);
  }

  /** Rule 11. */
  private checkHeartbeats(): void {
    const { timers, voice, time, gap } = this.core;
    const finding = timers.find(time.nowNs, voice.saidNs);
    if (finding === 'dead') {
      this.core.close('Timed out waiting for heartbeat');
      return;
    }
    if (finding === 'test-request-due') voice.testRequest();
    else if (finding === 'heartbeat-due') voice.heartbeat();
    if (gap.isOverdue(time.nowNs, timers.heartBtIntNs || RESEND_WAIT_NS)) {
      this.core.ask(gap.lastMissing);
    }
    this.core.resendPortion();
  }
}
