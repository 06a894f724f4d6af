/** What a lane is made of and how it behaves. Owns the types only. */
import type { InstrumentTable } from '../../event/instrument-table.js';
import type { EventRingReader } from '../../ring/event-ring-reader.js';
import type { FrameRingWriter } from '../../ring/frame-ring-writer.js';
import type { InterestReader } from '../../ring/interest.js';
import type { NewestSequence } from '../../ring/newest-sequence.js';
import type { FaultInjection, Heartbeats } from '../../ring/shared-words.js';
import type { Clock } from '../../telemetry/clock.js';
import type { CounterBlock } from '../../telemetry/counters.js';
import type { StageHistogram } from '../../telemetry/stage-histogram.js';

export interface LaneOptions {
  /** `batch`: a delta merges what one poll found. `message`: every venue message is its own delta. */
  readonly cut: 'batch' | 'message';
  /** Events taken from one reader in one poll at most. */
  readonly batchEventLimit: number;
  /** Nanoseconds that one reader's batch may take before it is cut. */
  readonly batchNsLimit: number;
  /** Every delta whose seq is a multiple of this carries the book hash; 0 for none. */
  readonly hashEvery: number;
  /** Count book 50, bbo and trades of every instrument as wanted: a flat-out run without clients. */
  readonly assumeInterest: boolean;
  /** Keep the chain of every book's hash after every venue message. */
  readonly digest: boolean;
  /** Levels a side in the report's final books; absent: none are reported. */
  readonly books?: number;
  /** This lane replaces one that died: its instruments are STALE until the feed's images come. */
  readonly rejoin: boolean;
  /** High word of every epoch: the server's start, larger for a later one. */
  readonly epochStart: number;
  /** Changed levels a side that are remembered between two cuts; absent: the book's own default. */
  readonly changeLimit?: number;
}

export interface LaneStages {
  readonly committedToApplied: StageHistogram;
  readonly appliedToFramed: StageHistogram;
  /** Events of each batch, counted instead of nanoseconds. */
  readonly batchEvents?: StageHistogram;
}

export interface LaneDeps {
  readonly laneIndex: number;
  readonly laneCount: number;
  /** One per feed, attached by the caller before the feed may publish. */
  readonly readers: readonly EventRingReader[];
  readonly frames: FrameRingWriter;
  readonly interest: InterestReader;
  readonly newest: NewestSequence;
  readonly instruments: InstrumentTable;
  readonly counters: CounterBlock;
  readonly stages: LaneStages;
  readonly clock: Clock;
  readonly fault: FaultInjection;
  /** Drills: carries out a fault that was injected. */
  commitFault(fault: number): void;
  readonly heartbeats: Heartbeats;
  /** This lane's index among the heartbeats; absent: laneIndex. */
  readonly heartbeatIndex?: number;
  readonly options: LaneOptions;
}
