/**
 * SoupBinTCP packets: cut out of a TCP stream, and made. Owns the layout; knows no state of a session.
 * Feed thread. Source: "SoupBinTCP", 3.00 and 4.00.
 *
 *   packet           [ length u16, of what follows ][ type ][ payload ]
 *   login request    L [ user 6 ][ password 10 ][ session 10 ][ sequence 20 ]   text, numbers right-justified
 *   login accepted   A [ session 10 ][ sequence 20 ]      login rejected  J [ reason 1 ]
 *   sequenced data   S [ message ]                        unsequenced     U [ message ]
 *   heartbeats       H of the server, R of the client     end of session  Z
 *   logout request   O                                    debug           + [ text ]
 */

const byteOf = (letter: string): number => letter.charCodeAt(0);

export const SOUP_TYPE = {
  DEBUG: byteOf('+'),
  ACCEPTED: byteOf('A'),
  REJECTED: byteOf('J'),
  SEQUENCED: byteOf('S'),
  UNSEQUENCED: byteOf('U'),
  SERVER_HEARTBEAT: byteOf('H'),
  END_OF_SESSION: byteOf('Z'),
  LOGIN: byteOf('L'),
  LOGOUT: byteOf('O'),
  CLIENT_HEARTBEAT: byteOf('R'),
} as const;

const HEAD_BYTES = 3;
const USER_BYTES = 6;
const PASSWORD_BYTES = 10;
const SESSION_BYTES = 10;
const SEQUENCE_BYTES = 20;

export const ACCEPTED_BYTES = SESSION_BYTES + SEQUENCE_BYTES;

export interface SoupLogin {
  /** At most 6 characters. */
  readonly user: string;
  /** At most 10 characters. */
  readonly password: string;
}

/** Cuts packets out of the chunks of one connection. Copies only what a chunk leaves unfinished. */
export class SoupFramer {
  private rest = new Uint8Array(0);

  /** A new connection begins at the start of a packet. */
  reset(): void {
    this.rest = new Uint8Array(0);
  }

  /**
   * @param take is told each packet: its type, and where its payload is; it returns false to stop there.
   * @returns false for a stream that is none: a length of 0.
   */
  feed(
    chunk: Uint8Array,
    take: (type: number, view: DataView, at: number, length: number) => boolean,
  ): boolean {
    const bytes = this.rest.byteLength === 0 ? chunk : joined(this.rest, chunk);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let at = 0;
    while (at + 2 <= bytes.byteLength) {
      const length = view.getUint16(at);
      if (length === 0) return false;
      const end = at + 2 + length;
      if (end > bytes.byteLength) break;
      if (!take(view.getUint8(at + 2), view, at + HEAD_BYTES, length - 1)) return true;
      at = end;
    }
    this.rest = bytes.slice(at);
    return true;
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.byteLength + second.byteLength);
  both.set(first);
  both.set(second, first.byteLength);
  return both;
}

/** @param sequence the first message wanted; 0: whatever comes next. @param session empty: the current one. */
export function writeLogin(login: SoupLogin, session: string, sequence: number): Uint8Array {
  const text =
    login.user.padEnd(USER_BYTES) +
    login.password.padEnd(PASSWORD_BYTES) +
    session.padStart(SESSION_BYTES) +
    String(sequence).padStart(SEQUENCE_BYTES);
  return writePacket(SOUP_TYPE.LOGIN, text);
}

export function writePacket(type: number, payload = ''): Uint8Array {
  const bytes = new Uint8Array(HEAD_BYTES + payload.length);
  const length = payload.length + 1;
  bytes.set([length >>> 8, length & 0xff, type]);
  for (let i = 0; i < payload.length; i++) bytes[HEAD_BYTES + i] = payload.charCodeAt(i);
  return bytes;
}

/** @returns why the login cannot be made, or undefined. */
export function loginRefusedBecause(login: SoupLogin): string | undefined {
  const isPlain = (text: string): boolean => /^[\x20-\x7e]*$/.test(text);
  if (login.user.length > USER_BYTES || !isPlain(login.user)) {
    return `user ${JSON.stringify(login.user)}: SoupBinTCP takes at most ${USER_BYTES} ASCII characters`;
  }
  if (login.password.length > PASSWORD_BYTES || !isPlain(login.password)) {
    return `password: SoupBinTCP takes at most ${PASSWORD_BYTES} ASCII characters`;
  }
  return undefined;
}

/** Session and sequence of a login that was accepted. @returns undefined when it is damaged. */
export function readAccepted(
  view: DataView,
  at: number,
): { session: string; sequence: number } | undefined {
  const sequence = readNumber(view, at + SESSION_BYTES, SEQUENCE_BYTES);
  if (!(sequence >= 1)) return undefined;
  return { session: readText(view, at, SESSION_BYTES).trim(), sequence };
}

/** Decimal digits, padded with spaces on either side. @returns NaN for anything else, and beyond 2^53 - 1. */
export function readNumber(view: DataView, at: number, length: number): number {
  const text = readText(view, at, length).trim();
  const value = /^\d{1,20}$/.test(text) ? Number(text) : NaN;
  return Number.isSafeInteger(value) ? value : NaN;
}

function readText(view: DataView, at: number, length: number): string {
  let text = '';
  for (let i = at; i < at + length; i++) text += String.fromCharCode(view.getUint8(i));
  return text;
}
