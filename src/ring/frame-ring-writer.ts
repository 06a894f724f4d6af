/**
 * The writing end of the frame ring: live it never waits, gated it waits for attached readers.
 * Owns claiming, committing and flushing; must never write a byte that it has not claimed before.
 * Runs on one lane thread. After construction nothing is allocated.
 */
import { advanceCursor, asRingPosition, cursorDistance, type RingPosition } from './cursor.js';
import { Doorbells } from './doorbell.js';
import {
  BLOCK_SHIFT,
  PADDING_LENGTH,
  RECORD,
  RECORD_HEAD_BYTES,
  largestPayload,
  mapFrameRing,
  recordBlocks,
  type FrameRingViews,
} from './frame-ring-layout.js';
import { ReaderGate } from './reader-gate.js';
import { RING_HEAD, wordOf } from './ring-layout.js';
import type { StopSignal } from './shared-words.js';

export type FrameRingMode = 'live' | 'gated';

const CLAIMED = wordOf(RING_HEAD.CLAIMED);
const PAYLOAD_LENGTH = wordOf(RECORD.PAYLOAD_LENGTH);
const TAG = wordOf(RECORD.TAG);
const NOTHING_CLAIMED = -1;
const ROOM_SPIN_TURNS = 500;

/**
 * Live, the claim runs ahead of the need by this many blocks at most: readers touch the claim's
 * line with every poll, and fetching it back for every small frame costs more than the frame.
 */
const CLAIM_AHEAD_BLOCKS_LIMIT = 256;

const noClock = (): number => 0;
const noListener = (): void => {};

export class FrameRingWriter {
  readonly views: FrameRingViews;
  /** A quarter of the capacity, less the record's head. */
  readonly largestPayloadBytes: number;
  /** Where the length of a gated writer's stall gets the time from. */
  stallClock: () => number = noClock;
  /** Start and end of the last stall, by stallClock. */
  readonly stall = new Float64Array(2);
  /** Told at the end of each stall: the reader that was waited for. */
  onStall: (reader: number) => void = noListener;

  private readonly words: Int32Array;
  private readonly gate: ReaderGate;
  private readonly blockCount: number;
  private readonly claimAheadBlocks: number;
  private head: RingPosition;
  private published: RingPosition;
  private claimed: RingPosition;
  private claimedPayloadBytes = NOTHING_CLAIMED;
  private stalls = 0;

  constructor(
    buffer: SharedArrayBuffer,
    private readonly stop: StopSignal,
    private readonly mode: FrameRingMode,
  ) {
    const memory = mapFrameRing(buffer);
    this.words = memory.words;
    this.views = memory.views;
    this.blockCount = memory.blockCount;
    this.largestPayloadBytes = largestPayload(memory.blockCount);
    this.claimAheadBlocks =
      mode === 'live' ? Math.min(CLAIM_AHEAD_BLOCKS_LIMIT, memory.blockCount >>> 4) : 0;
    this.gate = new ReaderGate(memory.words, memory.readerLimit);
    // A writer that replaces a dead one goes on behind what was published last; the claim only grows.
    this.head = this.published = memory.published;
    this.claimed = memory.claimed;
  }

  /** Bells of the event-loop threads that read this ring, rung by flush(). */
  setDoorbells(buffer: SharedArrayBuffer): void {
    this.gate.setDoorbells(new Doorbells(buffer));
  }

  /**
   * Room for one payload, contiguous. Claiming again before commit() gives the first one up.
   * @returns byte offset in `views`, a multiple of 8.
   * @throws RangeError when the payload is larger than largestPayloadBytes.
   */
  claim(maxPayloadBytes: number): number {
    if (maxPayloadBytes > this.largestPayloadBytes) {
      throw new RangeError(
        `frame ring: a payload of ${maxPayloadBytes} bytes is over the limit of ${this.largestPayloadBytes}`,
      );
    }
    const blocks = recordBlocks(maxPayloadBytes);
    const index = this.head & (this.blockCount - 1);
    const padding = index + blocks > this.blockCount ? this.blockCount - index : 0;
    const end = advanceCursor(this.head, padding + blocks);
    if (cursorDistance(end, this.claimed) > 0) this.advanceClaim(end);
    if (padding > 0) {
      this.views.i32[(index << (BLOCK_SHIFT - 2)) + PAYLOAD_LENGTH] = PADDING_LENGTH;
      this.head = advanceCursor(this.head, padding);
    }
    this.claimedPayloadBytes = maxPayloadBytes;
    return ((this.head & (this.blockCount - 1)) << BLOCK_SHIFT) + RECORD_HEAD_BYTES;
  }

  /** End the claimed record. Readers see it after flush(). */
  commit(payloadBytes: number, tag: number): void {
    if (payloadBytes > this.claimedPayloadBytes) {
      throw new Error(
        `frame ring: commit of ${payloadBytes} bytes after a claim of ${this.claimedPayloadBytes}`,
      );
    }
    const record = (this.head & (this.blockCount - 1)) << (BLOCK_SHIFT - 2);
    this.views.i32[record + PAYLOAD_LENGTH] = payloadBytes;
    this.views.i32[record + TAG] = tag;
    this.head = advanceCursor(this.head, recordBlocks(payloadBytes));
    this.claimedPayloadBytes = NOTHING_CLAIMED;
  }

  /** Make all committed records visible and wake whoever sleeps. */
  flush(): void {
    if (this.head === this.published) return;
    this.published = this.head;
    this.gate.publish(this.head);
  }

  /** First block of the next record. */
  get position(): RingPosition {
    return this.head;
  }

  /** How often a gated writer had to wait for readers. */
  get stallCount(): number {
    return this.stalls;
  }

  /** Before anything up to `end` is overwritten, readers can see that it will be. */
  private advanceClaim(end: RingPosition): void {
    if (this.mode === 'gated') this.waitForRoom(end);
    this.claimed = asRingPosition(advanceCursor(end, this.claimAheadBlocks));
    Atomics.exchange(this.words, CLAIMED, this.claimed);
  }

  /** Gated. Returns when all readers are within the ring, or on stop: then readers see a lap. */
  private waitForRoom(end: RingPosition): void {
    if (this.hasRoom(end)) return;
    // What is committed must be visible, or readers and writer would wait for one another.
    this.flush();
    this.stalls++;
    this.stall[0] = this.stallClock();
    // Anew: to the gate, what is visible only now had nobody waiting for it.
    this.gate.gap(this.published);
    const reader = this.gate.slowest;
    let turns = 0;
    while (!this.hasRoom(end) && !this.stop.requested()) {
      if (++turns <= ROOM_SPIN_TURNS) continue;
      this.gate.announceWait();
      if (!this.hasRoom(end)) this.gate.sleepOnSlowest();
      this.gate.withdrawWait();
    }
    this.stall[1] = this.stallClock();
    this.onStall(reader);
  }

  private hasRoom(end: RingPosition): boolean {
    const needed = cursorDistance(end, this.published);
    return this.gate.gap(this.published) + needed <= this.blockCount;
  }
}
