/**
 * The rule by which packets of several lines and of the request server become one stream of messages
 * without a hole. Sans-I/O: packets and time in; messages, requests and verdicts out. Never hands on
 * a message out of order or twice. Feed thread. What docs/venues/itch-mold.md numbers:
 *
 *   1  A packet is whole, or nothing of it is used.
 *   2  The first packet names the session. Another one is believed after `sessionPackets` packets in a
 *      row on a line, or at once when the session has ended (10); the numbering starts anew.
 *   3  Messages below the next one are dropped: the first copy has won.
 *   4  Messages from the next one on are handed on; next += count.
 *   5  A packet ahead is held. What is missing may come over another line for `requestAfter`, then it
 *      is asked for: several requests at once, each of at most `requestMessages`, paced and repeated.
 *   6  A heartbeat carries the next sequence: one ahead of ours tells of a hole, too.
 *   7  A hole that is not filled within `gapHold`, or that fills the window, is lost: the stream goes
 *      on behind it, and says so. One larger than `gapMessages` is lost as soon as a second packet agrees.
 *      A hole that only one packet spoke of, all that time, is none: that packet was damaged.
 *   8  Two copies of a packet must be equal, and a line never repeats a part of a packet: else one of
 *      them is wrong, and nobody knows which.
 *   9  No packet that is current for `silence`: the lines are silent.
 *  10  Count 0xFFFF ends the session, once everything before it has come.
 */
import { GapList } from './gap-list.js';
import { HeldPackets } from './held-packets.js';
import type { MoldLimits } from './limits.js';
import { LINE_PACKET, LineLog } from './line-log.js';
import { MOLD_HEADER_BYTES, MoldPacket, nextBlock, type MoldRefusal } from './messages.js';
import { COPY, RecentPackets } from './recent-packets.js';

/** What becomes of the packets; called while packet() or checkTimers() run. */
export interface MoldOutput {
  /** A session begins, at message 1; it is the first, or replaces another. */
  sessionBegan(name: string): void;
  /** The next message; `at` is where its type byte is. */
  message(view: DataView, at: number, length: number, sequence: number, receivedNs: number): void;
  /** Please ask the request server. */
  request(session: Int32Array, sequence: number, count: number): void;
  /** Messages [from, to) will not come; the stream goes on at `to`. */
  lost(from: number, to: number, why: LossReason): void;
  /** Two copies differ of a message before this one. */
  contradicted(end: number): void;
  silent(): void;
  /** No longer silent. */
  heard(): void;
  sessionEnded(): void;
}

export type LossReason = 'too-late' | 'too-large' | 'window-full';

/** Why a packet was not used, beside what it says of itself. */
export type PacketRefusal = MoldRefusal | 'other-session' | 'sequence-jump';

/** Index of the request server's answers, beside the lines 0 … 2. */
export const REQUEST_LINE = 3;

interface Candidate {
  readonly session: string;
  readonly sequence: number;
  readonly line: number;
  readonly packets: { readonly line: number; readonly bytes: Uint8Array; readonly ns: number }[];
}

export class LineArbiter {
  readonly lines: readonly LineLog[];
  /** Answers of the request server. */
  readonly answers = new LineLog();
  readonly refusals: Partial<Record<PacketRefusal, number>> = {};
  /** Holes found; those that were filled by another line within `requestAfter` included. */
  gaps = 0;
  /** Messages that the request server brought first. */
  requested = 0;
  requests = 0;
  /** Messages given up. */
  lostMessages = 0;
  contradictions = 0;
  sessions = 0;
  private readonly packetRead = new MoldPacket();
  private readonly held: HeldPackets;
  private readonly missing: GapList;
  private readonly recent = new RecentPackets();
  private readonly session = new Int32Array(3);
  private sessionText = '';
  private sessionBefore = '';
  private hasEnded = false;
  private endsAt = Infinity;
  /** Sequence of the next message to hand on. */
  private expected = 1;
  /** One past the last message known to exist. */
  private frontier = 1;
  private otherSession: Candidate | undefined;
  private jump: Candidate | undefined;
  /** Packets since the last hole was found that reach as far as we know, its finder included. */
  private witnesses = 0;
  private currentNs = NaN;
  private isSilent = false;

  constructor(
    lineCount: number,
    private readonly output: MoldOutput,
    private readonly limits: MoldLimits,
  ) {
    this.lines = Array.from({ length: lineCount }, () => new LineLog());
    this.held = new HeldPackets(limits);
    this.missing = new GapList(limits);
  }

  /** Sequence of the next message to come. */
  get next(): number {
    return this.expected;
  }

  /** Whether something is missing: time matters then. */
  get isWaiting(): boolean {
    return !this.missing.isEmpty;
  }

  get missingMessages(): number {
    return this.missing.missing;
  }

