/** Pings that wait for their pong. Owns them, and what a pong tells of the server's clock. */
import type { ClientClock } from './clock.js';
import type { BookcastError } from './errors.js';
import type { ServerClock } from './server-clock.js';

interface PendingPing {
  readonly sentNs: number;
  readonly resolve: (receivedNs: number) => void;
  readonly reject: (error: BookcastError) => void;
}

const NS_PER_MS = 1e6;

export class PendingPings {
  private readonly pending = new Map<number, PendingPing>();

  constructor(
    private readonly clock: ClientClock,
    private readonly serverClock: ServerClock,
  ) {}

  /** @returns the round trip in ms. */
  async ask(id: number, send: (request: object) => void): Promise<number> {
    const sentNs = this.clock.nowNs();
    const receivedNs = await new Promise<number>((resolve, reject) => {
      this.pending.set(id, { sentNs, resolve, reject });
      send({ op: 'ping', id });
    });
    return (receivedNs - sentNs) / NS_PER_MS;
  }

  pong(id: number | undefined, serverNs: number): void {
    const ping = id === undefined ? undefined : this.pending.get(id);
    if (ping === undefined) return;
    const receivedNs = this.clock.nowNs();
    this.pending.delete(id!);
    this.serverClock.estimate(ping.sentNs, receivedNs, serverNs);
    ping.resolve(receivedNs);
  }

  refuse(id: number, error: BookcastError): void {
    this.pending.get(id)?.reject(error);
    this.pending.delete(id);
  }

  abandon(error: BookcastError): void {
    for (const ping of this.pending.values()) ping.reject(error);
    this.pending.clear();
  }
}
