/**
 * Everything that is measured, once per interval, as Prometheus text. Owns the interval arithmetic
 * of the stages; must never write to what threads measure. Supervisor.
 */
import { InstrumentTable } from '../event/instrument-table.js';
import { STATE_NAMES } from '../market/state.js';
import { LatestText } from '../ring/latest-text.js';
import { wallNowMs } from '../telemetry/clock.js';
import {
  FEED_COUNTER,
  FEED_COUNTER_DEFINITIONS,
  GATEWAY_COUNTER,
  GATEWAY_COUNTER_DEFINITIONS,
  LANE_COUNTER,
  LANE_COUNTER_DEFINITIONS,
  type CounterDefinition,
} from '../telemetry/counter-names.js';
import { CounterBlock } from '../telemetry/counters.js';
import { Exposition } from '../telemetry/exposition.js';
import { StageSummary, type StagePercentiles } from '../telemetry/stage-summary.js';
import { countByState } from './book-census.js';
import { stageOf, STAGES_OF, type PerThread, type RunPlan } from './run-plan.js';

/** What only the supervisor knows. */
export interface RunFacts {
  readonly version: string;
  laneRestarts(lane: number): number;
  laneIsUp(lane: number): boolean;
}

const NS_PER_SECOND = 1e9;
const MS_PER_SECOND = 1000;

const COUNTERS = [
  { kind: 'feeds', label: 'feed', indexes: FEED_COUNTER, definitions: FEED_COUNTER_DEFINITIONS },
  { kind: 'lanes', label: 'lane', indexes: LANE_COUNTER, definitions: LANE_COUNTER_DEFINITIONS },
  {
    kind: 'gateways',
    label: 'gateway',
    indexes: GATEWAY_COUNTER,
    definitions: GATEWAY_COUNTER_DEFINITIONS,
  },
] as const;

export class MetricsBoard {
  readonly stages: readonly StageSummary[];
  private readonly text: LatestText;
  private readonly startMs = wallNowMs();
  private readonly table: InstrumentTable;

  constructor(
    private readonly plan: RunPlan,
    private readonly facts: RunFacts,
  ) {
    this.text = new LatestText(plan.metricsText);
    this.table = new InstrumentTable(plan.instruments);
    this.stages = [
      ...stagesOf(plan, 'feeds'),
      ...stagesOf(plan, 'lanes'),
      ...stagesOf(plan, 'gateways'),
    ];
  }

  /** What was recorded since the last call becomes the interval shown. */
  advance(): void {
    for (const stage of this.stages) stage.advance();
  }

  /** @returns false when the text outgrew its shared buffer: the former one stays. */
  publish(): boolean {
    return this.text.write(new TextEncoder().encode(this.render()));
  }

  render(): string {
    const board = new Exposition();
    this.renderRun(board);
    this.renderStages(board);
    for (const { kind, label, indexes, definitions } of COUNTERS) {
      const blocks = this.plan.counters[kind].map((buffer) => new CounterBlock(buffer));
      if (blocks.length === 0) continue;
      for (const [name, index] of Object.entries(indexes)) {
        const definition = (definitions as Record<string, CounterDefinition>)[name]!;
        board.metric(`bookcast_${definition.name}`, definition.kind, definition.help);
        blocks.forEach((block, i) => board.sample({ [label]: i }, block.read(index)));
      }
    }
    return board.text();
  }

  private renderRun(board: Exposition): void {
    const { facts, plan } = this;
    const memory = process.memoryUsage();
    board
      .metric('bookcast_info', 'gauge', 'Version and platform; always 1.')
      .sample({ version: facts.version, node: process.version }, 1)
      .metric('bookcast_uptime_seconds', 'gauge', 'Seconds since the server started.')
      .sample({}, (wallNowMs() - this.startMs) / MS_PER_SECOND)
      .metric('process_resident_memory_bytes', 'gauge', 'Resident memory of the process.')
      .sample({}, memory.rss)
      .metric(
        'bookcast_supervisor_heap_bytes',
        'gauge',
        'JavaScript heap of the supervisor thread.',
      )
      .sample({}, memory.heapUsed);
    board.metric('bookcast_books', 'gauge', 'Books by state.');
    countByState(this.table).forEach((count, state) => {
      board.sample({ state: STATE_NAMES[state] ?? 'UNKNOWN' }, count);
    });
    board.metric('bookcast_lane_up', 'gauge', '1 while the lane works.');
    for (let lane = 0; lane < plan.shape.laneCount; lane++) {
      board.sample({ lane }, facts.laneIsUp(lane) ? 1 : 0);
    }
    board.metric('bookcast_lane_restarts_total', 'counter', 'Restarts of the lane.');
    for (let lane = 0; lane < plan.shape.laneCount; lane++) {
      board.sample({ lane }, facts.laneRestarts(lane));
    }
  }

  private renderStages(board: Exposition): void {
    board.metric(
      'bookcast_stage_seconds',
      'summary',
      'Latency of each stage: quantiles of the last interval, sum and count since the start.',
    );
    for (const stage of this.stages) {
      const interval = stage.interval();
      for (const [quantile, ns] of quantilesOf(interval)) {
        const seconds = interval.count === 0 ? NaN : ns / NS_PER_SECOND;
        board.sample({ stage: stage.name, quantile }, seconds);
      }
      board.sample({ stage: stage.name }, stage.totalNs / NS_PER_SECOND, '_sum');
      board.sample({ stage: stage.name }, stage.totalCount, '_count');
    }
    board.metric('bookcast_stage_over_total', 'counter', 'Latencies above 60 s, counted as 60 s.');
    for (const stage of this.stages) board.sample({ stage: stage.name }, stage.totalOver);
  }
}

const quantilesOf = (stage: StagePercentiles): readonly (readonly [string, number])[] => [
  ['0.5', stage.p50Ns],
  ['0.9', stage.p90Ns],
  ['0.99', stage.p99Ns],
  ['0.999', stage.p999Ns],
  ['0.9999', stage.p9999Ns],
  ['1', stage.maxNs],
];

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
