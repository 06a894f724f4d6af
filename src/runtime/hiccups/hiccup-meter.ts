/**
 * The arithmetic of the control thread: from wake-ups to hiccups. Owns the shortest sleep seen; must
 * never read a clock. Control thread.
 */
import type { EpisodeNotes } from '../../telemetry/episode-notes.js';
import type { StageHistogram } from '../../telemetry/stage-histogram.js';

/** Also guards the loop below against a first sleep that was cut short. */
const SLEEP_NS = 1e6;

export class HiccupMeter {
  private shortestNs = Infinity;

  constructor(
    private readonly histogram: StageHistogram,
    private readonly notes: EpisodeNotes,
    private readonly noteNs: number,
    private wokeNs: number,
  ) {}

  woke(nowNs: number): void {
    const tookNs = nowNs - this.wokeNs;
    this.wokeNs = nowNs;
    if (tookNs < this.shortestNs) this.shortestNs = Math.max(tookNs, SLEEP_NS);
    const hiccupNs = Math.max(0, tookNs - this.shortestNs);
    this.histogram.record(hiccupNs);
    // Sleeps that would have begun in the meantime: they would have ended that much less late.
    for (let missed = hiccupNs - SLEEP_NS; missed >= SLEEP_NS; missed -= SLEEP_NS) {
      this.histogram.record(missed);
    }
    if (hiccupNs > this.noteNs) this.notes.hiccup(nowNs - hiccupNs, hiccupNs);
  }
}
