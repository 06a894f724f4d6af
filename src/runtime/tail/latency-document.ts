/**
 * The answers of /latency and /latency/newest: the last intervals with their percentiles, heat map
 * column and causes, and the few that whoever has the rest still needs. Owns how many of each; an
 * interval is turned into text once. Supervisor.
 */
import { LatestText } from '../../ring/latest-text.js';
import { HEAT_EDGES_US } from '../../telemetry/heat-rows.js';
import { STAGE_NAMES } from '../../telemetry/stage-histogram.js';
import type { IntervalRecord, SlowReader } from './interval-record.js';

const INTERVALS_KEPT = 300;
/** A page that asks once per interval needs one; one that came late asks for the whole. */
const NEWEST_COUNT = 8;

/** Shared with gateways; both of the same size, so that the newest fit wherever all do. */
export interface LatencyTexts {
  readonly whole: SharedArrayBuffer;
  readonly newest: SharedArrayBuffer;
}

/** Where nothing is recorded, /latency says just that. */
export function publishNothing(texts: LatencyTexts, intervalMs: number, budgetUs: number): void {
  new LatencyDocument(texts, intervalMs, budgetUs, false).publish([], 0);
}

export class LatencyDocument {
  private readonly whole: LatestText;
  private readonly newest: LatestText;
  private readonly encoder = new TextEncoder();
  private readonly intervals: string[] = [];
  private readonly head: string;

  /** @param recorded false: intervals will never come, latency.record is off. */
  constructor(texts: LatencyTexts, intervalMs: number, budgetUs: number, recorded = true) {
    this.whole = new LatestText(texts.whole);
    this.newest = new LatestText(texts.newest);
    const fixed = JSON.stringify({
      recorded,
      intervalMs,
      budgetUs,
      stages: STAGE_NAMES,
      edgesUs: HEAT_EDGES_US,
    });
    this.head = `${fixed.slice(0, -1)},"intervals":[`;
    this.publish([], 0);
  }

  add(interval: IntervalRecord): void {
    this.intervals.push(JSON.stringify(interval));
    if (this.intervals.length > INTERVALS_KEPT) this.intervals.shift();
  }

  publish(slowReaders: readonly SlowReader[], unexplainedRatio: number): void {
    const foot = JSON.stringify({ slowReaders, unexplainedRatio });
    const write = (text: LatestText, intervals: readonly string[]): boolean =>
      text.write(this.encoder.encode(`${this.head}${intervals.join(',')}],${foot.slice(1)}`));
    // The oldest go where the text outgrows its memory.
    while (!write(this.whole, this.intervals) && this.intervals.length > 0)
      this.intervals.splice(0, Math.ceil(this.intervals.length / 2));
    write(this.newest, this.intervals.slice(-NEWEST_COUNT));
  }
}
