/**
 * An interval's causes in words: the record that /latency shows and what the log tells. Owns when an
 * interval has a tail at all. Supervisor.
 */
import type { LapVerdict, TailVerdict } from './attribution.js';
import type { Cause } from './cause.js';
import {
  toUs,
  type IntervalRecord,
  type IntervalTail,
  type SlowReader,
} from './interval-record.js';
import type { TailLines } from './tail-lines.js';

export interface IntervalFindings {
  /** Of the messages over the budget; undefined without any. */
  readonly verdict: TailVerdict | undefined;
  /** p99.9 from receipt to write is above the budget. */
  readonly isOver: boolean;
  /** The longest lap of a gateway; undefined without any. */
  readonly lap: LapVerdict | undefined;
  readonly slowReaders: readonly SlowReader[];
  /** Deltas that slow clients did not get. */
  readonly withheldFrames: number;
  /** Wall time, ms: clients that were behind in the interval mostly still are. */
  readonly nowMs: number;
}

const US_PER_MS = 1000;
/** Shares are told to a tenth of a percent. */
const SHARE_STEPS = 1000;

/** @returns null for an interval within its budget in which every client kept up. */
export function judgeInterval(findings: IntervalFindings): IntervalTail | null {
  return messagesTail(findings) ?? (areClientsBehind(findings) ? clientsTail(findings) : null);
}

/** Messages that were overtaken are in no percentile: a lap makes an interval whatever p99.9 is. */
function messagesTail({ verdict, isOver, lap }: IntervalFindings): IntervalTail | null {
  if (!isOver || verdict === undefined) {
    if (lap === undefined) return null;
    const { cause, worstNs, evidence } = lap;
    return { frames: 0, worstUs: toUs(worstNs), cause, shares: { [cause]: 1 }, evidence };
  }
  return {
    frames: verdict.frames,
    worstUs: toUs(verdict.worstNs),
    cause: verdict.cause,
    shares: sharesOf(verdict),
    evidence: verdict.evidence,
  };
}

function clientsTail({ slowReaders, withheldFrames, nowMs }: IntervalFindings): IntervalTail {
  const oldestMs = slowReaders.reduce((age, one) => Math.max(age, nowMs - one.sinceMs), 0);
  return {
    frames: withheldFrames,
    worstUs: oldestMs * US_PER_MS,
    cause: 'slow_reader',
    shares: { slow_reader: 1 },
    evidence: slowReaderEvidence(slowReaders, withheldFrames, nowMs),
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
  nowMs: number,
): string {
  const [first] = [...slowReaders].sort((a, b) => a.sinceMs - b.sinceMs);
  if (first === undefined) return `${withheldFrames} deltas were not sent to clients that drain`;
  const ageMs = Math.max(0, nowMs - first.sinceMs);
  const others = slowReaders.length > 1 ? ` and ${slowReaders.length - 1} more` : '';
  return `${first.client}${others}: ${first.backlogBytes} bytes unsent for ${ageMs} ms, ${withheldFrames} deltas not sent`;
}

/** Whether clients did not keep up, whatever else there was. */
export const areClientsBehind = ({ slowReaders, withheldFrames }: IntervalFindings): boolean =>
  slowReaders.length > 0 || withheldFrames > 0;

/** A line for the messages of an interval, one for its slow clients. */
export function addLines(
  lines: TailLines,
  findings: IntervalFindings,
  record: Pick<IntervalRecord, 'stages' | 'endMs'>,
): void {
  const { endMs } = record;
  const messages = messagesTail(findings);
  if (messages !== null) {
    const { shares, ...line } = messages;
    const rest = { p999Us: record.stages['received_to_sent']?.p999Us, shares };
    lines.add(line.cause, { ...line, endMs, rest });
  }
  if (!areClientsBehind(findings)) return;
  const { cause, frames, worstUs, evidence } = clientsTail(findings);
  const rest = { clients: findings.slowReaders.length };
  lines.add('clients', { cause, frames, worstUs, evidence, endMs, rest });
}
