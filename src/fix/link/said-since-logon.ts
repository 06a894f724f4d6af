/**
 * A session's store, but sent messages are kept in memory, and only those since the last logon: what a client of
 * market data asked for on an earlier connection is asked for anew, and a counterparty that gets it again, too, would
 * have two requests. Owns those messages, bounded; the numbers are the store's below. The session's thread.
 */
import { MemoryStore } from '../session/memory-store.js';
import type { SessionStore } from '../session/session-ports.js';

export class SaidSinceLogon implements SessionStore {
  private readonly said: MemoryStore;

  constructor(private readonly numbers: SessionStore) {
    this.said = new MemoryStore(numbers.createdMs);
  }

  get nextIn(): number {
    return this.numbers.nextIn;
  }

  set nextIn(next: number) {
    this.numbers.nextIn = next;
  }

  get nextOut(): number {
    return this.numbers.nextOut;
  }

  set nextOut(next: number) {
    this.numbers.nextOut = next;
  }

  get createdMs(): number {
    return this.numbers.createdMs;
  }

  /** What was said before is gap-filled from now on. */
  loggedOn(): void {
    this.said.reset(this.createdMs);
  }

  keep(msgSeqNum: number, bytes: Uint8Array): void {
    this.said.keep(msgSeqNum, bytes);
  }

  kept(
    first: number,
    last: number,
    visit: (msgSeqNum: number, bytes: Uint8Array) => boolean,
  ): void {
    this.said.kept(first, last, visit);
  }

  reset(wallMs: number): void {
    this.numbers.reset(wallMs);
    this.said.reset(wallMs);
  }

  commit(): void {
    this.numbers.commit();
  }
}
