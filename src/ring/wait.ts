/**
 * What a polling thread does when a turn found no work. Owns the choice between burning a core and
 * sleeping; must never decide what work is. Runs on lane threads; event-loop threads have the
 * DoorbellLoop instead.
 */

/** Something that a thread can sleep on until there is data. */
export interface Parkable {
  waitForData(timeoutMs: number): void;
}

export interface WaitStrategy {
  /** Called after a turn without work. */
  idle(reader: Parkable): void;
  /** Called after a turn with work. */
  reset(): void;
}

export type WaitStrategyName = 'spin' | 'spin-then-park';

export interface WaitOptions {
  /** Turns without work before the thread sleeps. */
  readonly spinTurns: number;
  /** Longest sleep, so that heartbeats and stop requests are looked after. */
  readonly parkMs?: number;
}

const PARK_MS_DEFAULT = 10;

/** Never gives the core away: the shortest wake-up, where a core can be spared. */
class Spin implements WaitStrategy {
  idle(): void {}
  reset(): void {}
}

/** Spins for a number of turns after the last work, then sleeps until it is woken. */
class SpinThenPark implements WaitStrategy {
  private idleTurns = 0;

  constructor(
    private readonly spinTurns: number,
    private readonly parkMs: number,
  ) {}

  idle(reader: Parkable): void {
    if (this.idleTurns < this.spinTurns) this.idleTurns++;
    else reader.waitForData(this.parkMs);
  }

  reset(): void {
    this.idleTurns = 0;
  }
}

export function makeWaitStrategy(name: WaitStrategyName, options: WaitOptions): WaitStrategy {
  switch (name) {
    case 'spin':
      return new Spin();
    case 'spin-then-park':
      return new SpinThenPark(options.spinTurns, options.parkMs ?? PARK_MS_DEFAULT);
  }
}
