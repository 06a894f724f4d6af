/**
 * Turns the cumulative stage arrays of one or several threads into latencies, per thread and merged,
 * of the last interval and of the whole run. Owns the previous reading of every array; must never
 * write to them. Runs in the supervisor, off the data path.
 */
import { HDR_INDEX_COUNT } from '../market/hdr-bucket.js';
import { EdgeCounts } from './edge-counts.js';
import { StageCounts, type StagePercentiles } from './stage-counts.js';
import { STAGE, type StageHistogram } from './stage-histogram.js';

export type { StagePercentiles } from './stage-counts.js';

/** What was recorded since the advance before the last one, and since the start of the run. */
export interface StageRecord {
  readonly interval: StageCounts;
  readonly run: StageCounts;
}

const emptyRecord = (): StageRecord => ({ interval: new StageCounts(), run: new StageCounts() });

/** Counts are modulo 2^32: the difference of two readings is right as long as it is below that. */
const difference = (now: number, before: number): number => (now - before) >>> 0;

/** One stage, recorded by the same kind of thread in one or more arrays. */
export class StageSummary {
  /** All threads together. */
  readonly merged: StageRecord = emptyRecord();
  /** By the thread's index; a thread that is alone is `merged` itself. */
  readonly threads: readonly StageRecord[];
  /** All threads together since the start, by the edges of /metrics. */
  readonly edges = new EdgeCounts();
  private readonly previous: Uint32Array[];
  private readonly current = new Uint32Array(STAGE.COUNTS_WORD + HDR_INDEX_COUNT);

  constructor(
    readonly name: string,
    private readonly sources: readonly StageHistogram[],
  ) {
    this.previous = sources.map(() => new Uint32Array(STAGE.COUNTS_WORD + HDR_INDEX_COUNT));
    this.threads = sources.length === 1 ? [this.merged] : sources.map(emptyRecord);
  }

  /** Reads every array once; what was recorded since the last call becomes the interval. */
  advance(): void {
    this.merged.interval.reset();
    for (const thread of this.threads) thread.interval.reset();
    this.sources.forEach((source, i) => this.advanceOne(source, i));
  }

  private advanceOne(source: StageHistogram, thread: number): void {
    const { current, merged } = this;
    const previous = this.previous[thread]!;
    const own = this.threads[thread]!;
    source.copyTo(current);
    const over = difference(current[STAGE.OVER_WORD]!, previous[STAGE.OVER_WORD]!);
    for (let index = 0; index < HDR_INDEX_COUNT; index++) {
      const at = STAGE.COUNTS_WORD + index;
      if (current[at] === previous[at]) continue;
      const count = difference(current[at]!, previous[at]!);
      merged.interval.add(index, count);
      merged.run.add(index, count);
      this.edges.add(index, count);
      if (own === merged) continue;
      own.interval.add(index, count);
      own.run.add(index, count);
    }
    for (const record of own === merged ? [merged] : [merged, own]) {
      record.interval.overCount += over;
      record.run.overCount += over;
    }
    previous.set(current);
  }

  /** Since the start of the run, as of the last advance, like all totals. */
  get totalCount(): number {
    return this.merged.run.count;
  }

  get totalNs(): number {
    return this.merged.run.sumNs;
  }

  get totalOver(): number {
    return this.merged.run.overCount;
  }

  interval(): StagePercentiles {
    return this.merged.interval.percentiles();
  }

  total(): StagePercentiles {
    return this.merged.run.percentiles();
  }
}
