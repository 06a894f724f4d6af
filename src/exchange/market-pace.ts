/**
 * How many steps of a market are due: so many per second, evenly. Owns the moment up to which they were made;
 * does not catch up what a stopped process missed. Reads no clock.
 */

/** After a pause of the process the market does not catch up more than this. */
const CATCH_UP_MS = 1_000;
const MS_PER_SECOND = 1_000;

export class MarketPace {
  private madeUntilMs = 0;

  /** @param stepsPerSecond 0: none is ever due. */
  constructor(private readonly stepsPerSecond: number) {}

  /** From now on. */
  begin(nowMs: number): void {
    this.madeUntilMs = nowMs;
  }

  /** @returns steps that were not due at the last call yet. */
  due(nowMs: number): number {
    const { stepsPerSecond } = this;
    if (stepsPerSecond === 0) return 0;
    this.madeUntilMs = Math.max(this.madeUntilMs, nowMs - CATCH_UP_MS);
    const steps = Math.floor(((nowMs - this.madeUntilMs) * stepsPerSecond) / MS_PER_SECOND);
    this.madeUntilMs += (steps * MS_PER_SECOND) / stepsPerSecond;
    return steps;
  }
}
