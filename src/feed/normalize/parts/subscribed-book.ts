/**
 * One book whose image comes with its subscription: what every venue of that kind does to it, as
 * events. Owns whether it is live, halted or quarantined; the venue's sequence rule decides what is
 * applied and what is a gap. Nothing that happens here touches another book.
 */
import { EVENT_FLAG } from '../../../event/types.js';
import { ASK, BID, type AggressorSide } from '../../../market/side.js';
import { REASON, STATE, type StateReason } from '../../../market/state.js';
import type { InstrumentId } from '../../../market/units.js';
import { refusalOf, scaledOf } from './decimal-text.js';
import type { EventWriter } from './event-writer.js';
import type { ImageRequests } from './image-requests.js';
import type { SymbolScales } from './instrument-scales.js';
import type { LevelBatch } from './level-batch.js';
import { LineArbiter, type HeldMessage } from './line-arbiter.js';
import type { LineFigures } from './line-figures.js';
import type { HandleCounter } from './order-handles.js';
import type { RefusalReason } from './refusals.js';
import type { ResyncCounts } from './resync-counts.js';
import type { TopOfBook } from './top-of-book.js';
import type { TradeBatch } from './trade-batch.js';
import { TradeIds } from './trade-ids.js';

export interface SubscribedClock {
  nowNs: number;
  receivedNs: number;
  /** nowNs as the message in hand came, which may have been held since. */
  arrivedNs: number;
}

/** What all books of a normalizer share. */
export interface SubscribedContext {
  readonly writer: EventWriter;
  readonly batch: LevelBatch;
  readonly requests: ImageRequests;
  readonly resyncs: ResyncCounts;
  readonly clock: SubscribedClock;
  readonly lineFigures: LineFigures;
  readonly tradeHandles: HandleCounter;
  readonly recentTradesPerSymbol: number;
}

export class SubscribedBook {
  /** Whose message was applied last; a new subscription is made there. */
  connection = '';
  isLive = false;
  /** A value did not fit the scales: nothing is believed until an image fits. */
  quarantined = false;
  /** The venue's sequence of what was applied last, -1 for nothing. */
  sequence = -1;
  /** When the venue last spoke of the book. */
  heardNs = 0;
  gapCount = 0;
  /** Messages that the book had already, from another line or repeated. */
  oldCount = 0;
  readonly lines: LineArbiter;
  private isHalted = false;
  /** Receive stamp of the last message that was applied, and of the oldest one that is held. */
  private movedNs = 0;
  private heldSinceNs = 0;
  private readonly tradeIds: TradeIds;

  constructor(
    readonly symbol: string,
    readonly id: InstrumentId,
    public scales: SymbolScales,
    protected readonly context: SubscribedContext,
  ) {
    this.lines = new LineArbiter(context.lineFigures);
    this.tradeIds = new TradeIds(context.tradeHandles, context.recentTradesPerSymbol);
    context.writer.begin(-1, undefined);
    context.writer.instrument(id, STATE.STALE, REASON.AWAITING_IMAGE);
  }

  get halted(): boolean {
    return this.isHalted;
  }

  /** Levels into the batch. @returns why the message cannot be used. */
  load(bids: unknown, asks: unknown, asksFirst = false): RefusalReason | undefined {
    const { priceScale, quantityScale } = this.scales;
    return this.context.batch.load(bids, asks, priceScale, quantityScale, asksFirst);
  }

  /** A message of the book was refused: what it said is missing from now on. */
  refused(refusal: RefusalReason, isImage: boolean): void {
    const { requests, clock } = this.context;
    if (refusal === 'value') this.quarantine();
    else this.lose(REASON.SEQUENCE_GAP);
    // Asked for again, but later.
    if (isImage && !this.isLive) requests.retry(this.symbol, clock.nowNs);
  }

  /** The batch is the whole book. @param top what the venue says of the book at this sequence. */
  takeImage(sequence: number, time: unknown, top: TopOfBook | undefined): void {
    const { writer, batch, requests } = this.context;
    const { id } = this;
    requests.satisfied(this.symbol);
    this.isLive = true;
    this.quarantined = false;
    this.moved(sequence);
    writer.begin(sequence, time);
    writer.image(id, batch, this.isHalted || top !== undefined ? 0 : EVENT_FLAG.LAST);
    if (this.isHalted) {
      const flags = top === undefined ? EVENT_FLAG.LAST : 0;
      writer.status(id, flags, STATE.HALTED, REASON.VENUE_HALT);
    }
    if (top !== undefined) writer.verify(id, top);
  }

  /** The batch are absolute quantities, 0 removes; removing what the book lacks is normal. */
  takeChange(sequence: number, time: unknown, top: TopOfBook | undefined): void {
    const { writer, batch } = this.context;
    const { id } = this;
    this.moved(sequence);
    writer.begin(sequence, time);
    writer.levels(id, batch, top === undefined ? EVENT_FLAG.LAST : 0);
    if (top !== undefined) writer.verify(id, top);
    else if (batch.count === 0) writer.messageEnd(id);
  }

  /** @param idText as the venue writes it. */
  takeTrade(
    time: unknown,
    aggressor: AggressorSide,
    priceText: string,
    quantityText: string,
    idText: string,
  ): RefusalReason | undefined {
    if (this.quarantined) return 'quarantined';
    const price = scaledOf(priceText, this.scales.priceScale);
    if (Number.isNaN(price)) return this.refuseValue(priceText);
    const quantity = scaledOf(quantityText, this.scales.quantityScale);
    if (!(quantity >= 0)) return this.refuseValue(quantityText);
    if (this.tradeIds.take(idText)) this.emitTrade(time, aggressor, price, quantity);
    return undefined;
  }

