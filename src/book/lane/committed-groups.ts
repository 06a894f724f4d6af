/**
 * How many messages of a poll came with each committed stamp, so that the stage from committed to
 * applied counts every message once with its own stamp. Grows to the largest poll. Lane thread only.
 */
import type { StageHistogram } from '../../telemetry/stage-histogram.js';
import { growFloats, growWords } from './grown-columns.js';

const CAPACITY_FIRST = 1024;

export class CommittedGroups {
  private stamps = new Float64Array(CAPACITY_FIRST);
  private counts = new Uint32Array(CAPACITY_FIRST);
  private count = 0;

  /** @param committed its element 0 is the stamp; a batch of the ring comes in one piece. */
  add(committed: Float64Array): void {
    const stamp = committed[0]!;
    if (this.count !== 0 && this.stamps[this.count - 1] === stamp) {
      this.counts[this.count - 1]!++;
      return;
    }
    if (this.count === this.stamps.length) this.grow();
    this.stamps[this.count] = stamp;
    this.counts[this.count] = 1;
    this.count++;
  }

  /** @param stamps its element 0 is the applied stamp of all of them. */
  record(histogram: StageHistogram, stamps: Float64Array): void {
    for (let i = 0; i < this.count; i++) {
      histogram.recordCount(stamps[0]! - this.stamps[i]!, this.counts[i]!);
    }
    this.count = 0;
  }

  private grow(): void {
    this.stamps = growFloats(this.stamps, this.stamps.length * 2);
    this.counts = growWords(this.counts, this.counts.length * 2);
  }
}
