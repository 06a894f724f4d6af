/**
 * Keeps the lanes alive: notices one that throws or falls silent, cuts it off, restarts it and asks
 * the feeds for images. Owns the restart policy; must never let a dead lane hold up a feed. Supervisor.
 */
import type { ResourceLimits } from 'node:worker_threads';
import { detachReader } from '../../ring/attachment.js';
import { Heartbeats, ResyncRequests } from '../../ring/shared-words.js';
import type { Clock } from '../../telemetry/clock.js';
import type { ImageOrigin } from '../../feed/source.js';
import { LanePool } from './lane-pool.js';
import { LaneSilence } from './lane-silence.js';
import type { LaneOutcome, LaneTask } from './lane-task.js';
import { laneIsWhole } from './book-census.js';
import { logThreadMessage, type RunLog } from '../run-log.js';
import type { RunPlan } from '../run-plan.js';
import { failureOf, type ThreadFailure } from '../threads/thread-messages.js';
import { isAsleep, threadAccount } from '../threads/thread-schedule.js';

export interface LaneSupervisionOptions {
  readonly plan: RunPlan;
  readonly clock: Clock;
  readonly log: RunLog;
  readonly heartbeatMsLimit: number;
  readonly restartLimitPerMinute: number;
  readonly heapLimits: ResourceLimits;
  /** Lanes wait for slow gateways inside a turn (gated frame rings) and show no life meanwhile. */
  readonly mayBlock: boolean;
  taskOf(lane: number, rejoin: boolean): LaneTask;
  /** Where feeds get images from, known once they are open. */
  imageOrigins(): readonly ImageOrigin[];
  /** The run cannot go on. Called once at most. */
  onFatal(failure: ThreadFailure): void;
}

/** One restart, from the last sign of life of the old lane to the last book that is right again. */
export interface LaneRecovery {
  readonly lane: number;
  readonly reason: string;
  readonly ms: number;
}

interface Lane {
  phase: 'starting' | 'running' | 'dead' | 'ended';
  beat: number;
  /** Since it was told to start. */
  startingMs: number;
  readonly silence: LaneSilence;
  /** Run time at which it last showed life, ns. */
  aliveNs: number;
  kernelThread: number;
  /** Run time at which it took its seat, ns. */
  readyNs: number;
  restarts: number;
  outcome: Promise<LaneOutcome | undefined>;
  ready: () => void;
}

const CHECKS_PER_LIMIT = 4;
/** Where no lane can be replaced there is nothing to win by giving it up early. */
const IRREPLACEABLE_LIMIT_FACTOR = 100;
/** A lane that has just begun compiles its hot code and may fall silent for longer. */
const WARM_UP_LIMIT_FACTOR = 4;
const WARM_UP_NS = 1e9;
/** More than so many check intervals between two checks: it is us who got no core, which says nothing about lanes. */
const LATE_CHECK_FACTOR = 2;
const RECOVERY_CHECK_MS = 2;
const END_CHECK_MS = 100;
/** A lane beats while it drains its rings, but not while it puts its report together. */
const END_SILENCE_MS_LIMIT = 30_000;
const START_MS_LIMIT = 15_000;
const NS_PER_MS = 1e6;
const NS_PER_MINUTE = 60e9;

export class LaneSupervision {
  readonly recoveries: LaneRecovery[] = [];
  private readonly lanes: Lane[];
  private readonly pool: LanePool;
  private readonly heartbeats: Heartbeats;
  private readonly restartsNs: number[] = [];
  private timer: NodeJS.Timeout | undefined;
  private started = false;
  private stopping = false;
  private checkedNs = 0;
  private hasSpare = false;

  constructor(private readonly options: LaneSupervisionOptions) {
    const { plan, log } = options;
    this.heartbeats = new Heartbeats(plan.heartbeats);
    this.lanes = Array.from({ length: plan.shape.laneCount }, () => ({
      phase: 'dead' as const,
      beat: 0,
      startingMs: 0,
      silence: new LaneSilence(),
      aliveNs: 0,
      kernelThread: 0,
      readyNs: 0,
      restarts: 0,
      outcome: Promise.resolve(undefined),
      ready: () => {},
    }));
    this.pool = new LanePool(plan.shape.laneCount, options.heapLimits, {
      onReady: (lane, kernelThread) => this.onReady(lane, kernelThread),
      onLog: (message) => logThreadMessage(log, 'lane', message),
    });
  }

