/**
 * A TCP stream, cut anywhere → whole messages: BeginString, BodyLength and CheckSum hold and 8, 9, 35 come
 * first (rule 4). Owns the bytes of a message that has not come whole yet, bounded; never a message that lies
 * whole in what was pushed, which is not copied. Garbled bytes are told and skipped. Any thread.
 *
 * A message ends where its BodyLength says. Where that proves wrong, as early as can be known, the search goes on behind
 * its own `8=`, so good messages that a wrong BodyLength covers are found. Work is linear in the bytes pushed: a place is given
 * up after looking at a constant number of bytes, except for a wrong sum, and those are paid from `#doubtBytes`.
 */
import { byteSum } from './byte-sum.js';
import { DataFields } from './data-fields.js';
import { PendingBytes } from './pending-bytes.js';
import { UnfinishedBody } from './unfinished-body.js';

/** Why bytes were skipped. */
export type Garbling =
  'no-begin-string' | 'bad-body-length' | 'body-too-long' | 'bad-checksum' | 'no-msg-type';

export interface FramingEvents {
  /** `bytes[start, end)` is one message, from `8=` to behind the last SOH; valid during the call. */
  message(bytes: Uint8Array, start: number, end: number): void;
  /** These bytes were no message and are dropped; valid during the call. Garbage that comes in pieces is told in pieces. */
  garbled(why: Garbling, bytes: Uint8Array, start: number, end: number): void;
}

export const BODY_BYTES_LIMIT = 1_048_576;

const SOH = 0x01;
const ZERO = 0x30;
const EQUALS = 0x3d;
/** `8=FIX` */
const START = Uint8Array.of(0x38, EQUALS, 0x46, 0x49, 0x58);
/** Behind the body: `10=nnn␁`. */
const TRAILER_BYTES = 7;
/** Of `8=…␁`. */
const BEGIN_STRING_BYTES_MAX = 16;
/** Digits of 9, leading zeros with them. */
const BODY_LENGTH_DIGITS_MAX = 12;
/** `8=…␁9=…␁` */
const HEAD_BYTES_MAX = BEGIN_STRING_BYTES_MAX + 1 + 2 + BODY_LENGTH_DIGITS_MAX + 1;
/** No message ends within so many bytes behind an unfinished head, so taking them never takes of the next message. */
const HEAD_STEP_BYTES = 12;

export class MessageFraming {
  readonly #events: FramingEvents;
  readonly #bodyBytesLimit: number;
  readonly #pending: PendingBytes;
  readonly #unfinished: UnfinishedBody;
  #isUnfinished = false;
  /** Bytes whose sum may still be taken for nothing; grows with what is consumed. */
  #doubtBytes: number;
  /** What #judge found: where the body begins and ends, or where the unfinished message ends at the earliest. */
  #bodyStart = 0;
  #bodyEnd = 0;
  #wantedEnd = 0;

  /** @param dataFields of the counterparty's dictionary. */
  constructor(
    events: FramingEvents,
    bodyBytesLimit = BODY_BYTES_LIMIT,
    dataFields = DataFields.STANDARD,
  ) {
    this.#unfinished = new UnfinishedBody(dataFields);
    this.#events = events;
    this.#bodyBytesLimit = bodyBytesLimit;
    this.#doubtBytes = bodyBytesLimit;
    this.#pending = new PendingBytes(HEAD_BYTES_MAX + bodyBytesLimit + TRAILER_BYTES);
  }

  /** Bytes of a message that has not come whole. */
  get pendingBytes(): number {
    return this.#pending.length;
  }

