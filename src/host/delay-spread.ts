/** Percentiles of a short measurement in ns. Owns their arithmetic, nothing else. Cold. */

export interface DelaySpread {
  readonly count: number;
  readonly p50Ns: number;
  readonly p99Ns: number;
  readonly maxNs: number;
}

/** @param delaysNs not empty; sorted in place */
export function delaySpread(delaysNs: Float64Array): DelaySpread {
  delaysNs.sort();
  const count = delaysNs.length;
  const at = (share: number): number => delaysNs[Math.max(0, Math.ceil(share * count) - 1)]!;
  return { count, p50Ns: at(0.5), p99Ns: at(0.99), maxNs: at(1) };
}

const digits = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toPrecision(2));

/** `63 µs`, `1.2 ms` */
export const delayText = (ns: number): string =>
  ns < 1e6 ? `${digits(ns / 1e3)} µs` : `${digits(ns / 1e6)} ms`;
