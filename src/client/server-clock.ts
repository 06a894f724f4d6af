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

/** What two hosts' clocks may drift apart per ns: 50 µs in a second, two ordinary quartzes at their worst. */
const DRIFT_PER_NS = 50e-6;

export type ClockSource = 'shared' | 'estimated' | 'unknown';

export class ServerClock {
  source: ClockSource = 'unknown';
  private offsetNs = NaN;
  private halfRoundTripNs = Infinity;
  private estimatedAtNs = 0;

  constructor(private readonly clock: ClientClock) {}

  /**
   * Bound of the mapping's error in ns: 0 when shared; when estimated half of the round trip, and
   * what the clocks may have drifted apart since.
   */
  get errorNs(): number {
    return this.source === 'estimated' ? this.errorNsAt(this.clock.nowNs()) : this.halfRoundTripNs;
  }

  /** A connection begins: forget estimates, and look whether the server runs on this host. */
  start(hello: ServerHello): void {
    this.source = 'unknown';
    this.halfRoundTripNs = Infinity;
    this.offsetNs = NaN;
    const origin = this.clock.monotonicOriginWallNs();
    if (origin === undefined) return;
    const serverOrigin = hello.wallBaseNs - hello.monotonicBaseNs;
    const difference = origin > serverOrigin ? origin - serverOrigin : serverOrigin - origin;
    if (difference > SAME_BOOT_NS) return;
    this.offsetNs = this.clock.offsetSince(hello.monotonicBaseNs) ?? NaN;
    this.source = 'shared';
    this.halfRoundTripNs = 0;
  }

  /** A pong came back: it replaces the estimate when its error is not above what that one's has grown to. */
  estimate(sentNs: number, receivedNs: number, serverNs: number): void {
    const halfRoundTripNs = (receivedNs - sentNs) / 2;
    if (this.source === 'shared' || !(halfRoundTripNs >= 0)) return;
    if (halfRoundTripNs > this.errorNsAt(receivedNs)) return;
    this.offsetNs = serverNs - (sentNs + halfRoundTripNs);
    this.halfRoundTripNs = halfRoundTripNs;
    this.estimatedAtNs = receivedNs;
    this.source = 'estimated';
  }

  /** Server stamp of a reading of the client's clock; NaN while unknown. */
  serverNs(clientNs: number): number {
    return clientNs + this.offsetNs;
  }

  private errorNsAt(clientNs: number): number {
    return this.halfRoundTripNs + (clientNs - this.estimatedAtNs) * DRIFT_PER_NS;
  }
}
