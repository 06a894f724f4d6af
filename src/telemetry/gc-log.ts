/**
 * The garbage collections of the thread it runs in: how many, how long, and each one as an episode
 * with its kind, start and duration. Owns the thread's PerformanceObserver, which tells of a
 * collection only once the thread yields to its event loop: a thread with a loop of its own calls
 * settle() now and then. (v8.GCProfiler sees a thread that never yields, but each look at it costs a
 * millisecond.) Runs in every thread, one each.
 */
import { constants, PerformanceObserver, type PerformanceEntry } from 'node:perf_hooks';
import type { Clock } from './clock.js';
import type { GcKind } from './episode.js';
import type { EpisodeNotes } from './episode-notes.js';

export interface GcTotals {
  count: number;
  ms: number;
}

type GcEntry = PerformanceEntry & { readonly detail: { readonly kind: number } };

const NS_PER_MS = 1e6;
/** The collector's entry is made in one turn of the event loop and handed over in the next. */
const TURNS_TO_SETTLE = 2;

const KINDS: ReadonlyMap<number, GcKind> = new Map([
  [constants.NODE_PERFORMANCE_GC_MINOR, 'minor'],
  [constants.NODE_PERFORMANCE_GC_MAJOR, 'major'],
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL, 'incremental'],
  [constants.NODE_PERFORMANCE_GC_WEAKCB, 'weak'],
]);

export class GcLog {
  readonly totals: GcTotals = { count: 0, ms: 0 };
  private readonly observer: PerformanceObserver;
  private readonly originNs: number;

  constructor(
    clock: Clock,
    private readonly notes?: EpisodeNotes,
  ) {
    this.originNs = clock.threadOriginNs();
    this.observer = new PerformanceObserver((list) => this.take(list.getEntries()));
    this.observer.observe({ entryTypes: ['gc'] });
  }

  /** Yields to the event loop: what was collected until now is in the totals afterwards. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < TURNS_TO_SETTLE; turn++) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Settled totals; nothing is counted any more. */
  async stop(): Promise<GcTotals> {
    await this.settle();
    this.take(this.observer.takeRecords());
    this.observer.disconnect();
    return { ...this.totals };
  }

  private take(entries: readonly PerformanceEntry[]): void {
    for (const { startTime, duration, detail } of entries as readonly GcEntry[]) {
      this.totals.count++;
      this.totals.ms += duration;
      const kind = KINDS.get(detail.kind) ?? 'major';
      this.notes?.gc(kind, this.originNs + startTime * NS_PER_MS, duration * NS_PER_MS);
    }
  }
}
