/**
 * Maps the client's clock to the server's stamps (monotonic ns since the server's run base). On the
 * same host exactly, because both read one monotonic clock; else estimated from ping and pong.
 * Owns the mapping of one connection.
 */
import type { ClientClock } from './clock.js';
import type { ServerHello } from './control-message.js';

/**
 * Two hosts whose wall clocks and boots agree this closely are one. Wall time minus monotonic time
 * is the moment of boot; NTP moves it slowly, another host's is seconds to years away.
 */
const SAME_BOOT_NS = 100_000_000n;

export type ClockSource = 'shared' | 'estimated' | 'unknown';

export class ServerClock {
  source: ClockSource = 'unknown';
  /** Bound of the mapping's error in ns: 0 when shared, half a round trip when estimated. */
  errorNs = Infinity;
  private offsetNs = NaN;

  constructor(private readonly clock: ClientClock) {}

  /** A connection begins: forget estimates, and look whether the server runs on this host. */
  start(hello: ServerHello): void {
    this.source = 'unknown';
    this.errorNs = Infinity;
    this.offsetNs = NaN;
    const origin = this.clock.monotonicOriginWallNs();
    if (origin === undefined) return;
    const serverOrigin = hello.wallBaseNs - hello.monotonicBaseNs;
    const difference = origin > serverOrigin ? origin - serverOrigin : serverOrigin - origin;
    if (difference > SAME_BOOT_NS) return;
    this.offsetNs = this.clock.offsetSince(hello.monotonicBaseNs) ?? NaN;
    this.source = 'shared';
    this.errorNs = 0;
  }

  /** A pong came back: keep the estimate of the shortest round trip. */
  estimate(sentNs: number, receivedNs: number, serverNs: number): void {
    const errorNs = (receivedNs - sentNs) / 2;
    if (this.source === 'shared' || !(errorNs >= 0) || errorNs >= this.errorNs) return;
    this.offsetNs = serverNs - (sentNs + errorNs);
    this.errorNs = errorNs;
    this.source = 'estimated';
  }

  /** Server stamp of a reading of the client's clock; NaN while unknown. */
  serverNs(clientNs: number): number {
    return clientNs + this.offsetNs;
  }
}
