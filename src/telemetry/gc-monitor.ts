/**
 * Counts the garbage collections of the thread it runs in. Uses v8.GCProfiler, which also sees a
 * task that never yields to its event loop (a PerformanceObserver does not). Must not be sampled
 * often: start and stop cost about a millisecond. Runs in every thread, one each.
 */
import { GCProfiler } from 'node:v8';

export interface GcTotals {
  count: number;
  ms: number;
}

const US_PER_MS = 1000;

export class GcMonitor {
  private profiler: GCProfiler | undefined;
  private readonly totals: GcTotals = { count: 0, ms: 0 };

  start(): void {
    if (this.profiler !== undefined) return;
    this.profiler = new GCProfiler();
    this.profiler.start();
  }

  /** Ends the measurement. @returns the totals since the monitor was made. */
  stop(): GcTotals {
    const result = this.profiler?.stop();
    this.profiler = undefined;
    for (const collection of result?.statistics ?? []) {
      this.totals.count++;
      this.totals.ms += collection.cost / US_PER_MS;
    }
    return { ...this.totals };
  }

  /** The totals so far; also gives back the memory in which the profiler keeps its entries. */
  sample(): GcTotals {
    const totals = this.stop();
    this.start();
    return totals;
  }
}
