/**
 * The newest packets' content in short: who brought each first, when, and a hash of its bytes, so that
 * a second copy can be compared and its delay measured. Must never allocate. Feed thread.
 *
 *   slot = sequence modulo SLOTS:  [ sequence f64 ][ received f64 ] [ hash i32 ][ bytes << 2 | line i32 ]
 */
import { MOLD_HEADER_BYTES, type MoldPacket } from './messages.js';

const SLOTS = 16_384;

/** What comparing a packet with the first copy says. */
export const COPY = {
  /** No line has brought a packet that begins with this message. */
  FIRST: 0,
  SAME: 1,
  /** Same sequence, other bytes: one of the two is wrong. */
  DIFFERS: 2,
  /** Too old to say. */
  FORGOTTEN: 3,
} as const;
export type CopyVerdict = (typeof COPY)[keyof typeof COPY];

export class RecentPackets {
  /** After SAME: the line that brought the first copy, and how much later this one came. */
  firstLine = 0;
  lagNs = 0;
  /** Highest sequence that was compared. */
  private newest = 0;
  /** Nothing is known of packets before. */
  private knownFrom = 1;
  private readonly sequences = new Float64Array(SLOTS);
  private readonly receivedNs = new Float64Array(SLOTS);
  private readonly hashes = new Int32Array(SLOTS);
  private readonly shapes = new Int32Array(SLOTS);

  compare(packet: MoldPacket, line: number, receivedNs: number): CopyVerdict {
    const { sequence } = packet;
    if (sequence < this.knownFrom || sequence <= this.newest - SLOTS) return COPY.FORGOTTEN;
    if (sequence > this.newest) this.newest = sequence;
    const slot = sequence % SLOTS;
    const shape = packet.view.byteLength << 2;
    const hash = hashMessages(packet.view);
    if (this.sequences[slot] !== sequence) {
      this.sequences[slot] = sequence;
      this.receivedNs[slot] = receivedNs;
      this.hashes[slot] = hash;
      this.shapes[slot] = shape | line;
      return COPY.FIRST;
    }
    if (this.hashes[slot] !== hash || (this.shapes[slot]! & ~3) !== shape) return COPY.DIFFERS;
    this.firstLine = this.shapes[slot]! & 3;
    this.lagNs = receivedNs - this.receivedNs[slot]!;
    return COPY.SAME;
  }

  /** What was known counts no more. @param next sequence of the next message. */
  clear(next: number): void {
    this.sequences.fill(0);
    this.newest = 0;
    this.knownFrom = next;
  }
}

/** FNV-1a over words, then over the bytes that are left. */
function hashMessages(view: DataView): number {
  const end = view.byteLength;
  let hash = 0x811c9dc5 | 0;
  let at = MOLD_HEADER_BYTES;
  for (; at + 4 <= end; at += 4) hash = Math.imul(hash ^ view.getInt32(at), 0x01000193);
  for (; at < end; at++) hash = Math.imul(hash ^ view.getUint8(at), 0x01000193);
  return hash ^ (hash >>> 15);
}
