/**
 * Several log files as one histogram per tag: which intervals count, by tag and time. Owns the
 * selection; what it leaves out is counted, so that an empty result can say why. Cold.
 */
import { readLatencyLog, type LogInterval, type TornLine } from './latency-log.js';
import { MergedHistogram } from './merged-histogram.js';

/** A bound in time: wall time, or seconds since the earliest file's start. */
export type TimeBound =
  | { readonly kind: 'wall'; readonly ms: number }
  | { readonly kind: 'elapsed'; readonly seconds: number };

export interface LogSelection {
  /** All where not given; '' is what has no tag. */
  readonly tags?: readonly string[];
  /** Intervals that begin at or after `from` and before `to`. */
  readonly from?: TimeBound;
  readonly to?: TimeBound;
  /** Nothing is decoded or selected: only `spans` are wanted. */
  readonly spansOnly?: boolean;
}

/** What one tag has in the files, selected or not. */
export interface TagSpan {
  readonly tag: string;
  intervalCount: number;
  firstMs: number;
  lastMs: number;
}

export interface MergedLog {
  readonly paths: readonly string[];
  /** Earliest start of the files; NaN where none has an interval. */
  readonly startMs: number;
  /** By tag, in the order in which tags appear. */
  readonly histograms: ReadonlyMap<string, MergedHistogram>;
  /** Of the selected intervals. */
  readonly selected: { readonly firstMs: number; readonly lastMs: number; readonly count: number };
  /** Everything that the files hold. */
  readonly spans: readonly TagSpan[];
  readonly torn: readonly TornLine[];
  /** What Interval_Max was divided by, a power of ten; NaN where no interval tells. */
  readonly maxRatio: number;
}

const MS_PER_SECOND = 1000;

/** @throws LatencyLogError; errors of the file system. */
export async function mergeLogs(
  paths: readonly string[],
  selection: LogSelection,
): Promise<MergedLog> {
  const startMs = await earliestStart(paths);
  const merge = new Merge(selection, startMs);
  const torn: TornLine[] = [];
  for (const path of paths) {
    const tornLine = await readLatencyLog(path, (interval) => merge.take(interval));
    if (tornLine !== undefined) torn.push(tornLine);
  }
  const { histograms, firstMs, lastMs, count, spans, maxRatio } = merge;
  return {
    paths,
    startMs,
    histograms,
    selected: { firstMs, lastMs, count },
    spans: [...spans.values()],
    torn,
    maxRatio,
  };
}

async function earliestStart(paths: readonly string[]): Promise<number> {
  let earliestMs = NaN;
  for (const path of paths) {
    await readLatencyLog(path, ({ logStartMs }) => {
      if (!(earliestMs <= logStartMs)) earliestMs = logStartMs;
      return false;
    });
  }
  return earliestMs;
}

class Merge {
  readonly histograms = new Map<string, MergedHistogram>();
  readonly spans = new Map<string, TagSpan>();
  firstMs = Infinity;
  lastMs = -Infinity;
  count = 0;
  maxRatio = NaN;
  private readonly fromMs: number;
  private readonly toMs: number;

  constructor(
    private readonly selection: LogSelection,
    startMs: number,
  ) {
    const wallOf = (bound: TimeBound): number =>
      bound.kind === 'wall' ? bound.ms : startMs + bound.seconds * MS_PER_SECOND;
    this.fromMs = selection.from === undefined ? -Infinity : wallOf(selection.from);
    this.toMs = selection.to === undefined ? Infinity : wallOf(selection.to);
  }

  take(interval: LogInterval): boolean {
    const { tag, startMs, endMs } = interval;
    this.span(interval);
    const { tags, spansOnly } = this.selection;
    if (spansOnly === true) return true;
    if (tags !== undefined && !tags.includes(tag)) return true;
    if (startMs < this.fromMs || startMs >= this.toMs) return true;
    const counts = interval.counts();
    let histogram = this.histograms.get(tag);
    if (histogram === undefined) this.histograms.set(tag, (histogram = new MergedHistogram()));
    histogram.add(counts);
    this.count++;
    this.firstMs = Math.min(this.firstMs, startMs);
    this.lastMs = Math.max(this.lastMs, endMs);
    const largest = counts.values.at(-1) ?? 0;
    if (Number.isNaN(this.maxRatio) && interval.max > 0 && largest > 0) {
      this.maxRatio = 10 ** Math.round(Math.log10(largest / interval.max));
    }
    return true;
  }

  private span({ tag, startMs, endMs }: LogInterval): void {
    const span = this.spans.get(tag);
    if (span === undefined) {
      this.spans.set(tag, { tag, intervalCount: 1, firstMs: startMs, lastMs: endMs });
      return;
    }
    span.intervalCount++;
    span.firstMs = Math.min(span.firstMs, startMs);
    span.lastMs = Math.max(span.lastMs, endMs);
  }
}