  get heldCount(): number {
    return this.held.count;
  }

  get sessionName(): string {
    return this.sessionText;
  }

  /** @param line 0 …, or REQUEST_LINE. @param bytes valid during the call only. */
  packet(line: number, bytes: Uint8Array, nowNs: number, receivedNs: number): void {
    const packet = this.packetRead;
    const refusal = packet.read(bytes);
    if (refusal !== undefined) return this.refuse(refusal);
    if (!this.isOfSession(packet)) {
      if (!this.turnTo(packet, line, bytes, receivedNs)) return;
    } else if (this.otherSession?.line === line) {
      this.otherSession = undefined;
    }
    if (Number.isNaN(this.currentNs)) this.currentNs = nowNs;
    // 7: one damaged number must not cost all books.
    const hole = packet.sequence - this.frontier;
    if (hole > this.limits.gapMessages && !this.confirmsJump(packet, line, bytes, receivedNs))
      return;
    this.take(packet, line, nowNs, receivedNs);
    this.settle(nowNs);
  }

  checkTimers(nowNs: number): void {
    this.settle(nowNs);
    if (this.isSilent || !(nowNs - this.currentNs > this.limits.silenceNs)) return;
    this.isSilent = true;
    this.output.silent();
  }

  private take(packet: MoldPacket, line: number, nowNs: number, receivedNs: number): void {
    const { sequence, end } = packet;
    const log = line === REQUEST_LINE ? this.answers : this.lines[line]!;
    if (log === this.answers) {
      log.packets++;
      log.messages += packet.count;
    } else {
      this.compare(packet, log, line, receivedNs);
      if (end >= this.frontier) this.hear(nowNs);
    }
    if (packet.endsSession) this.endsAt = end;
    if (end > this.frontier) this.advanceFrontier(sequence, end, nowNs, log);
    else this.fill(sequence, end, nowNs, log);
    if (packet.count === 0 || end <= this.expected) return;
    if (sequence <= this.expected) {
      this.handOn(packet.view, sequence, end, receivedNs);
      this.drain();
    } else {
      this.held.add(packet, receivedNs);
    }
  }

  /** 8: with the first copy, and with what the line itself has said. */
  private compare(packet: MoldPacket, log: LineLog, line: number, receivedNs: number): void {
    const kind = log.take(packet.sequence, packet.end);
    if (packet.count === 0) return;
    const verdict = this.recent.compare(packet, line, receivedNs);
    if (verdict === COPY.SAME && this.recent.firstLine !== line) {
      this.lines[this.recent.firstLine]!.lead(this.recent.lagNs);
    }
    // A line repeats whole packets only, which begin where they began before.
    const isPart = kind === LINE_PACKET.REPEATED && verdict === COPY.FIRST;
    if (verdict !== COPY.DIFFERS && kind !== LINE_PACKET.IMPOSSIBLE && !isPart) return;
    this.contradictions++;
    this.output.contradicted(packet.end);
  }

  /** It reaches beyond all that was known. */
  private advanceFrontier(sequence: number, end: number, nowNs: number, log: LineLog): void {
    if (sequence > this.frontier) {
      this.gaps++;
      this.witnesses = 1;
      this.missing.open(this.frontier, sequence, nowNs);
    } else if (sequence < this.frontier) {
      this.fill(sequence, this.frontier, nowNs, log);
    }
    log.first += end - Math.max(sequence, this.frontier);
    this.frontier = end;
  }

  private fill(sequence: number, end: number, nowNs: number, log: LineLog): void {
    if (sequence === end) return;
    const filled = this.missing.isEmpty ? 0 : this.missing.fill(sequence, end, nowNs);
    log.first += filled;
    log.duplicates += end - sequence - filled;
    if (log === this.answers) this.requested += filled;
  }

  /** 3, 4: hand on what is new of the messages [sequence, end). */
  private handOn(view: DataView, sequence: number, end: number, receivedNs: number): void {
    if (end <= this.expected) return;
    let at = MOLD_HEADER_BYTES;
    for (let skipped = sequence; skipped < this.expected; skipped++) at = nextBlock(view, at);
    while (this.expected < end) {
      const next = nextBlock(view, at);
      this.output.message(view, at + 2, next - at - 2, this.expected, receivedNs);
      this.expected++;
      at = next;
    }
  }

  private drain(): void {
    for (let held = this.held.first(); held !== undefined; held = this.held.first()) {
      if (held.sequence > this.expected) return;
      this.held.shift();
      this.handOn(held.view, held.sequence, held.end, held.receivedNs);
    }
  }

