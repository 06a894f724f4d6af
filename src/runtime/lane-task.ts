/**
 * One lane as a piscina task that ends when it is told to. Owns the lane's loop and its seat at the
 * event rings; must never yield to the event loop while it runs. Lane thread.
 */
import { parentPort } from 'node:worker_threads';
import { LaneAgent } from '../book/lane/lane-agent.js';
import type { LaneOptions } from '../book/lane/lane-options.js';
import type { LaneReport } from '../book/lane/lane-report.js';
import { InstrumentTable } from '../event/instrument-table.js';
import { EventReaderGroup } from '../ring/event-reader-group.js';
import { EventRingReader } from '../ring/event-ring-reader.js';
import { FrameRingWriter, type FrameRingMode } from '../ring/frame-ring-writer.js';
import { InterestReader } from '../ring/interest.js';
import { NewestSequence } from '../ring/newest-sequence.js';
import { FaultInjection, Heartbeats, StopSignal } from '../ring/shared-words.js';
import { makeWaitStrategy, type WaitStrategyName } from '../ring/wait.js';
import { Clock } from '../telemetry/clock.js';
import { LANE_COUNTER } from '../telemetry/counter-names.js';
import { CounterBlock } from '../telemetry/counters.js';
import { GcMonitor, type GcTotals } from '../telemetry/gc-monitor.js';
import { stageOf, type RunPlan } from './run-plan.js';
import { logLine, type LaneMessage } from './thread-messages.js';
import { placeThread, type ThreadPlacement } from './thread-placement.js';
import { kernelThreadId } from './thread-schedule.js';

export interface LaneTask {
  readonly plan: RunPlan;
  readonly lane: number;
  readonly options: LaneOptions;
  readonly frameRingMode: FrameRingMode;
  readonly wait: WaitStrategyName;
  readonly spinTurns: number;
  readonly placement: ThreadPlacement;
}

export interface LaneOutcome {
  readonly report: LaneReport;
  readonly gc: GcTotals;
  /** Run time at which the last event was done with, ns. */
  readonly finishedNs: number;
}

/** How often the collector's entries are counted and given back. */
const GC_SAMPLE_NS = 600e9;
/** Turns between two looks at the clock for it. */
const GC_SAMPLE_TURNS = 4096;

export async function runLane(task: LaneTask): Promise<LaneOutcome> {
  for (const warning of await placeThread(task.placement)) {
    parentPort?.postMessage(logLine('warn', warning));
  }
  return workLane(task);
}

/** Never yields: apart from the async part, because V8 boxes the doubles that live in one. */
function workLane(task: LaneTask): LaneOutcome {
  const { plan, lane } = task;
  const stop = new StopSignal(plan.stopLanes);
  const readers = plan.eventRings.map((ring) => new EventRingReader(ring, lane, stop));
  const clock = new Clock(plan.runBaseNs);
  const counters = new CounterBlock(plan.counters.lanes[lane]!);
  for (const reader of readers) reader.attach();
  try {
    const agent = makeAgent(task, readers, stop, clock, counters);
    const group = new EventReaderGroup(readers, plan.laneBells, lane, stop);
    const gc = new LaneGc(clock, counters);
    const message: LaneMessage = { kind: 'lane-ready', lane, kernelThread: kernelThreadId() };
    parentPort?.postMessage(message);
    loop(task, agent, group, stop, gc);
    const finishedNs = clock.nowNs();
    return { report: agent.report(), gc: gc.stop(), finishedNs };
  } finally {
    // Whatever happened, the feed does not wait for us from here on.
    for (const reader of readers) reader.detach();
  }
}

/** Works until stop is requested and nothing is left to do. */
function loop(
  task: LaneTask,
  agent: LaneAgent,
  group: EventReaderGroup,
  stop: StopSignal,
  gc: LaneGc,
): void {
  const wait = makeWaitStrategy(task.wait, { spinTurns: task.spinTurns });
  for (let turn = 1; ; turn = (turn + 1) | 0) {
    if (turn % GC_SAMPLE_TURNS === 0) gc.sampleWhenDue();
    if (agent.doWork() > 0) {
      wait.reset();
    } else {
      if (stop.requested()) return;
      wait.idle(group);
    }
  }
}

function makeAgent(
  task: LaneTask,
  readers: readonly EventRingReader[],
  stop: StopSignal,
  clock: Clock,
  counters: CounterBlock,
): LaneAgent {
  const { plan, lane } = task;
  const frames = new FrameRingWriter(plan.frameRings[lane]!, stop, task.frameRingMode);
  frames.setDoorbells(plan.gatewayBells);
  return new LaneAgent({
    laneIndex: lane,
    laneCount: plan.shape.laneCount,
    readers,
    frames,
    interest: new InterestReader(plan.interest, lane),
    newest: new NewestSequence(plan.newest),
    instruments: new InstrumentTable(plan.instruments),
    counters,
    stages: {
      committedToApplied: stageOf(plan, 'lanes', lane, 'committed_to_applied'),
      appliedToFramed: stageOf(plan, 'lanes', lane, 'applied_to_framed'),
    },
    clock,
    fault: new FaultInjection(plan.faults),
    heartbeats: new Heartbeats(plan.heartbeats),
    options: task.options,
  });
}

/** The collector of a thread that never yields, counted into the lane's counters. */
class LaneGc {
  private readonly monitor = new GcMonitor();
  private readonly nextNs = new Float64Array(1);

  constructor(
    private readonly clock: Clock,
    private readonly counters: CounterBlock,
  ) {
    this.monitor.start();
    this.nextNs[0] = clock.nowNs() + GC_SAMPLE_NS;
  }

  sampleWhenDue(): void {
    const nowNs = this.clock.nowNs();
    if (nowNs < this.nextNs[0]!) return;
    this.nextNs[0] = nowNs + GC_SAMPLE_NS;
    this.publish(this.monitor.sample());
  }

  stop(): GcTotals {
    const totals = this.monitor.stop();
    this.publish(totals);
    return totals;
  }

  private publish(totals: GcTotals): void {
    this.counters.set(LANE_COUNTER.GC_COUNT, totals.count);
    this.counters.set(LANE_COUNTER.GC_NS, Math.round(totals.ms * 1e6));
  }
}
