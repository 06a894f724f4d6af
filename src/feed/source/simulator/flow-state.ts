/**
 * Numbers that the flow hands out: order references, match numbers and the time. Owns the 64-bit
 * counters as two int32 words. Must never allocate. Feed thread.
 */
import type { Random } from './random.js';
import { exponentialTable, TABLE_MASK } from './flow-tables.js';

/** A 64-bit counter that steps by 1 … 8, as a venue's does when most orders are not ours to see. */
export class WideCounter {
  high = 0;
  low = 0;

  step(random: Random): void {
    const before = this.low >>> 0;
    const after = before + 1 + (random.next() & 7);
    this.low = after | 0;
    if (after > 0xffffffff) this.high = (this.high + 1) | 0;
  }
}

export const DAY_NS = 86_400e9;
/** Between messages of the opening. */
const OPENING_GAP_NS = 1000;

/** One in BURST_LENGTH gaps is a pause; the others are BURST_SHARE of the mean gap. */
const BURST_LENGTH = 8;
const BURST_SHARE = 0.1;
const PAUSE_SHARE = BURST_LENGTH - (BURST_LENGTH - 1) * BURST_SHARE;

const NOW = 0;
const MEAN_GAP = 1;

/** When the next message comes: bursts of short gaps between pauses, both exponential. */
export class ArrivalClock {
  /** Element 0: nanoseconds since midnight of the next message, below DAY_NS. */
  readonly ns = new Float64Array(2);
  /** Element 0: nanoseconds since the first midnight of the next message. */
  readonly elapsedNs = new Float64Array(1);
  /** Midnights passed. */
  day = 0;
  private readonly exponential = exponentialTable();

  constructor(startNs: number, messagesPerSecond: number) {
    this.ns[NOW] = startNs;
    this.ns[MEAN_GAP] = 1e9 / messagesPerSecond;
    this.elapsedNs[0] = startNs;
  }

  advance(random: Random, isOpening: boolean): void {
    const word = random.next();
    const isPause = (word >>> 29) % BURST_LENGTH === 0;
    const share = isPause ? PAUSE_SHARE : BURST_SHARE;
    const gap = this.ns[MEAN_GAP]! * share * this.exponential[word & TABLE_MASK]!;
    const now = this.ns[NOW]! + (isOpening ? OPENING_GAP_NS : Math.floor(gap));
    this.ns[NOW] = now;
    while (this.ns[NOW]! >= DAY_NS) {
      this.ns[NOW] = this.ns[NOW]! - DAY_NS;
      this.day++;
    }
    this.elapsedNs[0] = this.day * DAY_NS + this.ns[NOW]!;
  }
}
