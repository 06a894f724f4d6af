/**
 * One run of the machine: shared memory, feeds, lanes, gateways, from start to orderly end. Owns the
 * order in which threads start and stop; must never touch the data path. Supervisor.
 *
 *   start   lanes attach → feeds open → gateways listen → feeds go
 *   stop    feeds → (rings run dry) → lanes report → gateways tell the clients and close
 */
import type { ResourceLimits } from 'node:worker_threads';
import { InstrumentTable } from '../event/instrument-table.js';
import { FAULT, FaultInjection, StopSignal, type FaultKind } from '../ring/shared-words.js';
import { Clock } from '../telemetry/clock.js';
import { FEED_COUNTER } from '../telemetry/counter-names.js';
import { CounterBlock } from '../telemetry/counters.js';
import { DoubleNames } from './feeds/double-names.js';
import { FeedGroup, type FeedStart } from './feeds/feed-group.js';
import type { FixClientFacts } from '../fixserver/fix-server.js';
import type { FeedPlan } from './feeds/source-plan.js';
import { FirstInstruments } from './first-instruments.js';
import { GatewayGroup } from './gateways/gateway-group.js';
import { collectOnNeedOnly, heapLimits } from './threads/heap-size.js';
import { HiccupControl } from './hiccups/hiccup-control.js';
import { LaneSupervision, type LaneRecovery } from './lanes/lane-supervision.js';
import type { LaneTask } from './lanes/lane-task.js';
import { startLatencyLogging, type LatencyLogging } from './latency-logging.js';
import { MetricsBoard } from './metrics/metrics-board.js';
import { PlacementPlan } from './placement/placement-plan.js';
import { RunError } from './run-error.js';
import type { RunEnd, RunOptions } from './run-options.js';
import { RecorderThread } from './recording/recorder-handle.js';
import { recordingShape } from './recording/recording-plan.js';
import { makeRunOutcome, type RunOutcome } from './run-outcome.js';
import { allocateRunPlan, faultIndexOf, type RunPlan } from './run-plan.js';
import { publishNothing } from './tail/latency-document.js';
import { TailWatch } from './tail/tail-watch.js';
import type { ThreadFailure } from './threads/thread-messages.js';
import { PRODUCT_VERSION } from './version.js';

/** Together with the gateways' own limit below the 5 s that a stop may take. */
const LANES_END_MS_LIMIT = 1_300;
const FEEDS_END_MS_LIMIT = 1_300;
const NS_PER_US = 1_000;

/** A run whose threads know their places; start() is the owner's to call. */
export async function makeRun(options: RunOptions): Promise<Run> {
  const placements = new PlacementPlan(options.config.threads, options.log);
  await placements.settle();
  return new Run(options, placements);
}

export class Run {
  readonly plan: RunPlan;
  /** Settles when the source has ended or something broke; stop() is the owner's to call. */
  readonly over: Promise<RunEnd>;
  private readonly clock: Clock;
  private readonly heapLimits: ResourceLimits;
  private readonly feeds: FeedGroup;
  private readonly lanes: LaneSupervision;
  private readonly gateways: GatewayGroup;
  private readonly firstInstruments: FirstInstruments;
  private readonly doubleNames: DoubleNames;
  private readonly board: MetricsBoard;
  private readonly latencyLog: LatencyLogging;
  private readonly tail: TailWatch | undefined;
  private readonly recorder: RecorderThread | undefined;
  private hiccups: HiccupControl | undefined;
  private metricsTimer: NodeJS.Timeout | undefined;
  private failure: ThreadFailure | undefined;
  private endRun: (end: RunEnd) => void = () => {};
  private stopped: Promise<RunOutcome> | undefined;
  private fixClients: readonly FixClientFacts[] = [];
  private goingOn = false;
  /** For the first instruments. */
  private isWaiting = true;
  private sourceEnded = false;