  /** Calls events.message and events.garbled before it returns; `chunk` is not kept. */
  push(chunk: Uint8Array): void {
    const pending = this.#pending;
    let at = 0;
    while (pending.length > 0 && at < chunk.length) {
      const taken = Math.min(Math.max(1, this.#wantedEnd - pending.end), chunk.length - at);
      this.#wantedEnd -= pending.append(chunk, at, at + taken);
      at += taken;
      if (pending.end >= this.#wantedEnd || at === chunk.length)
        pending.start = this.#consume(pending.bytes, pending.start, pending.end);
    }
    if (at === chunk.length) return;
    const consumed = this.#consume(chunk, at, chunk.length);
    if (consumed === chunk.length) return;
    pending.restart(chunk, consumed, chunk.length);
    this.#wantedEnd -= consumed;
  }

  /** @returns where the bytes begin that are to be shown again with more behind them; #wantedEnd is how many at least. */
  #consume(bytes: Uint8Array, start: number, end: number): number {
    let at = start;
    while (at < end) {
      const found = findStart(bytes, at, end);
      if (found > at) {
        this.#garbled('no-begin-string', bytes, at, found);
        at = found;
        continue;
      }
      const verdict = this.#judge(bytes, at, end);
      if (verdict === 'unfinished') return at;
      this.#isUnfinished = false;
      if (verdict === 'message') {
        const messageEnd = this.#bodyEnd + TRAILER_BYTES;
        this.#earn(messageEnd - at);
        this.#events.message(bytes, at, messageEnd);
        at = messageEnd;
      } else {
        const next = this.#behindGarbled(verdict, bytes, at, end);
        this.#garbled(verdict, bytes, at, next);
        at = next;
      }
    }
    return end;
  }

  /** What lies at a `8=FIX`, or at its beginning at the end of the bytes. */
  #judge(bytes: Uint8Array, at: number, end: number): 'message' | 'unfinished' | Garbling {
    const head = this.#judgeHead(bytes, at, end);
    if (head !== 'message') return head;
    const bodyEnd = this.#bodyEnd;
    this.#wantedEnd = bodyEnd + TRAILER_BYTES;
    if (bodyEnd > end) return this.#provesWrong(bytes, at, end) ? 'bad-body-length' : 'unfinished';
    if (bytes[bodyEnd - 1] !== SOH) return 'bad-body-length';
    const trailer = judgeTrailer(bytes, bodyEnd, end);
    if (trailer !== 'message') return trailer;
    if (byteSum(bytes, at, bodyEnd) !== checkSumAt(bytes, bodyEnd)) return 'bad-checksum';
    return startsMsgType(bytes, this.#bodyStart) ? 'message' : 'no-msg-type';
  }

  /** BeginString and BodyLength; sets #bodyStart and #bodyEnd, or #wantedEnd of an unfinished one. */
  #judgeHead(bytes: Uint8Array, at: number, end: number): 'message' | 'unfinished' | Garbling {
    this.#wantedEnd = end + HEAD_STEP_BYTES;
    const beginEndMax = at + BEGIN_STRING_BYTES_MAX;
    let i = at + START.length;
    while (i < end && i < beginEndMax && bytes[i] !== SOH) i++;
    if (i >= end) return i < beginEndMax ? 'unfinished' : 'no-begin-string';
    if (bytes[i] !== SOH) return 'no-begin-string';
    if (++i >= end) return 'unfinished';
    if (bytes[i] !== ZERO + 9) return 'bad-body-length';
    if (++i >= end) return 'unfinished';
    if (bytes[i] !== EQUALS) return 'bad-body-length';
    const digitsAt = ++i;
    let length = 0;
    let digit = 0;
    for (; i < end && (digit = bytes[i]! - ZERO) >= 0 && digit <= 9; i++) {
      if (i - digitsAt === BODY_LENGTH_DIGITS_MAX) return 'body-too-long';
      length = length * 10 + digit;
    }
    if (length > this.#bodyBytesLimit) return 'body-too-long';
    if (i >= end) return 'unfinished';
    if (bytes[i] !== SOH || i === digitsAt) return 'bad-body-length';
    this.#bodyStart = i + 1;
    // An integer for V8, too, or every place in the chunk were a float.
    this.#bodyEnd = i + 1 + (length | 0);
    return 'message';
  }

  #provesWrong(bytes: Uint8Array, at: number, end: number): boolean {
    if (!this.#isUnfinished) this.#unfinished.begin(this.#bodyStart - at);
    this.#isUnfinished = true;
    return this.#unfinished.provesWrong(bytes, at, end, this.#bodyEnd);
  }

  /** The next `8=FIX`. Where BodyLength led to a trailer the message's own bytes are searched only while doubt is paid for. */
  #behindGarbled(why: Garbling, bytes: Uint8Array, at: number, end: number): number {
    const isSummed = why === 'bad-checksum' || why === 'no-msg-type';
    if (!isSummed || judgeTrailer(bytes, this.#bodyEnd, end) !== 'message')
      return findStart(bytes, at + 1, end);
    const messageEnd = this.#bodyEnd + TRAILER_BYTES;
    const summedBytes = messageEnd - at;
    if (summedBytes > this.#doubtBytes) return messageEnd;
    this.#doubtBytes -= summedBytes;
    return findStart(bytes, at + 1, messageEnd);
  }

  #garbled(why: Garbling, bytes: Uint8Array, start: number, end: number): void {
    this.#earn(end - start);
    this.#events.garbled(why, bytes, start, end);
  }

  #earn(bytes: number): void {
    this.#doubtBytes = Math.min(this.#bodyBytesLimit, this.#doubtBytes + bytes);
  }
}

/** The first `8=FIX`, or what may become one at the very end; `end` where there is none. */
function findStart(bytes: Uint8Array, from: number, end: number): number {
  for (let at = from; at < end; at++) {
    if (bytes[at] !== START[0]) continue;
    let same = 1;
    while (same < START.length && at + same < end && bytes[at + same] === START[same]) same++;
    if (same === START.length || at + same === end) return at;
  }
  return end;
}

/** Judged byte by byte as they come, so that a wrong place is known early. */
function judgeTrailer(
  bytes: Uint8Array,
  at: number,
  end: number,
): 'message' | 'unfinished' | Garbling {
  for (let i = 0; i < TRAILER_BYTES; i++) {
    if (at + i >= end) return 'unfinished';
    const byte = bytes[at + i]!;
    if (i < 3 && byte !== CHECK_SUM_FIELD[i]) return 'bad-body-length';
    if (i >= 3 && i < 6 && (byte < ZERO || byte > ZERO + 9)) return 'bad-checksum';
    if (i === 6 && byte !== SOH) return 'bad-checksum';
  }
  return 'message';
}

/** `10=` */
const CHECK_SUM_FIELD = Uint8Array.of(0x31, ZERO, EQUALS);

const checkSumAt = (bytes: Uint8Array, at: number): number =>
  (bytes[at + 3]! - ZERO) * 100 + (bytes[at + 4]! - ZERO) * 10 + (bytes[at + 5]! - ZERO);

/** `35=` stands third. */
const startsMsgType = (bytes: Uint8Array, at: number): boolean =>
  bytes[at] === 0x33 && bytes[at + 1] === 0x35 && bytes[at + 2] === EQUALS;
