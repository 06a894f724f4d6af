/**
 * The messages that one session says, their header in front and CheckSum behind: what encodeMessage does, with what never
 * changes made ready once. Owns no message: each is the caller's. Any thread, hot: allocates the message alone.
 */
import { byteSum } from './byte-sum.js';
import { SOH_TEXT } from './encode-message.js';
import { UTC_TIMESTAMP_BYTES } from './utc-time-text.js';

const SOH = 0x01;
const ZERO = 0x30;
/** `10=nnn␁` */
const TRAILER_BYTES = 7;
/** `34=`, `43=Y␁` and so on, around what they hold. */
const MSG_SEQ_NUM = Buffer.from('34=', 'latin1');
const SENDING_TIME = Buffer.from('52=', 'latin1');
const ORIG_SENDING_TIME = Buffer.from('122=', 'latin1');
const POSS_DUP = Buffer.from(`43=Y${SOH_TEXT}`, 'latin1');
const CHECK_SUM = Buffer.from('10=', 'latin1');
const NOTHING = new Uint8Array(0);

export interface EncoderIdentity {
  readonly beginString: string;
  readonly senderCompId: string;
  readonly targetCompId: string;
  /** Other fields of the header, by tag: 50, 57, 115 … */
  readonly others?: ReadonlyMap<number, string>;
}

export class MessageEncoder {
  readonly #beginString: Uint8Array;
  /** The fields that never change, by the one of 34, 43, 52 and 122 that they stand in front of, and those behind. */
  readonly #before34: Uint8Array;
  readonly #before43: Uint8Array;
  readonly #before52: Uint8Array;
  readonly #before122: Uint8Array;
  readonly #behind122: Uint8Array;
  readonly #msgTypes = new Map<string, Uint8Array>();

  constructor({ beginString, senderCompId, targetCompId, others }: EncoderIdentity) {
    const fields = [[49, senderCompId], [56, targetCompId], ...(others ?? [])] as const;
    const between = (after: number, before: number): Uint8Array =>
      latin1(
        fields
          .filter(([tag]) => tag > after && tag < before)
          .sort(([a], [b]) => a - b)
          .map(([tag, value]) => `${tag}=${value}${SOH_TEXT}`)
          .join(''),
      );
    this.#beginString = latin1(`8=${beginString}${SOH_TEXT}9=`);
    this.#before34 = between(0, 34);
    this.#before43 = between(34, 43);
    this.#before52 = between(43, 52);
    this.#before122 = between(52, 122);
    this.#behind122 = between(122, Infinity);
  }

  /**
   * @param sendingTime UTC_TIMESTAMP_BYTES bytes.
   * @param body as of encodeMessage.
   * @param origSendingTime of a message that is sent again: with it goes 43=Y.
   */
  encode(
    msgType: string,
    msgSeqNum: number,
    sendingTime: Uint8Array,
    body: Uint8Array,
    origSendingTime: Uint8Array = NOTHING,
  ): Uint8Array {
    const type = this.#msgType(msgType);
    const isAgain = origSendingTime.length > 0;
    const bodyLength =
      type.length +
      this.#before34.length +
      MSG_SEQ_NUM.length +
      digitsOf(msgSeqNum) +
      1 +
      this.#before43.length +
      this.#before52.length +
      SENDING_TIME.length +
      UTC_TIMESTAMP_BYTES +
      1 +
      this.#before122.length +
      this.#behind122.length +
      body.length +
      (isAgain ? POSS_DUP.length + ORIG_SENDING_TIME.length + origSendingTime.length + 1 : 0);
    const headBytes = this.#beginString.length + digitsOf(bodyLength) + 1;
    const bytes = Buffer.allocUnsafe(headBytes + bodyLength + TRAILER_BYTES);
    let at = putField(bytes, 0, this.#beginString, bodyLength);
    at = put(bytes, at, type);
    at = put(bytes, at, this.#before34);
    at = putField(bytes, at, MSG_SEQ_NUM, msgSeqNum);
    at = put(bytes, at, this.#before43);
    if (isAgain) at = put(bytes, at, POSS_DUP);
    at = put(bytes, at, this.#before52);
    at = putValue(bytes, at, SENDING_TIME, sendingTime);
    at = put(bytes, at, this.#before122);
    if (isAgain) at = putValue(bytes, at, ORIG_SENDING_TIME, origSendingTime);
    at = put(bytes, at, this.#behind122);
    bytes.set(body, at);
    at += body.length;
    putCheckSum(bytes, at, byteSum(bytes, 0, at));
    return bytes;
  }

  #msgType(msgType: string): Uint8Array {
    let field = this.#msgTypes.get(msgType);
    if (field === undefined) {
      field = latin1(`35=${msgType}${SOH_TEXT}`);
      this.#msgTypes.set(msgType, field);
    }
    return field;
  }
}

const latin1 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));

/** Short: a loop is faster than set(). @returns where the next one goes. */
function put(bytes: Uint8Array, at: number, part: Uint8Array): number {
  const count = part.length;
  for (let i = 0; i < count; i++) bytes[at + i] = part[i]!;
  return at + count;
}

function putValue(bytes: Uint8Array, at: number, tag: Uint8Array, value: Uint8Array): number {
  const end = put(bytes, put(bytes, at, tag), value);
  bytes[end] = SOH;
  return end + 1;
}

function putField(bytes: Uint8Array, at: number, tag: Uint8Array, value: number): number {
  const end = put(bytes, at, tag) + digitsOf(value);
  let rest = value;
  let digitAt = end;
  do {
    const tenth = Math.floor(rest / 10);
    bytes[--digitAt] = ZERO + (rest - tenth * 10);
    rest = tenth;
  } while (rest > 0);
  bytes[end] = SOH;
  return end + 1;
}

function putCheckSum(bytes: Uint8Array, at: number, sum: number): void {
  let digitAt = put(bytes, at, CHECK_SUM);
  bytes[digitAt++] = ZERO + Math.floor(sum / 100);
  bytes[digitAt++] = ZERO + (Math.floor(sum / 10) % 10);
  bytes[digitAt++] = ZERO + (sum % 10);
  bytes[digitAt] = SOH;
}

/** Of a whole number, 0 or above. */
function digitsOf(value: number): number {
  let count = 1;
  for (let limit = 10; value >= limit; limit *= 10) count++;
  return count;
}
