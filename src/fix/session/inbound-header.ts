/**
 * The header of a message that came: what the session decides by, as numbers. Owns one set of them, filled
 * again for each message, so that reading a header allocates nothing. Any thread.
 */
import type { FieldTable } from '../codec/field-table.js';
import { readUtcTimestamp, utcMs, utcParts } from '../codec/utc-time.js';
import { TAG } from '../tags.js';

/** Beyond it no counterparty counts: a number that says so is damaged. */
export const SEQ_NUM_MAX = 2_147_483_647;

const YES = 0x59;
const ZERO = 0x30;
const DOT = 0x2e;
/** `YYYYMMDD-HH:MM:SS`, and with `.sss`. */
const SECOND_BYTES = 17;
const MS_TEXT_BYTES = 21;

/** Tags of the standard header in all versions; the first other field begins the body. */
const HEADER_TAGS = new Uint8Array(1200);
for (const tag of [
  8, 9, 34, 35, 43, 49, 50, 52, 56, 57, 90, 91, 97, 115, 116, 122, 128, 129, 142, 143, 144, 145,
  212, 213, 347, 369, 370, 627, 628, 629, 630, 1128, 1129, 1156,
])
  HEADER_TAGS[tag] = 1;

/** MsgType as a number: its bytes, first byte highest, so that one character is its own code. */
export function msgTypeCode(bytes: Uint8Array, start: number, end: number): number {
  let code = 0;
  for (let i = start; i < end; i++) code = code * 256 + bytes[i]!;
  return code;
}

export const codeOf = (msgType: string): number => {
  const bytes = Buffer.from(msgType, 'latin1');
  return msgTypeCode(bytes, 0, bytes.length);
};

export class InboundHeader {
  /** 8, 9 and 35 are the first three fields. */
  isInOrder = false;
  msgType = 0;
  /** NaN where it is missing or no number from 1 to SEQ_NUM_MAX. */
  msgSeqNum = NaN;
  isPossDup = false;
  /** Index of the field in the table, or -1. */
  senderIndex = -1;
  targetIndex = -1;
  sendingTimeIndex = -1;
  origSendingTimeIndex = -1;
  applVerIndex = -1;
  /** ms since 1970; NaN where it is missing or no UTCTimestamp. */
  sendingTimeMs = NaN;
  origSendingTimeMs = NaN;
  /** Index of the first field of the body. */
  bodyIndex = 0;
  private readonly parts = utcParts();
  /** The second that was read last, as text and in ms: messages of one second follow one another. */
  private readonly secondText = new Uint8Array(SECOND_BYTES);
  private secondMs = NaN;

  read(table: FieldTable): void {
    const { tags, count } = table;
    this.msgSeqNum = NaN;
    this.isPossDup = false;
    this.senderIndex = -1;
    this.targetIndex = -1;
    this.sendingTimeIndex = -1;
    this.origSendingTimeIndex = -1;
    this.applVerIndex = -1;
    this.sendingTimeMs = NaN;
    this.origSendingTimeMs = NaN;
    // Rule 4: the first three fields in their order, or the message is garbled.
    this.isInOrder =
      count >= 4 &&
      tags[0] === TAG.BeginString &&
      tags[1] === TAG.BodyLength &&
      tags[2] === TAG.MsgType;
    if (!this.isInOrder) return;
    this.msgType = msgTypeCode(table.bytes, table.starts[2]!, table.ends[2]!);
    let index = 3;
    for (; index < count && HEADER_TAGS[tags[index]!] === 1; index++) this.take(table, index);
    this.bodyIndex = index;
  }

  private take(table: FieldTable, index: number): void {
    switch (table.tags[index]) {
      case TAG.MsgSeqNum: {
        const value = table.integerAt(index);
        this.msgSeqNum = value >= 1 && value <= SEQ_NUM_MAX ? value : NaN;
        return;
      }
      case TAG.PossDupFlag:
        this.isPossDup = table.isCharacter(index, YES);
        return;
      case TAG.SenderCompID:
        this.senderIndex = index;
        return;
      case TAG.TargetCompID:
        this.targetIndex = index;
        return;
      case TAG.SendingTime:
        this.sendingTimeIndex = index;
        this.sendingTimeMs = this.timeAt(table, index);
        return;
      case TAG.ApplVerID:
        this.applVerIndex = index;
        return;
      case TAG.OrigSendingTime:
        this.origSendingTimeIndex = index;
        this.origSendingTimeMs = this.timeAt(table, index);
    }
  }

  private timeAt(table: FieldTable, index: number): number {
    const { bytes } = table;
    const start = table.starts[index]!;
    const end = table.ends[index]!;
    if (end - start === MS_TEXT_BYTES && bytes[start + SECOND_BYTES] === DOT) {
      const at = start + SECOND_BYTES + 1;
      const hundreds = bytes[at]! - ZERO;
      const tens = bytes[at + 1]! - ZERO;
      const ones = bytes[at + 2]! - ZERO;
      const areDigits =
        hundreds >= 0 && hundreds <= 9 && tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9;
      if (areDigits && this.isSameSecond(bytes, start)) {
        return this.secondMs + hundreds * 100 + tens * 10 + ones;
      }
    }
    return this.newTime(bytes, start, end);
  }

  private isSameSecond(bytes: Uint8Array, start: number): boolean {
    const { secondText } = this;
    // From the end, where times differ.
    for (let i = SECOND_BYTES - 1; i >= 0; i--) {
      if (secondText[i] !== bytes[start + i]) return false;
    }
    return true;
  }

  private newTime(bytes: Uint8Array, start: number, end: number): number {
    const { parts } = this;
    if (!readUtcTimestamp(bytes, start, end, parts)) return NaN;
    for (let i = 0; i < SECOND_BYTES; i++) this.secondText[i] = bytes[start + i]!;
    this.secondMs = parts[0]! * 1e3;
    return utcMs(parts);
  }
}

/** Whether the value at an index is these bytes. */
export function isValue(table: FieldTable, index: number, expected: Uint8Array): boolean {
  const start = table.starts[index]!;
  if (table.ends[index]! - start !== expected.length) return false;
  for (let i = 0; i < expected.length; i++)
    if (table.bytes[start + i] !== expected[i]) return false;
  return true;
}
