/** Frames of the status stream of an instrument. Lane thread only. */
import { STATUS_BYTES, writeStatusFrame } from '../../frame/status.js';
import { STREAM_SLOT } from '../../market/stream.js';
import type { InstrumentId } from '../../market/units.js';
import type { FrameOutlet } from './frame-outlet.js';

export class StatusCutter {
  constructor(private readonly outlet: FrameOutlet) {}

  /** @returns whether the stream's deltas have outgrown its image. */
  cutDelta(instrument: InstrumentId): boolean {
    this.outlet.headDelta(instrument, STREAM_SLOT.STATUS);
    const at = this.outlet.claim(STATUS_BYTES);
    return this.outlet.putDelta(writeStatusFrame(this.outlet.views, at, this.outlet.header));
  }

  cutImage(instrument: InstrumentId, refresh: boolean): number {
    this.outlet.headImage(instrument, STREAM_SLOT.STATUS, refresh);
    this.outlet.markWholeImage();
    const at = this.outlet.claim(STATUS_BYTES);
    this.outlet.putImagePart(writeStatusFrame(this.outlet.views, at, this.outlet.header));
    return this.outlet.endImage();
  }
}
