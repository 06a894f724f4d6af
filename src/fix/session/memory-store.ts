/**
 * A session store in memory, for sessions that begin at 1 with each logon, and for tests. Owns the numbers
 * and the newest kept messages; nothing of it outlives the process. The session's thread.
 */
import type { SessionStore } from './session-ports.js';

const MESSAGES_LIMIT = 10_000;

export class MemoryStore implements SessionStore {
  nextIn = 1;
  nextOut = 1;
  createdMs: number;
  private readonly messages = new Map<number, Uint8Array>();

  constructor(
    wallMs: number,
    private readonly messagesLimit = MESSAGES_LIMIT,
  ) {
    this.createdMs = wallMs;
  }

  /** When full, the oldest message goes: it is gap-filled then. */
  keep(msgSeqNum: number, bytes: Uint8Array): void {
    this.messages.set(msgSeqNum, new Uint8Array(bytes));
    if (this.messages.size <= this.messagesLimit) return;
    for (const oldest of this.messages.keys()) {
      this.messages.delete(oldest);
      return;
    }
  }

  kept(
    first: number,
    last: number,
    visit: (msgSeqNum: number, bytes: Uint8Array) => boolean,
  ): void {
    for (const [msgSeqNum, bytes] of this.messages) {
      if (msgSeqNum < first || msgSeqNum > last) continue;
      if (!visit(msgSeqNum, bytes)) return;
    }
  }

  reset(wallMs: number): void {
    this.nextIn = 1;
    this.nextOut = 1;
    this.createdMs = wallMs;
    this.messages.clear();
  }

  /** Nothing to make safe: what is in memory ends with the process. */
  commit(): void {}
}
