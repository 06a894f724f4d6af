/**
 * The young generation of the threads' heaps. Owns how the setting reaches V8; must never touch the
 * heap of the thread that calls. Supervisor, before threads start.
 */
import type { ResourceLimits } from 'node:worker_threads';
import { setFlagsFromString } from 'node:v8';

const SEMI_SPACES = 3;

/**
 * @param youngGenerationMb 0: V8's own size.
 * @returns limits for the threads that are started from here on.
 */
export function heapLimits(youngGenerationMb: number): ResourceLimits {
  if (youngGenerationMb === 0) return {};
  // A limit alone changes nothing: V8 starts with small semi-spaces and grows them only when much
  // survives, which it does not here. Heaps that are made later read this flag, ours has been made.
  const semiSpaceMb = Math.max(1, Math.floor(youngGenerationMb / SEMI_SPACES));
  setFlagsFromString(`--min-semi-space-size=${semiSpaceMb}`);
  return { maxYoungGenerationSizeMb: youngGenerationMb };
}
