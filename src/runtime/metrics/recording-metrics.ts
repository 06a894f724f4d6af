/** The recordings at /metrics, a series for each feed that is recorded. Must never write a counter. Supervisor. */
import { CounterBlock } from '../../telemetry/counters.js';
import { MetricFamily } from '../../telemetry/exposition.js';
import { RECORDING_COUNTER_DEFINITIONS } from '../../telemetry/recording-counters.js';
import type { RunPlan } from '../run-plan.js';
import type { MetricsContributor } from './contributor.js';

export function recordingMetrics(plan: RunPlan): MetricsContributor {
  const recordings = plan.recordings.map(({ feed, counters }) => ({
    feed,
    block: new CounterBlock(counters),
  }));
  const families = Object.values(RECORDING_COUNTER_DEFINITIONS).map(
    ({ name, kind, help }, index) => {
      const family = new MetricFamily(`bookcast_${name}`, kind, help);
      return {
        family,
        lines: recordings.map(({ feed, block }) => ({
          series: family.series({ feed }),
          block,
          index,
        })),
      };
    },
  );
  return (board) => {
    for (const { family, lines } of families) {
      if (lines.length === 0) continue;
      board.family(family);
      for (const { series, block, index } of lines) board.sample(series, block.read(index));
    }
  };
}