  /** Resolves when every lane has its seat at the event rings. */
  async start(): Promise<void> {
    const ready = this.lanes.map(
      (lane, index) =>
        new Promise<void>((resolve) => {
          lane.ready = resolve;
          this.run(index, false);
        }),
    );
    this.timer = setInterval(() => this.check(), this.checkMs);
    await Promise.all(ready);
    this.started = true;
  }

  /** Restarts of a lane so far. */
  restartsOf(lane: number): number {
    return this.lanes[lane]!.restarts;
  }

  isUp(lane: number): boolean {
    return this.lanes[lane]!.phase === 'running';
  }

  /**
   * After stopLanes was requested: what every lane says; undefined for one that did not end well.
   * @param msLimit time for all of it; Infinity waits as long as lanes show life.
   */
  async end(msLimit: number): Promise<(LaneOutcome | undefined)[]> {
    this.stopping = true;
    clearInterval(this.timer);
    let giveUp: (outcome: undefined) => void;
    const given = new Promise<undefined>((resolve) => {
      giveUp = resolve;
    });
    const beats = (): string => this.lanes.map((_, index) => this.heartbeats.read(index)).join();
    let seen = beats();
    let [silentMs, totalMs] = [0, 0];
    const timer = setInterval(() => {
      const now = beats();
      silentMs = now === seen ? silentMs + END_CHECK_MS : 0;
      seen = now;
      totalMs += END_CHECK_MS;
      if (totalMs >= msLimit || silentMs >= END_SILENCE_MS_LIMIT) giveUp(undefined);
    }, END_CHECK_MS);
    const outcomes = await Promise.all(
      this.lanes.map((lane) => Promise.race([lane.outcome, given])),
    );
    clearInterval(timer);
    await this.pool.destroy();
    return outcomes;
  }

  private run(index: number, rejoin: boolean): void {
    const lane = this.lanes[index]!;
    lane.phase = 'starting';
    lane.startingMs = 0;
    const ended = this.pool.start(this.options.taskOf(index, rejoin));
    lane.outcome = ended.then(
      (outcome) => {
        lane.phase = 'ended';
        return outcome;
      },
      (error: unknown) => {
        if (lane.phase !== 'dead') this.onThrow(index, error);
        return undefined;
      },
    );
  }

  private onReady(index: number, kernelThread: number): void {
    const lane = this.lanes[index]!;
    lane.phase = 'running';
    lane.kernelThread = kernelThread;
    lane.readyNs = this.options.clock.nowNs();
    this.noteLife(lane, this.heartbeats.read(index), lane.readyNs);
    lane.ready();
  }

  private noteLife(lane: Lane, beat: number, nowNs: number): void {
    lane.beat = beat;
    lane.silence.end();
    lane.aliveNs = nowNs;
  }

  private get checkMs(): number {
    return Math.ceil(this.options.heartbeatMsLimit / CHECKS_PER_LIMIT);
  }

  private check(): void {
    const nowNs = this.options.clock.nowNs();
    const elapsedMs = (nowNs - this.checkedNs) / NS_PER_MS;
    this.checkedNs = nowNs;
    this.lanes.forEach((lane, index) => {
      const beat = this.heartbeats.read(index);
      if (lane.phase === 'starting') this.checkStart(lane, index);
      if (lane.phase !== 'running') return;
      if (beat !== lane.beat) return this.noteLife(lane, beat, nowNs);
      // The kernel is asked only once a lane is silent: an idle server would do little else.
      const { onCoreNs } = threadAccount(lane.kernelThread);
      const thread = { onCoreNs, isAsleep: isAsleep(lane.kernelThread) };
      lane.silence.goOn(Math.min(elapsedMs, this.checkMs * LATE_CHECK_FACTOR), thread);
      const reason = lane.silence.verdict(this.silentMsLimit(lane, nowNs));
      if (reason !== undefined) void this.onSilence(index, reason);
    });
    this.keepSpare(nowNs);
  }

