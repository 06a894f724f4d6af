/**
 * What we say on a connection, no faster than the venue allows and in order. Owns what waits; forgotten
 * with the connection. Feed thread.
 */
import { TokenBucket } from './token-bucket.js';

interface Unsent {
  readonly text: string;
  readonly notBeforeNs: number;
}

export class PacedSends {
  private unsent: Unsent[] = [];
  private readonly sends: TokenBucket;

  constructor(
    sendsPerSecond: number,
    private readonly say: (text: string, nowNs: number) => void,
  ) {
    this.sends = new TokenBucket(sendsPerSecond, sendsPerSecond);
  }

  push(text: string, notBeforeNs: number, nowNs: number): void {
    this.unsent.push({ text, notBeforeNs });
    this.flush(nowNs);
  }

  /** Says what may be said by now. */
  flush(nowNs: number): void {
    while (this.unsent.length > 0) {
      const next = this.unsent[0]!;
      if (nowNs < next.notBeforeNs || !this.sends.take(1, nowNs)) return;
      this.unsent.shift();
      this.say(next.text, nowNs);
    }
  }

  clear(): void {
    this.unsent = [];
  }
}
