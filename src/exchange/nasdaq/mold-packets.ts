/**
 * MoldUDP64 packets as a sender makes them and requests as a server reads them, by the published layout:
 * session 10, sequence 8, count 2, then each message behind its 2-byte length.
 */
import type { MessageRun } from './message-log.js';

const HEADER_BYTES = 20;
const COUNT = 18;
const END_OF_SESSION = 0xffff;

export function downstreamPacket(session: string, sequence: number, run: MessageRun): Buffer {
  const packet = Buffer.allocUnsafe(HEADER_BYTES + run.bytes.byteLength);
  writeHeader(packet, session, sequence, run.count);
  packet.set(run.bytes, HEADER_BYTES);
  return packet;
}

export const heartbeatPacket = (session: string, next: number): Buffer =>
  writeHeader(Buffer.allocUnsafe(HEADER_BYTES), session, next, 0);

export const endOfSessionPacket = (session: string, next: number): Buffer =>
  writeHeader(Buffer.allocUnsafe(HEADER_BYTES), session, next, END_OF_SESSION);

export interface MoldRequest {
  readonly session: string;
  readonly sequence: number;
  readonly count: number;
}

/** @returns undefined for what is no request. */
export function readRequest(bytes: Buffer): MoldRequest | undefined {
  if (bytes.byteLength !== HEADER_BYTES) return undefined;
  const sequence = Number(bytes.readBigUInt64BE(10));
  if (!Number.isSafeInteger(sequence)) return undefined;
  return {
    session: bytes.toString('latin1', 0, 10).trim(),
    sequence,
    count: bytes.readUInt16BE(COUNT),
  };
}

function writeHeader(packet: Buffer, session: string, sequence: number, count: number): Buffer {
  packet.write(session.padEnd(10), 0, 10, 'latin1');
  packet.writeBigUInt64BE(BigInt(sequence), 10);
  packet.writeUInt16BE(count, COUNT);
  return packet;
}
