/**
 * The cut: everything that clients have to hear of one instrument since the last time. Owns the
 * order of its frames (trades, orders, bbo, books shallowest first, status, then images) and when
 * an image is due; must only be called at a message boundary. Lane thread only.
 *
 *   state changed     a delta in every active stream, without content where none changed
 *   in an image       state only: the content swaps at image-end
 *   change overflow   the book streams get an image under the next seq (stream-states.ts)
 *   outgrown          a stream's deltas have outgrown its image: a fresh one right behind the delta,
 *                     flagged Refresh. It is paid for by the deltas, so it needs no budget, and a
 *                     recording cut by message gives the same bytes in every run.
 *   due               images that were asked for, within the poll's budget
 *
 * Readers in step with (epoch, seq) may skip an image of the same (epoch, seq), and no other.
 */
import type { InstrumentTable } from '../../event/instrument-table.js';
import { STREAM_SLOT, type StreamSlot } from '../../market/stream.js';
import type { InstrumentId } from '../../market/units.js';
import { LANE_COUNTER } from '../../telemetry/counter-names.js';
import type { BookStore } from '../book-store.js';
import type { BboCutter } from './cut-bbo.js';
import { BOOK_SLOT_BITS, type BookCutter } from './cut-book.js';
import type { OrdersCutter } from './cut-orders.js';
import type { StatusCutter } from './cut-status.js';
import type { TradesCutter } from './cut-trades.js';
import type { FrameOutlet } from './frame-outlet.js';
import { packedReason, packedState, type InstrumentStates } from './instrument-states.js';
import type { LaneTally } from './lane-tally.js';
import type { MessageSpans } from './message-spans.js';
import type { PendingOrders } from './pending-orders.js';
import type { PendingTrades } from './pending-trades.js';
import type { StreamStates } from './stream-states.js';

const BBO_BIT = 1 << STREAM_SLOT.BBO;
const TRADES_BIT = 1 << STREAM_SLOT.TRADES;
const ORDERS_BIT = 1 << STREAM_SLOT.ORDERS;
const STATUS_BIT = 1 << STREAM_SLOT.STATUS;
const SINGLE_FRAME_BYTES = 256;

export interface CutParts {
  readonly store: BookStore;
  readonly table: InstrumentTable;
  readonly states: InstrumentStates;
  readonly streams: StreamStates;
  readonly spans: MessageSpans;
  readonly pendingTrades: PendingTrades;
  readonly pendingOrders: PendingOrders;
  readonly outlet: FrameOutlet;
  readonly tally: LaneTally;
  readonly books: BookCutter;
  readonly bbo: BboCutter;
  readonly trades: TradesCutter;
  readonly orders: OrdersCutter;
  readonly status: StatusCutter;
}

export class InstrumentCutter {
  constructor(private readonly parts: CutParts) {}

  /**
   * Everything but the images that were asked for.
   * @param stamps [applied, framed], monotonic ns.
   */
  cutDeltas(instrument: InstrumentId, stamps: Float64Array): void {
    const { states, streams, spans, store, tally, pendingTrades, pendingOrders } = this.parts;
    const stateChanged = states.told[instrument] !== states.current[instrument];
    states.told[instrument] = states.current[instrument]!;
    const active = streams.active[instrument]!;
    if (active !== 0) this.describe(instrument, stamps);
    if (states.inImage[instrument] !== 0) {
      if (stateChanged && active !== 0) this.cutState(instrument, active);
    } else {
      if ((active & BOOK_SLOT_BITS) !== 0 && store.changeOverflow(instrument)) {
        tally.counts[LANE_COUNTER.CHANGE_OVERFLOWS]!++;
        streams.breakOff(instrument, BOOK_SLOT_BITS);
      }
      streams.noteMissed(instrument);
      if (streams.active[instrument] !== 0) this.cutContent(instrument, stateChanged);
      store.endCut(instrument);
    }
    pendingTrades.clear(instrument);
    pendingOrders.clear(instrument);
    const merged = spans.merged[instrument]!;
    if (merged > 1) tally.counts[LANE_COUNTER.MERGED_MESSAGES]! += merged - 1;
    spans.endCut(instrument);
  }

  /**
   * The images that are due, as far as the budget goes; only right behind a cut.
   * @returns bytes written.
   */
  cutImages(instrument: InstrumentId, stamps: Float64Array, budgetBytes: number): number {
    const { states, streams } = this.parts;
    const due = streams.due[instrument]!;
    if (due === 0 || states.inImage[instrument] !== 0) return 0;
    this.describe(instrument, stamps);
    let bytes = 0;
    for (let slot = 0; slot <= STREAM_SLOT.BOOK_FULL; slot++) {
      if ((due & (1 << slot)) === 0) continue;
      // The budget may be overrun by one image, or a large one would never be cut.
      if (bytes > 0 && bytes + this.imageBytes(instrument, slot as StreamSlot) > budgetBytes) break;
      bytes += this.cutImage(instrument, slot as StreamSlot, false);
    }
    return bytes;
  }