  /** Where lanes can be replaced, once all of them are warm: its start must not disturb theirs. */
  private keepSpare(nowNs: number): void {
    const isWarm = (lane: Lane): boolean =>
      lane.phase === 'running' && nowNs - lane.readyNs > WARM_UP_NS;
    if (this.hasSpare || this.areIrreplaceable || !this.lanes.every(isWarm)) return;
    this.hasSpare = true;
    // Without one a lane's replacement takes a thread's start longer; the pool reports why itself.
    this.pool.addSpare().catch(() => (this.hasSpare = false));
  }

  /** Books could not be rebuilt. */
  private get areIrreplaceable(): boolean {
    return this.options.imageOrigins().includes('none');
  }

  private silentMsLimit(lane: Lane, nowNs: number): number {
    const { mayBlock, heartbeatMsLimit } = this.options;
    if (mayBlock || this.areIrreplaceable) {
      return heartbeatMsLimit * IRREPLACEABLE_LIMIT_FACTOR;
    }
    return heartbeatMsLimit * (nowNs - lane.readyNs < WARM_UP_NS ? WARM_UP_LIMIT_FACTOR : 1);
  }

  private checkStart(lane: Lane, index: number): void {
    if ((lane.startingMs += this.checkMs) < START_MS_LIMIT) return;
    lane.phase = 'dead';
    this.fatal(`lane ${index} did not start within ${START_MS_LIMIT} ms`);
  }

  private onThrow(index: number, error: unknown): void {
    const lane = this.lanes[index]!;
    this.cutOff(index);
    lane.aliveNs = this.options.clock.nowNs();
    const { message } = failureOf(error);
    this.replace(index, message.split('\n')[0]!, message);
  }

  private async onSilence(index: number, reason: string): Promise<void> {
    this.cutOff(index);
    this.hasSpare = false;
    await this.pool.kill(index);
    this.replace(index, reason, reason);
  }

  /** From here on the feed goes on without it. */
  private cutOff(index: number): void {
    this.lanes[index]!.phase = 'dead';
    for (const ring of this.options.plan.eventRings) detachReader(ring, index);
  }

  private replace(index: number, reason: string, detail: string): void {
    const { log, clock, restartLimitPerMinute } = this.options;
    if (this.stopping) return;
    log.error({ lane: index, detail }, 'lane died');
    if (!this.started) return this.fatal(`lane ${index} did not start: ${reason}`);
    if (this.areIrreplaceable) {
      this.fatal(
        `lane ${index} died (${reason}); the source has no image to rebuild its books from`,
      );
      return;
    }
    const nowNs = clock.nowNs();
    while (this.restartsNs.length > 0 && this.restartsNs[0]! < nowNs - NS_PER_MINUTE)
      this.restartsNs.shift();
    if (this.restartsNs.length >= restartLimitPerMinute) {
      this.fatal(
        `lane ${index} died (${reason}) and lanes were restarted ${this.restartsNs.length} times within a minute (lane.restartLimitPerMinute)`,
      );
      return;
    }
    this.restartsNs.push(nowNs);
    const lane = this.lanes[index]!;
    lane.restarts++;
    const downNs = lane.aliveNs;
    lane.ready = () => this.askForImages(index, reason, downNs);
    this.run(index, true);
  }

  /** @param downNs run time of the old lane's last sign of life. */
  private askForImages(index: number, reason: string, downNs: number): void {
    const { plan, log, clock } = this.options;
    const lane = this.lanes[index]!;
    const resyncs = new ResyncRequests(plan.resyncs);
    for (let feed = 0; feed < plan.shape.feedCount; feed++) resyncs.request(feed, index);
    const timer = setInterval(() => {
      if (this.stopping || lane.phase !== 'running') {
        clearInterval(timer);
      } else if (laneIsWhole(plan, index)) {
        clearInterval(timer);
        const ms = Math.round((clock.nowNs() - downNs) / NS_PER_MS);
        this.recoveries.push({ lane: index, reason, ms });
        log.warn({ lane: index, ms, reason }, 'lane restarted, its books are live again');
      }
    }, RECOVERY_CHECK_MS);
  }

  private fatal(message: string): void {
    if (this.stopping) return;
    this.stopping = true;
    clearInterval(this.timer);
    this.options.onFatal({ code: 'lane-lost', message });
  }
}
