/**
 * From slow samples and episodes to causes: which share of an interval's slow messages each cause has,
 * and what shows it. Owns the rule; pure.
 *
 *   received ── feed ── committed ── lane ── applied ── lane ── framed ── gateway ── sent
 *
 * Each leg is looked at with the thread that owns it. The cause that accounts for most of what the
 * legs took beyond their usual (the median of their stage) has the sample, and all messages that it
 * stands for; less than half of it accounted for, and the sample is unexplained.
 */
import type { LapEpisode } from '../../telemetry/episode.js';
import type { SlowSample } from '../../telemetry/slow-sample.js';
import { dominantCause, noCauses, type Cause, type CauseNumbers } from './cause.js';
import type { EpisodeStore } from './episode-store.js';
import { SegmentCauses, type Evidence, type Segment } from './segment-causes.js';

/** What each leg normally takes, ns. */
export interface UsualNs {
  readonly committed: number;
  readonly applied: number;
  readonly framed: number;
  readonly sent: number;
}

/** Samples that were lost before anybody read them. */
export interface LostSamples {
  readonly frames: number;
  readonly messages: number;
}

export interface TailVerdict {
  /** Over the budget. */
  readonly frames: number;
  readonly worstNs: number;
  /** Of most messages. */
  readonly cause: Cause;
  /** Of the messages, those of each cause; they add up to 1. */
  readonly shares: CauseNumbers;
  readonly framesByCause: CauseNumbers;
  /** What shows the dominant cause: the strongest single piece. */
  readonly evidence: string;
}

/** Why a gateway was overtaken. */
export interface LapVerdict {
  /** From one reading of the ring to the next. */
  readonly worstNs: number;
  readonly cause: Cause;
  readonly evidence: string;
}

export interface SampleVerdict {
  readonly cause: Cause;
  readonly evidence: Evidence | undefined;
}

const ACCOUNTED_SHARE = 0.5;
const LEGS = 4;

/** @param budgetNs bounds what counts as usual: where everything is slow, nothing slow is usual. */
export function attributeSample(
  sample: SlowSample,
  episodes: EpisodeStore,
  usual: UsualNs,
  budgetNs: number,
): SampleVerdict {
  const byCause = noCauses();
  const evidence: Evidence[] = [];
  let excessNs = 0;
  for (const segment of segmentsOf(sample, usual, budgetNs / LEGS)) {
    if (segment.excessNs <= 0) continue;
    excessNs += segment.excessNs;
    const causes = new SegmentCauses(segment, episodes);
    for (const { cause, ns } of causes.evidence) byCause[cause] += ns;
    evidence.push(...causes.evidence);
  }
  const accountedNs = Object.values(byCause).reduce((total, ns) => total + ns, 0);
  if (accountedNs < excessNs * ACCOUNTED_SHARE || accountedNs === 0)
    return { cause: 'unexplained', evidence: undefined };
  const cause = dominantCause(byCause);
  return { cause, evidence: strongest(evidence.filter((one) => one.cause === cause)) };
}

/** A gateway that was overtaken: what kept it from reading for so long. Of what it missed, no sample tells. */
export function attributeLap(lap: LapEpisode, episodes: EpisodeStore): LapVerdict {
  const { thread: owner, startNs: fromNs, endNs: toNs } = lap;
  const excessNs = toNs - fromNs;
  const { ns, evidence } = new SegmentCauses({ owner, fromNs, toNs, excessNs }, episodes);
  const accountedNs = Object.values(ns).reduce((total, one) => total + one, 0);
  const isKnown = accountedNs > 0 && accountedNs >= excessNs * ACCOUNTED_SHARE;
  const cause = isKnown ? dominantCause(ns) : 'unexplained';
  const shown = strongest(evidence.filter((one) => one.cause === cause))?.text;
  const overtaken = `${owner} was overtaken by the frames of lane ${lap.lane}`;
  return { worstNs: excessNs, cause, evidence: shown ? `${overtaken}; ${shown}` : overtaken };
}

function segmentsOf(sample: SlowSample, usual: UsualNs, usualNsMax: number): readonly Segment[] {
  const lane = `lane ${sample.lane}`;
  const segment = (owner: string, fromNs: number, toNs: number, usualNs: number): Segment => ({
    owner,
    fromNs,
    toNs,
    excessNs: toNs - fromNs - Math.min(usualNs, usualNsMax),
  });
  return [
    segment(`feed ${sample.feed}`, sample.receivedNs, sample.committedNs, usual.committed),
    segment(lane, sample.committedNs, sample.appliedNs, usual.applied),
    segment(lane, sample.appliedNs, sample.framedNs, usual.framed),
    segment(`gateway ${sample.gateway}`, sample.framedNs, sample.sentNs, usual.sent),
  ];
}

/** @returns undefined when nothing was slow. */
export function attributeInterval(
  samples: readonly SlowSample[],
  lost: LostSamples,
  episodes: EpisodeStore,
  usual: UsualNs,
  budgetNs: number,
): TailVerdict | undefined {
  const messages = noCauses();
  const frames = noCauses();
  const shown = new Map<Cause, Evidence>();
  let worstNs = 0;
  for (const sample of samples) {
    const { cause, evidence } = attributeSample(sample, episodes, usual, budgetNs);
    messages[cause] += sample.messages;
    frames[cause] += sample.frames;
    worstNs = Math.max(worstNs, sample.sentNs - sample.receivedNs);
    const before = shown.get(cause);
    if (evidence !== undefined && (before === undefined || evidence.ns > before.ns))
      shown.set(cause, evidence);
  }
  messages.unexplained += lost.messages;
  frames.unexplained += lost.frames;
  const total = Object.values(messages).reduce((sum, count) => sum + count, 0);
  if (total === 0) return undefined;
  const cause = dominantCause(messages);
  const shares = noCauses();
  for (const one of Object.keys(messages) as Cause[]) shares[one] = messages[one] / total;
  return {
    frames: Object.values(frames).reduce((sum, count) => sum + count, 0),
    worstNs,
    cause,
    shares,
    framesByCause: frames,
    evidence: shown.get(cause)?.text ?? 'nothing that was noted accounts for half of it',
  };
}

const strongest = (evidence: readonly Evidence[]): Evidence | undefined =>
  evidence.reduce<Evidence | undefined>(
    (best, one) => (best === undefined || one.ns > best.ns ? one : best),
    undefined,
  );
