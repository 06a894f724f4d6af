/**
 * Shared memory for the causes of slow messages: what each thread notes down, slow samples of the
 * gateways, and the histograms beside the stages. Owns who gets which buffer; part of the run plan.
 * Made by the supervisor.
 */
import { allocateRecordLog, RecordLogWriter } from '../../ring/record-log.js';
import { EpisodeNotes } from '../../telemetry/episode-notes.js';
import { StageHistogram } from '../../telemetry/stage-histogram.js';
import { kernelThreadId } from '../threads/thread-schedule.js';

export interface TailShape {
  /** Whether stages, samples and late turns are recorded at all. */
  readonly record: boolean;
  readonly budgetUs: number;
}

/** Kinds of threads that note episodes, and the word that a thread is called by. */
export const NOTING = { feeds: 'feed', lanes: 'lane', gateways: 'gateway' } as const;
export type NotingKind = keyof typeof NOTING;

export const HICCUP_THREAD = 'hiccup';

export interface TailPlan {
  readonly record: boolean;
  /** What a message may take from receipt to its write, ns. */
  readonly budgetNs: number;
  /** Late turns, stalls and hiccups below this are not noted, ns. */
  readonly noteNs: number;
  /** Record logs of episodes, by the thread's index. */
  readonly episodes: Readonly<Record<NotingKind, readonly SharedArrayBuffer[]>>;
  readonly hiccupEpisodes: SharedArrayBuffer;
  /** Record logs of slow samples, one per gateway. */
  readonly samples: readonly SharedArrayBuffer[];
  /** Stage histograms: of the platform's hiccups, of each gateway's event loop, of lane batches. */
  readonly hiccups: SharedArrayBuffer;
  readonly loopDelays: readonly SharedArrayBuffer[];
  /** Counts events instead of nanoseconds. */
  readonly batchEvents: readonly SharedArrayBuffer[];
}

const NS_PER_US = 1000;
const NOTE_NS_MAX = 1e6;
const NOTE_NS_MIN = 100e3;
/** An episode that is to explain an excess has to be seen when it is a fraction of the budget. */
const NOTES_PER_BUDGET = 5;

const allocateHistogram = (): SharedArrayBuffer => new SharedArrayBuffer(StageHistogram.bytes);

export function allocateTailPlan(
  shape: TailShape,
  counts: Readonly<Record<NotingKind, number>>,
): TailPlan {
  const each = (count: number, make: () => SharedArrayBuffer): SharedArrayBuffer[] =>
    Array.from({ length: count }, make);
  const budgetNs = shape.budgetUs * NS_PER_US;
  return {
    record: shape.record,
    budgetNs,
    noteNs: Math.min(NOTE_NS_MAX, Math.max(NOTE_NS_MIN, budgetNs / NOTES_PER_BUDGET)),
    episodes: {
      feeds: each(counts.feeds, allocateRecordLog),
      lanes: each(counts.lanes, allocateRecordLog),
      gateways: each(counts.gateways, allocateRecordLog),
    },
    hiccupEpisodes: allocateRecordLog(),
    samples: each(counts.gateways, allocateRecordLog),
    hiccups: allocateHistogram(),
    loopDelays: each(counts.gateways, allocateHistogram),
    batchEvents: each(counts.lanes, allocateHistogram),
  };
}

/** The calling thread's notes. */
export const notesOf = (plan: TailPlan, kind: NotingKind, index: number): EpisodeNotes =>
  new EpisodeNotes(new RecordLogWriter(plan.episodes[kind][index]!, kernelThreadId()));

/** What a thread may be late without a note; where nobody is served or nothing recorded, anything. */
export const noteNsOf = (plan: TailPlan): number =>
  plan.record && plan.samples.length > 0 ? plan.noteNs : Infinity;
