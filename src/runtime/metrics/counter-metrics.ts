/**
 * What feeds, lanes and gateways count, at /metrics: every counter and gauge of their blocks, a
 * series for each thread. Must never write a counter. Supervisor.
 */
import {
  FEED_COUNTER_DEFINITIONS,
  GATEWAY_COUNTER_DEFINITIONS,
  LANE_COUNTER_DEFINITIONS,
  type CounterDefinition,
} from '../../telemetry/counter-names.js';
import { CounterBlock } from '../../telemetry/counters.js';
import { MetricFamily, type Series } from '../../telemetry/exposition.js';
import type { PerThread, RunPlan } from '../run-plan.js';
import type { MetricsContributor } from './contributor.js';

const KINDS: readonly (readonly [
  keyof PerThread,
  string,
  Readonly<Record<string, CounterDefinition>>,
])[] = [
  ['feeds', 'feed', FEED_COUNTER_DEFINITIONS],
  ['lanes', 'lane', LANE_COUNTER_DEFINITIONS],
  ['gateways', 'gateway', GATEWAY_COUNTER_DEFINITIONS],
];

interface CounterLine {
  readonly series: Series;
  readonly block: CounterBlock;
  readonly index: number;
  readonly divisor: number;
}

interface CounterFamily {
  readonly family: MetricFamily;
  readonly lines: CounterLine[];
}

export function counterMetrics(plan: RunPlan): MetricsContributor {
  const families = KINDS.flatMap(([kind, label, definitions]) =>
    familiesOf(
      label,
      Object.values(definitions),
      plan.counters[kind].map((buffer) => new CounterBlock(buffer)),
    ),
  );
  return (board) => {
    for (const { family, lines } of families) {
      board.family(family);
      for (const { series, block, index, divisor } of lines) {
        board.sample(series, block.read(index) / divisor);
      }
    }
  };
}

/** Counters that share a name are one metric, told apart by their labels. */
function familiesOf(
  label: string,
  definitions: readonly CounterDefinition[],
  blocks: readonly CounterBlock[],
): readonly CounterFamily[] {
  const families = new Map<string, CounterFamily>();
  if (blocks.length === 0) return [];
  definitions.forEach(({ name, kind, help, labels, divisor }, index) => {
    const fullName = `bookcast_${name}`;
    const found = families.get(fullName) ?? {
      family: new MetricFamily(fullName, kind, help),
      lines: [],
    };
    families.set(fullName, found);
    blocks.forEach((block, i) => {
      const series = found.family.series({ [label]: i, ...labels });
      found.lines.push({ series, block, index, divisor });
    });
  });
  return [...families.values()];
}
