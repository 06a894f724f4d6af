/**
 * How full a ring is, for who looks from outside. Owns nothing; must never move a cursor. Supervisor.
 */
import { asRingPosition } from './cursor.js';
import { ReaderGate } from './reader-gate.js';
import { RING_HEAD, wordOf } from './ring-layout.js';

/**
 * Part of the ring that the slowest attached reader has not released, 0 to 1. A frame ring does not wait
 * for its readers: one that is about to be overtaken shows as 1.
 */
export function ringFill(buffer: SharedArrayBuffer): number {
  const words = new Int32Array(buffer);
  const gate = new ReaderGate(words, words[wordOf(RING_HEAD.READER_LIMIT)]!);
  const published = asRingPosition(Atomics.load(words, wordOf(RING_HEAD.PUBLISHED)));
  return Math.min(1, gate.gap(published) / words[wordOf(RING_HEAD.UNIT_COUNT)]!);
}
