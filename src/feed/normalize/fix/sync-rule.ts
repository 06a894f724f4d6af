/**
 * The rule that keeps the books of a FIX counterparty complete. FIX says how messages are told and leaves to each
 * counterparty how they make a book; a profile says which of these sentences count (profile.ts).
 *
 *   1 35=W is the whole book of one instrument, whatever was before
 *   2 35=X changes books that have an image; for any other it is dropped
 *   3 269=J says that the book is empty: from there on it is known
 *   4 where entries or messages of an instrument are counted (83), each is the one before plus 1; what was there is
 *     dropped, anything else is a gap, as is a count that begins anew at 1 without 269=J
 *   5 where changes have update ids (25043, 25044), each begins at the one before plus 1 or earlier, and ends later
 *   6 893=N: the venue message goes on in the next one with the same MDReqID; nothing of it is shown before its end
 *   7 an entry that cannot be true of the book, or cannot be read, ends the book's continuity
 *   8 messages that the session will not bring any more (35=4 in their place) end that of every book
 *   9 nothing is shown over a hole: the book is STALE until its next image
 *
 * Owns the counting of one instrument (4, 5). Pure.
 */
export type SequenceVerdict = 'next' | 'old' | 'gap';

export class EntrySequence {
  /** -1: whatever comes is the next. */
  private newest = -1;
  /** What the image has. */
  private imaged = -1;

  judge(first: number, last: number): SequenceVerdict {
    const { newest } = this;
    if (!(first <= last)) return 'gap';
    // What an image has may come behind it; once the count has gone on, a 1 is a count that begins anew.
    if (newest > Math.max(this.imaged, 1) && last <= 1) return 'gap';
    if (newest >= 0 && last <= newest) return 'old';
    if (newest >= 0 && first > newest + 1) return 'gap';
    this.newest = last;
    return 'next';
  }

  /** @param newest what an image says that it has; NaN where it does not say. */
  restart(newest: number): void {
    this.newest = newest >= 0 ? newest : -1;
    this.imaged = this.newest;
  }
}
