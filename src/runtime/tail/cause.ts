/**
 * Why messages were slow: one word per cause, the same in the log, at /metrics, at /latency and in the
 * docs. Owns the words.
 */
export const CAUSES = ['gc', 'hiccup', 'pause', 'burst', 'slow_reader', 'unexplained'] as const;
export type Cause = (typeof CAUSES)[number];

export type CauseNumbers = Record<Cause, number>;

export const noCauses = (): CauseNumbers => ({
  gc: 0,
  hiccup: 0,
  pause: 0,
  burst: 0,
  slow_reader: 0,
  unexplained: 0,
});

/** The cause with the largest number; of equals the first in the order of CAUSES. */
export function dominantCause(numbers: CauseNumbers): Cause {
  let found: Cause = 'unexplained';
  for (const cause of CAUSES) if (numbers[cause] > numbers[found]) found = cause;
  return found;
}
