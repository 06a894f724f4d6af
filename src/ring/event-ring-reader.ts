/**
 * A reading end of the event ring. Owns one reader line; must never look at a slot outside
 * [cursor, cursor + available()). Runs on the reader's thread (a lane, a recorder). After
 * construction nothing is allocated.
 */
import { advanceCursor, cursorDistance, type RingPosition } from './cursor.js';
import { EVENT_SLOT_SHIFT, mapEventRing, type EventRingViews } from './event-ring-layout.js';
import { ReaderSeat } from './reader-seat.js';
import type { StopSignal } from './shared-words.js';

export class EventRingReader {
  readonly views: EventRingViews;
  readonly slotCount: number;
  private readonly seat: ReaderSeat;
  private readonly stamps: Float64Array;
  private readonly mask: number;
  private cursor: RingPosition;

  constructor(buffer: SharedArrayBuffer, readerIndex: number, stop: StopSignal) {
    const memory = mapEventRing(buffer);
    this.views = memory.views;
    this.stamps = memory.stamps;
    this.slotCount = memory.slotCount;
    this.mask = memory.slotCount - 1;
    this.cursor = memory.published;
    this.seat = new ReaderSeat(memory.words, readerIndex, stop);
  }

  /** Join at the writer's cursor; from then on the writer waits for this reader. */
  attach(): void {
    this.cursor = this.seat.attach();
  }

  /** Let the writer go on without this reader. */
  detach(): void {
    this.seat.detach();
  }

  /** False once the supervisor has cut this reader off: nothing read since can be trusted. */
  attached(): boolean {
    return this.seat.attached();
  }

  /**
   * Published slots not yet released by this reader; 0 while it is not attached. Call it once per
   * batch, it is the only look at the writer's cursor, which then stays in the writer's cache.
   */
  available(): number {
    return this.seat.attached() ? cursorDistance(this.seat.published(), this.cursor) : 0;
  }

  /** Byte offset in `views` of the i-th available slot. */
  slotOffset(i: number): number {
    return ((i + this.cursor) & this.mask) << EVENT_SLOT_SHIFT;
  }

  /** Committed stamp of the batch that the i-th available slot was published in, into `target[0]`: a double returned would be boxed. */
  readCommittedNs(i: number, target: Float64Array): void {
    target[0] = this.stamps[(i + this.cursor) & this.mask]!;
  }

  /** Give back the first `count` slots. What is needed of them has been copied before. */
  release(count: number): void {
    this.cursor = advanceCursor(this.cursor, count);
    this.seat.release(this.cursor);
  }

  /** Sleep until there is data, a stop request or the timeout. Blocks the thread. */
  waitForData(timeoutMs: number): void {
    this.seat.park(this.cursor, timeoutMs);
  }

  /** Position of the first slot that this reader has not released. */
  get position(): RingPosition {
    return this.cursor;
  }
}
