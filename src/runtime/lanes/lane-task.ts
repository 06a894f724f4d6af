/**
 * One lane as a piscina task that ends when it is told to. Owns the lane's loop and its seat at the
 * event rings. It yields to the event loop only now and then, for what Node tells no sooner: a yield
 * costs some 5 µs and a kilobyte. Lane thread.
 */
import { parentPort } from 'node:worker_threads';
import { LaneAgent } from '../../book/lane/lane-agent.js';
import type { LaneOptions } from '../../book/lane/lane-options.js';
import type { LaneReport } from '../../book/lane/lane-report.js';
import { InstrumentTable } from '../../event/instrument-table.js';
import { EventReaderGroup } from '../../ring/event-reader-group.js';
import { EventRingReader } from '../../ring/event-ring-reader.js';
import { FrameRingWriter, type FrameRingMode } from '../../ring/frame-ring-writer.js';
import { InterestReader } from '../../ring/interest.js';
import { NewestSequence } from '../../ring/newest-sequence.js';
import { FaultInjection, Heartbeats, StopSignal } from '../../ring/shared-words.js';
import { makeWaitStrategy, type WaitStrategy, type WaitStrategyName } from '../../ring/wait.js';
import { Clock } from '../../telemetry/clock.js';
import { LANE_COUNTER } from '../../telemetry/counter-names.js';
import { CounterBlock } from '../../telemetry/counters.js';
import type { EpisodeNotes } from '../../telemetry/episode-notes.js';
import { GcLog, type GcTotals } from '../../telemetry/gc-log.js';
import { StageHistogram } from '../../telemetry/stage-histogram.js';
import { commitLaneFault } from './lane-faults.js';
import { stageOf, type RunPlan } from '../run-plan.js';
import { noteNsOf, notesOf } from '../tail/tail-plan.js';
import { logLine, type LaneMessage } from '../threads/thread-messages.js';
import { nameThread, placeThread, type ThreadPlacement } from '../placement/thread-placement.js';
import { kernelThreadId } from '../threads/thread-schedule.js';
import { noteStalls } from '../threads/stall-notes.js';
import { TurnWatch } from '../threads/turn-watch.js';

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

/** As `top -H` shows a thread that has no lane: one that stands by, or whose lane threw. */
const SPARE_NAME = 'bc-spare';

/** Between two yields: how old news of the collector may get. */
const YIELD_NS = 100e6;

export async function runLane(task: LaneTask): Promise<LaneOutcome> {
  for (const warning of await placeThread(task.placement)) {
    parentPort?.postMessage(logLine('warn', warning));
  }
  const { plan, lane } = task;
  const stop = new StopSignal(plan.stopLanes);
  const readers = plan.eventRings.map((ring) => new EventRingReader(ring, lane, stop));
  const clock = new Clock(plan.runBaseNs);
  const counters = new CounterBlock(plan.counters.lanes[lane]!);
  for (const reader of readers) reader.attach();
  try {
    const group = new EventReaderGroup(readers, plan.laneBells, lane, stop);
    const notes = notesOf(plan.tail, 'lanes', lane);
    const frames = makeFrameWriter(task, stop, clock, notes);
    const agent = makeAgent(task, readers, frames, clock, counters);
    const gc = new GcLog(clock, notes);
    const watch = new TurnWatch(clock, notes, noteNsOf(plan.tail));
    const turns = new LaneTurns(task, agent, group, stop, watch);
    const message: LaneMessage = { kind: 'lane-ready', lane, kernelThread: kernelThreadId() };
    parentPort?.postMessage(message);
    while (turns.run()) {
      await gc.settle();
      publishGc(counters, gc.totals);
    }
    const finishedNs = clock.nowNs();
    watch.close();
    const totals = await gc.stop();
    publishGc(counters, totals);
    return { report: agent.report(), gc: totals, finishedNs };
  } finally {
    // Whatever happened, the feed does not wait for us from here on.
    for (const reader of readers) reader.detach();
    nameThread(SPARE_NAME);
  }
}

/** Ends at once: a thread that has loaded this file is all that is asked for. */
export function prepareLane(): null {
  nameThread(SPARE_NAME);
  return null;
}

/** The lane's turns. Apart from the async part, because V8 boxes the doubles that live in one. */
class LaneTurns {
  private readonly wait: WaitStrategy;
  private readonly yieldNs = new Float64Array(1);

  constructor(
    task: LaneTask,
    private readonly agent: LaneAgent,
    private readonly group: EventReaderGroup,
    private readonly stop: StopSignal,
    private readonly watch: TurnWatch,
  ) {
    this.wait = makeWaitStrategy(task.wait, { spinTurns: task.spinTurns });
  }

  /** Works until a yield is due. @returns false once stop is requested and nothing is left to do. */
  run(): boolean {
    const { agent, group, stop, watch, wait, yieldNs } = this;
    watch.begin();
    yieldNs[0] = watch.nowNs + YIELD_NS;
    while (watch.nowNs < yieldNs[0]!) {
      const work = agent.doWork();
      watch.end(work, agent.waitedSince);
      if (work > 0) {
        wait.reset();
      } else {
        if (stop.requested()) return false;
        wait.idle(group);
        watch.begin();
      }
    }
    return true;
  }
}

function makeFrameWriter(
  { plan, lane, frameRingMode }: LaneTask,
  stop: StopSignal,
  clock: Clock,
  notes: EpisodeNotes,
): FrameRingWriter {
  const frames = new FrameRingWriter(plan.frameRings[lane]!, stop, frameRingMode);
  frames.setDoorbells(plan.gatewayBells);
  frames.stallClock = () => clock.nowNs();
  noteStalls(frames, notes, noteNsOf(plan.tail));
  return frames;
}

function makeAgent(
  task: LaneTask,
  readers: readonly EventRingReader[],
  frames: FrameRingWriter,
  clock: Clock,
  counters: CounterBlock,
): LaneAgent {
  const { plan, lane } = task;
  const fault = new FaultInjection(plan.faults);
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
      ...(plan.tail.record
        ? { batchEvents: new StageHistogram(plan.tail.batchEvents[lane]!) }
        : {}),
    },
    clock,
    fault,
    commitFault: (kind) => commitLaneFault(lane, kind, fault, clock),
    heartbeats: new Heartbeats(plan.heartbeats),
    options: task.options,
  });
}

function publishGc(counters: CounterBlock, totals: GcTotals): void {
  counters.set(LANE_COUNTER.GC_COUNT, totals.count);
  counters.set(LANE_COUNTER.GC_NS, Math.round(totals.ms * 1e6));
}
