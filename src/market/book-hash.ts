/**
 * The book hash: 64 bits as two independent 32-bit sums over the levels of a window, so that
 * adding or removing one level is one addition. The same in lane, SDK and replay. Runs everywhere.
 *
 * A level's contribution depends on side, price and quantity only, each as a 53-bit signed integer
 * in two's complement words. The sums commute: a window's hash does not depend on the order in
 * which levels came. An empty window hashes to 0:0.
 */
import type { Side } from './side.js';
import type { Lots, Ticks } from './units.js';

const TWO_32 = 4294967296;

/** The finalizer of MurmurHash3: every input bit moves every output bit. */
function mix(word: number): number {
  word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  return word ^ (word >>> 16);
}

/** High word of a safe integer in two's complement, as int32. */
export const highWord = (value: number): number => Math.floor(value / TWO_32) | 0;

function levelWord(seed: number, side: Side, price: Ticks, quantity: Lots): number {
  let word = mix(seed ^ (price | 0) ^ (side << 31));
  word = mix(word + Math.imul(highWord(price), 0x9e3779b1));
  word = mix(word ^ (quantity | 0));
  return mix(word + Math.imul(highWord(quantity), 0x9e3779b1));
}

/** Low 32 bits of one level's contribution, as int32. */
export const levelHashLow = (side: Side, price: Ticks, quantity: Lots): number =>
  levelWord(0x2545f491, side, price, quantity);

/** High 32 bits of one level's contribution, as int32. */
export const levelHashHigh = (side: Side, price: Ticks, quantity: Lots): number =>
  levelWord(0x5bd1e995, side, price, quantity);

/** One step of a digest chain: fold a book hash word into a running 32-bit word. */
export const chainWord = (chain: number, word: number): number =>
  mix(Math.imul(chain, 0x01000193) ^ word);
