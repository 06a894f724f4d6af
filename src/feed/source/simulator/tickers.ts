/** Made-up ticker symbols: six letters, longer than any a US exchange lists. Cold, runs anywhere. */
import type { Random } from './random.js';

const ONSETS = ['B', 'D', 'F', 'G', 'K', 'L', 'M', 'N', 'P', 'R', 'S', 'T', 'V', 'Z'];
const VOWELS = ['A', 'E', 'I', 'O', 'U'];
const SYLLABLES = 3;

/** `count` different symbols. The 343,000 possible ones are more than ITCH has locates. */
export function makeTickers(count: number, random: Random): string[] {
  const tickers = new Set<string>();
  while (tickers.size < count) {
    let ticker = '';
    for (let i = 0; i < SYLLABLES; i++) {
      ticker += ONSETS[random.below(ONSETS.length)]! + VOWELS[random.below(VOWELS.length)]!;
    }
    tickers.add(ticker);
  }
  return [...tickers];
}
