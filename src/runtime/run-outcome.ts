/**
 * What a run has to say at its end: totals over all threads, books, digest, latencies. Owns the way
 * from the threads' reports to it. Supervisor, cold.
 */
import { createHash } from 'node:crypto';
import type { ReportedBook, ReportedDigest } from '../book/lane/lane-report.js';
import { instrumentName } from '../market/instrument.js';
import { FEED_COUNTER } from '../telemetry/counter-names.js';
import { CounterBlock } from '../telemetry/counters.js';
import type { StagePercentiles } from '../telemetry/stage-summary.js';
import type { LaneOutcome } from './lanes/lane-task.js';
import type { LaneRecovery } from './lanes/lane-supervision.js';
import type { RecordingOutcome } from './recording/recording-line.js';
import type { RunPlan } from './run-plan.js';
import type { FeedOutcome, ThreadFailure } from './threads/thread-messages.js';

export interface RunOutcome {
  /** Venue messages handed on by the feeds. */
  readonly messages: number;
  readonly events: number;
  readonly frames: number;
  /** From the first message to the last one applied. */
  readonly seconds: number;
  readonly messagesPerSecond: number;
  readonly gaps: number;
  readonly verified: number;
  readonly unverifiable: number;
  readonly verifyFailures: number;
  readonly unknownOrders: number;
  /** Changes that contradict a book; each one left its instrument STALE. */
  readonly refusedChanges: number;
  readonly refusedValues: number;
  readonly unknownMessages: number;
  /** Messages refused, by reason. */
  readonly refusals: Readonly<Record<string, number>>;
  /** Lines of a recording that are no record. */
  readonly damagedLines: number;
  /** Records that came too late in a recording to be sorted. */
  readonly lateRecords: number;
  /** Records that a recording should have and has not. */
  readonly missingRecords: number;
  /** Times a book crossed at a message boundary. */
  readonly crossings: number;
  /** Times a feed waited for its lanes. */
  readonly stalls: number;
  /** Garbage collections while the run was going on. */
  readonly gcCount: { readonly feed: number; readonly lane: number };
  readonly instruments: number;
  /** By (venue, symbol). Empty unless asked for. */
  readonly books: readonly ReportedBook[];
  /** sha-256 over every instrument's chain; only where asked for. */
  readonly digest?: string;
  readonly messagesByType: Readonly<Record<string, number>>;
  readonly stages: Readonly<Record<string, StagePercentiles>>;
  readonly recoveries: readonly LaneRecovery[];
  /** What was recorded; only where something was. */
  readonly recordings?: readonly RecordingOutcome[];
  /** Why the run did not end well. */
  readonly failure?: ThreadFailure;
}

export interface OutcomeParts {
  readonly plan: RunPlan;
  readonly feeds: readonly (FeedOutcome | undefined)[];
  readonly lanes: readonly (LaneOutcome | undefined)[];
  readonly stages: readonly { name: string; total(): StagePercentiles }[];
  readonly recoveries: readonly LaneRecovery[];
  readonly recordings: readonly RecordingOutcome[];
  readonly failure: ThreadFailure | undefined;
  readonly wantsDigest: boolean;
}

const NS_PER_SECOND = 1e9;