  /** See makeRun. */
  constructor(
    private readonly options: RunOptions,
    private readonly placements: PlacementPlan,
  ) {
    const { config, gatewayCount, log } = options;
    collectOnNeedOnly();
    this.heapLimits = heapLimits(config.threads.youngGenerationMb);
    this.over = new Promise((resolve) => {
      this.endRun = resolve;
    });
    const plan = (this.plan = allocateRunPlan({
      feedCount: options.feeds.length,
      laneCount: config.lanes,
      gatewayCount,
      instrumentLimit: config.rings.instrumentLimit,
      eventSlotCount: config.rings.eventSlotCount,
      frameBytes: config.rings.frameBytes,
      recording: recordingShape(
        config,
        options.feeds.map(({ source }) => source),
      ),
      latency: config.latency,
    }));
    this.clock = new Clock(plan.runBaseNs);
    this.doubleNames = new DoubleNames(new InstrumentTable(plan.instruments));
    this.firstInstruments = new FirstInstruments(plan.shape.feedCount, gatewayCount);
    this.feeds = this.makeFeeds();
    this.lanes = new LaneSupervision({
      plan,
      clock: this.clock,
      log,
      heartbeatMsLimit: config.lane.heartbeatMsLimit,
      mayBlock: this.isGated,
      restartLimitPerMinute: config.lane.restartLimitPerMinute,
      heapLimits: this.heapLimits,
      taskOf: (lane, rejoin) => this.laneTask(lane, rejoin),
      imageOrigins: () => this.feeds.imageOrigins,
      onFatal: (failure) => this.fail(failure),
    });
    this.gateways = new GatewayGroup({
      plan,
      config,
      heapLimits: this.heapLimits,
      placementOf: (gateway) => placements.gateway(gateway, gatewayCount),
      log,
      onNamed: (gateway, feed) => {
        this.firstInstruments.named(gateway, feed);
        if (this.isWaiting) this.tellReadiness();
      },
      onFixClients: (clients) => {
        this.fixClients = clients;
      },
      onFatal: (failure) => this.fail(failure),
    });
    this.board = new MetricsBoard(plan, {
      version: PRODUCT_VERSION,
      laneRestarts: (lane) => this.lanes.restartsOf(lane),
      laneIsUp: (lane) => this.lanes.isUp(lane),
      sourceOf: (feed) => this.feeds.nameOf(feed),
      feedRestarts: (feed) => this.feeds.restartsOf(feed),
      feedIsUp: (feed) => this.feeds.isUp(feed),
      liveSummary: (feed) => this.feeds.summaryOf(feed),
      fixClients: () => this.fixClients,
    });
    this.latencyLog = startLatencyLogging(plan, this.clock, config.latency, log);
    this.tail = this.makeTailWatch();
    this.recorder = this.makeRecorder();
  }

  /** @throws ThreadFailure-shaped errors (RunError): a source or port that cannot be had. */
  async start(): Promise<void> {
    try {
      const lanesAndFeeds = Promise.all([
        this.lanes.start(),
        this.feeds.ready,
        this.recorder?.ready,
      ]);
      await Promise.race([lanesAndFeeds.then(() => this.gateways.start()), this.broken()]);
    } catch (error) {
      await this.stop();
      throw error;
    }
    this.metricsTimer = setInterval(() => this.measure(), this.options.config.metrics.intervalMs);
    this.metricsTimer.unref();
    this.tail?.start();
    if (this.tail !== undefined) this.hiccups = new HiccupControl(this.plan, this.options.log);
    this.measure();
    this.goingOn = true;
    this.tellReadiness();
    this.feeds.go();
    void this.feeds.ended.then(() => {
      if (!this.goingOn) return;
      this.sourceEnded = true;
      this.endRun({ kind: 'source-ended' });
    });
  }

