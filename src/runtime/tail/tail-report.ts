/**
 * An interval's causes in words: the record that /latency shows and the line in the log. Owns when an
 * interval has a tail at all; pure but for the log. Supervisor.
 */
import type { RunLog } from '../run-log.js';
import type { TailVerdict } from './attribution.js';
import type { Cause } from './cause.js';
import {
  toUs,
  type IntervalRecord,
  type IntervalTail,
  type SlowReader,
} from './interval-record.js';

export interface IntervalFindings {
  /** Of the messages over the budget; undefined without any. */
  readonly verdict: TailVerdict | undefined;
  /** p99.9 from receipt to write is above the budget. */
  readonly isOver: boolean;
  readonly slowReaders: readonly SlowReader[];
  /** Deltas that slow clients did not get. */
  readonly withheldFrames: number;
  /** Wall time of its end, ms. */
  readonly endMs: number;
}

const US_PER_MS = 1000;
/** Shares are told to a tenth of a percent. */
const SHARE_STEPS = 1000;

/** What the platform and the load do is news; what this process does to itself is a warning. */
const LOG_LEVELS: Readonly<Record<Cause, 'info' | 'warn'>> = {
  gc: 'warn',
  hiccup: 'info',
  pause: 'warn',
  burst: 'info',
  slow_reader: 'warn',
  unexplained: 'warn',
};

/** @returns null for an interval within its budget in which every client kept up. */
export function judgeInterval(findings: IntervalFindings): IntervalTail | null {
  const { verdict, isOver, slowReaders, withheldFrames, endMs } = findings;
  if (isOver && verdict !== undefined) {
    return {
      frames: verdict.frames,
      worstUs: toUs(verdict.worstNs),
      cause: verdict.cause,
      shares: sharesOf(verdict),
      evidence: verdict.evidence,
    };
  }
  if (slowReaders.length === 0 && withheldFrames === 0) return null;
  const oldestMs = slowReaders.reduce((age, one) => Math.max(age, endMs - one.sinceMs), 0);
  return {
    frames: withheldFrames,
    worstUs: oldestMs * US_PER_MS,
    cause: 'slow_reader',
    shares: { slow_reader: 1 },
    evidence: slowReaderEvidence(slowReaders, withheldFrames, endMs),
  };
}

function sharesOf(verdict: TailVerdict): Partial<Record<Cause, number>> {
  const named = Object.entries(verdict.shares).filter(([, share]) => share > 0);
  return Object.fromEntries(
    named.map(([cause, share]) => [cause, Math.round(share * SHARE_STEPS) / SHARE_STEPS]),
  );
}

function slowReaderEvidence(
  slowReaders: readonly SlowReader[],
  withheldFrames: number,
  endMs: number,
): string {
  const [first] = [...slowReaders].sort((a, b) => a.sinceMs - b.sinceMs);
  if (first === undefined) return `${withheldFrames} deltas were not sent to clients that drain`;
  const ageMs = Math.max(0, endMs - first.sinceMs);
  const others = slowReaders.length > 1 ? ` and ${slowReaders.length - 1} more` : '';
  return `${first.client}${others}: ${first.backlogBytes} bytes unsent for ${ageMs} ms, ${withheldFrames} deltas not sent`;
}

/** One line for the messages of an interval, one for its slow clients. */
export function logInterval(
  log: RunLog,
  tail: IntervalTail | null,
  record: Pick<IntervalRecord, 'stages' | 'endMs'>,
  slowReaders: readonly SlowReader[],
  withheldFrames: number,
): void {
  if (tail !== null && tail.cause !== 'slow_reader') {
    const { cause, shares, frames, worstUs, evidence } = tail;
    const p999Us = record.stages['received_to_sent']?.p999Us;
    log[LOG_LEVELS[cause]]({ cause, shares, frames, p999Us, worstUs, evidence }, 'tail');
  }
  if (slowReaders.length > 0 || tail?.cause === 'slow_reader') {
    const evidence = slowReaderEvidence(slowReaders, withheldFrames, record.endMs);
    log[LOG_LEVELS.slow_reader](
      { cause: 'slow_reader', clients: slowReaders.length, frames: withheldFrames, evidence },
      'tail',
    );
  }
}
