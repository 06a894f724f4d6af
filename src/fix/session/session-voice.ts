/**
 * Everything a session says: numbers it, keeps what is to be kept, and hands it to the writer. Owns the bodies
 * of the session's own messages and when something was said last; decides nothing. The session's thread.
 */
import { SOH_TEXT } from '../codec/encode-message.js';
import { MessageEncoder } from '../codec/message-encoder.js';
import type { FieldTable } from '../codec/field-table.js';
import { UtcTimeText } from '../codec/utc-time-text.js';
import { REJECT_REASON } from '../dictionary/reject-reason.js';
import { MSG_TYPE, TAG } from '../tags.js';
import type { InboundHeader } from './inbound-header.js';
import type { MessageProblem, SessionEvents, SessionStore } from './session-ports.js';
import { BEGIN_STRINGS, type SessionIdentity } from './session-settings.js';
import type { SessionSummary } from './session-summary.js';
import type { SessionTime } from './session-time.js';

/** Fields of an admin message: ascending by tag, which puts each length in front of its data. */
function adminBody(fields: Iterable<readonly [number, string]>): Uint8Array {
  const sorted = [...fields].sort(([a], [b]) => a - b);
  const text = sorted.map(([tag, value]) => `${tag}=${value}${SOH_TEXT}`).join('');
  return Buffer.from(text, 'latin1');
}

/** The largest SessionRejectReason that FIX 4.2 knows. */
const REJECT_REASON_MAX_42 = REJECT_REASON.InvalidMsgType;

export class SessionVoice {
  saidNs = 0;
  private readonly encoder: MessageEncoder;
  private readonly timeText = new UtcTimeText();
  private testRequestCount = 0;

  constructor(
    private readonly identity: SessionIdentity,
    private readonly store: SessionStore,
    private readonly events: SessionEvents,
    private readonly counts: SessionSummary,
    private readonly time: SessionTime,
  ) {
    const others = new Map<number, string>();
    if (identity.senderSubId !== undefined) others.set(TAG.SenderSubID, identity.senderSubId);
    if (identity.targetSubId !== undefined) others.set(TAG.TargetSubID, identity.targetSubId);
    const { senderCompId, targetCompId } = identity;
    const beginString = BEGIN_STRINGS[identity.version];
    this.encoder = new MessageEncoder({ beginString, senderCompId, targetCompId, others });
  }

  /** A new message under the next number. @returns its MsgSeqNum. */
  say(msgType: string, body: Uint8Array, keep: boolean): number {
    const msgSeqNum = this.store.nextOut;
    const bytes = this.encoder.encode(msgType, msgSeqNum, this.stamp(), body);
    this.store.nextOut = msgSeqNum + 1;
    if (keep) this.store.keep(msgSeqNum, bytes);
    this.write(bytes);
    return msgSeqNum;
  }

  logon(fields: ReadonlyMap<number, string>): void {
    this.sayAdmin(MSG_TYPE.Logon, fields);
  }

  logout(text: string): void {
    this.sayAdmin(MSG_TYPE.Logout, text === '' ? [] : [[TAG.Text, text]]);
  }

  heartbeat(testReqId?: string): void {
    this.counts.heartbeatsSent++;
    this.sayAdmin(MSG_TYPE.Heartbeat, testReqId === undefined ? [] : [[TAG.TestReqID, testReqId]]);
  }

  testRequest(): void {
    this.counts.testRequestsSent++;
    this.sayAdmin(MSG_TYPE.TestRequest, [[TAG.TestReqID, `TEST-${++this.testRequestCount}`]]);
  }

  resendRequest(begin: number): void {
    this.counts.resendRequestsSent++;
    this.sayAdmin(MSG_TYPE.ResendRequest, [
      [TAG.BeginSeqNo, String(begin)],
      [TAG.EndSeqNo, '0'],
    ]);
  }

  /** Rule 13. */
  reject(message: FieldTable, header: InboundHeader, problem: MessageProblem): void {
    this.counts.rejectsSent++;
    const fields: [number, string][] = [[TAG.Text, problem.text]];
    const msgType = message.textAt(2);
    // A field has a value: of `35=` there is none to say.
    if (msgType !== '') fields.push([TAG.RefMsgType, msgType]);
    if (header.msgSeqNum > 0) fields.push([TAG.RefSeqNum, String(header.msgSeqNum)]);
    if (problem.tag > 0) fields.push([TAG.RefTagID, String(problem.tag)]);
    // FIX 4.2 does not know the later reasons: the text alone says them.
    if (this.identity.version !== 'FIX.4.2' || problem.reason <= REJECT_REASON_MAX_42) {
      fields.push([TAG.SessionRejectReason, String(problem.reason)]);
    }
    this.sayAdmin(MSG_TYPE.Reject, fields);
  }

  /** 35=j: the message is well formed, but we do nothing with it. */
  businessReject(refSeqNum: number, refMsgType: string, reason: number, text: string): void {
    this.counts.businessRejectsSent++;
    this.sayAdmin(MSG_TYPE.BusinessMessageReject, [
      [TAG.RefSeqNum, String(refSeqNum)],
      [TAG.Text, text],
      [TAG.RefMsgType, refMsgType],
      [TAG.BusinessRejectReason, String(reason)],
    ]);
  }

  /** Rule 10: a message once more, under its old number. */
  again(msgType: string, msgSeqNum: number, origSendingTime: string, body: Uint8Array): void {
    const orig = Buffer.from(origSendingTime, 'latin1');
    this.counts.resent++;
    this.write(this.encoder.encode(msgType, msgSeqNum, this.stamp(), body, orig));
  }

  /** Rule 10: `first` up to `next` are nothing that is sent again. */
  gapFill(first: number, next: number): void {
    const stamp = this.stamp();
    const body = adminBody([
      [TAG.NewSeqNo, String(next)],
      [TAG.GapFillFlag, 'Y'],
    ]);
    this.counts.gapFillsSent++;
    this.write(this.encoder.encode(MSG_TYPE.SequenceReset, first, stamp, body, stamp));
  }

  /** Not kept, except that a business reject is an application message: nobody misses it after a gap. */
  private sayAdmin(msgType: string, fields: Iterable<readonly [number, string]>): void {
    this.say(msgType, adminBody(fields), false);
  }

  /** SendingTime of what is said now. */
  private stamp(): Uint8Array {
    this.timeText.set(this.time.wallMs);
    return this.timeText.bytes;
  }

  private write(bytes: Uint8Array): void {
    this.saidNs = this.time.nowNs;
    this.counts.messagesOut++;
    this.events.write(bytes);
  }
}
