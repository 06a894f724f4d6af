/**
 * The one place that reads a clock. Owns the run clock (monotonic nanoseconds since a base shared
 * by every thread) and the wall clock. Must never be bypassed. Runs in every thread, one Clock each.
 */
import { performance } from 'node:perf_hooks';

const CALIBRATION_ROUNDS = 64;
const NS_PER_MS = 1e6;

/** The zero of a run's clock, to hand to every thread: process-wide monotonic nanoseconds. */
export const makeRunBase = (): bigint => process.hrtime.bigint();

/**
 * Nanoseconds since the run base, as a safe integer, without allocation. `performance.now()` starts
 * at another moment in every thread; both clocks are the operating system's monotonic one, so one
 * offset, measured at construction, carries it over to the run base for good.
 */
export class Clock {
  private readonly offsetNs: number;

  constructor(readonly runBaseNs: bigint) {
    this.offsetNs = measureOffsetNs(runBaseNs);
  }

  nowNs(): number {
    return Math.round(performance.now() * NS_PER_MS + this.offsetNs);
  }
}

/** The tightest of several readings of one clock between two readings of the other. */
function measureOffsetNs(runBaseNs: bigint): number {
  let tightestMs = Infinity;
  let offsetNs = 0;
  for (let round = 0; round < CALIBRATION_ROUNDS; round++) {
    const beforeMs = performance.now();
    const runNs = Number(process.hrtime.bigint() - runBaseNs);
    const afterMs = performance.now();
    if (afterMs - beforeMs >= tightestMs) continue;
    tightestMs = afterMs - beforeMs;
    offsetNs = runNs - ((beforeMs + afterMs) / 2) * NS_PER_MS;
  }
  return offsetNs;
}

/** Wall clock in milliseconds since 1970, for logs and back-off. */
export const wallNowMs = (): number => Date.now();

/** Wall clock in nanoseconds since 1970; as fine as the platform's, never used to subtract. */
export const wallNowNs = (): bigint =>
  BigInt(Math.round((performance.timeOrigin + performance.now()) * 1e3)) * 1000n;

/** Wall time of the run base: what a client adds to a stamp to get wall time. */
export const wallBaseNs = (runBaseNs: bigint): bigint =>
  wallNowNs() - (process.hrtime.bigint() - runBaseNs);
