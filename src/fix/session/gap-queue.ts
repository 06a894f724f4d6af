/**
 * Messages behind a gap, by their MsgSeqNum, until the gap is filled (rule 5). Owns copies of their bytes,
 * bounded in messages and bytes. The session's thread.
 */

/** Rule 9: a message that was handled when it came, so only its number waits. */
const HANDLED = new Uint8Array(0);

export class GapQueue {
  bytesHeld = 0;
  private readonly messages = new Map<number, Uint8Array>();

  constructor(
    private readonly messagesLimit: number,
    private readonly bytesLimit: number,
  ) {}

  get length(): number {
    return this.messages.size;
  }

  /** @returns false where the queue is full; a number that waits already is kept as it came first. */
  add(msgSeqNum: number, bytes: Uint8Array, start: number, end: number): boolean {
    if (this.messages.has(msgSeqNum)) return true;
    if (this.messages.size >= this.messagesLimit) return false;
    if (this.bytesHeld + (end - start) > this.bytesLimit) return false;
    // A copy: a Buffer's slice() would be a view that holds all that was read with it.
    this.messages.set(msgSeqNum, new Uint8Array(bytes.subarray(start, end)));
    this.bytesHeld += end - start;
    return true;
  }

  /** Its number alone waits: it was handled. @returns false where the queue is full. */
  addHandled(msgSeqNum: number): boolean {
    return this.add(msgSeqNum, HANDLED, 0, 0);
  }

  /** Take a message out; empty where it was handled already, undefined where none waits under this number. */
  take(msgSeqNum: number): Uint8Array | undefined {
    const bytes = this.messages.get(msgSeqNum);
    if (bytes === undefined) return undefined;
    this.messages.delete(msgSeqNum);
    this.bytesHeld -= bytes.length;
    return bytes;
  }

  /** Rule 8: what waits below this number will never be asked for. */
  dropBelow(msgSeqNum: number): void {
    for (const waiting of this.messages.keys()) if (waiting < msgSeqNum) this.take(waiting);
  }

  /** The lowest number that waits; Infinity where none does. */
  first(): number {
    let first = Infinity;
    for (const waiting of this.messages.keys()) if (waiting < first) first = waiting;
    return first;
  }

  clear(): void {
    this.messages.clear();
    this.bytesHeld = 0;
  }
}
