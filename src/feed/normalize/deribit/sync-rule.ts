/**
 * The rule that keeps a Deribit book complete, for one instrument. The numbers are ours; the words are
 * the venue's, on book.{instrument_name}.{interval}:
 *
 *   1 the first notification is the whole book; it has a change_id and no prev_change_id
 *   2 every other one has prev_change_id, equal to the change_id before it: nothing was missed
 *   3 else something was: discard, subscribe again, wait for the whole book
 *   4 amounts are absolute; several connections tell the same changes, so what the book has already
 *     is dropped, and one that begins before the book's change_id and ends after it still leads to
 *     the book at its change_id
 *   5 on one connection change_ids only grow: one that falls behind is disorder or a venue reset
 *
 * Owns the book's change_id. Knows nothing of levels, events or time.
 */

export type ChangeVerdict =
  | 'apply'
  /** Applied over a part that another connection has told already (4). */
  | 'overlap'
  | 'old'
  /** There is no book to apply it to. */
  | 'awaiting'
  | 'gap';

export class ChangeSync {
  /** True while there is a book. */
  isLive = false;
  /** Change id up to which the book is complete; -1 without a book. */
  changeId = -1;
  /** True while changeId was set by a change rather than by the whole book. */
  atChange = false;
  gapCount = 0;
  oldCount = 0;
  /** The connection that the book's image came from. */
  imageConnection = '';
  private readonly newest = new Map<string, number>();

  /** Judge a change; on `apply` and `overlap` the caller applies it and calls applied(). */
  judgeChange(connection: string, previousId: number, changeId: number): ChangeVerdict {
    if (!this.isLive) return 'awaiting';
    const newest = this.newest.get(connection) ?? -1;
    // 5: told before, and not the last thing that this connection told.
    if (changeId < newest) return this.gap();
    this.newest.set(connection, changeId);
    if (changeId <= this.changeId) {
      this.oldCount++;
      return 'old';
    }
    // 2
    if (previousId === this.changeId) return 'apply';
    // 4: only another connection's change may reach back.
    if (previousId < this.changeId && this.newest.size > 1) return 'overlap';
    return this.gap();
  }

  applied(changeId: number): void {
    this.changeId = changeId;
    this.atChange = true;
  }

  /** 1: @returns whether the whole book of this connection is to be taken. */
  judgeImage(connection: string, changeId: number): boolean {
    const isOther = this.isLive && connection !== this.imageConnection;
    // Another connection's first notification: the book is there, its changes join on by 4.
    if (isOther && this.newest.has(this.imageConnection)) {
      this.newest.set(connection, changeId);
      return false;
    }
    return true;
  }

  imaged(connection: string, changeId: number): void {
    this.isLive = true;
    this.changeId = changeId;
    this.atChange = false;
    this.imageConnection = connection;
    this.newest.clear();
    this.newest.set(connection, changeId);
  }

  /** Whether what comes next on the connection joins on to the book: it has told no more than the book has. */
  isAligned(connection: string): boolean {
    return this.isLive && (this.newest.get(connection) ?? Infinity) <= this.changeId;
  }

  /** The connection is gone. @returns whether another one still carries the book. */
  forget(connection: string): boolean {
    this.newest.delete(connection);
    return this.newest.size > 0;
  }

  /** 3: forget the book; wait for a whole one. */
  discard(): void {
    this.isLive = false;
    this.atChange = false;
    this.newest.clear();
  }

  private gap(): 'gap' {
    this.gapCount++;
    this.discard();
    return 'gap';
  }
}
