/** Which rows the latency table shows, from the server's metrics and the page's own measurement. Runs in the browser. */
import type { LatencyPercentiles } from '../client/index.js';
import { durationText } from './duration-text.js';
import type { LatencyRow } from './latency-table.js';
import type { MetricSample } from './metrics-text.js';

const PERCENTILE_METRIC = 'bookcast_stage_percentile_seconds';
const COUNT_METRIC = 'bookcast_stage_seconds_count';
const NS_PER_SECOND = 1e9;
const PERCENTILES = ['50', '90', '99', '99.9', '100'];

/** In the order of the data's way; the last one spans the others. */
const STAGES = [
  { stage: 'received_to_committed', title: 'received → committed', total: false },
  { stage: 'committed_to_applied', title: 'committed → applied', total: false },
  { stage: 'applied_to_framed', title: 'applied → framed', total: false },
  { stage: 'framed_to_sent', title: 'framed → sent', total: false },
  { stage: 'received_to_sent', title: 'received → sent, all of the server', total: true },
] as const;

/** What the page itself measured, on a clock that it only estimates. */
export interface OwnLatency {
  /** Of the last interval, as the server's. */
  readonly interval: LatencyPercentiles;
  /** Since the page was opened, as the server's since its start. */
  readonly totalCount: number;
  /** Bound of the error of the clock's estimate. */
  readonly clockErrorNs: number;
}

export function latencyRows(samples: readonly MetricSample[], own: OwnLatency): LatencyRow[] {
  const rows = STAGES.map(({ stage, title, total }): LatencyRow => {
    const ofStage = samples.filter((sample) => sample.labels['stage'] === stage);
    const valueOf = (percentile: string): number =>
      ofStage.find(
        ({ name, labels }) => name === PERCENTILE_METRIC && labels['percentile'] === percentile,
      )?.value ?? NaN;
    const count = ofStage.find(({ name }) => name === COUNT_METRIC)?.value ?? 0;
    return {
      stage: title,
      percentilesNs: PERCENTILES.map((percentile) => valueOf(percentile) * NS_PER_SECOND),
      floorNs: 0,
      count,
      total,
    };
  });
  const { p50Ns, p90Ns, p99Ns, p999Ns, maxNs } = own.interval;
  return [
    ...rows,
    {
      stage: `received → this page (clock ± ${durationText(own.clockErrorNs)})`,
      percentilesNs: [p50Ns, p90Ns, p99Ns, p999Ns, maxNs],
      floorNs: own.clockErrorNs,
      count: own.totalCount,
      total: false,
    },
  ];
}
