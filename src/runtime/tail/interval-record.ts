/**
 * One interval as /latency tells it. Owns the shape and its rounding to tenths of a microsecond; what
 * it means is in docs/operations.md. Pure.
 */
import type { StagePercentiles } from '../../telemetry/stage-counts.js';
import type { Cause } from './cause.js';

export interface IntervalPercentiles {
  readonly count: number;
  readonly p50Us: number;
  readonly p90Us: number;
  readonly p99Us: number;
  readonly p999Us: number;
  readonly maxUs: number;
}

export interface IntervalTail {
  /** Over the budget; where only slow clients made the interval, what they did not get. */
  readonly frames: number;
  readonly worstUs: number;
  readonly cause: Cause;
  /** Only causes that have one. */
  readonly shares: Readonly<Partial<Record<Cause, number>>>;
  readonly evidence: string;
}

export interface IntervalRecord {
  /** Wall time, ms since 1970. */
  readonly endMs: number;
  readonly stages: Readonly<Record<string, IntervalPercentiles>>;
  readonly hiccup: IntervalPercentiles;
  /** received_to_sent by the rows of HEAT_EDGES_US. */
  readonly heat: readonly number[];
  readonly tail: IntervalTail | null;
}

export interface SlowReader {
  readonly client: string;
  readonly sinceMs: number;
  readonly backlogBytes: number;
}

const NS_PER_US = 1000;
const TENTHS = 10;

export const toUs = (ns: number): number => Math.round((ns / NS_PER_US) * TENTHS) / TENTHS;

export const intervalPercentiles = (stage: StagePercentiles): IntervalPercentiles => ({
  count: stage.count,
  p50Us: toUs(stage.p50Ns),
  p90Us: toUs(stage.p90Ns),
  p99Us: toUs(stage.p99Ns),
  p999Us: toUs(stage.p999Ns),
  maxUs: toUs(stage.maxNs),
});
