/**
 * Causes over the whole run: what /metrics tells of the tail. Owns the sums. Supervisor.
 */
import { GC_KINDS, type Episode, type GcKind } from '../../telemetry/episode.js';
import { noCauses, type Cause, type CauseNumbers } from './cause.js';

export interface GcTotal {
  count: number;
  ns: number;
}

export class TailTotals {
  /** Frames over the budget. */
  readonly frames: CauseNumbers = noCauses();
  /** Intervals over the budget, by dominant cause; one in which clients were behind, as slow_reader too. */
  readonly intervals: CauseNumbers = noCauses();
  /** Notes of threads that were overwritten before they were read: causes that may be missing. */
  lostEpisodes = 0;
  private readonly collections = new Map<string, Record<GcKind, GcTotal>>();

  addFrames(frames: CauseNumbers): void {
    for (const cause of Object.keys(frames) as Cause[]) this.frames[cause] += frames[cause];
  }

  addEpisode(episode: Episode): void {
    if (episode.kind !== 'gc') return;
    const total = this.collectionsOf(episode.thread)[episode.gcKind];
    total.count++;
    total.ns += episode.endNs - episode.startNs;
  }

  collectionsOf(thread: string): Record<GcKind, GcTotal> {
    const found = this.collections.get(thread);
    if (found !== undefined) return found;
    const made = Object.fromEntries(GC_KINDS.map((kind) => [kind, { count: 0, ns: 0 }])) as Record<
      GcKind,
      GcTotal
    >;
    this.collections.set(thread, made);
    return made;
  }

  /** Unexplained over all, 0 before the first one. */
  get unexplainedRatio(): number {
    const total = Object.values(this.frames).reduce((sum, frames) => sum + frames, 0);
    return total === 0 ? 0 : this.frames.unexplained / total;
  }
}
