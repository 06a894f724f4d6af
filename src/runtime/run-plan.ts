/**
 * All shared memory of a run in one object, handed to every thread as it is. Owns who gets which
 * buffer; must never be changed after allocation. Made by the supervisor.
 */
import { InstrumentTable } from '../event/instrument-table.js';
import { STREAMS_PER_INSTRUMENT } from '../market/stream.js';
import { allocateByteQueue } from '../ring/byte-queue.js';
import { allocateDoorbells } from '../ring/doorbell.js';
import { allocateEventRing } from '../ring/event-ring-layout.js';
import { allocateFrameRing } from '../ring/frame-ring-layout.js';
import { InterestTable } from '../ring/interest.js';
import { LatestText } from '../ring/latest-text.js';
import { NewestSequence } from '../ring/newest-sequence.js';
import { FaultInjection, Heartbeats, ResyncRequests, StopSignal } from '../ring/shared-words.js';
import { makeRunBase, wallBaseNs, wallNowMs } from '../telemetry/clock.js';
import {
  FEED_COUNTER_COUNT,
  GATEWAY_COUNTER_COUNT,
  LANE_COUNTER_COUNT,
} from '../telemetry/counter-names.js';
import { CounterBlock } from '../telemetry/counters.js';
import { RECORDING_COUNTER_COUNT } from '../telemetry/recording-counters.js';
import { StageHistogram, UnrecordedStage, type StageName } from '../telemetry/stage-histogram.js';
import type { RecordingShape } from './recording/recording-plan.js';
import type { LatencyTexts } from './tail/latency-document.js';
import { allocateTailPlan, type TailPlan, type TailShape } from './tail/tail-plan.js';

export interface RunShape {
  readonly feedCount: number;
  readonly laneCount: number;
  /** 0: nobody is served. */
  readonly gatewayCount: number;
  readonly instrumentLimit: number;
  readonly eventSlotCount: number;
  readonly frameBytes: number;
  /** Feeds that are recorded; absent: none. */
  readonly recording?: RecordingShape;
  /** What is measured, and what counts as slow; absent: everything, and the default budget. */
  readonly latency?: TailShape;
}

/** One feed's way to its recording. */
export interface RecordingPlan {
  readonly feed: number;
  /** Of the recording's first part. */
  readonly path: string;
  /** From the feed to the recorder. */
  readonly queue: SharedArrayBuffer;
  readonly counters: SharedArrayBuffer;
}

/** One buffer per thread of a kind, by the thread's index. */
export interface PerThread {
  readonly feeds: readonly SharedArrayBuffer[];
  readonly lanes: readonly SharedArrayBuffer[];
  readonly gateways: readonly SharedArrayBuffer[];
}

export interface RunPlan {
  readonly shape: RunShape;
  /** Zero of the run clock, ns of the monotonic clock. */
  readonly runBaseNs: bigint;
  /** Wall time of that zero, ns since 1970. */
  readonly wallBaseNs: bigint;
  /** High word of every epoch, see epochStartOf. */
  readonly epochStart: number;
  /** The three are requested one after the other, so that what is upstream flows out. */
  readonly stopFeeds: SharedArrayBuffer;
  readonly stopLanes: SharedArrayBuffer;
  readonly stopGateways: SharedArrayBuffer;
  /** One per feed, read by every lane with its index. */
  readonly eventRings: readonly SharedArrayBuffer[];
  /** One per lane, read by every gateway with its index. */
  readonly frameRings: readonly SharedArrayBuffer[];
  readonly interest: SharedArrayBuffer;
  readonly newest: SharedArrayBuffer;
  readonly instruments: SharedArrayBuffer;
  readonly laneBells: SharedArrayBuffer;
  readonly gatewayBells: SharedArrayBuffer;
  readonly heartbeats: SharedArrayBuffer;
  /** Lanes first, feeds behind them. */
  readonly faults: SharedArrayBuffer;
  readonly resyncs: SharedArrayBuffer;
  readonly metricsText: SharedArrayBuffer;
  readonly counters: PerThread;
  readonly recordings: readonly RecordingPlan[];
  /** Stages of a thread lie behind one another, in the order of STAGES_OF. */
  readonly stages: PerThread;
  readonly tail: TailPlan;
  /** What /latency and /latency/newest answer. */
  readonly latencyTexts: LatencyTexts;
}

export const STAGES_OF = {
  feeds: ['received_to_committed'],
  lanes: ['committed_to_applied', 'applied_to_framed'],
  gateways: ['framed_to_sent', 'received_to_sent'],
} as const satisfies Record<keyof PerThread, readonly StageName[]>;