  /** @param bytes what the ids of the trades are places in. */
  takeTrades(trades: TradeBatch, bytes: Uint8Array): void {
    const { count, prices, quantities, times, isBuy, idStart, idEnd } = trades;
    for (let i = 0; i < count; i++) {
      if (!this.tradeIds.takeBytes(bytes, idStart[i]!, idEnd[i]!)) continue;
      this.emitTrade(times[i]!, isBuy[i] === 1 ? BID : ASK, prices[i]!, quantities[i]!);
    }
  }

  /**
   * A message of `connection` that leads from previousId to id does not join on to the book.
   * @returns true where that is no gap of the book: another line brings what is missing, or has.
   */
  protected isForAnotherLine(
    connection: string,
    previousId: number,
    id: number,
    bytes: Uint8Array,
  ): boolean {
    const { lines } = this;
    const { clock } = this.context;
    const { arrivedNs } = clock;
    const isAhead = previousId > this.sequence;
    if (isAhead && lines.hold(connection, previousId, id, bytes, clock)) {
      if (lines.heldCount === 1) this.heldSinceNs = arrivedNs;
      return true;
    }
    if (!lines.isShared || connection === this.connection) return false;
    // The line that leads is in step: the hole is this line's own, or its ids are not comparable.
    const sinceNs = lines.heldCount > 0 ? Math.min(arrivedNs, this.heldSinceNs) : arrivedNs;
    return !isAhead || this.movedNs > sinceNs;
  }

  /** The held message that the book reaches now. */
  nextHeld(): HeldMessage | undefined {
    return this.isLive ? this.lines.next(this.sequence) : undefined;
  }

  /** The connection is lost; `other` carries the book too, if one does. */
  lineLost(connection: string, other: string | undefined): void {
    this.lines.disconnected(connection);
    if (this.connection !== connection) return;
    if (other === undefined) this.disconnected();
    else this.connection = other;
  }

  protected gap(connection: string): void {
    this.gapCount++;
    this.connection = connection;
    this.lose(REASON.SEQUENCE_GAP);
  }

  /** What we have of a live book cannot be trusted: STALE at once, and a new image is asked for. */
  lose(reason: StateReason): void {
    const { requests, clock, resyncs } = this.context;
    if (!this.isLive) return;
    resyncs.add(reason);
    this.stale(reason);
    requests.want(this.symbol, clock.nowNs);
  }

  /** The venue began anew: what the book was is forgotten, its image follows or is asked for. */
  reset(): void {
    const { writer, requests, clock, resyncs } = this.context;
    if (!this.isLive) return;
    this.isLive = false;
    this.forget();
    resyncs.add(REASON.VENUE_RESET);
    writer.begin(this.sequence, undefined);
    writer.clear(this.id, REASON.VENUE_RESET);
    requests.want(this.symbol, clock.nowNs);
  }

  /** Nothing carries the book any more. */
  disconnected(): void {
    if (this.isLive) this.stale(REASON.DISCONNECTED);
  }

  /** The venue stopped trading, or trades again. */
  setHalted(isHalted: boolean): void {
    if (isHalted === this.isHalted) return;
    this.isHalted = isHalted;
    this.heardNs = this.context.clock.nowNs;
    if (!this.isLive) return;
    const { writer } = this.context;
    writer.begin(this.sequence, undefined);
    if (isHalted) writer.status(this.id, EVENT_FLAG.LAST, STATE.HALTED, REASON.VENUE_HALT);
    else writer.status(this.id, EVENT_FLAG.LAST, STATE.LIVE, REASON.NONE);
  }

  /** The row has other scales now: everything known is in the old ones. */
  redefined(scales: SymbolScales): void {
    const { writer, requests, clock } = this.context;
    this.scales = scales;
    this.quarantined = false;
    this.isLive = false;
    this.forget();
    writer.begin(this.sequence, undefined);
    writer.instrument(this.id, STATE.STALE, REASON.DEFINITION_CHANGED);
    writer.clear(this.id, REASON.DEFINITION_CHANGED);
    requests.want(this.symbol, clock.nowNs);
  }

  /** The book's continuity ended: what the venue's rule knows of it is worthless. */
  protected forget(): void {
    this.lines.clear();
  }

  /** Its id is the last one taken. */
  private emitTrade(
    time: unknown,
    aggressor: AggressorSide,
    price: number,
    quantity: number,
  ): void {
    const { writer } = this.context;
    const { high, low } = this.tradeIds;
    writer.begin(this.sequence, time);
    writer.tradeOfWords(this.id, aggressor, price, quantity, high, low);
  }

  private moved(sequence: number): void {
    const { nowNs, arrivedNs } = this.context.clock;
    this.sequence = sequence;
    this.heardNs = nowNs;
    this.movedNs = arrivedNs;
  }

  /** A value beside the book's own messages: only one that does not fit the scales is grave. */
  protected refuseValue(text: string): RefusalReason {
    const refusal = refusalOf(text);
    if (refusal === 'value') this.quarantine();
    return refusal;
  }

  /** The scales are wrong for what the venue trades in. */
  private quarantine(): void {
    const { requests, clock, resyncs } = this.context;
    if (this.quarantined) return;
    this.quarantined = true;
    resyncs.add(REASON.VALUE_REFUSED);
    this.stale(REASON.VALUE_REFUSED);
    requests.want(this.symbol, clock.nowNs);
  }

  private stale(reason: StateReason): void {
    this.isLive = false;
    this.forget();
    this.context.writer.begin(this.sequence, undefined);
    this.context.writer.status(this.id, EVENT_FLAG.LAST, STATE.STALE, reason);
  }
}
