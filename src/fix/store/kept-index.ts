/**
 * Where each kept message's record lies, ascending by MsgSeqNum. Owns the bound: the oldest go first,
 * and the counterparty gets a gap fill for them. Any thread.
 */

/** Whole record, its header included. */
export interface KeptSpan {
  readonly offset: number;
  readonly recordBytes: number;
}

export class KeptIndex {
  /** A Map keeps the order of insertion, and add() sees to it that it ascends. */
  private readonly spans = new Map<number, KeptSpan>();
  private newest = 0;
  /** Of all records that are still wanted. */
  bytes = 0;

  constructor(private readonly bytesLimit: number) {}

  /** @returns whether it is within the bound at all. */
  accepts(recordBytes: number): boolean {
    return recordBytes <= this.bytesLimit;
  }

  add(msgSeqNum: number, span: KeptSpan): void {
    if (msgSeqNum <= this.newest) this.forgetFrom(msgSeqNum);
    this.spans.set(msgSeqNum, span);
    this.newest = msgSeqNum;
    this.bytes += span.recordBytes;
    for (const [oldest, { recordBytes }] of this.spans) {
      if (this.bytes <= this.bytesLimit) return;
      this.spans.delete(oldest);
      this.bytes -= recordBytes;
    }
  }

  clear(): void {
    this.spans.clear();
    this.newest = 0;
    this.bytes = 0;
  }

  /** Its record lies elsewhere now. */
  move(msgSeqNum: number, offset: number): void {
    const { recordBytes } = this.spans.get(msgSeqNum)!;
    this.spans.set(msgSeqNum, { offset, recordBytes });
  }

  /** From `first` to `last`, ascending, while the visitor returns true. */
  visit(first: number, last: number, visit: (msgSeqNum: number, span: KeptSpan) => boolean): void {
    for (const [msgSeqNum, span] of this.spans) {
      if (msgSeqNum < first) continue;
      if (msgSeqNum > last) return;
      if (!visit(msgSeqNum, span)) return;
    }
  }

  /** Numbers that are given a second time: what had them is not there any more. */
  private forgetFrom(msgSeqNum: number): void {
    for (const [known, { recordBytes }] of this.spans) {
      if (known < msgSeqNum) continue;
      this.spans.delete(known);
      this.bytes -= recordBytes;
    }
  }
}
