/**
 * What is measured beside the stages, per interval and since the start: the platform's hiccups, event loop
 * delay of each gateway, batch sizes of each lane. Owns the summaries; the metrics board advances them. Supervisor.
 */
import { StageHistogram } from '../../telemetry/stage-histogram.js';
import { StageSummary } from '../../telemetry/stage-summary.js';
import type { TailPlan } from './tail-plan.js';

export class TailSummaries {
  readonly hiccups: StageSummary;
  readonly loopDelays: readonly StageSummary[];
  /** In events, not ns. */
  readonly batchEvents: readonly StageSummary[];

  constructor(plan: TailPlan) {
    const summary = (name: string, buffer: SharedArrayBuffer): StageSummary =>
      new StageSummary(name, [new StageHistogram(buffer)]);
    this.hiccups = summary('platform_hiccup', plan.hiccups);
    this.loopDelays = plan.loopDelays.map((buffer) => summary('loop_delay', buffer));
    this.batchEvents = plan.batchEvents.map((buffer) => summary('batch_events', buffer));
  }

  advance(): void {
    this.hiccups.advance();
    for (const delay of this.loopDelays) delay.advance();
    for (const batch of this.batchEvents) batch.advance();
  }
}
