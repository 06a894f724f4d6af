/**
 * How long a lane has shown no sign of life, by what the kernel says of its thread. Owns when silence
 * is death: a lane that is hung works without a beat; one that is ready and gets no core is not dead,
 * however long that takes; one that sleeps is given more time. Supervisor.
 */

/** A silent lane's thread, as the kernel sees it. */
export interface SilentThread {
  /** Time on a core since the thread began, ns; 0 where unknown. */
  readonly onCoreNs: number;
  /** Not even ready to run; where nothing is known it counts as asleep. */
  readonly isAsleep: boolean;
}

/** A lane that is at rest beats every 25 ms at the latest; one that is paused for a moment does not. */
const ASLEEP_LIMIT_FACTOR = 2.5;
const NS_PER_MS = 1e6;

export class LaneSilence {
  /** On a core, without a beat. */
  private workedMs = 0;
  /** Asleep, without a beat. */
  private asleepMs = 0;
  private onCoreNs = NaN;

  /** It has shown life. */
  end(): void {
    this.workedMs = this.asleepMs = 0;
    this.onCoreNs = NaN;
  }

  /**
   * Another check without a beat.
   * @param elapsedMs since the check before.
   * @param thread as of now; at the first check of a silence it tells where that began.
   */
  goOn(elapsedMs: number, thread: SilentThread): void {
    const ranMs = Number.isNaN(this.onCoreNs) ? 0 : (thread.onCoreNs - this.onCoreNs) / NS_PER_MS;
    this.onCoreNs = thread.onCoreNs;
    this.workedMs += Math.min(ranMs, elapsedMs);
    if (thread.isAsleep) this.asleepMs += elapsedMs;
  }

  /** @returns what is wrong, undefined while the lane may yet be alive. */
  verdict(msLimit: number): string | undefined {
    if (this.workedMs >= msLimit) return `no heartbeat in ${msLimit} ms on a core`;
    const asleepMsLimit = msLimit * ASLEEP_LIMIT_FACTOR;
    return this.asleepMs >= asleepMsLimit ? `asleep for ${asleepMsLimit} ms` : undefined;
  }
}
