/** 0 … 1 from a seed, for jitter: a recording names the seed, so that a replay draws the same. */
import { Random } from './source/simulator/random.js';

const TWO_32 = 4294967296;

export function seededRandom(seed: number): () => number {
  const random = new Random(seed);
  return () => (random.next() >>> 0) / TWO_32;
}
