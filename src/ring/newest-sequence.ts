/**
 * The newest delta sequence of every stream, so that a gateway that was lapped asks only for the
 * images of streams that moved. Owns one word per stream; must never be taken for the sequence
 * itself: these are its low 32 bits. Writer of a stream's word: the lane of its instrument.
 *
 *   newest sequences, bytes; stream s at 4 s
 *      0  [ sequence low u32 ]   lane
 *      4
 */

export const NEWEST = { SEQUENCE_LOW: 0 } as const;
export const NEWEST_BYTES = 4;

export class NewestSequence {
  private readonly words: Int32Array;

  static allocate(streamCount: number): SharedArrayBuffer {
    return new SharedArrayBuffer(streamCount * NEWEST_BYTES);
  }

  constructor(buffer: SharedArrayBuffer) {
    this.words = new Int32Array(buffer);
  }

  /** Lane only. `sequence` is a safe integer; its low 32 bits are kept. */
  set(stream: number, sequence: number): void {
    // A plain store: an aligned word never tears, and the flush that follows orders it.
    this.words[stream] = sequence | 0;
  }

  /** Low 32 bits, 0 … 2^32 - 1. */
  get(stream: number): number {
    return Atomics.load(this.words, stream) >>> 0;
  }
}
