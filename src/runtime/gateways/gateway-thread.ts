/**
 * Entry of a gateway thread: listens, serves until told to close. Owns the thread's loop and its
 * orderly end: the uWS app is closed before the thread ends, else the process would abort. Gateway thread.
 */
import { fileURLToPath } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { InstrumentTable } from '../../event/instrument-table.js';
import { FixServer } from '../../fixserver/fix-server.js';
import type { FixServerSettings } from '../../fixserver/server-settings.js';
import { Gateway } from '../../gateway/gateway.js';
import type { Readiness } from '../../gateway/http-routes.js';
import { LoopDelay } from '../../gateway/loop-delay.js';
import type { GatewayOptions } from '../../gateway/options.js';
import { DoorbellLoop } from '../../ring/doorbell.js';
import { FrameRingReader } from '../../ring/frame-ring-reader.js';
import { InterestWriter } from '../../ring/interest.js';
import { LatestText } from '../../ring/latest-text.js';
import { NewestSequence } from '../../ring/newest-sequence.js';
import { RecordLogWriter } from '../../ring/record-log.js';
import { StopSignal } from '../../ring/shared-words.js';
import { Clock, wallNowMs } from '../../telemetry/clock.js';
import { GATEWAY_COUNTER } from '../../telemetry/counter-names.js';
import { CounterBlock } from '../../telemetry/counters.js';
import { GcLog, type GcTotals } from '../../telemetry/gc-log.js';
import { SlowSampleNotes } from '../../telemetry/slow-sample.js';
import { StageHistogram } from '../../telemetry/stage-histogram.js';
import { stageOf, type RunPlan } from '../run-plan.js';
import { noteNsOf, notesOf } from '../tail/tail-plan.js';
import {
  failureOf,
  logLine,
  type GatewayMessage,
  type GatewayOrder,
} from '../threads/thread-messages.js';
import { placeThread, type ThreadPlacement } from '../placement/thread-placement.js';
import { kernelThreadId } from '../threads/thread-schedule.js';
import { TurnWatch } from '../threads/turn-watch.js';

export interface GatewayThreadData {
  readonly plan: RunPlan;
  readonly gateway: number;
  readonly options: GatewayOptions;
  readonly spinTurns: number;
  /** Longest sleep without a look at the sockets while data flows. */
  readonly blockMs: number;
  readonly placement: ThreadPlacement;
  /** On one gateway only. */
  readonly fixServer: FixServerSettings | undefined;
}

/** Heartbeats and evictions are looked after at least this often. */
const IDLE_MS_LIMIT = 50;
const GC_PUBLISH_MS = 1_000;
const FIX_PUBLISH_MS = 1_000;

const post = (message: GatewayMessage): void => parentPort!.postMessage(message);

class GatewayThread {
  private readiness: Readiness = { reasons: ['starting'] };
  private readonly stop: StopSignal;
  private readonly gateway: Gateway;
  private readonly loop: DoorbellLoop;
  private readonly fixServer: FixServer | undefined;
  private readonly readers: FrameRingReader[];
  private readonly counters: CounterBlock;
  private readonly gc: GcLog;
  private readonly watch: TurnWatch;
  private readonly loopDelay: LoopDelay;
  private readonly record: boolean;
  private readonly namedFeeds = new Set<number>();
  private wasIdle = true;
  private gcTimer: NodeJS.Timeout | undefined;
  private fixTimer: NodeJS.Timeout | undefined;
  private closing = false;

