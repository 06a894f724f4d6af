/** How many books had to be rebuilt, by reason. */
import { REASON_NAMES, type StateReason } from '../../../market/state.js';

export class ResyncCounts {
  readonly counts: Record<string, number> = {};

  add(reason: StateReason): void {
    const name = REASON_NAMES[reason]!;
    this.counts[name] = (this.counts[name] ?? 0) + 1;
  }
}
