/**
 * The one place that reads a clock. Owns the run clock (monotonic nanoseconds since a base shared
 * by every thread) and the wall clock. Must never be bypassed. Runs in every thread, one Clock each.
 */
import { performance } from 'node:perf_hooks';

/** The zero of a run's clock, to hand to every thread: process-wide monotonic nanoseconds. */
export const makeRunBase = (): bigint => process.hrtime.bigint();

const TWO_32 = 4294967296;
const NS_PER_MS = 1e6;
const LOW_MASK = 0xffffffffn;

/**
 * Nanoseconds since the run base, as a safe integer. The clock's bigint is stored straight into a
 * 64-bit array and read back as two words: V8 then never makes a bigint object, while
 * `performance.now()` returns a boxed double and cannot be compared across threads as it is.
 */
export class Clock {
  private readonly reading = new BigInt64Array(1);
  private readonly words = new Uint32Array(this.reading.buffer);
  private readonly baseLow: number;
  private readonly baseHigh: number;

  constructor(readonly runBaseNs: bigint) {
    this.baseLow = Number(runBaseNs & LOW_MASK);
    this.baseHigh = Number(runBaseNs >> 32n);
  }

  /** Allocates nothing once optimized. Little-endian words, as everywhere in shared memory. */
  nowNs(): number {
    this.reading[0] = process.hrtime.bigint();
    return (this.words[1]! - this.baseHigh) * TWO_32 + (this.words[0]! - this.baseLow);
  }

  /** Run time at which this thread's `performance.now()` was 0: what turns its entries into run time. */
  threadOriginNs(): number {
    return this.nowNs() - Math.round(performance.now() * NS_PER_MS);
  }
}

/** Wall clock in milliseconds since 1970, for logs and back-off. */
export const wallNowMs = (): number => Date.now();

/** When this process started, by the wall clock: milliseconds since 1970. The main thread's alone. */
export const processStartMs = (): number => performance.timeOrigin;

/** Wall clock in nanoseconds since 1970; as fine as the platform's, never used to subtract. */
export const wallNowNs = (): bigint =>
  BigInt(Math.round((performance.timeOrigin + performance.now()) * 1e3)) * 1000n;

/** Wall time of the run base: what a client adds to a stamp to get wall time. */
export const wallBaseNs = (runBaseNs: bigint): bigint =>
  wallNowNs() - (process.hrtime.bigint() - runBaseNs);
