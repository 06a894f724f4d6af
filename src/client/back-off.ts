/** How long to wait before the next try: exponential with full jitter, so that clients do not come back in step. */

export interface BackOffOptions {
  /** Upper bound of the first wait, ms. */
  readonly initialMs: number;
  /** Upper bound of any wait, ms. */
  readonly maxMs: number;
}

/** A wait in ms, even over [0, min(maxMs, initialMs × 2^attempt)); attempt counts from 0. */
export const backOffMs = (options: BackOffOptions, attempt: number, random: () => number): number =>
  random() * Math.min(options.maxMs, options.initialMs * 2 ** Math.min(attempt, 30));
