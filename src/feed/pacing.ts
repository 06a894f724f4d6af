/**
 * Source time to run time. Owns the schedule of a replay and the received stamps of the batch in
 * hand; reads no clock. Doubles live in a typed array, so that nothing is boxed. Feed thread.
 *
 * Paced, a message's received stamp is the moment at which it was *meant* to come: when the feed is
 * late, its lateness counts as latency instead of vanishing (no coordinated omission).
 */
import type { Pacing } from './source.js';

/** Speed of a replay: a multiple of the recording's own, or as fast as it goes. */
export type ReplaySpeed = number | 'max';

/** Indices of the private doubles. */
const SOURCE_ORIGIN = 0;
const RUN_ORIGIN = 1;
/** Run nanoseconds per source nanosecond; 0 flat out: every stamp is the batch's. */
const SCALE = 2;
const FIELD_COUNT = 3;

export class RunPacing implements Pacing {
  /** Received stamps of this batch, `stamps[0, count)`. */
  readonly stamps: Float64Array;
  readonly dueSourceNs = new Float64Array([Infinity]);
  count = 0;
  readonly isPaced: boolean;
  private readonly doubles = new Float64Array(FIELD_COUNT);

  /** @param batchLimit messages between two calls of startBatch. */
  constructor(speed: ReplaySpeed, batchLimit: number) {
    if (speed !== 'max' && !(speed > 0 && Number.isFinite(speed))) {
      throw new RangeError(`speed ${speed}: expected a positive number or max`);
    }
    this.isPaced = speed !== 'max';
    this.stamps = new Float64Array(batchLimit);
    this.doubles[SOURCE_ORIGIN] = NaN;
    this.doubles[SCALE] = speed === 'max' ? 0 : 1 / speed;
  }

  received(sourceNs: number): number {
    const { doubles } = this;
    const stamp = doubles[RUN_ORIGIN]! + (sourceNs - doubles[SOURCE_ORIGIN]!) * doubles[SCALE]!;
    this.stamps[this.count++] = stamp;
    return stamp;
  }

  /** Until the first message is known there is no schedule. */
  get isStarted(): boolean {
    return !Number.isNaN(this.doubles[SOURCE_ORIGIN]!);
  }

  /** The source's first message is due now. */
  start(firstSourceNs: number, nowNs: number): void {
    this.doubles[SOURCE_ORIGIN] = firstSourceNs;
    this.doubles[RUN_ORIGIN] = nowNs;
  }

  startBatch(nowNs: number): void {
    const { doubles } = this;
    this.count = 0;
    if (!this.isPaced) doubles[RUN_ORIGIN] = nowNs;
    else
      this.dueSourceNs[0] =
        doubles[SOURCE_ORIGIN]! + (nowNs - doubles[RUN_ORIGIN]!) / doubles[SCALE]!;
  }

  /** Run time at which a message of that source time is due. */
  dueRunNs(sourceNs: number): number {
    const { doubles } = this;
    return doubles[RUN_ORIGIN]! + (sourceNs - doubles[SOURCE_ORIGIN]!) * doubles[SCALE]!;
  }
}
