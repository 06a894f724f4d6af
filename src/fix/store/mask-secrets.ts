/**
 * A message as the operator may read it: passwords are gone before it reaches a disk. Owns the list of what
 * is secret: 554, 925, 1402 and 1404 everywhere, 96 of a Logon, and the session's own password wherever
 * it stands, in the text of a Logout say. Any thread.
 */
import { DataFields } from '../codec/data-fields.js';

const SOH = 0x01;
const EQUALS = 0x3d;
const ZERO = 0x30;
const STAR = 0x2a;
const STARS = 3;

const SECRET_TAGS = new Set([554, 925, 1402, 1404]);
const RAW_DATA = 96;
/** Logon, and the messages that change a user's password. */
const SECRET_TYPES = ['A', 'BE', 'BF'];

export class SecretMask {
  private readonly password: Buffer | undefined;

  /** @param password of the session, in its own words; very short ones would be found everywhere. */
  constructor(password: string | undefined) {
    this.password =
      password === undefined || password.length < 4 ? undefined : Buffer.from(password, 'latin1');
  }

  /**
   * Copies `bytes[start, end)` to `target[at …)`, which has room for them and two bytes more for each field.
   * @param isWhole a message that the framing found; else whatever it is, it may be a Logon.
   * @returns where the copy ends.
   */
  copy(
    target: Buffer,
    at: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    isWhole: boolean,
  ): number {
    const isSecret = !isWhole || SECRET_TYPES.includes(typeOf(bytes, start, end));
    let copyEnd: number;
    if (isSecret) copyEnd = copyFields(target, at, bytes, start, end);
    else {
      target.set(bytes.subarray(start, end), at);
      copyEnd = at + (end - start);
    }
    this.maskPassword(target, at, copyEnd);
    return copyEnd;
  }

  text(text: string): string {
    return this.password === undefined
      ? text
      : text.replaceAll(this.password.toString('latin1'), '*'.repeat(STARS));
  }

  private maskPassword(target: Buffer, at: number, end: number): void {
    const { password } = this;
    if (password === undefined) return;
    const copy = target.subarray(at, end);
    for (let found = copy.indexOf(password); found >= 0; found = copy.indexOf(password, found)) {
      copy.fill(STAR, found, found + password.length);
    }
  }
}

/** Value of 35, where it is the third field. */
function typeOf(bytes: Uint8Array, start: number, end: number): string {
  let at = start;
  for (let field = 0; field < 2; field++) {
    while (at < end && bytes[at] !== SOH) at++;
    at++;
  }
  let type = '';
  for (at += 3; at < end && bytes[at] !== SOH && type.length < 3; at++) {
    type += String.fromCharCode(bytes[at]!);
  }
  return type;
}

function copyFields(
  target: Buffer,
  at: number,
  bytes: Uint8Array,
  start: number,
  end: number,
): number {
  let to = at;
  let dataTag = 0;
  let dataBytes = -1;
  for (let from = start; from < end;) {
    let tag = 0;
    let valueAt = from;
    for (; valueAt < end && bytes[valueAt] !== EQUALS && bytes[valueAt] !== SOH; valueAt++) {
      tag = tag * 10 + (bytes[valueAt]! - ZERO);
    }
    if (valueAt < end && bytes[valueAt] === EQUALS) valueAt++;
    const isSecret = SECRET_TAGS.has(tag) || tag === RAW_DATA;
    if (tag !== dataTag) dataBytes = -1;
    let fieldEnd = valueAt + Math.max(0, dataBytes);
    // A secret's length is not believed blindly: where no field ends there, all the rest is secret.
    if (dataBytes >= 0 && bytes[fieldEnd] !== SOH) fieldEnd = isSecret ? end : valueAt;
    while (fieldEnd < end && bytes[fieldEnd] !== SOH) fieldEnd++;
    fieldEnd = Math.min(fieldEnd, end);
    target.set(bytes.subarray(from, isSecret ? valueAt : fieldEnd), to);
    to += (isSecret ? valueAt : fieldEnd) - from;
    if (isSecret) {
      // As long as it says, where a length says so: the line stays readable for programs.
      const stars = dataBytes >= 0 && fieldEnd === valueAt + dataBytes ? dataBytes : STARS;
      target.fill(STAR, to, to + stars);
      to += stars;
    }
    dataTag = tag >= 0 ? DataFields.STANDARD.dataTagOf(tag) : 0;
    dataBytes = dataTag === 0 ? -1 : numberAt(bytes, valueAt, fieldEnd);
    if (fieldEnd < end) target[to++] = SOH;
    from = fieldEnd + 1;
  }
  return to;
}

/** -1 where it is none, or absurd. */
function numberAt(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let i = start; i < end; i++) {
    const digit = bytes[i]! - ZERO;
    if (digit < 0 || digit > 9 || value > 1e9) return -1;
    value = value * 10 + digit;
  }
  return end > start ? value : -1;
}
