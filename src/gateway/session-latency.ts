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
import { FRAME, frameMerged } from '../frame/frame-header.js';
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

/** Words of a frame's stamps. Bound here: V8 folds a module's own constants, imported ones it loads. */
const RECEIVED = FRAME.RECEIVED >>> 2;
const COMMITTED = FRAME.COMMITTED >>> 2;
const APPLIED = FRAME.APPLIED >>> 2;
const FRAMED = FRAME.FRAMED >>> 2;
const INVERSE_TWO_32 = 2 ** -32;

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
  /** The moment of the write that is under way, as the two words of a stamp. */
  private writtenLow = 0;
  private writtenHigh = 0;
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
    const nowNs = this.clock.nowNs();
    this.writtenLow = nowNs | 0;
    this.writtenHigh = Math.floor(nowNs * INVERSE_TWO_32) | 0;
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
    const { writtenLow, writtenHigh } = this;
    const word = at >>> 2;
    const receivedLow = u32[word + RECEIVED]! | 0;
    const receivedHigh = u32[word + RECEIVED + 1]! | 0;
    const committedLow = u32[word + COMMITTED]! | 0;
    const committedHigh = u32[word + COMMITTED + 1]! | 0;
    const appliedLow = u32[word + APPLIED]! | 0;
    const appliedHigh = u32[word + APPLIED + 1]! | 0;
    const framedLow = u32[word + FRAMED]! | 0;
    const framedHigh = u32[word + FRAMED + 1]! | 0;
    const isReceived = (receivedLow | receivedHigh) !== 0;
    const isCommitted = (committedLow | committedHigh) !== 0;
    const isApplied = (appliedLow | appliedHigh) !== 0;
    if (isReceived && isCommitted)
      this.receivedToCommitted.record(receivedLow, receivedHigh, committedLow, committedHigh);
    if (isCommitted && isApplied)
      this.committedToApplied.record(committedLow, committedHigh, appliedLow, appliedHigh);
    if (isApplied) this.appliedToFramed.record(appliedLow, appliedHigh, framedLow, framedHigh);
    if (isReceived) this.receivedToSent.record(receivedLow, receivedHigh, writtenLow, writtenHigh);
    this.framedToSent.record(framedLow, framedHigh, writtenLow, writtenHigh);
    this.count(MERGED, frameMerged(u32, at));
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
