/**
 * The time axis that all charts share: its columns, its window, and the column that was picked. Owns
 * the choice of the interval that the page tells about. Runs everywhere.
 */
import { INTERVAL_LIMIT, type IntervalHistory, type Slot } from './history.js';
import type { LatencyInterval } from './report.js';

const MS_PER_SECOND = 1_000;

export class TimeAxis {
  slots: readonly Slot[] = [];
  private pinnedMs = NaN;

  constructor(private readonly history: IntervalHistory) {}

  /** After the history has changed; a picked interval that is no longer kept is let go. */
  refresh(): void {
    this.slots = this.history.slots();
    if (this.pinned === undefined) this.pinnedMs = NaN;
  }

  rangeSeconds(): [number, number] {
    const endMs = this.history.newest?.endMs ?? INTERVAL_LIMIT * this.history.intervalMs;
    return [
      (endMs - INTERVAL_LIMIT * this.history.intervalMs) / MS_PER_SECOND,
      endMs / MS_PER_SECOND,
    ];
  }

  get pinned(): LatencyInterval | undefined {
    return this.history.intervals.find(({ endMs }) => endMs === this.pinnedMs);
  }

  /** Picked, else the newest. */
  get told(): LatencyInterval | undefined {
    return this.pinned ?? this.history.newest;
  }

  /** Middle of the picked column; NaN when none is. */
  pinnedSeconds(): number {
    const slot = this.slots.find(({ interval }) => interval?.endMs === this.pinnedMs);
    return slot === undefined ? NaN : (slot.startMs + slot.endMs) / 2 / MS_PER_SECOND;
  }

  pin(endMs: number): void {
    this.pinnedMs = endMs;
  }

  unpin(): void {
    this.pinnedMs = NaN;
  }

  /** To the interval so many before (negative) or after the one that is told; past the newest one it is live again. */
  step(by: number): void {
    const { intervals } = this.history;
    const told = this.told;
    if (told === undefined) return;
    const next = intervals.indexOf(told) + by;
    if (next >= intervals.length) this.unpin();
    else this.pin(intervals[Math.max(next, 0)]!.endMs);
  }
}
