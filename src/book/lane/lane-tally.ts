/**
 * The lane's counts since they were last handed to shared memory. Owns plain local numbers, because
 * adding to a shared counter costs more than most events do. Lane thread only.
 */
import type { CounterBlock } from '../../telemetry/counters.js';
import { LANE_COUNTER_COUNT } from '../../telemetry/counter-names.js';

export class LaneTally {
  /** Indexed by LANE_COUNTER; gauges are not kept here. */
  readonly counts = new Float64Array(LANE_COUNTER_COUNT);

  handOver(counters: CounterBlock): void {
    for (let i = 0; i < LANE_COUNTER_COUNT; i++) {
      const count = this.counts[i]!;
      if (count === 0) continue;
      counters.add(i, count);
      this.counts[i] = 0;
    }
  }
}
