/**
 * The writing end of the event ring: never loses. Owns claiming and publishing; must never let a
 * slot be overwritten that an attached reader has not released: it waits instead, counted. Runs on
 * one feed thread. After construction nothing is allocated.
 */
import { advanceCursor, cursorDistance, type RingPosition } from './cursor.js';
import { Doorbells } from './doorbell.js';
import {
  EVENT_SLOT_SHIFT,
  mapEventRing,
  scratchSlotOffset,
  type EventRingViews,
} from './event-ring-layout.js';
import { ReaderGate } from './reader-gate.js';
import type { StopSignal } from './shared-words.js';

/** Looks for room before the writer goes to sleep: some tens of microseconds. */
const ROOM_SPIN_TURNS = 500;

const noClock = (): number => 0;
const noListener = (): void => {};

export class EventRingWriter {
  readonly views: EventRingViews;
  readonly slotCount: number;
  /** Where a chunk that next() publishes by itself, and the length of a stall, get the time from. */
  chunkClock: () => number = noClock;

  private readonly gate: ReaderGate;
  private readonly stamps: Float64Array;
  /** Start and end of the last stall, by chunkClock. */
  readonly stall = new Float64Array(2);
  /** Told at the end of each stall: the reader that was waited for. */
  onStall: (reader: number) => void = noListener;
  /** One double each: a field that holds a double would be boxed at every store. */
  private readonly batchStamp = new Float64Array(1);
  private readonly stalledNs = new Float64Array(1);
  private readonly mask: number;
  private readonly chunkSlots: number;
  private claimed: RingPosition;
  private published: RingPosition;
  /** Where next() has to stop and think: the end of the chunk or of the known room. */
  private claimLimit: RingPosition;
  /** Cached view of the readers: no slot from here on is known to be free. */
  private roomLimit: RingPosition;
  private stalls = 0;

  constructor(
    buffer: SharedArrayBuffer,
    private readonly stop: StopSignal,
  ) {
    const memory = mapEventRing(buffer);
    this.views = memory.views;
    this.stamps = memory.stamps;
    this.slotCount = memory.slotCount;
    this.mask = memory.slotCount - 1;
    this.chunkSlots = memory.slotCount >>> 2;
    this.gate = new ReaderGate(memory.words, memory.readerLimit);
    // A writer that replaces a dead one goes on behind what was published last.
    this.claimed = this.published = memory.published;
    this.claimLimit = this.roomLimit = memory.published;
  }

  /** Bells to ring, beside waking parked readers, whenever something is published. */
  setDoorbells(buffer: SharedArrayBuffer): void {
    this.gate.setDoorbells(new Doorbells(buffer));
  }

  /**
   * Byte offset of the next slot, unpublished. Publishes a chunk by itself when a quarter of the
   * ring is pending. Waits when the ring is full; once stop is requested it does not wait, it
   * returns the scratch slot, which is never published.
   */
  next(): number {
    const slot = this.claimed;
    if (slot === this.claimLimit) return this.nextSlowly();
    this.claimed = advanceCursor(slot, 1);
    return (slot & this.mask) << EVENT_SLOT_SHIFT;
  }

  /** Make all pending slots visible. One stamp for all of them. */
  publish(committedNs: number): void {
    // So small that V8 always inlines it: the double travels in the array and is never boxed.
    this.batchStamp[0] = committedNs;
    this.publishPending();
  }

  /** Claimed and not published. */
  get pendingCount(): number {
    return cursorDistance(this.claimed, this.published);
  }

  /** Next position to claim. */
  get position(): RingPosition {
    return this.claimed;
  }

  /** How often the writer had to wait for readers. */
  get stallCount(): number {
    return this.stalls;
  }

  /** How long it waited, by chunkClock. */
  get stallNs(): number {
    return this.stalledNs[0]!;
  }

  /** Published slots that the slowest attached reader has not released. */
  occupancy(): number {
    return this.gate.gap(this.published);
  }

  private publishPending(): void {
    const end = this.claimed;
    if (end === this.published) return;
    const stamp = this.batchStamp[0]!;
    for (let slot = this.published; slot !== end; slot = advanceCursor(slot, 1)) {
      this.stamps[slot & this.mask] = stamp;
    }
    this.published = end;
    this.gate.publish(end);
    this.setClaimLimit();
  }

  private nextSlowly(): number {
    if (this.pendingCount >= this.chunkSlots) this.publish(this.chunkClock());
    if (this.claimed === this.roomLimit && !this.findRoom() && !this.waitForRoom()) {
      return scratchSlotOffset(this.slotCount);
    }
    this.setClaimLimit();
    const slot = this.claimed;
    this.claimed = advanceCursor(slot, 1);
    return (slot & this.mask) << EVENT_SLOT_SHIFT;
  }

  private setClaimLimit(): void {
    const chunkEnd = advanceCursor(this.published, this.chunkSlots);
    this.claimLimit = cursorDistance(this.roomLimit, chunkEnd) < 0 ? this.roomLimit : chunkEnd;
  }

  /** Look at all readers' cursors anew. */
  private findRoom(): boolean {
    const room = this.slotCount - this.gate.gap(this.published) - this.pendingCount;
    this.roomLimit = advanceCursor(this.claimed, room > 0 ? room : 0);
    return room > 0;
  }

  /** @returns false when stop was requested before there was room. */
  private waitForRoom(): boolean {
    if (this.stop.requested()) return false;
    const sinceNs = this.chunkClock();
    // What is pending must be visible, or readers and writer would wait for one another.
    this.publish(sinceNs);
    this.stalls++;
    this.stall[0] = sinceNs;
    const reader = this.gate.slowest;
    let turns = 0;
    while (!this.findRoom() && !this.stop.requested()) {
      if (++turns > ROOM_SPIN_TURNS) this.parkForRoom();
    }
    this.stall[1] = this.chunkClock();
    this.stalledNs[0] = this.stalledNs[0]! + (this.stall[1] - sinceNs);
    this.onStall(reader);
    return this.claimed !== this.roomLimit;
  }

  private parkForRoom(): void {
    this.gate.announceWait();
    if (!this.findRoom()) this.gate.sleepOnSlowest();
    this.gate.withdrawWait();
  }
}
