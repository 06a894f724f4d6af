/**
 * What a subscriber of the latency channel is told about itself: how long each stage took for the
 * deltas that it got, what became of those it did not get, and what waits for its socket. Owns these
 * figures; must never allocate per frame, and counts as sent only what the socket took. Exists for
 * subscribers alone, others pay for a look whether it is there. Gateway thread.
 *
 *   offered ─┬─► sent          its outbox went to the socket; the moment of that write is measured
 *            ├─► dropped slow
 *            └─► dropped waiting
 */
import {
  frameAppliedNs,
  frameCommittedNs,
  frameFramedNs,
  frameMerged,
  frameReceivedNs,
} from '../frame/frame-header.js';
import type { LatencyFigures } from '../frame/latency-report.js';
import type { Clock } from '../telemetry/clock.js';
import type { ClientSocket } from './client-socket.js';
import type { DeltaReader, Outbox } from './outbox.js';
import { StageCounts } from './stage-counts.js';

const GENERATED = 0;
const SENT = 1;
const DROPPED_SLOW = 2;
const DROPPED_WAITING = 3;
const MERGED = 4;
const IMAGES = 5;
const DROPS_TO_IMAGE = 6;
const FRAMES = 7;
const BYTES = 8;
const LEDGER_LENGTH = 9;

export class SessionLatency implements DeltaReader {
  private readonly receivedToCommitted = new StageCounts('received_to_committed');
  private readonly committedToApplied = new StageCounts('committed_to_applied');
  private readonly appliedToFramed = new StageCounts('applied_to_framed');
  private readonly framedToSent = new StageCounts('framed_to_sent');
  private readonly receivedToSent = new StageCounts('received_to_sent');
  private readonly stages = [
    this.receivedToCommitted,
    this.committedToApplied,
    this.appliedToFramed,
    this.framedToSent,
    this.receivedToSent,
  ];
  private readonly ledger = new Float64Array(LEDGER_LENGTH);
  /** The moment of the write that is under way. */
  private writtenNs = 0;
  private readonly subscribedNs: number;
  private intervalStartNs: number;
  private backlogBytesMax = 0;
  private backlogAgeNsMax = 0;

  constructor(
    private readonly socket: ClientSocket,
    private readonly clock: Clock,
  ) {
    this.subscribedNs = this.intervalStartNs = clock.nowNs();
  }

  /** A delta of one of its streams was read. */
  offered(): void {
    this.count(GENERATED, 1);
  }

  droppedSlow(deltaCount: number): void {
    this.count(DROPPED_SLOW, deltaCount);
  }

  droppedWaiting(): void {
    this.count(DROPPED_WAITING, 1);
  }

  droppedToImage(): void {
    this.count(DROPS_TO_IMAGE, 1);
  }

  /** Right before the socket gets what an outbox holds. */
  handingOver(): void {
    this.writtenNs = this.clock.nowNs();
  }

  /** The socket has taken it. */
  handedOver(outbox: Outbox): void {
    this.count(SENT, outbox.deltaCount);
    this.count(IMAGES, outbox.imageCount);
    this.count(FRAMES, outbox.frameCount);
    this.count(BYTES, outbox.bytes);
    outbox.readDeltas(this);
    if (this.socket.backlogged) this.sawBacklog(this.socket.unsentBytes(), 0);
  }

  /** One delta of that outbox. Stamps that were never set measure nothing. */
  delta(u32: Uint32Array, at: number): void {
    const { writtenNs } = this;
    const receivedNs = frameReceivedNs(u32, at);
    const committedNs = frameCommittedNs(u32, at);
    const appliedNs = frameAppliedNs(u32, at);
    const framedNs = frameFramedNs(u32, at);
    this.count(MERGED, frameMerged(u32, at));
    if (receivedNs > 0) {
      this.receivedToSent.record(writtenNs - receivedNs);
      if (committedNs > 0) this.receivedToCommitted.record(committedNs - receivedNs);
    }
    if (committedNs > 0 && appliedNs > 0) this.committedToApplied.record(appliedNs - committedNs);
    if (appliedNs > 0) this.appliedToFramed.record(framedNs - appliedNs);
    this.framedToSent.record(writtenNs - framedNs);
  }

  sawBacklog(bytes: number, ageNs: number): void {
    if (bytes > this.backlogBytesMax) this.backlogBytesMax = bytes;
    if (ageNs > this.backlogAgeNsMax) this.backlogAgeNsMax = ageNs;
  }

  /** Cold: the report as of now. */
  figures(nowNs: number, backlogBytes: number, backlogAgeNs: number): LatencyFigures {
    const { ledger } = this;
    this.sawBacklog(backlogBytes, backlogAgeNs);
    return {
      sentNs: nowNs,
      intervalNs: nowNs - this.intervalStartNs,
      subscribedNs: this.subscribedNs,
      stages: this.stages.map((stage) => stage.figures()),
      ledger: {
        generated: ledger[GENERATED]!,
        sent: ledger[SENT]!,
        droppedSlow: ledger[DROPPED_SLOW]!,
        droppedWaiting: ledger[DROPPED_WAITING]!,
        merged: ledger[MERGED]!,
        images: ledger[IMAGES]!,
        dropsToImage: ledger[DROPS_TO_IMAGE]!,
        frames: ledger[FRAMES]!,
        bytes: ledger[BYTES]!,
      },
      backlog: {
        bytes: backlogBytes,
        ageNs: backlogAgeNs,
        bytesMax: this.backlogBytesMax,
        ageNsMax: this.backlogAgeNsMax,
      },
    };
  }

  /** Cold: the report is on its way, the next interval begins. The ledger goes on. */
  beginInterval(nowNs: number): void {
    for (const stage of this.stages) stage.reset();
    this.intervalStartNs = nowNs;
    this.backlogBytesMax = this.backlogAgeNsMax = 0;
  }

  private count(entry: number, n: number): void {
    this.ledger[entry] = this.ledger[entry]! + n;
  }
}
