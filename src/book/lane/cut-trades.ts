/** Frames of the trades stream of an instrument. Must never keep a trade after the cut. Lane thread only. */
import { IMAGE_PART_BYTES_LIMIT } from '../../frame/image.js';
import { TRADE_ENTRY_BYTES, tradesBytes, writeTrades } from '../../frame/trades.js';
import { STREAM_SLOT } from '../../market/stream.js';
import type { InstrumentId } from '../../market/units.js';
import type { FrameOutlet } from './frame-outlet.js';
import { NO_ENTRY } from './pending-lists.js';
import { TradeBatch, type PendingTrades } from './pending-trades.js';

const TRADES_PER_FRAME = Math.floor((IMAGE_PART_BYTES_LIMIT - tradesBytes(0)) / TRADE_ENTRY_BYTES);

export class TradesCutter {
  private readonly batch = new TradeBatch(TRADES_PER_FRAME);

  constructor(
    private readonly pending: PendingTrades,
    private readonly outlet: FrameOutlet,
  ) {}

  /**
   * What is pending, in as many deltas as it takes.
   * @returns whether the stream's deltas have outgrown its image.
   */
  cutDeltas(instrument: InstrumentId, stateChanged: boolean): boolean {
    if (!this.pending.has(instrument)) return stateChanged && this.cutStateDelta(instrument);
    let outgrown = false;
    let entry = NO_ENTRY;
    do {
      entry = this.pending.gather(instrument, entry, this.batch);
      outgrown = this.putDelta(instrument) || outgrown;
    } while (entry !== NO_ENTRY);
    return outgrown;
  }

  cutStateDelta(instrument: InstrumentId): boolean {
    this.batch.count = 0;
    return this.putDelta(instrument);
  }

  /** Without trades: where the stream stands. */
  cutImage(instrument: InstrumentId, refresh: boolean): number {
    const outlet = this.outlet;
    outlet.headImage(instrument, STREAM_SLOT.TRADES, refresh);
    outlet.markWholeImage();
    const at = outlet.claim(tradesBytes(0));
    outlet.putImagePart(writeTrades(outlet.views, at, outlet.header, this.batch, 0, 0));
    return outlet.endImage();
  }

  private putDelta(instrument: InstrumentId): boolean {
    const { outlet, batch } = this;
    outlet.headDelta(instrument, STREAM_SLOT.TRADES);
    const at = outlet.claim(tradesBytes(batch.count));
    return outlet.putDelta(writeTrades(outlet.views, at, outlet.header, batch, 0, batch.count));
  }
}
