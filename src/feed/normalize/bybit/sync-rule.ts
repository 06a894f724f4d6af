/**
 * The rule of Bybit's order books, for one symbol. The numbers are ours, the words the venue's:
 *
 *   1 a snapshot replaces the book, whenever it       5 a delta with u = 1: a restart whose snapshot
 *     comes                                             we missed; subscribe again
 *   2 a snapshot with u = 1: the service restarted,   6 said before (another line, a repeat): u and seq
 *     the book is overwritten                           are not beyond the book's; ignored
 *   3 depth 1 has snapshots only, and repeats the     7 any other delta is a gap: subscribe again
 *     last one, same u, when nothing changes
 *   4 a delta has the book's u + 1; sizes are absolute
 *
 * Owns the book's u and seq. Knows nothing of levels or events.
 */

export type SnapshotVerdict = 'image' | 'restart' | 'repeat';
export type DeltaVerdict = 'apply' | 'old' | 'restart' | 'gap' | 'awaiting';

/** u of the first snapshot after a restart of the venue's service. */
const RESTARTED = 1;

export class BybitSync {
  /** u of the book; -1 without a book. */
  updateId = -1;
  /** seq of the book: the matching engine's, greater is newer; 0 where the venue does not say. */
  private crossSequence = 0;
  /** Where the ids ended that were followed by a restart (2), and its seq; -1 for none. */
  private endedId = -1;
  private endedSequence = 0;

  /** Judge a snapshot and take over its place. */
  snapshot(updateId: number, crossSequence: number): SnapshotVerdict {
    const known = this.updateId;
    // 3
    if (updateId === known && crossSequence === this.crossSequence) return 'repeat';
    this.updateId = updateId;
    this.crossSequence = crossSequence;
    // 2; without a book there is nothing to overwrite.
    if (updateId !== RESTARTED || known < 0) return 'image';
    this.endedId = known;
    this.endedSequence = crossSequence;
    return 'restart';
  }

  /** Judge a delta; its place is taken over on `apply`. */
  delta(updateId: number, crossSequence: number): DeltaVerdict {
    if (this.updateId < 0) return 'awaiting';
    // 4
    if (updateId === this.updateId + 1) {
      this.updateId = updateId;
      this.crossSequence = crossSequence;
      return 'apply';
    }
    // 6: after a restart that we missed, smaller ids come with a greater seq.
    if (updateId <= this.updateId && crossSequence <= this.crossSequence) return 'old';
    // 6: a line that has yet to tell of the restart is at the end of the old ids.
    if (updateId <= this.endedId && crossSequence <= this.endedSequence) return 'old';
    // 5 and 7
    return updateId === RESTARTED ? 'restart' : 'gap';
  }

  /** Whether a snapshot of another line is no newer than the book. */
  covers(crossSequence: number): boolean {
    return crossSequence <= this.crossSequence;
  }

  /** Forget the book; only a snapshot helps. */
  discard(): void {
    this.updateId = -1;
  }
}
