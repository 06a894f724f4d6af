/**
 * From the first message to being logged on, in both roles, and a Logon that comes later. Owns who has reset
 * what; implements rules 1, 2 and 3. The session's thread.
 */
import type { FieldTable } from '../codec/field-table.js';
import { REJECT_REASON, REJECT_TEXTS } from '../dictionary/reject-reason.js';
import { MSG_TYPE, TAG } from '../tags.js';
import { codeOf } from './inbound-header.js';
import { logonFields, logonProblem, readLogonTerms, type LogonTerms } from './logon-terms.js';
import type { SessionSettings } from './session-settings.js';
import { seqNumTooLow, type SessionCore } from './session-core.js';

const REJECT_TYPE = codeOf(MSG_TYPE.Reject);
const LOGOUT = codeOf(MSG_TYPE.Logout);
const LOGON = codeOf(MSG_TYPE.Logon);

/** The number of a Logon that belongs to a count that is over. */
const NOT_COUNTED = 0;

const resetsAtTimes = (settings: SessionSettings): boolean =>
  settings.resetOnLogon || settings.resetOnLogout || settings.resetOnDisconnect;

export class LogonHandshake {
  private hasSentReset = false;
  /** The Logon that is being answered sets both sides to 1. */
  private resetsBoth = false;

  constructor(private readonly core: SessionCore) {}

  /** Of an initiator: the first word. */
  sayLogon(): void {
    const { settings, store, time, voice } = this.core;
    const { heartBtIntSeconds } = settings;
    // Rule 2: 141=Y where the settings have reset our numbers, also when an earlier Logon that said so was not answered.
    const resets = settings.resetOnLogon || (resetsAtTimes(settings) && store.nextIn === 1);
    if (resets) store.reset(time.wallMs);
    this.hasSentReset = resets;
    // Rule 3.
    const nextExpected = settings.usesNextExpected ? store.nextIn : NaN;
    voice.logon(logonFields(settings, { heartBtIntSeconds, resets, nextExpected }));
  }

  /** Rule 1: whatever is not a Logon that may be one of ours ends the connection without a word. */
  firstMessage(table: FieldTable): void {
    const { core } = this;
    const { header, rules } = core;
    const isAnswer = core.settings.role === 'initiator';
    if (isAnswer && (header.msgType === LOGOUT || header.msgType === REJECT_TYPE)) {
      core.counts.logonsRefused++;
      core.passIfNext();
      core.close(`logon refused: ${core.quote(table.text(TAG.Text))}`);
    } else if (header.msgType !== LOGON) core.close('the first message is not a Logon');
    else if (!rules.isOurVersion(table)) core.close('the Logon has another BeginString');
    else if (Number.isNaN(header.msgSeqNum)) core.close('the Logon has no MsgSeqNum');
    else {
      const problem = rules.problem(table, header, core.time.wallMs);
      if (problem === undefined) this.logon(table);
      else core.close(`the Logon's header is wrong: ${REJECT_TEXTS[problem.reason]}`);
    }
  }

  private logon(table: FieldTable): void {
    const { core } = this;
    const { settings, store, header } = core;
    const problem = logonProblem(table, settings) ?? this.dictionaryProblem(table);
    if (problem !== undefined) {
      this.refuse(problem);
      return;
    }
    if (!core.beginPeriod()) {
      this.refuse('Logon outside of the session schedule');
      return;
    }
    const terms = readLogonTerms(table, settings.heartBtIntSeconds);
    const msgSeqNum = this.resetForLogon(terms);
    // Rule 6.
    if (msgSeqNum < store.nextIn && msgSeqNum !== NOT_COUNTED) {
      if (!header.isPossDup) this.refuse(seqNumTooLow(store.nextIn, msgSeqNum));
      return;
    }
    const isGap = msgSeqNum > store.nextIn;
    const saidBefore = store.nextOut;
    if (!isGap) store.nextIn = msgSeqNum + 1;
    // Rule 3: too high, the counterparty has what we never said.
    const obeys = settings.usesNextExpected && msgSeqNum !== NOT_COUNTED;
    if (obeys && terms.nextExpected > saidBefore) {
      this.refuse(
        `NextExpectedMsgSeqNum too high, expecting ${saidBefore} but received ${terms.nextExpected}`,
      );
      return;
    }
    core.timers.start(terms.heartBtIntSeconds, core.time.nowNs);
    // Rule 2: the Logon is answered, also one with a number too high; then the gap is asked for.
    if (settings.role === 'acceptor') this.answerLogon(terms.heartBtIntSeconds);
    core.enter('on');
    core.counts.logons++;
    if (isGap) this.gapAtLogon(msgSeqNum, terms);
    // Rule 3: too low, say again what the counterparty has not got.
    if (obeys && terms.nextExpected < saidBefore) {
      core.resender.ask(terms.nextExpected, saidBefore - 1);
    }
    core.resendPortion();
    core.wasLoggedOn = true;
    core.events.loggedOn();
  }

