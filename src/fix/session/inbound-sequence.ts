/**
 * Every message after the Logon: its header, then its number, then what it says. Owns the order in which rules
 * 5 to 10, 12 and 13 are asked. The session's thread.
 */
import { FieldTable } from '../codec/field-table.js';
import { scanMessage } from '../codec/scan-message.js';
import { REJECT_REASON, REJECT_TEXTS } from '../dictionary/reject-reason.js';
import { MSG_TYPE, TAG } from '../tags.js';
import { codeOf, InboundHeader, SEQ_NUM_MAX } from './inbound-header.js';
import { seqNumTooLow, type SessionCore } from './session-core.js';

const HEARTBEAT = codeOf(MSG_TYPE.Heartbeat);
const TEST_REQUEST = codeOf(MSG_TYPE.TestRequest);
const RESEND_REQUEST = codeOf(MSG_TYPE.ResendRequest);
const REJECT_TYPE = codeOf(MSG_TYPE.Reject);
const SEQUENCE_RESET = codeOf(MSG_TYPE.SequenceReset);
const LOGOUT = codeOf(MSG_TYPE.Logout);
const BUSINESS_REJECT = codeOf(MSG_TYPE.BusinessMessageReject);
const YES = 0x59;
/** A counterparty that asks from the same number that often in a row will go on for ever. */
const ASKED_TIMES_LIMIT = 20;

export class InboundSequence {
  private readonly queuedTable = new FieldTable();
  private readonly queuedHeader = new InboundHeader();
  /** How often in a row the counterparty asked from the same number on. */
  private askedBegin = 0;
  private askedTimes = 0;

  constructor(private readonly core: SessionCore) {}

  /** Whether version and header are such that the number counts; what follows is said here where they are not. */
  isGood(table: FieldTable): boolean {
    const { core } = this;
    const { header, rules } = core;
    if (!rules.isOurVersion(table)) {
      // Rule 12: wrong BeginString.
      core.passIfNext();
      core.endWith('Incorrect BeginString');
      return false;
    }
    if (Number.isNaN(header.msgSeqNum)) {
      const isMissing = table.find(TAG.MsgSeqNum) < 0;
      core.refuse(
        isMissing
          ? 'Required tag missing: MsgSeqNum (34)'
          : `MsgSeqNum (34) is no number from 1 to ${SEQ_NUM_MAX}`,
      );
      return false;
    }
    const problem = rules.problem(table, header, core.time.wallMs);
    if (problem === undefined) return true;
    core.passIfNext();
    core.reject(table, header, problem.reason, problem.tag);
    // Rule 12: wrong CompID, SendingTime far off.
    if (problem.endsSession) core.endWith(REJECT_TEXTS[problem.reason]);
    return false;
  }

  /** By its number: old, next or ahead. */
  take(table: FieldTable): void {
    const { header, store } = this.core;
    if (header.msgType === SEQUENCE_RESET && !isGapFill(table)) this.sequenceReset(table, header);
    else if (header.msgSeqNum < store.nextIn) this.tooLow(table);
    else if (header.msgSeqNum > store.nextIn) this.tooHigh(table);
    else this.inOrder(table, header);
  }

  forgetRequests(): void {
    this.askedTimes = 0;
  }

  /** Rule 6. */
  private tooLow(table: FieldTable): void {
    const { core } = this;
    const { header } = core;
    if (!header.isPossDup) {
      core.refuse(seqNumTooLow(core.store.nextIn, header.msgSeqNum));
      return;
    }
    const hasOrig = header.origSendingTimeIndex >= 0;
    if (!hasOrig && header.msgType !== SEQUENCE_RESET) {
      core.reject(table, header, REJECT_REASON.RequiredTagMissing, TAG.OrigSendingTime);
    } else if (hasOrig && Number.isNaN(header.origSendingTimeMs)) {
      core.reject(table, header, REJECT_REASON.IncorrectDataFormat, TAG.OrigSendingTime);
    } else if (header.origSendingTimeMs > header.sendingTimeMs) {
      const reason = REJECT_REASON.SendingTimeAccuracyProblem;
      core.reject(table, header, reason, TAG.OrigSendingTime);
      core.endWith(REJECT_TEXTS[reason]);
    } else core.counts.duplicates++;
  }

  /** Rule 5: it waits, and what is missing is asked for once. Rule 9: some are handled at once. */
  private tooHigh(table: FieldTable): void {
    const { header, queue, counts } = this.core;
    const { msgSeqNum } = header;
    let isKept: boolean;
    if (header.msgType === LOGOUT) {
      this.loggedOutBy(table);
      return;
    }
    if (header.msgType === RESEND_REQUEST) {
      isKept = queue.addHandled(msgSeqNum);
      this.resendRequest(table, header);
    } else isKept = queue.add(msgSeqNum, table.bytes, table.start, table.end);
    if (!isKept) {
      this.core.refuse(`Too many messages while MsgSeqNum ${this.core.store.nextIn} is missing`);
      return;
    }
    counts.queueMessagesMax = Math.max(counts.queueMessagesMax, queue.length);
    counts.queueBytesMax = Math.max(counts.queueBytesMax, queue.bytesHeld);
    if (this.core.gap.shouldAsk(msgSeqNum, header.isPossDup)) this.core.ask(msgSeqNum - 1);
  }

