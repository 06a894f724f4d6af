/**
 * Which venue messages of an instrument wait for the next cut: how many, and the stamps of the
 * oldest. Owns what a delta says about its way; must never read a clock. Lane thread only.
 */
import {
  eventReceivedNs,
  eventVenueTimeHigh,
  eventVenueTimeLow,
} from '../../event/message-header.js';
import type { SlotViews } from '../../event/slot.js';
import type { FrameHeader } from '../../frame/frame-header.js';
import type { InstrumentId } from '../../market/units.js';

export class MessageSpans {
  /** Messages since the last cut. */
  readonly merged: Uint32Array;
  private readonly receivedNs: Float64Array;
  private readonly committedNs: Float64Array;
  private readonly venueTimeLow: Uint32Array;
  private readonly venueTimeHigh: Uint32Array;

  constructor(instrumentLimit: number) {
    this.merged = new Uint32Array(instrumentLimit);
    this.receivedNs = new Float64Array(instrumentLimit);
    this.committedNs = new Float64Array(instrumentLimit);
    this.venueTimeLow = new Uint32Array(instrumentLimit);
    this.venueTimeHigh = new Uint32Array(instrumentLimit);
  }

  /**
   * A message that touched the instrument is complete; its last event lies at `slotOffset`.
   * @param committed its element 0 is the ring batch's committed stamp.
   */
  add(
    instrument: InstrumentId,
    views: SlotViews,
    slotOffset: number,
    committed: Float64Array,
  ): void {
    if (this.merged[instrument]!++ !== 0) return;
    this.receivedNs[instrument] = eventReceivedNs(views, slotOffset);
    this.committedNs[instrument] = committed[0]!;
    this.venueTimeLow[instrument] = eventVenueTimeLow(views, slotOffset);
    this.venueTimeHigh[instrument] = eventVenueTimeHigh(views, slotOffset);
  }

  /** Fill the header; the stamps of the last cut's oldest message stay for images cut in between. */
  describe(instrument: InstrumentId, header: FrameHeader): void {
    header.merged = this.merged[instrument]!;
    header.receivedNs = this.receivedNs[instrument]!;
    header.committedNs = this.committedNs[instrument]!;
    header.setVenueTime(this.venueTimeHigh[instrument]!, this.venueTimeLow[instrument]!);
  }

  endCut(instrument: InstrumentId): void {
    this.merged[instrument] = 0;
  }
}