const LATENCY_DEFAULT: TailShape = { record: true, budgetUs: 5_000 };
/** 300 intervals of about a kilobyte. */
const LATENCY_BYTES_LIMIT = 1_048_576;
const METRICS_BYTES_LIMIT = 1_048_576;
/** 2024-01-01T00:00:00Z. */
const EPOCH_ORIGIN_MS = 1_704_067_200_000;
const EPOCH_START_MS = 100;

/**
 * The server's start as the high word of its epochs: tenths of a second since 2024-01-01. Whole
 * seconds would repeat when a server is restarted within one; a process does not start in a tenth.
 * 2^32 tenths are 13.6 years: fits until August 2037.
 */
export const epochStartOf = (wallMs: number): number =>
  Math.floor((wallMs - EPOCH_ORIGIN_MS) / EPOCH_START_MS) >>> 0;

export function allocateRunPlan(shape: RunShape): RunPlan {
  const { feedCount, laneCount, gatewayCount, instrumentLimit } = shape;
  const runBaseNs = makeRunBase();
  const each = (count: number, make: () => SharedArrayBuffer): SharedArrayBuffer[] =>
    Array.from({ length: count }, make);
  const stages = (kind: keyof PerThread) => () =>
    new SharedArrayBuffer(STAGES_OF[kind].length * StageHistogram.bytes);
  return {
    shape,
    runBaseNs,
    wallBaseNs: wallBaseNs(runBaseNs),
    epochStart: epochStartOf(wallNowMs()),
    stopFeeds: StopSignal.allocate(),
    stopLanes: StopSignal.allocate(),
    stopGateways: StopSignal.allocate(),
    eventRings: each(feedCount, () => allocateEventRing(shape.eventSlotCount, laneCount)),
    frameRings: each(laneCount, () =>
      allocateFrameRing(shape.frameBytes, Math.max(1, gatewayCount)),
    ),
    interest: InterestTable.allocate({
      gatewayCount,
      laneCount,
      instrumentLimit,
      streamsPerInstrument: STREAMS_PER_INSTRUMENT,
    }),
    newest: NewestSequence.allocate(instrumentLimit * STREAMS_PER_INSTRUMENT),
    instruments: InstrumentTable.allocate(instrumentLimit, feedCount),
    laneBells: allocateDoorbells(laneCount),
    gatewayBells: allocateDoorbells(gatewayCount),
    heartbeats: Heartbeats.allocate(laneCount),
    faults: FaultInjection.allocate(laneCount + feedCount),
    resyncs: ResyncRequests.allocate(feedCount, laneCount),
    metricsText: LatestText.allocate(METRICS_BYTES_LIMIT),
    counters: {
      feeds: each(feedCount, () => CounterBlock.allocate(FEED_COUNTER_COUNT)),
      lanes: each(laneCount, () => CounterBlock.allocate(LANE_COUNTER_COUNT)),
      gateways: each(gatewayCount, () => CounterBlock.allocate(GATEWAY_COUNTER_COUNT)),
    },
    recordings: (shape.recording?.feeds ?? []).map((recording) => ({
      ...recording,
      queue: allocateByteQueue(shape.recording!.queueBytes),
      counters: CounterBlock.allocate(RECORDING_COUNTER_COUNT),
    })),
    stages: {
      feeds: each(feedCount, stages('feeds')),
      lanes: each(laneCount, stages('lanes')),
      gateways: each(gatewayCount, stages('gateways')),
    },
    latencyTexts: {
      whole: LatestText.allocate(LATENCY_BYTES_LIMIT),
      newest: LatestText.allocate(LATENCY_BYTES_LIMIT),
    },
    tail: allocateTailPlan(shape.latency ?? LATENCY_DEFAULT, {
      feeds: feedCount,
      lanes: laneCount,
      gateways: gatewayCount,
    }),
  };
}

/** Where a feed finds the faults that are meant for it. */
export const faultIndexOf = ({ shape }: RunPlan, feed: number): number => shape.laneCount + feed;

/** A thread's view of one of its stages. */
export function stageOf<K extends keyof PerThread>(
  plan: RunPlan,
  kind: K,
  index: number,
  stage: (typeof STAGES_OF)[K][number],
): StageHistogram {
  const position = (STAGES_OF[kind] as readonly StageName[]).indexOf(stage);
  const Stage = plan.tail.record ? StageHistogram : UnrecordedStage;
  return new Stage(plan.stages[kind][index]!, position * StageHistogram.bytes);
}
