/** What a feed agent asks of its source, for tests that drive one by hand. */
import type { FeedSource, Pacing } from '../../src/feed/source.js';

/** Source time of the next message; NaN where refill() must run first, Infinity at the end. */
export function nextSourceNs(source: Pick<FeedSource, 'peek'>): number {
  const next = new Float64Array(1);
  source.peek(next);
  return next[0]!;
}

/** Messages are due up to `untilNs`; `received` gives each its stamp. */
export const pacingUntil = (untilNs: number, received: Pacing['received']): Pacing => ({
  dueSourceNs: new Float64Array([untilNs]),
  received,
});
