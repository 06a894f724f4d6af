/**
 * The pacing of a live source: everything is due at once and was received when its socket said so.
 * Owns the received stamps of the batch in hand. Feed thread.
 */
import type { RunPacing } from './pacing.js';

export class LivePacing implements Pick<RunPacing, keyof RunPacing> {
  readonly stamps: Float64Array;
  readonly dueSourceNs = new Float64Array([Infinity]);
  readonly isPaced = true;
  readonly isStarted = true;
  count = 0;

  constructor(batchLimit: number) {
    this.stamps = new Float64Array(batchLimit);
  }

  received(sourceNs: number): number {
    this.stamps[this.count++] = sourceNs;
    return sourceNs;
  }

  start(): void {
    // The source's clock is the run's.
  }

  startBatch(): void {
    this.count = 0;
  }

  /** At once. */
  dueRunNs(): number {
    return 0;
  }
}
