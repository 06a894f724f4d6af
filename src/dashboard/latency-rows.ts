/** Which rows the latency table shows, from the server's interval and the page's own measurement. Runs everywhere. */
import type { LatencyPercentiles } from '../client/index.js';
import { durationText } from './duration-text.js';
import type { LatencyRow } from './latency-table.js';
import type { LatencyInterval } from './latency/report.js';
import { STAGE_NAMES } from '../market/stage.js';
import { FIGURE_KEYS, STAGE_TITLE, TOTAL_STAGE } from './latency/stage.js';

const NS_PER_US = 1_000;

/** What the page itself measured, on a clock that it only estimates. */
export interface OwnLatency {
  /** Since the table was drawn before. */
  readonly interval: LatencyPercentiles;
  /** Bound of the error of the clock's estimate. */
  readonly clockErrorNs: number;
}

/** @param told the interval that the page tells about; undefined before the first. */
export function latencyRows(told: LatencyInterval | undefined, own: OwnLatency): LatencyRow[] {
  const rows = STAGE_NAMES.map((stage): LatencyRow => {
    const figures = told?.stages[stage];
    const isTotal = stage === TOTAL_STAGE;
    return {
      stage: isTotal ? `${STAGE_TITLE[stage]}, all of the server` : STAGE_TITLE[stage],
      percentilesNs: FIGURE_KEYS.map((key) => (figures?.[key] ?? NaN) * NS_PER_US),
      floorNs: 0,
      count: figures?.count ?? 0,
      total: isTotal,
    };
  });
  const { count, p50Ns, p90Ns, p99Ns, p999Ns, maxNs } = own.interval;
  return [
    ...rows,
    {
      stage: `received → this page (clock ± ${durationText(own.clockErrorNs)})`,
      percentilesNs: [p50Ns, p90Ns, p99Ns, p999Ns, maxNs],
      floorNs: own.clockErrorNs,
      count,
      total: false,
    },
  ];
}