  /** 5, 7, 10: what time and the limits make of the holes. */
  private settle(nowNs: number): void {
    if (!this.missing.isEmpty) {
      if (this.held.isFull) this.giveUp(this.held.first()!.sequence, 'window-full');
      this.giveUpLate(nowNs);
      for (let gap = this.missing.takeDue(nowNs); gap; gap = this.missing.takeDue(nowNs)) {
        this.requests++;
        this.output.request(this.session, gap.from, gap.to - gap.from);
      }
    }
    if (this.expected < this.endsAt || this.hasEnded) return;
    this.hasEnded = true;
    this.output.sessionEnded();
  }

  private giveUpLate(nowNs: number): void {
    const { gapHoldNs } = this.limits;
    if (this.witnesses < 2 && nowNs - this.missing.lastNs > gapHoldNs) this.disbelieve();
    while (nowNs - this.missing.oldestNs > gapHoldNs) {
      this.giveUp(this.held.first()?.sequence ?? this.frontier, 'too-late');
    }
  }

  /** What the finder of the last hole said is forgotten: it has remained alone. */
  private disbelieve(): void {
    const { from, to } = this.missing.dropLast();
    this.refuse('sequence-jump');
    this.frontier = from;
    this.held.dropFrom(to);
    this.recent.clear(from);
    for (const log of this.lines) log.forgetFrom(from);
  }

  /** The stream goes on at `sequence`. */
  private giveUp(sequence: number, why: LossReason): void {
    const from = this.expected;
    this.lostMessages += this.missing.dropBelow(sequence);
    this.expected = sequence;
    this.output.lost(from, sequence, why);
    this.drain();
  }

  private hear(nowNs: number): void {
    this.witnesses++;
    this.currentNs = nowNs;
    if (!this.isSilent) return;
    this.isSilent = false;
    this.output.heard();
  }

  private isOfSession(packet: MoldPacket): boolean {
    const { session } = this;
    return (
      this.sessions > 0 &&
      packet.session[0] === session[0] &&
      packet.session[1] === session[1] &&
      packet.session[2] === session[2]
    );
  }

  /** 2. @returns whether the packet is now of our session. */
  private turnTo(packet: MoldPacket, line: number, bytes: Uint8Array, ns: number): boolean {
    const name = packet.sessionName();
    // Neither an answer to an old request nor a line that is behind begins a session.
    const mayBegin = line !== REQUEST_LINE && name !== this.sessionBefore;
    if (mayBegin && (this.sessions === 0 || this.hasEnded)) {
      this.beginSession(packet, name);
      return true;
    }
    this.refuse('other-session');
    if (!mayBegin) return false;
    if (this.otherSession?.session !== name) {
      this.otherSession = { session: name, sequence: packet.sequence, line, packets: [] };
    }
    const candidate = this.otherSession;
    candidate.packets.push({ line, bytes: bytes.slice(), ns });
    if (candidate.packets.length < this.limits.sessionPackets) return false;
    this.beginSession(packet, name);
    for (const held of candidate.packets.slice(0, -1)) {
      this.packet(held.line, held.bytes, ns, held.ns);
    }
    packet.read(bytes);
    return true;
  }

  private beginSession(packet: MoldPacket, name: string): void {
    this.sessionBefore = this.sessionText;
    this.session.set(packet.session);
    this.sessionText = name;
    this.sessions++;
    this.hasEnded = false;
    this.endsAt = Infinity;
    this.expected = 1;
    this.frontier = 1;
    this.otherSession = undefined;
    this.jump = undefined;
    this.currentNs = NaN;
    this.held.clear();
    this.missing.clear();
    this.recent.clear(1);
    for (const log of this.lines) log.restart();
    this.output.sessionBegan(name);
  }

  /** 7. @returns whether a packet so far ahead is believed; the one that agrees follows the first. */
  private confirmsJump(packet: MoldPacket, line: number, bytes: Uint8Array, ns: number): boolean {
    const { jump, limits } = this;
    const { sequence } = packet;
    const isNear = jump !== undefined && Math.abs(sequence - jump.sequence) <= limits.gapMessages;
    const isOther = jump !== undefined && (jump.sequence !== sequence || jump.line !== line);
    if (line === REQUEST_LINE || !isNear || !isOther) {
      this.refuse('sequence-jump');
      if (line === REQUEST_LINE) return false;
      const packets = [{ line, bytes: bytes.slice(), ns }];
      this.jump = { session: this.sessionText, sequence, line, packets };
      return false;
    }
    this.jump = undefined;
    const from = this.expected;
    const to = Math.min(sequence, jump.sequence);
    this.lostMessages += to - this.frontier + this.missing.dropBelow(to);
    this.expected = to;
    this.frontier = to;
    this.held.clear();
    this.output.lost(from, to, 'too-large');
    const first = jump.packets[0]!;
    this.packet(first.line, first.bytes, ns, first.ns);
    packet.read(bytes);
    return true;
  }

  private refuse(reason: PacketRefusal): void {
    this.refusals[reason] = (this.refusals[reason] ?? 0) + 1;
  }
}
