/**
 * SoupBinTCP packets as a server makes and reads them, by the published layout: 2-byte length of what
 * follows, type, payload. Text is padded with spaces, numbers on the left.
 */
import type { MessageRun } from './message-log.js';

export interface SoupRequest {
  readonly type: string;
  readonly payload: Buffer;
}

export function soupPacket(type: string, payload: Buffer | string = ''): Buffer {
  const body = typeof payload === 'string' ? Buffer.from(payload, 'latin1') : payload;
  const packet = Buffer.allocUnsafe(3 + body.length);
  packet.writeUInt16BE(1 + body.length, 0);
  packet.write(type, 2, 'latin1');
  packet.set(body, 3);
  return packet;
}

/** Messages that lie behind one another, each with its length before it, as sequenced packets. */
export function sequencedPackets(run: MessageRun): Buffer {
  const { bytes, count } = run;
  const from = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const packets = Buffer.allocUnsafe(bytes.byteLength + count);
  let to = 0;
  for (let at = 0; at < from.length;) {
    const length = from.readUInt16BE(at);
    packets.writeUInt16BE(length + 1, to);
    packets[to + 2] = 0x53; // S
    from.copy(packets, to + 3, at + 2, at + 2 + length);
    at += 2 + length;
    to += 3 + length;
  }
  return packets;
}

export interface SoupLoginRequest {
  readonly user: string;
  readonly password: string;
  readonly session: string;
  readonly sequence: number;
}

/** @returns undefined for a payload that is none. */
export function readLogin(payload: Buffer): SoupLoginRequest | undefined {
  if (payload.length !== 46) return undefined;
  const text = (from: number, to: number): string => payload.toString('latin1', from, to).trim();
  const sequence = Number(text(26, 46));
  if (!Number.isSafeInteger(sequence) || sequence < 0) return undefined;
  return { user: text(0, 6), password: text(6, 16), session: text(16, 26), sequence };
}

export const acceptedPacket = (session: string, sequence: number): Buffer =>
  soupPacket('A', session.padStart(10) + String(sequence).padStart(20));

/** Cuts what a client says into packets. */
export class SoupRequests {
  private rest = Buffer.alloc(0);

  feed(chunk: Buffer): SoupRequest[] {
    const bytes = Buffer.concat([this.rest, chunk]);
    const requests: SoupRequest[] = [];
    let at = 0;
    while (at + 2 <= bytes.length) {
      const end = at + 2 + bytes.readUInt16BE(at);
      if (end > bytes.length) break;
      requests.push({
        type: bytes.toString('latin1', at + 2, at + 3),
        payload: bytes.subarray(at + 3, end),
      });
      at = end;
    }
    this.rest = bytes.subarray(at);
    return requests;
  }
}
