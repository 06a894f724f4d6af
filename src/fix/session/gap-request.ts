/**
 * Rule 5: which gap we have asked for. Owns the range and how often it was asked for without progress; decides
 * when to ask again. The session's thread.
 *
 * A resend that comes with a hole of its own (a garbled message) is noticed when a message with 43=Y reaches
 * the range's end; one whose begin or end was lost, by time. Live messages that were under way when we asked say
 * nothing, nor does what is left of a resend after we have asked again.
 */

/** Asking in vain that often ends the session: the counterparty cannot or will not fill the gap. */
const ATTEMPTS_LIMIT = 5;

export class GapRequest {
  /** First and last missing number; `end` 0 where no gap is known. */
  private begin = 0;
  private end = 0;
  private attempts = 0;
  private movedNs = 0;
  /** The resend that is awaited has begun. */
  private hasMoved = false;

  get isOpen(): boolean {
    return this.end > 0;
  }

  get lastMissing(): number {
    return this.end;
  }

  get isInVain(): boolean {
    return this.attempts > ATTEMPTS_LIMIT;
  }

  /** `begin` to `end` are asked for, or will come by themselves. */
  asked(begin: number, end: number, nowNs: number): void {
    this.attempts = begin === this.begin ? this.attempts + 1 : 1;
    this.hasMoved = false;
    this.begin = begin;
    this.end = end;
    this.movedNs = nowNs;
  }

  /** Whether a message ahead of the gap is a reason to ask (again). */
  shouldAsk(msgSeqNum: number, isPossDup: boolean): boolean {
    return !this.isOpen || (isPossDup && this.hasMoved && msgSeqNum >= this.end);
  }

  /** N is now `nextIn`. */
  moved(nextIn: number, nowNs: number): void {
    this.movedNs = nowNs;
    this.hasMoved = true;
    if (nextIn > this.end) this.end = 0;
  }

  /** Nothing has moved for so long that the answer is lost. */
  isOverdue(nowNs: number, waitNs: number): boolean {
    return this.isOpen && nowNs - this.movedNs > waitNs;
  }

  clear(): void {
    this.begin = 0;
    this.end = 0;
    this.attempts = 0;
  }
}
