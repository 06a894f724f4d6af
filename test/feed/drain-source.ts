/** Runs a source flat out to its end, in batches of a given size. */
import type { FeedSource } from '../../src/feed/source.js';
import { nextSourceNs, pacingUntil } from './source-turns.js';

export async function drainSource(source: FeedSource, batchLimit = 1000): Promise<number> {
  let count = 0;
  for (;;) {
    const nextNs = nextSourceNs(source);
    if (nextNs === Infinity) return count;
    if (Number.isNaN(nextNs)) await source.refill();
    else
      count += source.deliver(
        batchLimit,
        pacingUntil(Infinity, () => 0),
      );
  }
}
