/**
 * Whether the BodyLength of a message that has not come whole is wrong: a field 8, 9 or 10 in its body means that another
 * message has begun or this one has ended, and data does not reach beyond it. Without it a BodyLength that is too large would hold back the good
 * messages behind until so many bytes have come. Owns how far it has looked: each byte is looked at once. Any thread.
 */
import { parseScaled } from '../../market/decimal.js';
import type { DataFields } from './data-fields.js';

const SOH = 0x01;
const EQUALS = 0x3d;
const ZERO = 0x30;
const BEGIN_STRING = 8;
const CHECK_SUM = 10;

export class UnfinishedBody {
  readonly #dataFields: DataFields;
  /** Positions count from the message's start, as its bytes may move. */
  #fieldAt = 0;
  #seekAt = 0;
  #dataTag = 0;
  #dataBytes = 0;

  constructor(dataFields: DataFields) {
    this.#dataFields = dataFields;
  }

  /** @param bodyAt from the message's start. */
  begin(bodyAt: number): void {
    this.#fieldAt = bodyAt;
    this.#seekAt = bodyAt;
    this.#dataTag = 0;
  }

  /** @param end of what has come, before `bodyEnd`. */
  provesWrong(bytes: Uint8Array, messageAt: number, end: number, bodyEnd: number): boolean {
    let at = messageAt + this.#seekAt;
    while (at < end) {
      while (at < end && bytes[at] !== SOH) at++;
      this.#seekAt = at - messageAt;
      if (at >= end) return false;
      const fieldAt = messageAt + this.#fieldAt;
      let valueAt = fieldAt;
      let tag = 0;
      for (; valueAt < at && bytes[valueAt] !== EQUALS; valueAt++) {
        const digit = bytes[valueAt]! - ZERO;
        tag = digit >= 0 && digit <= 9 ? tag * 10 + digit : NaN;
      }
      valueAt++;
      if (tag === this.#dataTag && at < valueAt + this.#dataBytes) {
        at = valueAt + this.#dataBytes;
        if (at >= bodyEnd) return true;
        this.#seekAt = at - messageAt;
        continue;
      }
      if (tag >= BEGIN_STRING && tag <= CHECK_SUM) return true;
      this.#dataTag = this.#dataFields.dataTagOf(tag);
      if (this.#dataTag !== 0) this.#dataBytes = parseScaled(bytes, valueAt, at, 0) || 0;
      this.#seekAt = this.#fieldAt = ++at - messageAt;
    }
    return false;
  }
}
