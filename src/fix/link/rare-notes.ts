/**
 * Notes that the other side can cause as often as it likes: some at once, then one in ten seconds, with how
 * many were not told, each cut to a length. Owns the count alone. The thread of its owner.
 */
import type { LinkClock } from './link-clock.js';

const BURST = 20;
const EVERY_NS = 10e9;
/** Names and texts in a note may be the other side's, and as long as a message. */
const CHARACTERS_LIMIT = 500;

export class RareNotes {
  private budget = BURST;
  private sinceNs: number;
  private untold = 0;

  constructor(
    private readonly clock: Pick<LinkClock, 'nowNs'>,
    private readonly note: (text: string) => void,
  ) {
    this.sinceNs = clock.nowNs();
  }

  tell(text: string): void {
    const nowNs = this.clock.nowNs();
    const earned = Math.floor((nowNs - this.sinceNs) / EVERY_NS);
    if (earned > 0) {
      this.budget = Math.min(BURST, this.budget + earned);
      this.sinceNs += earned * EVERY_NS;
    }
    if (this.budget === 0) {
      this.untold++;
      return;
    }
    this.budget--;
    const told = text.length > CHARACTERS_LIMIT ? `${text.slice(0, CHARACTERS_LIMIT)}…` : text;
    this.note(
      this.untold === 0 ? told : `${told} (and ${this.untold} notes before it were not told)`,
    );
    this.untold = 0;
  }
}
