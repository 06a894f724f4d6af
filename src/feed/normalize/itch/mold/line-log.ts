/**
 * What one line has brought, by the line's own numbering: what it lost, what came late, what came
 * twice. Also tells a packet that cannot be true: a line never repeats a part of a packet. Feed thread.
 */

/** Holes remembered; what is older counts as lost for good. */
const HOLES = 64;

export const LINE_PACKET = {
  /** New to this line, in order or late. */
  NEW: 0,
  /** The line has brought all of it before. */
  REPEATED: 1,
  /** It overlaps a part of what the line has brought before. */
  IMPOSSIBLE: 2,
  /** Too old to say. */
  FORGOTTEN: 3,
} as const;
export type LinePacket = (typeof LINE_PACKET)[keyof typeof LINE_PACKET];

export class LineLog {
  packets = 0;
  messages = 0;
  /** Messages that this line was the first to bring. */
  first = 0;
  /** Messages that were there already. */
  duplicates = 0;
  /** Messages that never came over this line, as far as is known now. */
  lost = 0;
  /** Messages that came later than others of the same line. */
  late = 0;
  /** Packets that were first and of which another line's copy came later. */
  leads = 0;
  leadNs = 0;
  leadNsMax = 0;
  /** One past the last message of the line; 0 before the first. */
  private next = 0;
  private holes: { from: number; to: number }[] = [];
  /** Below this, nothing is known: before the line's first packet, and where holes are forgotten. */
  private floor = 0;

  /** A packet with the messages [from, to); from = to is a heartbeat. */
  take(from: number, to: number): LinePacket {
    this.packets++;
    this.messages += to - from;
    if (this.next === 0) this.next = this.floor = from;
    if (from >= this.next) {
      if (from > this.next) this.lose(this.next, from);
      this.next = to;
      return LINE_PACKET.NEW;
    }
    if (from === to) return LINE_PACKET.REPEATED;
    const isForgotten = from < this.floor;
    const filled = this.fill(from, to);
    this.late += filled;
    this.lost -= filled;
    if (filled === to - from) return LINE_PACKET.NEW;
    const isPartOnly = filled > 0 || to > this.next;
    if (to > this.next) this.next = to;
    if (isForgotten) return LINE_PACKET.FORGOTTEN;
    return isPartOnly ? LINE_PACKET.IMPOSSIBLE : LINE_PACKET.REPEATED;
  }

  /** A copy came `lagNs` after this line's. */
  lead(lagNs: number): void {
    this.leads++;
    this.leadNs += lagNs;
    if (lagNs > this.leadNsMax) this.leadNsMax = lagNs;
  }

  /** What was said of messages from `sequence` on was not true. */
  forgetFrom(sequence: number): void {
    if (this.next <= sequence) return;
    this.next = sequence;
    this.holes = this.holes.flatMap((hole) => {
      if (hole.to <= sequence) return [hole];
      this.lost -= hole.to - Math.max(hole.from, sequence);
      return hole.from < sequence ? [{ from: hole.from, to: sequence }] : [];
    });
  }

  /** Another session numbers from 1 again. */
  restart(): void {
    this.next = 0;
    this.floor = 0;
    this.holes = [];
  }

  private lose(from: number, to: number): void {
    this.lost += to - from;
    this.holes.push({ from, to });
    if (this.holes.length > HOLES) this.floor = this.holes.shift()!.to;
  }

  private fill(from: number, to: number): number {
    let filled = 0;
    this.holes = this.holes.flatMap((hole) => {
      const start = Math.max(from, hole.from);
      const end = Math.min(to, hole.to);
      if (start >= end) return [hole];
      filled += end - start;
      const before = { from: hole.from, to: start };
      const behind = { from: end, to: hole.to };
      return [before, behind].filter((rest) => rest.from < rest.to);
    });
    return filled;
  }
}
