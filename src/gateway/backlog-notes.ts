/**
 * Which clients' bytes have been waiting longer than the budget, noted in every round while it lasts.
 * Owns the choice of whom to name: the log is small, and a thousand stalled clients are one fact.
 * Gateway thread, cold.
 */
import type { TailNotes } from './tail-notes.js';

/** Named in one round; the rest is a number beside the last of them. */
const NAMED_LIMIT = 16;

export class BacklogNotes {
  private readonly clients = new Float64Array(NAMED_LIMIT);
  private readonly ages = new Float64Array(NAMED_LIMIT);
  private readonly bytes = new Float64Array(NAMED_LIMIT);
  private count = 0;

  constructor(private readonly tail: TailNotes | undefined) {}

  /** @param ageNs how long its oldest unsent byte has waited, at least. */
  see(client: number, ageNs: number, unsentBytes: number): void {
    if (this.tail === undefined || ageNs <= this.tail.samples.budgetNs) return;
    if (this.count < NAMED_LIMIT) {
      this.clients[this.count] = client;
      this.ages[this.count] = ageNs;
      this.bytes[this.count] = unsentBytes;
    }
    this.count++;
  }

  /** The round is over. @returns how many clients are behind. */
  finish(nowNs: number): number {
    const { count } = this;
    const named = Math.min(count, NAMED_LIMIT);
    for (let i = 0; i < named; i++) {
      const ageNs = this.ages[i]!;
      const others = i === named - 1 ? count - named : 0;
      this.tail!.episodes.backlog(nowNs - ageNs, ageNs, this.clients[i]!, this.bytes[i]!, others);
    }
    this.count = 0;
    return count;
  }
}
