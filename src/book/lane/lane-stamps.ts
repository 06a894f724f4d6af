/**
 * The stamps of the batch at hand, in a typed array: a double that a function returns is boxed
 * whenever that function is not inlined, and an allocation per batch is a collection per minute.
 * Owns all of the lane's looks at the clock. Lane thread only.
 */
import type { Clock } from '../../telemetry/clock.js';

/** Indices into `ns`. */
export const LANE_STAMP = {
  /** When all messages of the batch were in their books. */
  APPLIED: 0,
  /** When the frames of the instrument at hand were written. */
  FRAMED: 1,
  /** When the batch has taken long enough. */
  DEADLINE: 2,
  NOW: 3,
} as const;

export class LaneStamps {
  /** Monotonic ns since the run base. */
  readonly ns = new Float64Array(4);

  constructor(private readonly clock: Clock) {}

  take(index: number): void {
    this.ns[index] = this.clock.nowNs();
  }

  /** @param laterNs a small integer. */
  setDeadline(laterNs: number): void {
    this.take(LANE_STAMP.DEADLINE);
    this.ns[LANE_STAMP.DEADLINE]! += laterNs;
  }

  deadlinePassed(): boolean {
    this.take(LANE_STAMP.NOW);
    return this.ns[LANE_STAMP.NOW]! > this.ns[LANE_STAMP.DEADLINE]!;
  }
}