  constructor(data: GatewayThreadData) {
    const { plan, gateway: index } = data;
    this.stop = new StopSignal(plan.stopGateways);
    this.readers = plan.frameRings.map((ring) => new FrameRingReader(ring, index, this.stop));
    for (const reader of this.readers) reader.attach();
    this.counters = new CounterBlock(plan.counters.gateways[index]!);
    const clock = new Clock(plan.runBaseNs);
    const { tail } = plan;
    this.record = tail.record;
    const episodes = notesOf(tail, 'gateways', index);
    const sampleLog = new RecordLogWriter(tail.samples[index]!, kernelThreadId());
    this.gc = new GcLog(clock, episodes);
    this.watch = new TurnWatch(clock, episodes, noteNsOf(tail));
    this.loopDelay = new LoopDelay(clock, new StageHistogram(tail.loopDelays[index]!));
    const metricsText = new LatestText(plan.metricsText);
    const latency = new LatestText(plan.latencyTexts.whole);
    const newestLatency = new LatestText(plan.latencyTexts.newest);
    const interest = new InterestWriter(plan.interest, index);
    interest.setLaneDoorbells(plan.laneBells);
    const instruments = new InstrumentTable(plan.instruments);
    this.gateway = new Gateway({
      index,
      frames: this.readers,
      interest,
      newest: new NewestSequence(plan.newest),
      instruments,
      laneCount: plan.shape.laneCount,
      counters: this.counters,
      stages: {
        framedToSent: stageOf(plan, 'gateways', index, 'framed_to_sent'),
        receivedToSent: stageOf(plan, 'gateways', index, 'received_to_sent'),
      },
      clock,
      wallBaseNs: plan.wallBaseNs,
      options: data.options,
      assetsDir: fileURLToPath(new URL('../../dashboard', import.meta.url)),
      tail: tail.record
        ? { episodes, samples: new SlowSampleNotes(sampleLog, tail.budgetNs) }
        : undefined,
      metricsText: () => metricsText.read(),
      latencyText: () => latency.read(),
      newestLatencyText: () => newestLatency.read(),
      readiness: () => this.readiness,
      named: ({ id }) => this.tellNamed(instruments.feedOf(id)),
    });
    this.fixServer =
      data.fixServer &&
      new FixServer({
        settings: data.fixServer,
        door: this.gateway,
        instruments,
        clock: { nowNs: () => clock.nowNs(), wallMs: wallNowMs },
        note: (text) => post(logLine('info', text)),
      });
    this.loop = new DoorbellLoop({
      doorbell: plan.gatewayBells,
      bell: index,
      stop: this.stop,
      work: () => this.doWork(),
      idleTimeoutMs: IDLE_MS_LIMIT,
      spinTurns: data.spinTurns,
      blockMs: data.blockMs,
      onError: (error) => void this.fail(error),
    });
  }

  async start(placement: ThreadPlacement): Promise<void> {
    for (const warning of await placeThread(placement)) post(logLine('warn', warning));
    this.gcTimer = setInterval(() => this.publishGc(this.gc.totals), GC_PUBLISH_MS);
    if (this.record) this.loopDelay.start();
    const { port } = await this.gateway.listen();
    await this.startFixServer();
    this.loop.start();
    post({ kind: 'gateway-listening', port });
  }

  private async startFixServer(): Promise<void> {
    const { fixServer } = this;
    if (fixServer === undefined) return;
    const port = await fixServer.listen();
    post(logLine('info', `the FIX server listens on port ${port}`));
    this.fixTimer = setInterval(
      () => post({ kind: 'gateway-fix-clients', clients: fixServer.facts() }),
      FIX_PUBLISH_MS,
    );
  }

  /** As long as there is work, what the event loop does in between counts as part of the turn. */
  private doWork(): number {
    const { watch, gateway } = this;
    if (this.wasIdle) watch.begin();
    const frameCount = gateway.doWork();
    watch.end(frameCount, gateway.waitedSince);
    this.wasIdle = frameCount === 0;
    return frameCount;
  }

  obey(order: GatewayOrder): void {
    switch (order.kind) {
      case 'ready':
        this.readiness = { reasons: order.reasons };
        return;
      case 'close':
        void this.close().catch((error: unknown) => this.fail(error));
    }
  }

  /** What broke cannot be trusted: tell the clients, close, and let the supervisor decide. */
  async fail(error: unknown): Promise<void> {
    post({ kind: 'gateway-failed', failure: failureOf(error) });
    try {
      await this.close();
    } catch {
      // The first failure is the one that was reported; the thread ends either way.
      parentPort!.close();
    }
  }

  private async close(): Promise<void> {
    if (this.closing) return;
    this.closing = true;
    await this.loop.stop();
    clearInterval(this.fixTimer);
    await this.fixServer?.close('server-shutdown');
    await this.gateway.close();
    for (const reader of this.readers) reader.detach();
    clearInterval(this.gcTimer);
    this.loopDelay.stop();
    this.watch.close();
    const totals = await this.gc.stop();
    this.publishGc(totals);
    post({ kind: 'gateway-closed', gc: totals });
    parentPort!.close();
  }

  private tellNamed(feed: number): void {
    if (this.namedFeeds.has(feed)) return;
    this.namedFeeds.add(feed);
    post({ kind: 'gateway-named', feed });
  }

  private publishGc(totals: GcTotals): void {
    this.counters.set(GATEWAY_COUNTER.GC_COUNT, totals.count);
    this.counters.set(GATEWAY_COUNTER.GC_NS, Math.round(totals.ms * 1e6));
  }
}

if (parentPort !== null) {
  const data = workerData as GatewayThreadData;
  const thread = new GatewayThread(data);
  process.on('uncaughtException', (error) => void thread.fail(error));
  parentPort.on('message', (order: GatewayOrder) => thread.obey(order));
  thread.start(data.placement).catch((error: unknown) => thread.fail(error));
}
