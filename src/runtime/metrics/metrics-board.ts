/**
 * Everything that is measured, once per interval, as Prometheus text. Owns the list of who tells
 * what, and when the stages' interval ends; must never write to what threads measure. Supervisor.
 */
import { LatestText } from '../../ring/latest-text.js';
import { Exposition } from '../../telemetry/exposition.js';
import { StageSummary } from '../../telemetry/stage-summary.js';
import type { MetricsContributor } from './contributor.js';
import { counterMetrics } from './counter-metrics.js';
import { fixClientMetrics } from './fix-client-metrics.js';
import { fixSessionMetrics } from './fix-session-metrics.js';
import { liveMetrics } from './live-metrics.js';
import { processMetrics } from './process-metrics.js';
import { recordingMetrics } from './recording-metrics.js';
import { runMetrics, type RunFacts } from './run-metrics.js';
import { stageMetrics } from './stage-metrics.js';
import { budgetMetrics, tailMetrics } from './tail-metrics.js';
import { threadMetrics } from './thread-metrics.js';
import { TailSummaries } from '../tail/tail-summaries.js';
import { TailTotals } from '../tail/tail-totals.js';
import { stageOf, STAGES_OF, type PerThread, type RunPlan } from '../run-plan.js';

export class MetricsBoard {
  readonly stages: readonly StageSummary[];
  readonly besides: TailSummaries;
  readonly tail = new TailTotals();
  private readonly text: LatestText;
  /** In the order of the text. */
  private readonly contributors: readonly MetricsContributor[];

  constructor(plan: RunPlan, facts: RunFacts) {
    this.text = new LatestText(plan.metricsText);
    this.stages = [
      ...stagesOf(plan, 'feeds'),
      ...stagesOf(plan, 'lanes'),
      ...stagesOf(plan, 'gateways'),
    ];
    this.besides = new TailSummaries(plan.tail);
    // Of what is not recorded a zero would say that all is well: it is not told.
    const { record } = plan.tail;
    this.contributors = [
      processMetrics(facts.version),
      runMetrics(plan, facts),
      ...(record ? [stageMetrics(this.stages)] : []),
      counterMetrics(plan),
      liveMetrics(plan, facts),
      fixSessionMetrics(plan, facts),
      recordingMetrics(plan),
      fixClientMetrics(facts),
      budgetMetrics(plan),
      ...(record ? [tailMetrics(this.tail, this.besides.hiccups)] : []),
      threadMetrics(plan, this.tail, this.besides),
    ];
  }

  get hiccups(): StageSummary {
    return this.besides.hiccups;
  }

  /** What was recorded since the last call becomes the interval shown. */
  advance(): void {
    for (const stage of this.stages) stage.advance();
    this.besides.advance();
  }

  /** @returns false when the text outgrew its shared buffer: the former one stays. */
  publish(): boolean {
    return this.text.write(new TextEncoder().encode(this.render()));
  }

  render(): string {
    const board = new Exposition();
    for (const contribute of this.contributors) contribute(board);
    return board.text();
  }
}

/** One summary per stage over all threads of a kind. */
function stagesOf<K extends keyof PerThread>(plan: RunPlan, kind: K): StageSummary[] {
  const names: readonly (typeof STAGES_OF)[K][number][] = STAGES_OF[kind];
  return names.map(
    (name) =>
      new StageSummary(
        name,
        plan.stages[kind].map((_, index) => stageOf(plan, kind, index, name)),
      ),
  );
}
