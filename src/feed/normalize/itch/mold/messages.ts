/**
 * MoldUDP64 packets: what a packet says, whether it is whole, and requests for messages that are
 * missing. Owns the layout; decides nothing about order. Big-endian. Feed thread.
 * Source: "MoldUDP64 Protocol Specification", 1.00.
 *
 *   downstream packet   [ session, 10 ASCII ][ sequence u64 ][ count u16 ][ count × message block ]
 *   message block       [ length u16 ][ message ]
 *   request packet      [ session, 10 ASCII ][ sequence u64 ][ count u16 ]
 *
 * Count 0 is a heartbeat and 0xFFFF the end of the session; both carry the next sequence.
 */
import { ITCH_LENGTHS } from '../itch-messages.js';

export const MOLD_HEADER_BYTES = 20;
export const SESSION_BYTES = 10;
const SEQUENCE = 10;
const COUNT = 18;
const BLOCK_LENGTH_BYTES = 2;

const END_OF_SESSION = 0xffff;
const TWO_32 = 4294967296;
/** High word of 2^53: from there on a double no longer holds every integer. */
const HIGH_WORD_LIMIT = 0x200000;

/** Why a packet was refused: nothing of it was used. */
export type MoldRefusal =
  /** Shorter than its header. */
  | 'short-packet'
  /** A sequence at or beyond 2^53. */
  | 'sequence-too-large'
  /** Sequence 0: the first message of a session is 1. */
  | 'sequence-zero'
  /** A message, or the length before it, reaches beyond the end of the packet. */
  | 'message-beyond-packet'
  /** Bytes behind the last message. */
  | 'trailing-bytes'
  /** A message of a known type with another length than its type's. */
  | 'wrong-message-length';

/** One packet as read; a register that is filled again by the next read(). */
export class MoldPacket {
  view: DataView = new DataView(new ArrayBuffer(0));
  /** Sequence of the first message; of a packet without messages, the next one to come. */
  sequence = 0;
  /** Messages; 0 for a heartbeat and at the end of the session. */
  count = 0;
  endsSession = false;
  /** The session's name in three words, to compare without making text. */
  readonly session = new Int32Array(3);

  /** One past the last message. */
  get end(): number {
    return this.sequence + this.count;
  }

  /** @returns why it is none, or undefined. */
  read(bytes: Uint8Array): MoldRefusal | undefined {
    if (bytes.byteLength < MOLD_HEADER_BYTES) return 'short-packet';
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const high = view.getUint32(SEQUENCE);
    if (high >= HIGH_WORD_LIMIT) return 'sequence-too-large';
    const count = view.getUint16(COUNT);
    this.view = view;
    this.sequence = high * TWO_32 + view.getUint32(SEQUENCE + 4);
    this.endsSession = count === END_OF_SESSION;
    this.count = this.endsSession ? 0 : count;
    this.session[0] = view.getInt32(0);
    this.session[1] = view.getInt32(4);
    this.session[2] = view.getUint16(8);
    if (this.sequence === 0) return 'sequence-zero';
    if (this.sequence + this.count > Number.MAX_SAFE_INTEGER) return 'sequence-too-large';
    return this.checkMessages();
  }

  sessionName(): string {
    let name = '';
    for (let at = 0; at < SESSION_BYTES; at++) name += String.fromCharCode(this.view.getUint8(at));
    return name.trim();
  }

  private checkMessages(): MoldRefusal | undefined {
    const { view } = this;
    const end = view.byteLength;
    let at = MOLD_HEADER_BYTES;
    for (let left = this.count; left > 0; left--) {
      if (at + BLOCK_LENGTH_BYTES > end) return 'message-beyond-packet';
      const length = view.getUint16(at);
      at += BLOCK_LENGTH_BYTES;
      if (at + length > end) return 'message-beyond-packet';
      if (!isLengthOfType(view, at, length)) return 'wrong-message-length';
      at += length;
    }
    return at === end ? undefined : 'trailing-bytes';
  }
}

/** Where the message behind the one at `at` (its length field) begins. */
export const nextBlock = (view: DataView, at: number): number =>
  at + BLOCK_LENGTH_BYTES + view.getUint16(at);

/** The venue may add types, and a message may be empty: such are passed on and counted as unknown. */
function isLengthOfType(view: DataView, at: number, length: number): boolean {
  if (length === 0) return true;
  const known = ITCH_LENGTHS[view.getUint8(at)]!;
  return known === 0 || known === length;
}

/** Please send `count` messages from `sequence` on. @param session its words, as a packet has them. */
export function writeRequest(session: Int32Array, sequence: number, count: number): Uint8Array {
  const bytes = new Uint8Array(MOLD_HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, session[0]!);
  view.setInt32(4, session[1]!);
  view.setUint16(8, session[2]!);
  view.setUint32(SEQUENCE, Math.floor(sequence / TWO_32));
  view.setUint32(SEQUENCE + 4, sequence % TWO_32);
  view.setUint16(COUNT, count);
  return bytes;
}
