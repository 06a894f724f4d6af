/** Frames of the bbo stream of an instrument. Owns the top of book that was told last. Lane thread only. */
import { BBO_BYTES, writeBbo } from '../../frame/bbo.js';
import { ASK, BID } from '../../market/side.js';
import { STREAM_SLOT } from '../../market/stream.js';
import type { InstrumentId } from '../../market/units.js';
import type { BookStore } from '../book-store.js';
import type { FrameOutlet } from './frame-outlet.js';

const VALUES = 4;

export class BboCutter {
  /** Per instrument: bid price, bid quantity, ask price, ask quantity as last told. */
  private readonly told: Float64Array;
  private readonly now = new Float64Array(VALUES);

  constructor(
    instrumentLimit: number,
    private readonly store: BookStore,
    private readonly outlet: FrameOutlet,
  ) {
    this.told = new Float64Array(instrumentLimit * VALUES);
  }

  /** @returns whether the stream's deltas have outgrown its image. */
  cutDelta(instrument: InstrumentId, stateChanged: boolean): boolean {
    if (!this.look(instrument) && !stateChanged) return false;
    this.remember(instrument);
    return this.putDelta(instrument);
  }

  /** The top that was told, under a new state. */
  cutStateDelta(instrument: InstrumentId): void {
    for (let i = 0; i < VALUES; i++) this.now[i] = this.told[instrument * VALUES + i]!;
    this.putDelta(instrument);
  }

  cutImage(instrument: InstrumentId, refresh: boolean): number {
    this.look(instrument);
    this.remember(instrument);
    this.outlet.headImage(instrument, STREAM_SLOT.BBO, refresh);
    this.outlet.markWholeImage();
    const at = this.outlet.claim(BBO_BYTES);
    this.outlet.putImagePart(writeBbo(this.outlet.views, at, this.outlet.header, this.now));
    return this.outlet.endImage();
  }

  private putDelta(instrument: InstrumentId): boolean {
    this.outlet.headDelta(instrument, STREAM_SLOT.BBO);
    const at = this.outlet.claim(BBO_BYTES);
    return this.outlet.putDelta(writeBbo(this.outlet.views, at, this.outlet.header, this.now));
  }

  /** Read the top. @returns whether it is another one than told. */
  private look(instrument: InstrumentId): boolean {
    const { store, now, told } = this;
    const hasBid = store.levelCount(instrument, BID) !== 0;
    const hasAsk = store.levelCount(instrument, ASK) !== 0;
    now[0] = hasBid ? store.levelPrice(instrument, BID, 0) : 0;
    now[1] = hasBid ? store.levelQuantity(instrument, BID, 0) : 0;
    now[2] = hasAsk ? store.levelPrice(instrument, ASK, 0) : 0;
    now[3] = hasAsk ? store.levelQuantity(instrument, ASK, 0) : 0;
    const at = instrument * VALUES;
    return (
      now[0] !== told[at] ||
      now[1] !== told[at + 1] ||
      now[2] !== told[at + 2] ||
      now[3] !== told[at + 3]
    );
  }

  private remember(instrument: InstrumentId): void {
    for (let i = 0; i < VALUES; i++) this.told[instrument * VALUES + i] = this.now[i]!;
  }
}