/** By code points, so that no host's locale has a say. */
const byName = (
  a: { venue: string; symbol: string },
  b: { venue: string; symbol: string },
): number => compare(a.venue, b.venue) || compare(a.symbol, b.symbol);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export function makeRunOutcome(parts: OutcomeParts): RunOutcome {
  const feeds = parts.feeds.filter((feed) => feed !== undefined);
  const lanes = parts.lanes.filter((lane) => lane !== undefined);
  const summaries = feeds.map((feed) => feed.summary);
  const sumOf = <T>(rows: readonly T[], value: (row: T) => number): number =>
    rows.reduce((sum, row) => sum + value(row), 0);
  const lanesSum = (value: (counters: LaneOutcome['report']['counters']) => number): number =>
    sumOf(lanes, (lane) => value(lane.report.counters));
  const feedCounters = parts.plan.counters.feeds.map((buffer) => new CounterBlock(buffer));
  const feedsSum = (index: number): number => sumOf(feedCounters, (block) => block.read(index));
  const messages = sumOf(summaries, (summary) => summary.messages);
  const seconds = secondsOf(feeds, lanes);
  const failure = parts.failure ?? summaries.find((summary) => summary.error)?.error;
  return {
    messages,
    events: feedsSum(FEED_COUNTER.EVENTS),
    frames: lanesSum((counters) => counters.FRAMES),
    seconds,
    messagesPerSecond: seconds > 0 ? Math.round(messages / seconds) : 0,
    gaps: sumOf(summaries, (summary) => summary.gaps),
    verified: lanesSum((counters) => counters.VERIFIED),
    unverifiable:
      lanesSum((counters) => counters.UNVERIFIABLE) +
      sumOf(summaries, (summary) => summary.unverifiable ?? 0),
    verifyFailures: lanesSum((counters) => counters.VERIFY_FAILURES),
    unknownOrders: lanesSum((counters) => counters.UNKNOWN_ORDERS),
    refusedChanges: lanesSum(
      (counters) => counters.DUPLICATE_ORDERS + counters.BAD_QUANTITIES + counters.REFUSED_CHANGES,
    ),
    refusedValues: sumOf(summaries, (summary) => summary.refusedValues),
    unknownMessages: sumOf(summaries, (summary) => summary.unknownMessages),
    refusals: mergeCounts(summaries.map((summary) => summary.refusals ?? {})),
    damagedLines: sumOf(summaries, (summary) => summary.damagedLines ?? 0),
    lateRecords: sumOf(summaries, (summary) => summary.lateRecords ?? 0),
    missingRecords: sumOf(summaries, (summary) => summary.missingRecords ?? 0),
    crossings: lanesSum((counters) => counters.CROSSINGS),
    stalls: feedsSum(FEED_COUNTER.STALLS),
    gcCount: {
      feed: sumOf(feeds, (feed) => feed.gc.count),
      lane: sumOf(lanes, (lane) => lane.gc.count),
    },
    instruments: lanesSum((counters) => counters.INSTRUMENTS),
    books: lanes.flatMap((lane) => lane.report.books).sort(byName),
    ...(parts.wantsDigest
      ? { digest: digestOf(lanes.flatMap((lane) => lane.report.digests)) }
      : {}),
    messagesByType: mergeCounts(summaries.map((summary) => summary.messagesByType ?? {})),
    stages: Object.fromEntries(parts.stages.map((stage) => [stage.name, stage.total()])),
    recoveries: parts.recoveries,
    ...(parts.recordings.length > 0 ? { recordings: parts.recordings } : {}),
    ...(failure === undefined ? {} : { failure }),
  };
}

function secondsOf(feeds: readonly FeedOutcome[], lanes: readonly LaneOutcome[]): number {
  if (feeds.length === 0 || lanes.length === 0) return 0;
  const startNs = Math.min(...feeds.map((feed) => feed.startedNs));
  const endNs = Math.max(...lanes.map((lane) => lane.finishedNs));
  return Math.max(0, endNs - startNs) / NS_PER_SECOND;
}

/** The chains of all instruments, in (venue, symbol) order, whichever lane they were in. */
export function digestOf(chains: readonly ReportedDigest[]): string {
  const hash = createHash('sha256');
  for (const { venue, symbol, low, high } of [...chains].sort(byName)) {
    hash.update(`${venue} ${symbol} ${low} ${high}\n`);
  }
  return hash.digest('hex');
}

function mergeCounts(counts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const merged: Record<string, number> = {};
  for (const [type, count] of counts.flatMap((one) => Object.entries(one))) {
    merged[type] = (merged[type] ?? 0) + count;
  }
  return merged;
}

/** `venue:symbol` of a book, for tables. */
export const bookName = (book: ReportedBook): string => instrumentName(book);
