/**
 * The heaps of the threads: how large their young generation is and when V8 may collect. Owns how
 * this reaches V8; must never touch the heap of the thread that calls. Supervisor, before threads start.
 */
import type { ResourceLimits } from 'node:worker_threads';
import { setFlagsFromString } from 'node:v8';

const SEMI_SPACES = 3;

/**
 * V8 collects without need: whole heaps when a thread has allocated little for 8 s, to give memory back
 * (three major collections of 3 to 8 ms on a feed or lane), and young ones at 80 % from a task. Both are
 * made for pages in the background; a steady run of ours collects nothing at all without them.
 */
export function collectOnNeedOnly(): void {
  setFlagsFromString('--no-memory-reducer');
  setFlagsFromString('--no-minor-gc-task');
}

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
