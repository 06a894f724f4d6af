/**
 * From the first message to being logged on, in both roles, and a Logon that comes later. Owns who has reset
 * what; implements rules 1, 2 and 3. The session's thread.
 */
import type { FieldTable } from '../codec/field-table.js';
import { MSG_TYPE, TAG } from '../tags.js';
import { codeOf } from './inbound-header.js';
import { logonFields, logonProblem, readLogonTerms, type LogonTerms } from './logon-terms.js';
import { REJECT_TEXTS, seqNumTooLow } from './reject-texts.js';
import type { SessionCore } from './session-core.js';

const REJECT_TYPE = codeOf(MSG_TYPE.Reject);
const LOGOUT = codeOf(MSG_TYPE.Logout);
const LOGON = codeOf(MSG_TYPE.Logon);

export class LogonHandshake {
  private hasSentReset = false;
  /** The Logon that is being answered sets both sides to 1. */
  private resetsBoth = false;

  constructor(private readonly core: SessionCore) {}

  sayLogon(): void {
    const { settings, store } = this.core;
    if (settings.resetOnLogon) store.reset(this.core.time.wallMs);
    const resets =
      (settings.resetOnLogon || settings.resetOnLogout || settings.resetOnDisconnect) &&
      store.nextOut === 1 &&
      store.nextIn === 1;
    this.hasSentReset = resets;
    const nextExpected = settings.usesNextExpected ? store.nextIn : NaN;
    const { heartBtIntSeconds } = settings;
    this.core.voice.logon(logonFields(settings, { heartBtIntSeconds, resets, nextExpected }));
  }

  /** Rule 1: whatever is not a Logon that may be one of ours ends the connection without a word. */
  firstMessage(table: FieldTable): void {
    const { header, rules } = this.core;
    const isAnswer = this.core.settings.role === 'initiator';
    if (isAnswer && (header.msgType === LOGOUT || header.msgType === REJECT_TYPE)) {
      this.core.counts.logonsRefused++;
      this.core.passIfNext();
      this.core.close(`logon refused: ${this.core.quote(table.text(TAG.Text))}`);
      return;
    }
    if (header.msgType !== LOGON) this.core.close('the first message is not a Logon');
    else if (!rules.isOurVersion(table)) this.core.close('the Logon has another BeginString');
    else if (Number.isNaN(header.msgSeqNum)) this.core.close('the Logon has no MsgSeqNum');
    else {
      const problem = rules.problem(table, header, this.core.time.wallMs);
      if (problem === undefined) this.logon(table);
      else this.core.close(`the Logon's header is wrong: ${REJECT_TEXTS[problem.reason]}`);
    }
  }

  private logon(table: FieldTable): void {
    const { settings, store, header } = this.core;
    const problem =
      logonProblem(table, settings) ??
      this.core.check?.(table)?.text ??
      (this.core.beginPeriod() ? undefined : 'Logon outside of the session schedule');
    if (problem !== undefined) {
      this.core.counts.logonsRefused++;
      this.core.refuse(problem);
      return;
    }
    const terms = readLogonTerms(table);
    const msgSeqNum = this.resetForLogon(terms);
    // Rule 6.
    if (msgSeqNum < store.nextIn) {
      if (!header.isPossDup) this.core.refuse(seqNumTooLow(store.nextIn, msgSeqNum));
      return;
    }
    const isGap = msgSeqNum > store.nextIn;
    // Rule 3: too high, the counterparty has what we never said.
    const saidBefore = store.nextOut;
    if (!isGap) store.nextIn = msgSeqNum + 1;
    if (settings.usesNextExpected && terms.nextExpected > saidBefore) {
      this.core.refuse(
        `NextExpectedMsgSeqNum too high, expecting ${saidBefore} but received ${terms.nextExpected}`,
      );
      return;
    }
    this.core.timers.start(terms.heartBtIntSeconds, this.core.time.nowNs);
    if (settings.role === 'acceptor') this.answerLogon(terms.heartBtIntSeconds);
    this.core.enter('on');
    this.core.counts.logons++;
    if (isGap) this.gapAtLogon(msgSeqNum, terms);
    // Rule 3: too low, say again what the counterparty has not got.
    if (settings.usesNextExpected && terms.nextExpected < saidBefore) {
      this.core.resender.ask(terms.nextExpected, saidBefore - 1);
    }
    this.core.resendPortion();
    this.core.wasLoggedOn = true;
    this.core.events.loggedOn();
  }

  /** Rule 2: 141=Y sets both sides to 1. @returns the Logon's MsgSeqNum as both sides count it now. */
  private resetForLogon(terms: LogonTerms): number {
    const { settings, store, header } = this.core;
    const { wallMs } = this.core.time;
    this.resetsBoth = terms.resets;
    if (settings.role === 'initiator') {
      if (!terms.resets || this.hasSentReset) return header.msgSeqNum;
      store.reset(wallMs);
      // Our Logon was the first message of the new count.
      store.nextOut = 2;
      return header.msgSeqNum;
    }
    if (terms.resets || settings.resetOnLogon) store.reset(wallMs);
    if (terms.resets || !settings.resetOnLogon || header.msgSeqNum === 1) return header.msgSeqNum;
    // The counterparty goes on counting where we begin anew: our answer says so, its Logon is number 1.
    this.resetsBoth = true;
    return 1;
  }

  private answerLogon(heartBtIntSeconds: number): void {
    const nextExpected = this.core.settings.usesNextExpected ? this.core.store.nextIn : NaN;
    const resets = this.resetsBoth;
    this.core.voice.logon(
      logonFields(this.core.settings, { heartBtIntSeconds, resets, nextExpected }),
    );
  }

  /** Rule 2: the Logon is answered, then the gap in front of it is asked for, unless 789 has asked already. */
  private gapAtLogon(msgSeqNum: number, terms: LogonTerms): void {
    this.core.queue.addHandled(msgSeqNum);
    if (this.core.settings.usesNextExpected && !Number.isNaN(terms.nextExpected)) {
      this.core.gap.asked(this.core.store.nextIn, msgSeqNum - 1, this.core.time.nowNs);
    } else this.core.ask(msgSeqNum - 1);
  }

  /** A Logon while logged on: with 141=Y both sides count from 1 again, else it has no place here. */
  logonAgain(table: FieldTable): void {
    const { header, settings, store } = this.core;
    const terms = readLogonTerms(table);
    const problem = terms.resets ? logonProblem(table, settings) : 'Logon while logged on';
    if (problem !== undefined || header.msgSeqNum !== 1 || this.core.phase !== 'on') {
      this.core.passIfNext();
      this.core.refuse(problem ?? 'A Logon with ResetSeqNumFlag=Y must have MsgSeqNum 1');
      return;
    }
    this.core.forgetGaps();
    store.reset(this.core.time.wallMs);
    store.nextIn = 2;
    this.resetsBoth = true;
    this.answerLogon(terms.heartBtIntSeconds);
    this.core.events.note('the counterparty reset both sequence numbers to 1');
  }
}
