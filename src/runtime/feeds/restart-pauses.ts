/**
 * How long to wait before a feed that broke is opened again: doubling within a minute, and never more
 * than so many times a minute. Owns the times of the last restarts; reads no clock. Supervisor.
 */

export interface RestartLimits {
  readonly restartMsMin: number;
  readonly restartMsMax: number;
  readonly restartLimitPerMinute: number;
}

const MINUTE_MS = 60_000;

export class RestartPauses {
  /** Of the restarts within the last minute, when each was to happen, ms. */
  private restarts: number[] = [];

  constructor(private readonly limits: RestartLimits) {}

  /** It broke at `nowMs`. @returns ms from then to its restart. */
  next(nowMs: number): number {
    const { restartMsMin, restartMsMax, restartLimitPerMinute } = this.limits;
    this.restarts = this.restarts.filter((restart) => restart > nowMs - MINUTE_MS);
    const pauseMs = Math.min(restartMsMin * 2 ** this.restarts.length, restartMsMax);
    const first = this.restarts.at(-restartLimitPerMinute);
    const roomMs = first === undefined ? 0 : first + MINUTE_MS - nowMs;
    const restart = nowMs + Math.max(pauseMs, roomMs);
    this.restarts.push(restart);
    return Math.ceil(restart - nowMs);
  }
}
