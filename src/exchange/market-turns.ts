/**
 * A simulator's market moves by the clock until it is paused: who owns it is told how many steps are due, a hundred times a
 * second. Owns the clock, the timer and the pace. Runs in the simulator's event loop.
 */
import { Clock, makeRunBase } from '../telemetry/clock.js';
import { MarketPace } from './market-pace.js';

const STEP_MS = 10;
const NS_PER_MS = 1e6;

export class MarketTurns {
  private readonly clock = new Clock(makeRunBase());
  private readonly pace: MarketPace;
  private timer: NodeJS.Timeout | undefined;
  private isPaused = false;

  /** @param stepsPerSecond 0: none is ever due. @param turn is not called while the market is paused. */
  constructor(
    stepsPerSecond: number,
    private readonly turn: (dueSteps: number) => void,
  ) {
    this.pace = new MarketPace(stepsPerSecond);
  }

  nowNs(): number {
    return this.clock.nowNs();
  }

  nowMs(): number {
    return this.nowNs() / NS_PER_MS;
  }

  start(): void {
    this.pace.begin(this.nowMs());
    this.timer = setInterval(() => {
      if (!this.isPaused) this.turn(this.pace.due(this.nowMs()));
    }, STEP_MS);
  }

  pause(): void {
    this.isPaused = true;
  }

  /** What was due meanwhile is not made up for. */
  resume(): void {
    this.isPaused = false;
    this.pace.begin(this.nowMs());
  }

  stop(): void {
    clearInterval(this.timer);
  }
}
