/**
 * The lines that a server logs of one interval: every stage merged, and each thread's own where
 * there are several. Owns the tags. Supervisor.
 */
import { HDR_NS_MAX } from '../market/hdr-bucket.js';
import type { StageCounts } from '../telemetry/stage-counts.js';
import type { StageRecord } from '../telemetry/stage-summary.js';
import { encodeHistogram, type HistogramShape, type VisitCounts } from './hdr-codec.js';
import { intervalLine, type IntervalTimes } from './hdr-log-format.js';

export interface LoggedStage {
  readonly name: string;
  /** What its threads are called in tags: `lane` makes `committed_to_applied.lane0`. */
  readonly thread: string;
  readonly merged: StageRecord;
  readonly threads: readonly StageRecord[];
}

/** market/hdr-bucket in the format's words. */
const SHAPE: HistogramShape = { lowestValue: 1, highestValue: HDR_NS_MAX, digits: 3 };

/** What of an interval is to be logged, encoded: its arrays are used again for the next one. */
export type EncodedStage = readonly [tag: string, maxNs: number, encoded: string];

/** @param counts by market/hdr-bucket. */
export const encodeCounts = (counts: { readonly forEach: VisitCounts }): string =>
  encodeHistogram(SHAPE, (visit) => counts.forEach(visit));

/** Nothing of what has counted nothing. */
export function encodeStages(stages: readonly LoggedStage[]): EncodedStage[] {
  return stages.flatMap(({ name, thread, merged, threads }) => {
    const own = threads.length > 1 ? threads : [];
    const tagged: [string, StageCounts][] = [
      [name, merged.interval],
      ...own.map((record, i): [string, StageCounts] => [`${name}.${thread}${i}`, record.interval]),
    ];
    return tagged
      .filter(([, counts]) => counts.count > 0)
      .map(([tag, counts]) => [tag, counts.maxNs, encodeCounts(counts)] as const);
  });
}

export const stageLines = (
  stages: readonly EncodedStage[],
  times: IntervalTimes,
  baseMs: number,
): string =>
  stages.map(([tag, maxNs, encoded]) => intervalLine(tag, times, baseMs, maxNs, encoded)).join('');
