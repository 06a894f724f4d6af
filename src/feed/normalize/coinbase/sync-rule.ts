/**
 * The rule of Coinbase Advanced Trade's sequence, for one connection. sequence_num counts the messages of
 * all channels and products of the connection together:
 *
 *   1 each message has the sequence of the one before plus 1; the first one seen is taken as it is
 *   2 more than that: messages are missing, of any product: no book of the connection is right any more
 *   3 less: seen before, ignore it; but one that goes on from the last such one shows that the numbers have
 *     begun anew, or that the leap before was none: as 2
 *   4 a book begins with its snapshot; updates before it have nothing to change
 *   5 quantities are absolute, 0 removes, removing a level that we do not hold is normal
 *
 * Owns the connection's sequence. Knows nothing of books, events or time.
 */

export type SequenceVerdict = 'next' | 'old' | 'gap';

export class ConnectionSync {
  /** -1 before the first message. */
  sequence = -1;
  gapCount = 0;
  /** The last one that was less. */
  private oldSequence = NaN;

  judge(sequence: number): SequenceVerdict {
    const expected = this.sequence + 1;
    // 3
    const goesOn = sequence === this.oldSequence + 1;
    if (sequence < expected && !goesOn) {
      this.oldSequence = sequence;
      return 'old';
    }
    const isFirst = this.sequence < 0;
    this.sequence = sequence;
    this.oldSequence = NaN;
    // 1
    if (isFirst || sequence === expected) return 'next';
    // 2
    this.gapCount++;
    return 'gap';
  }
}
