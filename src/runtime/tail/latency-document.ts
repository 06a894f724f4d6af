/**
 * The answer of /latency: the last intervals with their percentiles, heat map column and causes. Owns
 * how many are kept; an interval is turned into text once. Supervisor.
 */
import { LatestText } from '../../ring/latest-text.js';
import { HEAT_EDGES_US } from '../../telemetry/heat-rows.js';
import { STAGE_NAMES } from '../../telemetry/stage-histogram.js';
import type { IntervalRecord, SlowReader } from './interval-record.js';

const INTERVALS_KEPT = 300;

/** Where nothing is recorded, /latency says just that. */
export function publishNothing(
  buffer: SharedArrayBuffer,
  intervalMs: number,
  budgetUs: number,
): void {
  new LatencyDocument(buffer, intervalMs, budgetUs).publish([], 0);
}

export class LatencyDocument {
  private readonly text: LatestText;
  private readonly encoder = new TextEncoder();
  private readonly intervals: string[] = [];
  private readonly head: string;

  constructor(buffer: SharedArrayBuffer, intervalMs: number, budgetUs: number) {
    this.text = new LatestText(buffer);
    const fixed = JSON.stringify({
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
    const text = `${this.head}${this.intervals.join(',')}],${foot.slice(1)}`;
    const bytes = this.encoder.encode(text);
    // The oldest go where the text outgrows its memory.
    if (this.text.write(bytes) || this.intervals.length === 0) return;
    this.intervals.splice(0, Math.ceil(this.intervals.length / 2));
    this.publish(slowReaders, unexplainedRatio);
  }
}
