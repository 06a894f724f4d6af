/**
 * When to ping for the estimate of the server's clock. Owns one timer; a few pings while a page
 * still loads, apart from one another so that one of them finds a quiet moment, then a slow rate
 * for as long as the connection lives. Must never hold a process open.
 */

export interface ClockPingOptions {
  /** Pings at the quick rate, right after hello. */
  readonly quickCount: number;
  readonly quickMs: number;
  readonly slowMs: number;
}

export const CLOCK_PING_DEFAULTS: ClockPingOptions = { quickCount: 5, quickMs: 500, slowMs: 5_000 };

export class ClockPings {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private count = 0;

  constructor(
    private readonly options: ClockPingOptions,
    private readonly ping: () => void,
  ) {}

  /** A connection stands: ping now, and go on. */
  start(): void {
    this.stop();
    this.count = 0;
    this.next();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private next(): void {
    const { quickCount, quickMs, slowMs } = this.options;
    this.count++;
    this.timer = setTimeout(() => this.next(), this.count < quickCount ? quickMs : slowMs);
    (this.timer as { unref?: () => void }).unref?.();
    this.ping();
  }
}
