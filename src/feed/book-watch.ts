/**
 * Looks after the books of a live feed where they are: the lanes write each book's state into its
 * shared row, and what only a lane can see (a failed check, a change that contradicts the book, a
 * crossed book) is found there. Owns when a book is asked to be rebuilt, and when again; asks by the
 * caller. Feed thread, cold.
 */
import type { InstrumentTable } from '../event/instrument-table.js';
import { REASON, STATE, type StateReason } from '../market/state.js';
import type { InstrumentId } from '../market/units.js';

export interface BookWatchLimits {
  /** A book may rest crossed for so long before it is rebuilt. */
  readonly crossedGraceNs: number;
  /** A book that is still wrong after so long is asked for again; each time twice as long is waited. */
  readonly repeatNs: number;
  readonly repeatNsMax: number;
}

export const BOOK_WATCH_LIMITS: BookWatchLimits = {
  crossedGraceNs: 2e9,
  repeatNs: 10e9,
  repeatNsMax: 600e9,
};

/**
 * What makes a lane call a book wrong. A value that the normalizer has refused looks the same: it either
 * knows that a new image would not fit, and does nothing, or asks for one, ever more rarely.
 */
const FOUND_BY_LANES: ReadonlySet<StateReason> = new Set([
  REASON.VERIFY_FAILED,
  REASON.VALUE_REFUSED,
]);

interface Watched {
  /** Since when the book is crossed; NaN while it is not. */
  crossedNs: number;
  /** When it was asked to be rebuilt for what is wrong now; NaN: not yet. */
  askedNs: number;
  /** How long it has then until it is asked for again. */
  waitNs: number;
}

export class BookWatch {
  private readonly watched: Watched[] = [];

  constructor(
    private readonly table: Pick<InstrumentTable, 'state' | 'reason'>,
    private readonly limits: BookWatchLimits = BOOK_WATCH_LIMITS,
  ) {}

  /** @param ask called for each book that has to be rebuilt now. */
  look(
    ids: readonly InstrumentId[],
    nowNs: number,
    ask: (id: InstrumentId, reason: StateReason) => void,
  ): void {
    for (let i = 0; i < ids.length; i++) {
      const watched = (this.watched[i] ??= { crossedNs: NaN, askedNs: NaN, waitNs: 0 });
      const reason = this.wrongBecause(ids[i]!, watched, nowNs);
      if (reason === undefined) {
        watched.askedNs = NaN;
        watched.waitNs = 0;
      } else if (!(nowNs - watched.askedNs < watched.waitNs)) {
        watched.askedNs = nowNs;
        watched.waitNs = Math.min(
          Math.max(this.limits.repeatNs, 2 * watched.waitNs),
          this.limits.repeatNsMax,
        );
        ask(ids[i]!, reason);
      }
    }
  }

  private wrongBecause(id: InstrumentId, watched: Watched, nowNs: number): StateReason | undefined {
    const state = this.table.state(id);
    if (state !== STATE.CROSSED) watched.crossedNs = NaN;
    else if (Number.isNaN(watched.crossedNs)) watched.crossedNs = nowNs;
    const reason = this.table.reason(id);
    if (state === STATE.STALE && FOUND_BY_LANES.has(reason)) return reason;
    const isCrossedTooLong = nowNs - watched.crossedNs > this.limits.crossedGraceNs;
    return isCrossedTooLong ? REASON.CROSSED_BOOK : undefined;
  }
}
