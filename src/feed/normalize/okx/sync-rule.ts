/**
 * The rule of OKX's incremental books, for one instrument. The numbers are ours, the words the venue's:
 *
 *   1 a snapshot (prevSeqId -1) is the book          4 maintenance: an update with seqId < prevSeqId, its
 *   2 an update is the next one iff its prevSeqId      prevSeqId the book's: applied, counted on from seqId
 *     is the book's seqId; sizes are absolute        5 anything else is a gap: subscribe again
 *   3 nothing changed for about 60 s: an update      6 said before (another line, a repeat): it ends at or
 *     without levels, seqId = prevSeqId                before the book's seqId and is no newer; ignored
 *
 * 2 covers 3 and 4. Owns the book's seqId and time. Knows nothing of levels or events.
 */

export type UpdateVerdict = 'apply' | 'keep-alive' | 'reset' | 'old' | 'gap' | 'awaiting';

export class OkxSync {
  /** seqId of the book; -1 without a book. */
  seqId = -1;
  /** Sequences that began anew (4). */
  resetCount = 0;
  /** When the venue made what the book is at, in ms; 0 unknown. */
  private timeMs = 0;
  /** Where the sequence ended that was followed by a reset (4), and when; -1 for none. */
  private endedSeqId = -1;
  private endedMs = 0;

  /** Judge an update; what it says of the book's place is taken over where it is the next one. */
  judge(prevSeqId: number, seqId: number, timeMs: number): UpdateVerdict {
    if (this.seqId < 0) return 'awaiting';
    // 2, and with it 3 and 4.
    if (prevSeqId === this.seqId) {
      this.seqId = seqId;
      this.timeMs = timeMs;
      if (seqId >= prevSeqId) return seqId === prevSeqId ? 'keep-alive' : 'apply';
      this.resetCount++;
      this.endedSeqId = prevSeqId;
      this.endedMs = timeMs;
      return 'reset';
    }
    // 6: after a reset (4) that we missed, smaller ids are newer than the book.
    if (seqId <= this.seqId && timeMs <= this.timeMs) return 'old';
    // 6: a line that has yet to tell of the reset is at the end of the old sequence.
    return seqId <= this.endedSeqId && timeMs <= this.endedMs ? 'old' : 'gap';
  }

  /** 1 */
  snapshot(seqId: number, timeMs: number): void {
    this.seqId = seqId;
    this.timeMs = timeMs;
  }

  /** Forget the book; only a snapshot helps. */
  discard(): void {
    this.seqId = -1;
  }
}
