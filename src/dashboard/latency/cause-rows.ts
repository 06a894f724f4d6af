/**
 * The list of intervals with a tail, and their totals, from the history. A tail is a p99.9 over the
 * budget, or a client that was left behind while the others were served in time. Pure; runs everywhere.
 */
import { CAUSES, type Cause } from './cause.js';
import type { LatencyInterval, Tail } from './report.js';
import { TOTAL_STAGE } from './stage.js';

export interface CauseRow {
  readonly endMs: number;
  readonly tail: Tail;
  /** False: only clients that were too slow made it one, and its frames are those that they did not get. */
  readonly isOver: boolean;
  /** Largest first. */
  readonly shares: readonly CauseShare[];
}

export interface CauseShare {
  readonly cause: Cause;
  readonly share: number;
}

export interface CauseTotal {
  readonly cause: Cause;
  /** Of which it is the main cause. */
  readonly intervals: number;
  /** By its share of each interval, whole frames. */
  readonly frames: number;
}

export interface TailTotals {
  /** Over the budget. */
  readonly intervals: number;
  readonly frames: number;
  /** Within it, but with a client left behind. */
  readonly slowReaderIntervals: number;
  /** Causes of frames over the budget, in the order of CAUSES. */
  readonly causes: readonly CauseTotal[];
  /** Of the frames over the budget; 0 when there are none. */
  readonly unexplainedShare: number;
}

const sharesOf = ({ shares }: Tail): CauseShare[] =>
  CAUSES.map((cause) => ({ cause, share: shares[cause] ?? 0 }))
    .filter(({ share }) => share > 0)
    .sort((a, b) => b.share - a.share);

/** Newest first. */
export const causeRows = (intervals: readonly LatencyInterval[], budgetUs: number): CauseRow[] =>
  intervals
    .flatMap(({ endMs, stages, tail }) => {
      if (tail === null) return [];
      const isOver = stages[TOTAL_STAGE].p999Us > budgetUs;
      return [{ endMs, tail, isOver, shares: sharesOf(tail) }];
    })
    .reverse();

export function tailTotals(rows: readonly CauseRow[]): TailTotals {
  const over = rows.filter(({ isOver }) => isOver);
  const frames = over.reduce((sum, { tail }) => sum + tail.frames, 0);
  const framesOf = (cause: Cause): number =>
    over.reduce((sum, { tail }) => sum + tail.frames * (tail.shares[cause] ?? 0), 0);
  const causes = CAUSES.map((cause) => ({
    cause,
    intervals: over.filter(({ tail }) => tail.cause === cause).length,
    frames: Math.round(framesOf(cause)),
  })).filter((total) => total.intervals > 0 || total.frames > 0);
  return {
    intervals: over.length,
    frames,
    slowReaderIntervals: rows.length - over.length,
    causes,
    unexplainedShare: frames === 0 ? 0 : framesOf('unexplained') / frames,
  };
}
