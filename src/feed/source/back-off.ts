/** Waits between attempts: doubled each time up to a bound, jittered so that many do not come at once. */
export class BackOff {
  private attempts = 0;

  constructor(
    private readonly firstNs: number,
    private readonly maxNs: number,
    private readonly random: () => number,
  ) {}

  /** How long to wait before the next attempt: half of the doubled time, or up to all of it. */
  nextNs(): number {
    const waitNs = Math.min(this.firstNs * 2 ** this.attempts, this.maxNs);
    this.attempts = Math.min(this.attempts + 1, 30);
    return waitNs * (0.5 + this.random() / 2);
  }

  /** The last attempt has proven good. */
  succeeded(): void {
    this.attempts = 0;
  }
}
