/**
 * The rule that joins Binance spot diffs to a REST snapshot, for one symbol. The numbers are the
 * steps of the venue's "How to manage a local order book correctly":
 *
 *   1 open the stream, buffer, note the first U          4 the first applied has U <= L+1 <= u
 *   2 fetch a snapshot; L < first U - 1: fetch again     5 then U is the previous u + 1; u <= id: ignore;
 *   3 drop what has u <= L                                 U > id + 1: gap, discard, resync
 *
 * Owns the buffer of diffs and the book's update id. Knows nothing of levels, events or time.
 */
import type { BinanceLimits } from './limits.js';

/** awaiting: no image, diffs are buffered. suspended: connection lost, the book may still be bridged. */
export type SyncPhase = 'awaiting' | 'live' | 'suspended';

export type DiffVerdict = 'apply' | 'resume' | 'buffered' | 'old' | 'gap';
export type SnapshotVerdict = 'accept' | 'fetch-again' | 'not-needed';

/** Characters buffered by all symbols of a normalizer. */
export interface BufferBudget {
  characters: number;
}

interface BufferedDiff {
  readonly firstId: number;
  readonly lastId: number;
  readonly text: string;
}

export class DepthSync {
  phase: SyncPhase = 'awaiting';
  /** Update id up to which the book is complete; -1 without a book. */
  bookId = -1;
  /** True while bookId was set by a diff rather than by the snapshot. */
  atDiff = false;
  gapCount = 0;
  /** Holes among buffered diffs: what lay before them is useless. */
  bufferedHoleCount = 0;
  overflowCount = 0;
  private buffer: BufferedDiff[] = [];
  private characters = 0;

  constructor(
    private readonly limits: BinanceLimits,
    private readonly budget: BufferBudget,
  ) {}

  /** Judge a diff; on `apply` or `resume` the caller applies it and calls applied(). */
  judgeDiff(firstId: number, lastId: number, text: string): DiffVerdict {
    if (this.phase === 'awaiting') {
      this.keep(firstId, lastId, text);
      return 'buffered';
    }
    // 3 and 5: all of it is in the book already.
    if (lastId <= this.bookId) return 'old';
    // 4 and 5: there are updates between the book and this diff that we have not seen.
    if (firstId > this.bookId + 1) {
      this.gapCount++;
      this.discard();
      this.keep(firstId, lastId, text);
      return 'gap';
    }
    // 4 (U <= L+1 <= u) and 5 (U = id + 1). A diff that begins before the book's id and ends after
    // it is applied too: quantities are absolute (6), so it leads to the book at its u all the same.
    return this.phase === 'suspended' ? 'resume' : 'apply';
  }

  applied(lastId: number): void {
    this.bookId = lastId;
    this.atDiff = true;
    this.phase = 'live';
  }

  /** Judge a snapshot by its lastUpdateId; on `accept` the caller emits it and replays the buffer. */
  judgeSnapshot(lastUpdateId: number): SnapshotVerdict {
    if (this.phase === 'live') return 'not-needed';
    // A suspended book is older than nothing that we would take in its place.
    if (this.phase === 'suspended') return lastUpdateId >= this.bookId ? 'accept' : 'fetch-again';
    const first = this.buffer[0];
    // 2: the snapshot ends before the first diff that we have begins.
    if (first !== undefined && lastUpdateId < first.firstId - 1) return 'fetch-again';
    return 'accept';
  }

  accepted(lastUpdateId: number): void {
    this.bookId = lastUpdateId;
    this.atDiff = false;
    this.phase = 'live';
  }

  /** The buffered messages, oldest first; the buffer is empty afterwards. */
  takeBuffer(): string[] {
    const texts = this.buffer.map((diff) => diff.text);
    this.clearBuffer();
    return texts;
  }

  /** The connection is lost: what comes next may or may not join on. */
  suspend(): boolean {
    if (this.phase !== 'live') return false;
    this.phase = 'suspended';
    return true;
  }

  /** Forget book and buffer; wait for an image. */
  discard(): void {
    this.phase = 'awaiting';
    this.atDiff = false;
    this.clearBuffer();
  }

  get bufferedCount(): number {
    return this.buffer.length;
  }

  private keep(firstId: number, lastId: number, text: string): void {
    const newest = this.buffer[this.buffer.length - 1];
    if (newest !== undefined) {
      if (lastId <= newest.lastId) return;
      if (firstId > newest.lastId + 1) {
        // No snapshot from before the hole can be joined to what comes after it.
        this.bufferedHoleCount++;
        this.clearBuffer();
      }
    }
    this.buffer.push({ firstId, lastId, text });
    this.characters += text.length;
    this.budget.characters += text.length;
    while (
      this.buffer.length > this.limits.bufferedDiffsPerSymbol ||
      (this.budget.characters > this.limits.bufferedCharacters && this.buffer.length > 0)
    ) {
      const dropped = this.buffer.shift()!;
      this.characters -= dropped.text.length;
      this.budget.characters -= dropped.text.length;
      this.overflowCount++;
    }
  }

  private clearBuffer(): void {
    this.budget.characters -= this.characters;
    this.characters = 0;
    this.buffer = [];
  }
}
