/**
 * The intervals that the page knows, oldest first, at most INTERVAL_LIMIT. Owns what is kept over
 * answers, lost ones and a restarted server; must never grow beyond its limit. Runs everywhere.
 */
import type { LatencyInterval, LatencyReport } from './report.js';

/** As many as the server keeps: five minutes of one second each. */
export const INTERVAL_LIMIT = 300;
/** Longer than this since the one before, in intervals: some are missing between them. */
const GAP_INTERVALS = 2.5;

/** One column on the time axis. */
export interface Slot {
  readonly startMs: number;
  readonly endMs: number;
  /** Undefined where intervals are missing. */
  readonly interval: LatencyInterval | undefined;
}

const sameNumbers = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((value, i) => value === b[i]);

export class IntervalHistory {
  private kept: readonly LatencyInterval[] = [];
  private edges: readonly number[] = [];
  private periodMs = 1_000;
  private runStartMs = 0;

  get intervals(): readonly LatencyInterval[] {
    return this.kept;
  }
  get edgesUs(): readonly number[] {
    return this.edges;
  }
  get intervalMs(): number {
    return this.periodMs;
  }
  get newest(): LatencyInterval | undefined {
    return this.kept.at(-1);
  }

  /** The server began at this wall time: what it told before was another run. */
  beginRun(wallMs: number): void {
    this.runStartMs = wallMs;
  }

  /** @returns how many intervals were new. */
  take(report: LatencyReport): number {
    const newestMs = this.newest?.endMs ?? -Infinity;
    const told = report.intervals;
    const isOther =
      report.intervalMs !== this.periodMs ||
      !sameNumbers(report.edgesUs, this.edges) ||
      // Its clock was set back.
      (told.length > 0 && told.at(-1)!.endMs < newestMs);
    this.periodMs = report.intervalMs;
    this.edges = report.edgesUs;
    const fresh = isOther ? told : told.filter((interval) => interval.endMs > newestMs);
    this.kept = (isOther ? fresh : [...this.kept, ...fresh]).slice(-INTERVAL_LIMIT);
    return fresh.length;
  }

  /** Columns of the time axis: one per interval, and one for each gap between them. */
  slots(): Slot[] {
    const slots: Slot[] = [];
    let before: LatencyInterval | undefined;
    for (const interval of this.kept) {
      const { endMs } = interval;
      let startMs = endMs - this.periodMs;
      if (before !== undefined) {
        const isGap =
          endMs - before.endMs > GAP_INTERVALS * this.periodMs ||
          (before.endMs < this.runStartMs && endMs >= this.runStartMs);
        if (isGap) {
          startMs = Math.max(startMs, before.endMs);
          slots.push({ startMs: before.endMs, endMs: startMs, interval: undefined });
        } else startMs = before.endMs;
      }
      slots.push({ startMs, endMs, interval });
      before = interval;
    }
    return slots;
  }
}
