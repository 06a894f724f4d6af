/**
 * The records of a session's file: how they lie there, how they are written into a buffer and found
 * again. Owns the layout; must never read or write a file itself. Any thread.
 *
 *   file    8 bytes "BCFIXST1", then records without a space between them
 *
 *   record  byte 0       u32  bytes of the payload, 1 or more
 *           byte 4       u32  CRC-32 of the four bytes before and the payload
 *           byte 8       payload: u8 kind, then
 *             IDENTITY   text: whose numbers these are
 *             KEPT       f64 MsgSeqNum, the message
 *             RESET      nothing: what was kept before is not any more
 *             NUMBERS    f64 nextIn, f64 nextOut, f64 createdMs
 *
 * All little-endian. NUMBERS ends a turn: what lies behind the last one is of a turn that was never
 * committed, so nothing of it was sent.
 */
import { crc32 } from 'node:zlib';
import type { KeptSpan } from './kept-index.js';

export const STORE_MAGIC = Buffer.from('BCFIXST1', 'latin1');

const RECORD_KIND = { IDENTITY: 1, KEPT: 2, RESET: 3, NUMBERS: 4 } as const;

const LENGTH_OFFSET = 0;
const CRC_OFFSET = 4;
const RECORD_HEADER_BYTES = 8;
const KIND_BYTES = 1;
const F64_BYTES = 8;
export const KEPT_MESSAGE_OFFSET = RECORD_HEADER_BYTES + KIND_BYTES + F64_BYTES;
const NUMBERS_PAYLOAD_BYTES = KIND_BYTES + 3 * F64_BYTES;
const NUMBERS_RECORD_BYTES = RECORD_HEADER_BYTES + NUMBERS_PAYLOAD_BYTES;

/** Bytes of the whole record of a kept message. */
export const keptRecordBytes = (messageBytes: number): number => KEPT_MESSAGE_OFFSET + messageBytes;

/** Records in a buffer that grows; what a turn says, until it is written. */
export class RecordBuffer {
  private buffer = Buffer.allocUnsafe(4_096);
  length = 0;

  get bytes(): Buffer {
    return this.buffer.subarray(0, this.length);
  }

  clear(): void {
    this.length = 0;
  }

  /** @returns where the record begins. */
  kept(msgSeqNum: number, message: Uint8Array): number {
    const at = this.begin(RECORD_KIND.KEPT, F64_BYTES + message.length);
    this.buffer.writeDoubleLE(msgSeqNum, at + RECORD_HEADER_BYTES + KIND_BYTES);
    this.buffer.set(message, at + KEPT_MESSAGE_OFFSET);
    return this.seal(at);
  }

  numbers(nextIn: number, nextOut: number, createdMs: number): void {
    const at = this.begin(RECORD_KIND.NUMBERS, 3 * F64_BYTES);
    const values = at + RECORD_HEADER_BYTES + KIND_BYTES;
    this.buffer.writeDoubleLE(nextIn, values);
    this.buffer.writeDoubleLE(nextOut, values + F64_BYTES);
    this.buffer.writeDoubleLE(createdMs, values + 2 * F64_BYTES);
    this.seal(at);
  }

  reset(): void {
    this.seal(this.begin(RECORD_KIND.RESET, 0));
  }

  identity(text: string): void {
    const at = this.begin(RECORD_KIND.IDENTITY, Buffer.byteLength(text));
    this.buffer.write(text, at + RECORD_HEADER_BYTES + KIND_BYTES);
    this.seal(at);
  }

  private begin(kind: number, contentBytes: number): number {
    const at = this.length;
    const payloadBytes = KIND_BYTES + contentBytes;
    this.length = at + RECORD_HEADER_BYTES + payloadBytes;
    if (this.length > this.buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.length, this.buffer.length * 2));
      larger.set(this.buffer.subarray(0, at));
      this.buffer = larger;
    }
    this.buffer.writeUInt32LE(payloadBytes, at + LENGTH_OFFSET);
    this.buffer[at + RECORD_HEADER_BYTES] = kind;
    return at;
  }

  private seal(at: number): number {
    const { buffer } = this;
    const payloadBytes = buffer.readUInt32LE(at + LENGTH_OFFSET);
    buffer.writeUInt32LE(checksumAt(buffer, at, payloadBytes), at + CRC_OFFSET);
    return at;
  }
}

const checksumAt = (bytes: Buffer, at: number, payloadBytes: number): number => {
  const payloadAt = at + RECORD_HEADER_BYTES;
  return crc32(
    bytes.subarray(payloadAt, payloadAt + payloadBytes),
    crc32(bytes.subarray(at + LENGTH_OFFSET, at + CRC_OFFSET)),
  );
};

/** @returns bytes of the whole record that begins at `at`; 0 where no good one does. */
export function recordBytesAt(bytes: Buffer, at: number): number {
  if (at + RECORD_HEADER_BYTES > bytes.length) return 0;
  const payloadBytes = bytes.readUInt32LE(at + LENGTH_OFFSET);
  if (payloadBytes < KIND_BYTES || at + RECORD_HEADER_BYTES + payloadBytes > bytes.length) return 0;
  const isGood = bytes.readUInt32LE(at + CRC_OFFSET) === checksumAt(bytes, at, payloadBytes);
  return isGood ? RECORD_HEADER_BYTES + payloadBytes : 0;
}

/** Whether a good NUMBERS record begins anywhere from `from` on: then a bad record before it is no torn end. */
export function hasNumbersAfter(bytes: Buffer, from: number): boolean {
  for (let at = from; at + NUMBERS_RECORD_BYTES <= bytes.length; at++) {
    if (
      bytes[at] === NUMBERS_PAYLOAD_BYTES &&
      bytes[at + RECORD_HEADER_BYTES] === RECORD_KIND.NUMBERS &&
      recordBytesAt(bytes, at) === NUMBERS_RECORD_BYTES
    )
      return true;
  }
  return false;
}

export interface RecordVisitor {
  identity(text: string): void;
  kept(msgSeqNum: number, span: KeptSpan): void;
  reset(): void;
  numbers(nextIn: number, nextOut: number, createdMs: number, recordEnd: number): void;
}

/** Tell a visitor of the good record that begins at `offset`. @returns whether its kind is known. */
export function visitRecord(
  bytes: Buffer,
  offset: number,
  recordBytes: number,
  visitor: RecordVisitor,
): boolean {
  const content = offset + RECORD_HEADER_BYTES + KIND_BYTES;
  const recordEnd = offset + recordBytes;
  switch (bytes[offset + RECORD_HEADER_BYTES]) {
    case RECORD_KIND.IDENTITY:
      visitor.identity(bytes.toString('utf8', content, recordEnd));
      return true;
    case RECORD_KIND.KEPT:
      if (recordBytes < KEPT_MESSAGE_OFFSET) return false;
      visitor.kept(bytes.readDoubleLE(content), { offset, recordBytes });
      return true;
    case RECORD_KIND.RESET:
      visitor.reset();
      return true;
    case RECORD_KIND.NUMBERS:
      if (recordBytes !== NUMBERS_RECORD_BYTES) return false;
      visitor.numbers(
        bytes.readDoubleLE(content),
        bytes.readDoubleLE(content + F64_BYTES),
        bytes.readDoubleLE(content + 2 * F64_BYTES),
        recordEnd,
      );
      return true;
    default:
      return false;
  }
}