  /** The message with number N. */
  private inOrder(table: FieldTable, header: InboundHeader): void {
    if (header.msgType === SEQUENCE_RESET) {
      this.sequenceReset(table, header);
      return;
    }
    const { core } = this;
    const problem = core.check?.(table);
    // A Reject is never rejected, and who wants to leave may.
    if (problem !== undefined && header.msgType !== REJECT_TYPE && header.msgType !== LOGOUT) {
      // Rule 13.
      core.skipTo(header.msgSeqNum + 1);
      core.rejectWith(table, header, problem);
      return;
    }
    core.advance(header.msgSeqNum + 1);
    switch (header.msgType) {
      case HEARTBEAT:
        return;
      case TEST_REQUEST:
        this.testRequest(table, header);
        return;
      case RESEND_REQUEST:
        this.resendRequest(table, header);
        return;
      case LOGOUT:
        this.loggedOutBy(table);
        return;
      case REJECT_TYPE:
      case BUSINESS_REJECT:
        this.core.counts.rejectsReceived++;
        this.core.events.rejected(table);
        return;
      default:
        core.counts.applicationIn++;
        core.events.application(table, header.isPossDup);
    }
  }

  /** Rule 8. */
  private sequenceReset(table: FieldTable, header: InboundHeader): void {
    const index = table.find(TAG.NewSeqNo);
    const newSeqNo = index < 0 ? NaN : table.integerAt(index);
    if (index < 0) this.core.reject(table, header, REJECT_REASON.RequiredTagMissing, TAG.NewSeqNo);
    else if (Number.isNaN(newSeqNo)) {
      this.core.reject(table, header, REJECT_REASON.IncorrectDataFormat, TAG.NewSeqNo);
    } else if (newSeqNo < this.core.store.nextIn || newSeqNo > SEQ_NUM_MAX) {
      this.core.reject(table, header, REJECT_REASON.ValueOutOfRange, TAG.NewSeqNo);
    } else {
      if (isGapFill(table)) this.core.counts.gapFillsReceived++;
      else this.core.counts.sequenceResets++;
      this.core.queue.dropBelow(newSeqNo);
      if (newSeqNo > this.core.store.nextIn) this.core.skipTo(newSeqNo);
    }
  }

  /** Rule 11. */
  private testRequest(table: FieldTable, header: InboundHeader): void {
    const testReqId = table.text(TAG.TestReqID);
    if (testReqId === undefined) {
      this.core.reject(table, header, REJECT_REASON.RequiredTagMissing, TAG.TestReqID);
    } else if (testReqId === '') {
      // Also without a dictionary: our answer would be as wrong.
      this.core.reject(table, header, REJECT_REASON.TagWithoutValue, TAG.TestReqID);
    } else this.core.voice.heartbeat(testReqId);
  }

  /** Rule 10. */
  private resendRequest(table: FieldTable, header: InboundHeader): void {
    const begin = table.integer(TAG.BeginSeqNo);
    const end = table.integer(TAG.EndSeqNo);
    const last = this.core.store.nextOut - 1;
    for (const tag of [TAG.BeginSeqNo, TAG.EndSeqNo]) {
      const index = table.find(tag);
      if (index >= 0 && !Number.isNaN(table.integerAt(index))) continue;
      const reason =
        index < 0 ? REJECT_REASON.RequiredTagMissing : REJECT_REASON.IncorrectDataFormat;
      this.core.reject(table, header, reason, tag);
      return;
    }
    if (begin < 1 || begin > last || (end !== 0 && end < begin)) {
      const tag = begin < 1 || begin > last ? TAG.BeginSeqNo : TAG.EndSeqNo;
      this.core.reject(table, header, REJECT_REASON.ValueOutOfRange, tag);
      return;
    }
    this.core.counts.resendRequestsReceived++;
    this.askedTimes = begin === this.askedBegin ? this.askedTimes + 1 : 1;
    this.askedBegin = begin;
    if (this.askedTimes > ASKED_TIMES_LIMIT) {
      this.core.refuse(`ResendRequest from ${begin} came ${ASKED_TIMES_LIMIT} times`);
      return;
    }
    this.core.resender.ask(begin, end === 0 ? last : Math.min(end, last));
  }

  /** A Logout: the answer to ours, or one that we answer. */
  private loggedOutBy(table: FieldTable): void {
    const said = table.text(TAG.Text);
    const text = this.core.quote(said);
    const isAnswer = this.core.phase === 'logging-out';
    if (!isAnswer) {
      this.core.voice.logout('');
      // Who said Logout first is to disconnect; we do it where he does not.
      this.core.enter('logged-out');
    }
    this.core.forgetGaps();
    if (this.core.settings.resetOnLogout) this.core.store.reset(this.core.time.wallMs);
    const answer = said === undefined ? '' : `; they answered: ${text}`;
    if (isAnswer) this.core.close(`we logged out: ${this.core.goodbye}${answer}`);
    else this.core.tellLoggedOff(`the counterparty logged out: ${text}`);
  }

  /** Rule 5: what waited comes in order once the gap is filled. */
  drain(): void {
    const { queue, store } = this.core;
    if (queue.length === 0) return;
    while (this.core.hears) {
      const bytes = queue.take(store.nextIn);
      if (bytes === undefined) break;
      if (bytes.length === 0) {
        this.core.advance(store.nextIn + 1);
        continue;
      }
      scanMessage(this.queuedTable, bytes, 0, bytes.length);
      this.queuedHeader.read(this.queuedTable);
      this.inOrder(this.queuedTable, this.queuedHeader);
    }
    if (queue.length > 0 && !this.core.gap.isOpen && this.core.hears)
      this.core.ask(queue.first() - 1);
  }
}

function isGapFill(table: FieldTable): boolean {
  const index = table.find(TAG.GapFillFlag);
  return index >= 0 && table.isCharacter(index, YES);
}
