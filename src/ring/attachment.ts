/**
 * Who is attached to a ring. Owns the attachment words as the supervisor sees them: it cuts off a
 * dead reader, so that the writer stops waiting for it. Must never be called for a reader that
 * still runs and trusts its slots. Supervisor thread, or a reader for itself.
 */
import { READER_LINE, RING_HEAD, WAITING, readerLineWord, wordOf } from './ring-layout.js';

const ATTACHMENT = wordOf(READER_LINE.ATTACHMENT);

/** An odd generation says attached. */
export const isAttachedGeneration = (generation: number): boolean => (generation & 1) === 1;

/**
 * End the attachment with this generation, if it still stands, and wake a writer that waits for it.
 * @returns whether it was this call that ended it.
 */
export function endAttachment(words: Int32Array, readerIndex: number, generation: number): boolean {
  const line = readerLineWord(readerIndex);
  if (!isAttachedGeneration(generation)) return false;
  const found = Atomics.compareExchange(words, line + ATTACHMENT, generation, (generation + 1) | 0);
  if (found !== generation) return false;
  if (Atomics.load(words, wordOf(RING_HEAD.WRITER_WAITS)) === WAITING) {
    Atomics.notify(words, line + wordOf(READER_LINE.CURSOR));
  }
  return true;
}

/** Cut off a reader that throws or hangs. Its own thread sees it: its `available()` is 0 from then on. */
export function detachReader(buffer: SharedArrayBuffer, readerIndex: number): void {
  const words = new Int32Array(buffer);
  assertReaderIndex(words, readerIndex);
  const line = readerLineWord(readerIndex);
  endAttachment(words, readerIndex, Atomics.load(words, line + ATTACHMENT));
  Atomics.store(words, line + wordOf(READER_LINE.PARKED), 0);
}

/** How many readers gate the writer of this ring. */
export function attachedReaders(buffer: SharedArrayBuffer): number {
  const words = new Int32Array(buffer);
  const readerLimit = words[wordOf(RING_HEAD.READER_LIMIT)]!;
  let attached = 0;
  for (let reader = 0; reader < readerLimit; reader++) {
    if (isAttachedGeneration(Atomics.load(words, readerLineWord(reader) + ATTACHMENT))) attached++;
  }
  return attached;
}

/** @throws RangeError when the ring has no such reader. */
export function assertReaderIndex(words: Int32Array, readerIndex: number): void {
  const readerLimit = words[wordOf(RING_HEAD.READER_LIMIT)]!;
  if (!Number.isInteger(readerIndex) || readerIndex < 0 || readerIndex >= readerLimit) {
    throw new RangeError(`ring: reader ${readerIndex} is outside 0 … ${readerLimit - 1}`);
  }
}
