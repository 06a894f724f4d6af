/** Durations of a run as an HDR histogram: 1 ns to 60 s with three digits. */
import { build } from 'hdr-histogram-js';

const NS_MAX = 60_000_000_000;

/** ns of HDR percentiles as µs with three decimals. */
const us = (ns) => Math.round(ns) / 1e3;

export class LatencyRecord {
  constructor() {
    this.histogram = build({
      lowestDiscernibleValue: 1,
      highestTrackableValue: NS_MAX,
      numberOfSignificantValueDigits: 3,
      autoResize: false,
    });
  }

  add(ns) {
    this.histogram.recordValue(Math.min(Math.max(Math.round(ns), 0), NS_MAX));
  }

  percentilesUs() {
    const { histogram } = this;
    const at = (percent) => us(histogram.getValueAtPercentile(percent));
    return {
      count: histogram.totalCount,
      p50Us: at(50),
      p90Us: at(90),
      p99Us: at(99),
      p999Us: at(99.9),
      p9999Us: at(99.99),
      maxUs: us(histogram.maxValue),
    };
  }
}