  /** What the dictionary has against a Logon. Fields of its own are let pass: many counterparties want some. */
  private dictionaryProblem(table: FieldTable): string | undefined {
    const problem = this.core.check?.(table);
    const isOwnField =
      problem?.reason === REJECT_REASON.TagNotDefinedForMessage ||
      problem?.reason === REJECT_REASON.UndefinedTag;
    return problem === undefined || isOwnField ? undefined : `${problem.text} (${problem.tag})`;
  }

  /** Rule 2: 141=Y sets both sides to 1. @returns the Logon's MsgSeqNum as both sides count it now, or NOT_COUNTED. */
  private resetForLogon(terms: LogonTerms): number {
    const { settings, store, header, time } = this.core;
    this.resetsBoth = terms.resets;
    if (settings.role === 'initiator') {
      if (!terms.resets || this.hasSentReset) return header.msgSeqNum;
      store.reset(time.wallMs);
      // Our Logon was the first message of the new count.
      store.nextOut = 2;
      return header.msgSeqNum;
    }
    if (terms.resets || settings.resetOnLogon) store.reset(time.wallMs);
    const isFresh = resetsAtTimes(settings) && store.nextIn === 1;
    if (terms.resets || !isFresh || header.msgSeqNum === 1) return header.msgSeqNum;
    // The counterparty goes on counting where we begin anew: our answer says so. Some go on with 1 then, others
    // with 2; from 1 on we understand both.
    store.reset(time.wallMs);
    this.resetsBoth = true;
    return NOT_COUNTED;
  }

  private answerLogon(heartBtIntSeconds: number): void {
    const { settings, store, voice } = this.core;
    const nextExpected = settings.usesNextExpected ? store.nextIn : NaN;
    const resets = this.resetsBoth;
    voice.logon(logonFields(settings, { heartBtIntSeconds, resets, nextExpected }));
  }

  /** The gap in front of a Logon: asked for (rule 2), unless our 789 has asked already (rule 3). */
  private gapAtLogon(msgSeqNum: number, terms: LogonTerms): void {
    const { core } = this;
    core.queue.addHandled(msgSeqNum);
    if (core.settings.usesNextExpected && !Number.isNaN(terms.nextExpected)) {
      core.gap.asked(core.store.nextIn, msgSeqNum - 1, core.time.nowNs);
    } else core.ask(msgSeqNum - 1);
  }

  /** A Logon while logged on: with 141=Y both sides count from 1 again, else it has no place here. */
  logonAgain(table: FieldTable): void {
    const { core } = this;
    const { header, settings, store } = core;
    const terms = readLogonTerms(table, settings.heartBtIntSeconds);
    const problem = terms.resets ? logonProblem(table, settings) : 'Logon while logged on';
    if (problem !== undefined || header.msgSeqNum !== 1 || core.phase !== 'on') {
      core.passIfNext();
      core.refuse(problem ?? 'A Logon with ResetSeqNumFlag=Y must have MsgSeqNum 1');
      return;
    }
    core.forgetGaps();
    store.reset(core.time.wallMs);
    store.nextIn = 2;
    this.resetsBoth = true;
    core.timers.start(terms.heartBtIntSeconds, core.time.nowNs);
    this.answerLogon(terms.heartBtIntSeconds);
    core.events.note('the counterparty reset both sequence numbers to 1');
  }

  private refuse(why: string): void {
    this.core.counts.logonsRefused++;
    this.core.refuse(why);
  }
}
