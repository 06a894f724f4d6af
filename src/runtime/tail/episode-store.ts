/**
 * The episodes of the last seconds, by the thread that noted them. Owns how long they are kept; must
 * never grow without bound: beyond its limit the oldest go. Supervisor.
 */
import type { Episode } from '../../telemetry/episode.js';

const KEPT_PER_THREAD_LIMIT = 8_192;

type KindOf<K extends Episode['kind']> = Extract<Episode, { kind: K }>;

export class EpisodeStore {
  private readonly byThread = new Map<string, Episode[]>();

  add(episode: Episode): void {
    const kept = this.byThread.get(episode.thread);
    if (kept === undefined) this.byThread.set(episode.thread, [episode]);
    else kept.push(episode);
  }

  /** Forget what ended before. */
  forget(beforeNs: number): void {
    for (const [thread, episodes] of this.byThread) {
      const excess = Math.max(0, episodes.length - KEPT_PER_THREAD_LIMIT);
      const kept = episodes.filter((one, i) => i >= excess && one.endNs >= beforeNs);
      this.byThread.set(thread, kept);
    }
  }

  /** Those of a thread that overlap a stretch of time. */
  during<K extends Episode['kind']>(
    thread: string,
    kind: K,
    fromNs: number,
    toNs: number,
  ): readonly KindOf<K>[] {
    const found: KindOf<K>[] = [];
    for (const episode of this.byThread.get(thread) ?? []) {
      if (episode.kind === kind && episode.startNs < toNs && episode.endNs >= fromNs)
        found.push(episode as KindOf<K>);
    }
    return found;
  }
}

/** Nanoseconds that two stretches have in common. */
export const overlapNs = (startNs: number, endNs: number, fromNs: number, toNs: number): number =>
  Math.max(0, Math.min(endNs, toNs) - Math.max(startNs, fromNs));