  /**
   * Resolves when clients can subscribe to an instrument of every source, and `/readyz` says so;
   * earlier where the run is over, `signal` says so, or the time is up: a venue may be down for hours.
   */
  async serving(signal: AbortSignal | undefined): Promise<void> {
    const msLimit = this.options.config.feeds.firstInstrumentMsLimit;
    let deadline: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      deadline = setTimeout(() => resolve('late'), msLimit);
    });
    const aborted = new Promise<void>((resolve) => {
      if (signal?.aborted === true) resolve();
      signal?.addEventListener('abort', () => resolve(), { once: true });
    });
    const first = this.firstInstruments;
    const failed = this.broken().catch(() => {});
    const why = await Promise.race([first.all, failed, aborted, late]);
    clearTimeout(deadline);
    this.isWaiting = false;
    this.tellReadiness();
    if (why !== 'late') return;
    const names = first.waitingFor.map((feed) => this.feeds.nameOf(feed)).join(', ');
    this.options.log.warn(`no instrument within ${msLimit} ms from ${names}: serving without`);
  }

  /** The port that clients connect to; 0 when nobody is served. */
  get port(): number {
    return this.gateways.port;
  }

  get recoveries(): readonly LaneRecovery[] {
    return this.lanes.recoveries;
  }

  injectFault(lane: number, kind: FaultKind): void {
    new FaultInjection(this.plan.faults).request(lane, kind);
  }

  /** The feed's thread breaks, within a tenth of a second. */
  breakFeed(feed: number): void {
    new FaultInjection(this.plan.faults).request(faultIndexOf(this.plan, feed), FAULT.THROW);
  }

  metricsText(): string {
    return this.board.render();
  }

  /** Everything downstream of the feeds runs dry, is told, and closes. Later calls get the same outcome. */
  stop(): Promise<RunOutcome> {
    this.stopped ??= this.shutDown();
    return this.stopped;
  }

  private async shutDown(): Promise<RunOutcome> {
    this.goingOn = false;
    this.tellReadiness();
    clearInterval(this.metricsTimer);
    new StopSignal(this.plan.stopFeeds).request();
    const feeds = await this.feeds.end(FEEDS_END_MS_LIMIT);
    const recordings = this.recorder?.end();
    new StopSignal(this.plan.stopLanes).request();
    // What a source has handed on to its end is worth waiting for; a signal is not kept waiting.
    const lanes = await this.lanes.end(this.sourceEnded ? Infinity : LANES_END_MS_LIMIT);
    if (feeds.includes(undefined) || lanes.includes(undefined)) this.noteIncomplete();
    await this.gateways.close();
    new StopSignal(this.plan.stopGateways).request();
    this.placements.restore();
    this.board.advance();
    this.latencyLog.interval(this.board);
    this.tail?.interval();
    this.tail?.stop();
    await Promise.all([this.latencyLog.close(), this.hiccups?.end()]);
    const { digest, gatewayCount } = this.options;
    return makeRunOutcome({
      plan: this.plan,
      feeds,
      lanes,
      recordings: (await recordings) ?? [],
      stages: this.board.stages.slice(0, gatewayCount === 0 ? 3 : undefined),
      recoveries: this.lanes.recoveries,
      failure: this.failure,
      wantsDigest: digest === true,
    });
  }

  /** Where figures are what the run is for, a part that is missing must not go unnoticed. */
  private noteIncomplete(): void {
    const { gatewayCount, digest, log } = this.options;
    const message = 'a feed or lane did not end in time: its part of the figures is missing';
    if (gatewayCount > 0 && digest !== true) log.warn(message);
    else this.failure ??= { code: 'incomplete', message };
  }

  /** Where nobody is served there is no receipt to write to speak of. */
  private makeTailWatch(): TailWatch | undefined {
    const { config, gatewayCount, log } = this.options;
    if (gatewayCount === 0) return undefined;
    const { plan, clock, board } = this;
    const { stages, hiccups, tail: totals } = board;
    const { intervalMs } = config.metrics;
    if (!config.latency.record) {
      publishNothing(plan.latencyTexts, intervalMs, config.latency.budgetUs);
      return undefined;
    }
    return new TailWatch({ plan, clock, log, intervalMs, stages, hiccups, totals });
  }

  private makeFeeds(): FeedGroup {
    const { plan, clock, firstInstruments, placements } = this;
    const { config, feeds, log, onProgress } = this.options;
    const startOf = ({ source, speed, isReplaceable }: FeedPlan, feed: number): FeedStart => ({
      data: {
        plan,
        feed,
        source,
        speed,
        spinNs: config.wait.feedSpinUs * NS_PER_US,
        placement: placements.feed(feed, feeds.length),
      },
      isReplaceable,
    });
    return new FeedGroup({
      feeds: feeds.map(startOf),
      settings: config.feeds,
      heapLimits: this.heapLimits,
      clock,
      log,
      onProgress,
      onEnded: (feed) => {
        const counters = new CounterBlock(plan.counters.feeds[feed]!);
        firstInstruments.over(feed, counters.read(FEED_COUNTER.INSTRUMENTS));
      },
      onFatal: (failure) => this.fail(failure),
    });
  }

  /** A recording that breaks costs the recording, unless it is all that the run is for. */
  private makeRecorder(): RecorderThread | undefined {
    const { plan } = this;
    const { config, log, isForRecording } = this.options;
    if (plan.recordings.length === 0) return undefined;
    return new RecorderThread(plan, config.record, log, (failure) => {
      if (isForRecording === true) this.fail(failure);
    });
  }

  private laneTask(lane: number, rejoin: boolean): LaneTask {
    const { config, gatewayCount, digest, bookDepth } = this.options;
    const isServed = gatewayCount > 0;
    return {
      plan: this.plan,
      lane,
      frameRingMode: this.isGated ? 'gated' : 'live',
      wait: config.wait.strategy,
      spinTurns: config.wait.spinTurns,
      placement: this.placements.lane(lane, config.lanes),
      options: {
        cut: config.lane.cut,
        batchEventLimit: config.lane.batchEventLimit,
        batchNsLimit: config.lane.batchUsLimit * NS_PER_US,
        hashEvery: config.lane.hashEvery,
        assumeInterest: !isServed,
        digest: digest === true,
        ...(bookDepth === undefined ? {} : { books: bookDepth }),
        rejoin,
        epochStart: this.plan.epochStart,
      },
    };
  }

  /** All of it flat out, with clients: the frame ring waits for them instead of losing frames. */
  private get isGated(): boolean {
    const { gatewayCount, feeds } = this.options;
    return gatewayCount > 0 && feeds.every(({ speed }) => speed === 'max');
  }

  /** Rejects when something breaks, else never settles. */
  private async broken(): Promise<never> {
    const end = await this.over;
    if (end.kind === 'failed') throw new RunError(end.failure);
    return new Promise(() => {});
  }

  private fail(failure: ThreadFailure): void {
    this.failure ??= failure;
    this.endRun({ kind: 'failed', failure });
  }

  private measure(): void {
    this.checkNames();
    this.board.advance();
    this.latencyLog.interval(this.board);
    this.tail?.interval();
    if (!this.board.publish())
      this.options.log.warn('metrics text is larger than its shared buffer');
  }

  private checkNames(): void {
    const double = this.doubleNames.look();
    if (double === undefined) return;
    const sources = double.feeds.map((feed) => this.feeds.nameOf(feed)).join(' and ');
    const message = `${double.name} comes from two sources, ${sources}: a book has one writer, serve one of them`;
    this.fail({ code: 'instrument-named-twice', message });
  }

  private tellReadiness(): void {
    this.gateways.tellReady(this.goingOn ? this.missingSources() : ['stopping']);
  }

  /** Until the start's patience is over. A lone source without an instrument the gateways see themselves. */
  private missingSources(): string[] {
    if (!this.isWaiting || this.options.feeds.length === 1) return [];
    return this.firstInstruments.waitingFor.map(
      (feed) => `waiting for the first instrument of ${this.feeds.nameOf(feed)}`,
    );
  }
}
