/**
 * The rule that keeps Bitfinex books complete. The numbers are ours; the words are the venue's, on
 * books, on the flags SEQ_ALL and OB_CHECKSUM:
 *
 *   1 the first message of a book's channel is the whole book
 *   2 with SEQ_ALL every message of the connection, whatever its channel, has the sequence before it + 1
 *   3 else something of some book was missed: every book of the connection is STALE and subscribed again
 *   4 a level with count 0 is removed; an amount above 0 is a bid's, below 0 an ask's
 *   5 with OB_CHECKSUM `cs` is the CRC32 of the 25 best levels a side: the lane compares
 *
 * Owns one connection's sequence.
 */

export type SequenceVerdict =
  | 'next'
  /** The message before, once more. */
  | 'old'
  | 'gap';

export class ConnectionSequence {
  gapCount = 0;
  /** -1 before the first message. */
  private newest = -1;

  judge(sequence: number): SequenceVerdict {
    const { newest } = this;
    if (sequence === newest) return 'old';
    this.newest = sequence;
    // 2: the first one may be any.
    if (newest < 0 || sequence === newest + 1) return 'next';
    this.gapCount++;
    return 'gap';
  }
}
