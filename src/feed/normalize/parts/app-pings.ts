/**
 * Pings that a venue wants as messages of its own on every connection, each so often. Owns when the
 * next one is due; the answers are not waited for: a silent connection is the transport's affair.
 */
import type { CommandQueue } from './command-queue.js';

export class AppPings {
  private readonly dueNs = new Map<string, number>();

  constructor(
    private readonly text: string,
    private readonly everyNs: number,
  ) {}

  connected(connection: string, nowNs: number): void {
    this.dueNs.set(connection, nowNs + this.everyNs);
  }

  disconnected(connection: string): void {
    this.dueNs.delete(connection);
  }

  checkTimers(nowNs: number, commands: CommandQueue): void {
    for (const [connection, dueNs] of this.dueNs) {
      if (nowNs < dueNs) continue;
      this.dueNs.set(connection, nowNs + this.everyNs);
      commands.add({ kind: 'send', connection, text: this.text, notBeforeNs: 0 });
    }
  }
}
