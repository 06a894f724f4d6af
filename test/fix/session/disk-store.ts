/** A session store whose disk is a variable: what commit() wrote is what a process finds that starts after a kill. */
import type { SessionStore } from '../../../src/fix/session/session-ports.js';

interface Disk {
  readonly nextIn: number;
  readonly nextOut: number;
  readonly createdMs: number;
  readonly messages: ReadonlyMap<number, Uint8Array>;
}

export class DiskStore implements SessionStore {
  nextIn = 1;
  nextOut = 1;
  createdMs: number;
  private messages = new Map<number, Uint8Array>();
  private disk: Disk;

  constructor(wallMs: number) {
    this.createdMs = wallMs;
    this.disk = this.copy();
  }

  keep(msgSeqNum: number, bytes: Uint8Array): void {
    this.messages.set(msgSeqNum, bytes.slice());
  }

  kept(
    first: number,
    last: number,
    visit: (msgSeqNum: number, bytes: Uint8Array) => boolean,
  ): void {
    for (const [msgSeqNum, bytes] of this.messages) {
      if (msgSeqNum >= first && msgSeqNum <= last && !visit(msgSeqNum, bytes)) return;
    }
  }

  reset(wallMs: number): void {
    this.nextIn = 1;
    this.nextOut = 1;
    this.createdMs = wallMs;
    this.messages = new Map();
  }

  commit(): void {
    this.disk = this.copy();
  }

  /** The process was killed: what was not committed is gone. */
  crash(): void {
    Object.assign(this, this.disk, { messages: new Map(this.disk.messages) });
  }

  private copy(): Disk {
    const { nextIn, nextOut, createdMs, messages } = this;
    return { nextIn, nextOut, createdMs, messages: new Map(messages) };
  }
}