  private cutContent(instrument: InstrumentId, stateChanged: boolean): void {
    const { streams, store, books, bbo, trades, orders, status } = this.parts;
    const active = streams.active[instrument]!;
    let outgrown = 0;
    if ((active & TRADES_BIT) !== 0) {
      this.setSequence(instrument, STREAM_SLOT.TRADES);
      if (trades.cutDeltas(instrument, stateChanged)) outgrown |= TRADES_BIT;
    }
    this.setSequence(instrument, STREAM_SLOT.ORDERS);
    if ((active & ORDERS_BIT) !== 0 && orders.cutDelta(instrument, stateChanged)) {
      outgrown |= ORDERS_BIT;
    }
    if (stateChanged || store.touched(instrument)) {
      if ((active & BBO_BIT) !== 0 && bbo.cutDelta(instrument, stateChanged)) outgrown |= BBO_BIT;
      if ((active & BOOK_SLOT_BITS) !== 0) {
        outgrown |= books.cutDeltas(instrument, active & BOOK_SLOT_BITS, stateChanged);
      }
    }
    if (stateChanged && (active & STATUS_BIT) !== 0) {
      this.setSequence(instrument, STREAM_SLOT.STATUS);
      if (status.cutDelta(instrument)) outgrown |= STATUS_BIT;
    }
    if (outgrown !== 0) this.cutRefreshes(instrument, outgrown);
  }

  private cutState(instrument: InstrumentId, active: number): void {
    const { books, bbo, trades, orders, status } = this.parts;
    this.setSequence(instrument, STREAM_SLOT.STATUS);
    if ((active & TRADES_BIT) !== 0) trades.cutStateDelta(instrument);
    if ((active & ORDERS_BIT) !== 0) orders.cutStateDelta(instrument);
    if ((active & BBO_BIT) !== 0) bbo.cutStateDelta(instrument);
    books.cutStateDeltas(instrument, active & BOOK_SLOT_BITS);
    if ((active & STATUS_BIT) !== 0) status.cutDelta(instrument);
  }

  private cutRefreshes(instrument: InstrumentId, outgrown: number): void {
    this.parts.outlet.header.merged = 0;
    const due = this.parts.streams.due[instrument]!;
    for (let slot = 0; slot <= STREAM_SLOT.BOOK_FULL; slot++) {
      // Whoever asked for an image is served by this one: then it is not to be skipped.
      const bit = 1 << slot;
      if ((outgrown & bit) !== 0) this.cutImage(instrument, slot as StreamSlot, (due & bit) === 0);
    }
  }

  private cutImage(instrument: InstrumentId, slot: StreamSlot, refresh: boolean): number {
    const { books, bbo, trades, orders, status, outlet } = this.parts;
    this.setSequence(instrument, slot);
    outlet.header.merged = 0;
    switch (slot) {
      case STREAM_SLOT.STATUS:
        return status.cutImage(instrument, refresh);
      case STREAM_SLOT.BBO:
        return bbo.cutImage(instrument, refresh);
      case STREAM_SLOT.TRADES:
        return trades.cutImage(instrument, refresh);
      case STREAM_SLOT.ORDERS:
        return orders.cutImage(instrument, refresh);
      default:
        return books.cutImage(instrument, slot, refresh);
    }
  }

  private imageBytes(instrument: InstrumentId, slot: StreamSlot): number {
    if (((1 << slot) & BOOK_SLOT_BITS) !== 0) return this.parts.books.imageBytes(instrument, slot);
    if (slot === STREAM_SLOT.ORDERS) return this.parts.orders.imageBytes(instrument);
    return SINGLE_FRAME_BYTES;
  }

  /** What all frames of this cut share. */
  private describe(instrument: InstrumentId, stamps: Float64Array): void {
    const { outlet, states, spans, table } = this.parts;
    const header = outlet.header;
    const current = states.current[instrument]!;
    header.instrument = instrument;
    header.epochCounter = table.epoch(instrument);
    header.state = packedState(current);
    header.reason = packedReason(current);
    header.appliedNs = stamps[0]!;
    header.framedNs = stamps[1]!;
    spans.describe(instrument, header);
  }

  /** Book streams stand at the newest change of the book, the others at the newest message. */
  private setSequence(instrument: InstrumentId, slot: StreamSlot): void {
    const { states, outlet } = this.parts;
    const isNewest = slot === STREAM_SLOT.TRADES || slot === STREAM_SLOT.STATUS;
    const sequences = isNewest ? states.newestSequences : states.bookSequences;
    outlet.header.sourceSequence = sequences[instrument]!;
  }
}
