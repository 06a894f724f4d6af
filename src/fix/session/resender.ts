/**
 * Rule 10: what was asked for is said again, application messages with 43=Y and 122, everything else as
 * GapFills. Owns the range that is still to be said: a portion a turn, so that a request for a million messages
 * holds neither the loop nor the memory. The session's thread.
 */
import { FieldTable } from '../codec/field-table.js';
import { scanMessage } from '../codec/scan-message.js';
import { TAG } from '../tags.js';
import { InboundHeader } from './inbound-header.js';
import type { SessionStore } from './session-ports.js';
import type { SessionVoice } from './session-voice.js';

const PORTION_MESSAGES_LIMIT = 1_000;
const PORTION_BYTES_LIMIT = 512 * 1024;

export class Resender {
  /** The next number to say; 0 where nothing is asked for. */
  private next = 0;
  private last = 0;
  private readonly table = new FieldTable();
  private readonly header = new InboundHeader();

  constructor(
    private readonly store: SessionStore,
    private readonly voice: SessionVoice,
  ) {}

  get isResending(): boolean {
    return this.next > 0;
  }

  /** `first` to `last` are asked for; with what is under way it becomes one range. */
  ask(first: number, last: number): void {
    if (last < first) return;
    if (this.next === 0) this.last = 0;
    this.next = this.next === 0 ? first : Math.min(first, this.next);
    this.last = Math.max(last, this.last);
  }

  stop(): void {
    this.next = 0;
  }

  /** Say a portion. @returns how many messages were sent again. */
  portion(): number {
    if (this.next === 0) return 0;
    let gapFrom = this.next;
    let count = 0;
    let bytesSaid = 0;
    let isCut = false;
    this.store.kept(this.next, this.last, (msgSeqNum, bytes) => {
      if (count >= PORTION_MESSAGES_LIMIT || bytesSaid >= PORTION_BYTES_LIMIT) {
        isCut = true;
        return false;
      }
      if (msgSeqNum > gapFrom) this.voice.gapFill(gapFrom, msgSeqNum);
      this.again(msgSeqNum, bytes);
      gapFrom = msgSeqNum + 1;
      count++;
      bytesSaid += bytes.length;
      return true;
    });
    if (isCut) {
      this.next = gapFrom;
      return count;
    }
    if (gapFrom <= this.last) this.voice.gapFill(gapFrom, this.last + 1);
    this.next = 0;
    return count;
  }

  private again(msgSeqNum: number, bytes: Uint8Array): void {
    const { table, header } = this;
    if (!scanMessage(table, bytes, 0, bytes.length)) {
      throw new Error(`the store gave a message ${msgSeqNum} that is none`);
    }
    header.read(table);
    // The body lies between the header's last field and 10=, which is the last field.
    const bodyStart = table.ends[header.bodyIndex - 1]! + 1;
    const bodyEnd = table.ends[table.count - 2]! + 1;
    this.voice.again(
      table.textAt(2),
      msgSeqNum,
      table.text(TAG.SendingTime)!,
      bytes.subarray(bodyStart, bodyEnd),
    );
  }
}
