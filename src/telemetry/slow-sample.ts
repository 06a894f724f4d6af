/**
 * Slow samples: of the frames that one poll of a gateway read from one lane and that were over the
 * budget, the slowest, with the stamps of its way, and how many it stands for. Owns the fields of the
 * record; must never allocate. Written by gateways, read by the supervisor.
 */
import type { RecordSink } from './episode-notes.js';

/** Fields of a record (ring/record-log). Stamps are ns on the run clock. */
export const SAMPLE_FIELD = {
  LANE: 0,
  RECEIVED_NS: 1,
  COMMITTED_NS: 2,
  APPLIED_NS: 3,
  FRAMED_NS: 4,
  SENT_NS: 5,
  /** Over the budget in this poll, and the messages that were merged into them. */
  FRAMES: 6,
  MESSAGES: 7,
  /** Of this gateway up to and with this record: what lost records stood for is the difference. */
  FRAMES_TOTAL: 8,
  MESSAGES_TOTAL: 9,
  FEED: 10,
} as const;

export interface SlowSample {
  readonly gateway: number;
  readonly feed: number;
  readonly lane: number;
  readonly receivedNs: number;
  readonly committedNs: number;
  readonly appliedNs: number;
  readonly framedNs: number;
  readonly sentNs: number;
  readonly frames: number;
  readonly messages: number;
}

export function readSlowSample(gateway: number, fields: Float64Array): SlowSample {
  const at = (field: number): number => fields[field]!;
  return {
    gateway,
    feed: at(SAMPLE_FIELD.FEED),
    lane: at(SAMPLE_FIELD.LANE),
    receivedNs: at(SAMPLE_FIELD.RECEIVED_NS),
    committedNs: at(SAMPLE_FIELD.COMMITTED_NS),
    appliedNs: at(SAMPLE_FIELD.APPLIED_NS),
    framedNs: at(SAMPLE_FIELD.FRAMED_NS),
    sentNs: at(SAMPLE_FIELD.SENT_NS),
    frames: at(SAMPLE_FIELD.FRAMES),
    messages: at(SAMPLE_FIELD.MESSAGES),
  };
}

/** The gateway's end: see() every slow frame, then finish() the lane's poll. */
export class SlowSampleNotes {
  private frames = 0;
  private messages = 0;
  private framesTotal = 0;
  private messagesTotal = 0;

  /** @param budgetNs what a frame may take; the caller compares, so that others cost nothing. */
  constructor(
    private readonly sink: RecordSink,
    readonly budgetNs: number,
  ) {}

  see(
    feed: number,
    receivedNs: number,
    committedNs: number,
    appliedNs: number,
    framedNs: number,
    sentNs: number,
    messages: number,
  ): void {
    const { fields } = this.sink;
    // All of a poll are sent at once: who was received first took longest.
    if (this.frames === 0 || receivedNs < fields[SAMPLE_FIELD.RECEIVED_NS]!) {
      fields[SAMPLE_FIELD.FEED] = feed;
      fields[SAMPLE_FIELD.RECEIVED_NS] = receivedNs;
      fields[SAMPLE_FIELD.COMMITTED_NS] = committedNs;
      fields[SAMPLE_FIELD.APPLIED_NS] = appliedNs;
      fields[SAMPLE_FIELD.FRAMED_NS] = framedNs;
      fields[SAMPLE_FIELD.SENT_NS] = sentNs;
    }
    this.frames++;
    this.messages += messages;
  }

  finish(lane: number): void {
    if (this.frames === 0) return;
    const { fields } = this.sink;
    this.framesTotal += this.frames;
    this.messagesTotal += this.messages;
    fields[SAMPLE_FIELD.LANE] = lane;
    fields[SAMPLE_FIELD.FRAMES] = this.frames;
    fields[SAMPLE_FIELD.MESSAGES] = this.messages;
    fields[SAMPLE_FIELD.FRAMES_TOTAL] = this.framesTotal;
    fields[SAMPLE_FIELD.MESSAGES_TOTAL] = this.messagesTotal;
    this.sink.append();
    this.frames = this.messages = 0;
  }
}
