/**
 * What held up one leg of a message's way, judged by what the thread that owns the leg, and the
 * control thread, noted in that time. Owns the order in which causes get their share; pure.
 *
 *   gc           the owner collected
 *   slow_reader  the owner waited for who reads its ring, a feed for a lane, a lane (gated) for a
 *                gateway: what held up the reader then is looked for first
 *   hiccup       the owner was ready and had no core, or the control thread overslept
 *   pause        the owner was off its core in the middle of a turn, or turned without getting work done
 *   burst        the owner was busy with work, its turn or those before it
 *
 * Shares are amounts of time, never more than the leg took beyond what it normally takes. Time off the
 * core that the owner is sure of is kept from the control thread, whose sleep says less.
 */
import type { StallEpisode, TurnEpisode } from '../../telemetry/episode.js';
import { noCauses, type Cause, type CauseNumbers } from './cause.js';
import { overlapNs, type EpisodeStore } from './episode-store.js';
import { HICCUP_THREAD } from './tail-plan.js';

export interface Segment {
  /** The thread that had the message. */
  readonly owner: string;
  readonly fromNs: number;
  readonly toNs: number;
  /** Beyond what the leg normally takes. */
  readonly excessNs: number;
}

export interface Evidence {
  readonly cause: Cause;
  /** How much of an excess it accounts for. */
  readonly ns: number;
  readonly text: string;
}

/** The kernel's account of a running thread is up to a scheduler tick old (4 ms at 250 Hz). */
const OFF_CORE_NS_PROOF = 5e6;
/** A feed's or lane's unit of work takes 0.1 to 5 µs: one that takes so long was not work. */
const WORK_NS_LIMIT = 20_000;
/** A shorter turn of a few units proves nothing. */
const PAUSE_NS_MIN = 1e6;
const NS_PER_MS = 1e6;

const ms = (ns: number): string => `${(ns / NS_PER_MS).toFixed(1)} ms`;

export class SegmentCauses {
  readonly ns: CauseNumbers = noCauses();
  readonly evidence: Evidence[] = [];
  private leftNs: number;

  constructor(
    private readonly segment: Segment,
    private readonly episodes: EpisodeStore,
  ) {
    this.leftNs = segment.excessNs;
    const { owner, fromNs, toNs } = segment;
    const gcNs = this.takeCollections();
    const stallNs = this.takeStalls();
    const turns = episodes.during(owner, 'turn', fromNs, toNs);
    const offCore = turns.map((turn) => Math.min(offCoreNs(turn), this.ofTurn(turn)));
    const surelyOffNs = Math.max(0, sum(offCore) - gcNs - stallNs);
    this.takeHiccups(turns, Math.min(surelyOffNs, this.leftNs));
    this.takeTurns(turns, surelyOffNs);
  }

  private take(cause: Cause, ns: number, text: string): number {
    const taken = Math.min(ns, this.leftNs);
    if (taken <= 0) return 0;
    this.leftNs -= taken;
    this.ns[cause] += taken;
    this.evidence.push({ cause, ns: taken, text });
    return taken;
  }

  private within(startNs: number, endNs: number): number {
    return overlapNs(startNs, endNs, this.segment.fromNs, this.segment.toNs);
  }

  private ofTurn(turn: TurnEpisode): number {
    return this.within(turn.endNs - turn.turnNs, turn.endNs);
  }

  private takeCollections(): number {
    const { owner, fromNs, toNs } = this.segment;
    let taken = 0;
    for (const gc of this.episodes.during(owner, 'gc', fromNs, toNs)) {
      const text = `${owner}: ${gc.gcKind} GC of ${ms(gc.endNs - gc.startNs)}`;
      taken += this.take('gc', this.within(gc.startNs, gc.endNs), text);
    }
    return taken;
  }

  private takeStalls(): number {
    const { owner, fromNs, toNs } = this.segment;
    let taken = 0;
    for (const stall of this.episodes.during(owner, 'stall', fromNs, toNs)) {
      taken += this.takeStall(stall);
    }
    return taken;
  }

  /** What held up the reader is the cause; what is left is the reader itself. */
  private takeStall(stall: StallEpisode): number {
    const { owner, fromNs, toNs } = this.segment;
    const reader = `${owner.startsWith('feed') ? 'lane' : 'gateway'} ${stall.reader}`;
    const inside = {
      owner: reader,
      fromNs: Math.max(fromNs, stall.startNs),
      toNs: Math.min(toNs, stall.endNs),
      excessNs: Math.min(this.leftNs, this.within(stall.startNs, stall.endNs)),
    };
    const waited = `${owner} waited ${ms(stall.endNs - stall.startNs)} for ${reader}`;
    const deeper = new SegmentCauses(inside, this.episodes);
    let taken = 0;
    for (const { cause, ns, text } of deeper.evidence) {
      if (cause !== 'burst') taken += this.take(cause, ns, `${waited}; ${text}`);
    }
    return taken + this.take('slow_reader', inside.excessNs - taken, waited);
  }

  private takeHiccups(turns: readonly TurnEpisode[], keptNs: number): void {
    const { owner, fromNs, toNs } = this.segment;
    const waits = turns.map((turn) =>
      Math.min(turn.coreWaitNs, this.within(turn.endNs - turn.accountNs, turn.endNs)),
    );
    const waitNs = sum(waits);
    const overslept = this.episodes.during(HICCUP_THREAD, 'hiccup', fromNs, toNs);
    const sleptNs = sum(overslept.map((one) => this.within(one.startNs, one.endNs)));
    const room = this.leftNs - keptNs;
    if (waitNs >= sleptNs) {
      this.take('hiccup', Math.min(waitNs, room), `${owner} waited ${ms(waitNs)} for a core`);
    } else {
      const longest = Math.max(...overslept.map((one) => one.endNs - one.startNs));
      const text = `platform: a sleep of 1 ms ended ${ms(longest)} late`;
      this.take('hiccup', Math.min(sleptNs, room), text);
    }
  }

  private takeTurns(turns: readonly TurnEpisode[], surelyOffNs: number): void {
    const { owner } = this.segment;
    let offLeftNs = surelyOffNs;
    for (const turn of turns) {
      const offNs = Math.min(offLeftNs, offCoreNs(turn), this.ofTurn(turn));
      offLeftNs -= offNs;
      this.take('pause', offNs, `${owner} stopped for ${ms(turn.turnNs)}`);
      if (isIdle(turn)) {
        const text = `${owner} did not come around for ${ms(turn.turnNs)}, ${turn.work} units of work in it`;
        this.take('pause', this.ofTurn(turn) - offNs, text);
      } else {
        const busyNs = Math.max(turn.busyNs, turn.turnNs);
        const text = `${owner} was busy for ${ms(busyNs)}`;
        this.take('burst', this.within(turn.endNs - busyNs, turn.endNs) - offNs, text);
      }
    }
  }
}

/** Time in a turn for which the thread was neither running nor ready to; 0 where that is not certain. */
function offCoreNs(turn: TurnEpisode): number {
  if (turn.onCoreNs < 0) return 0;
  const ns = turn.turnNs - turn.onCoreNs - turn.coreWaitNs;
  return ns > OFF_CORE_NS_PROOF ? ns : 0;
}

/** A long turn in which too little was done; what a gateway's frame costs depends on its clients. */
const isIdle = (turn: TurnEpisode): boolean =>
  turn.turnNs >= PAUSE_NS_MIN &&
  turn.turnNs > turn.work * WORK_NS_LIMIT &&
  (!turn.thread.startsWith('gateway') || turn.work === 0);

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
