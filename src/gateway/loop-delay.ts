/**
 * How late the gateway's event loop comes around, whoever holds it up: a poll, a callback of a socket,
 * the collector, the scheduler. Owns a timer that finds out, by the method of the hiccup thread: what a
 * beat takes beyond the shortest beat seen. Node's timers are whole milliseconds, so a delay of up
 * to one says nothing. Gateway thread.
 */
import type { Clock } from '../telemetry/clock.js';
import type { StageHistogram } from '../telemetry/stage-histogram.js';

const BEAT_MS = 20;

export class LoopDelay {
  private timer: NodeJS.Timeout | undefined;
  private lastNs = 0;
  private shortestNs = Infinity;

  constructor(
    private readonly clock: Clock,
    private readonly histogram: StageHistogram,
  ) {}

  start(): void {
    this.lastNs = this.clock.nowNs();
    this.timer = setInterval(() => this.beat(), BEAT_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private beat(): void {
    const nowNs = this.clock.nowNs();
    const tookNs = nowNs - this.lastNs;
    this.lastNs = nowNs;
    if (tookNs < this.shortestNs) this.shortestNs = tookNs;
    this.histogram.record(tookNs - this.shortestNs);
  }
}
