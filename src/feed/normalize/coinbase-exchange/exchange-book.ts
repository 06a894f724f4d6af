/**
 * What the books of both Exchange venues have in common: identity, quarantine, halts, and how a book
 * is given up until its next image. The channels' own rules are in level2-book.ts and full-book.ts.
 */
import { EVENT_FLAG } from '../../../event/types.js';
import { ASK, BID } from '../../../market/side.js';
import { REASON, STATE, type StateReason } from '../../../market/state.js';
import type { InstrumentId } from '../../../market/units.js';
import { refusalOf, scaledOf } from '../parts/decimal-text.js';
import type { EventWriter } from '../parts/event-writer.js';
import type { ImageRequests } from '../parts/image-requests.js';
import type { SymbolScales } from '../parts/instrument-scales.js';
import type { Fields } from '../parts/json.js';
import type { LevelBatch } from '../parts/level-batch.js';
import type { LineFigures } from '../parts/line-figures.js';
import type { HandleCounter } from '../parts/order-handles.js';
import type { RefusalReason, Refusals } from '../parts/refusals.js';
import type { ResyncCounts } from '../parts/resync-counts.js';
import type { ListedBook } from '../parts/instrument-books.js';
import type { QueueBudget } from './full-sync-rule.js';
import type { ExchangeLimits } from './limits.js';
import type { MessageType, TradeMessage } from './messages.js';
import type { Subscriptions } from './subscriptions.js';
import { TradeSequence } from '../parts/trade-sequence.js';

/** What all symbols of a normalizer share. */
export interface BookContext {
  readonly writer: EventWriter;
  readonly batch: LevelBatch;
  readonly requests: ImageRequests;
  readonly resyncs: ResyncCounts;
  readonly refusals: Refusals;
  readonly subscriptions: Subscriptions;
  readonly handles: HandleCounter;
  readonly limits: ExchangeLimits;
  readonly budget: QueueBudget;
  readonly figures: LineFigures;
  readonly clock: { nowNs: number; receivedNs: number };
}

export abstract class ExchangeBook implements ListedBook<SymbolScales> {
  /** The connection that it is built from. */
  connection = '';
  /** When the venue last said anything of the product. */
  heardNs = 0;
  unverifiableCount = 0;
  readonly trades = new TradeSequence();
  private isHalted = false;
  /** When the last image came. */
  private imageNs = -Infinity;

  abstract readonly isLive: boolean;
  abstract readonly gapCount: number;
  /** Of the book, as the venue numbers it; -1 where it does not. */
  protected abstract readonly sequence: number;

  constructor(
    readonly symbol: string,
    readonly id: InstrumentId,
    public scales: SymbolScales,
    protected readonly context: BookContext,
  ) {
    context.writer.begin(-1, undefined);
    context.writer.instrument(id, STATE.STALE, REASON.AWAITING_IMAGE);
  }

  /** @param text the whole message, kept where it must wait for an image. */
  abstract take(type: MessageType, fields: Fields, text: string): RefusalReason | undefined;

  /** A message of the product could not be read. */
  abstract missed(): void;

  /** Forget what is known of the book. */
  protected abstract discard(): void;

  /** The book is not to be trusted: rebuilt from a new image. */
  resync(reason: StateReason): void {
    this.discard();
    this.goStale(reason);
  }

  /**
   * A connection is lost.
   * @param hasOther whether another one carries the product.
   */
  abstract lineLost(connection: string, hasOther: boolean): void;

  /** Whether the book can go on with this connection alone. */
  abstract isJoined(connection: string): boolean;

  /** What waits for another line has waited long enough. */
  checkTimers(): void {
    // Nothing waits.
  }

  setHalted(isHalted: boolean): void {
    if (isHalted === this.isHalted) return;
    this.isHalted = isHalted;
    if (!this.isLive) return;
    if (isHalted) this.tellState(STATE.HALTED, REASON.VENUE_HALT);
    else this.tellState(STATE.LIVE, REASON.NONE);
  }

  redefined(scales: SymbolScales): void {
    const { writer, requests, clock } = this.context;
    this.scales = scales;
    this.discard();
    writer.begin(this.sequence, undefined);
    writer.instrument(this.id, STATE.STALE, REASON.DEFINITION_CHANGED);
    writer.clear(this.id, REASON.DEFINITION_CHANGED);
    requests.want(this.symbol, clock.nowNs);
  }

  /** Nobody carries the book any more. */
  protected disconnected(): void {
    if (!this.isLive) return;
    this.discard();
    this.tellState(STATE.STALE, REASON.DISCONNECTED);
  }

  /** STALE for a reason, and a new image asked for. */
  protected goStale(reason: StateReason): void {
    const { requests, resyncs, clock, limits } = this.context;
    this.tellState(STATE.STALE, reason);
    resyncs.add(reason);
    // A book that does not last is asked for again, but later.
    if (clock.nowNs - this.imageNs < limits.imagePauseNs) requests.retry(this.symbol, clock.nowNs);
    else requests.want(this.symbol, clock.nowNs);
  }

  /** Ends an image: LIVE, or HALTED where the product is. */
  protected endImage(): void {
    const { writer, requests, clock } = this.context;
    requests.satisfied(this.symbol);
    this.imageNs = clock.nowNs;
    writer.imageEnd(this.id, this.isHalted ? 0 : EVENT_FLAG.LAST);
    if (this.isHalted) {
      writer.status(this.id, EVENT_FLAG.LAST, STATE.HALTED, REASON.VENUE_HALT);
    }
  }

  /** The trade alone, where no order of ours is reduced by it. */
  protected tellTrade(trade: TradeMessage): RefusalReason | undefined {
    const { writer } = this.context;
    const price = scaledOf(trade.price, this.scales.priceScale);
    if (Number.isNaN(price)) return this.refuseValue(trade.price);
    const quantity = scaledOf(trade.size, this.scales.quantityScale);
    if (!(quantity >= 0)) return this.refuseValue(trade.size);
    writer.begin(this.sequence, trade.time);
    writer.trade(this.id, trade.makerSide === BID ? ASK : BID, price, quantity, trade.id);
    return undefined;
  }

  /** A number that does not fit: the scales are not what the venue trades in, until an image fits. */
  protected refuseValue(text: string): RefusalReason {
    const refusal = refusalOf(text);
    if (refusal === 'value') this.valueRefused();
    return refusal;
  }

  protected valueRefused(): void {
    if (this.isLive) this.resync(REASON.VALUE_REFUSED);
  }

  private tellState(state: (typeof STATE)[keyof typeof STATE], reason: StateReason): void {
    this.context.writer.begin(this.sequence, undefined);
    this.context.writer.status(this.id, EVENT_FLAG.LAST, state, reason);
  }
}

/** What a summary tells of all books together. */
export function totalsOf(
  books: Iterable<ExchangeBook>,
): Record<'gaps' | 'unverifiable' | 'lostTrades', number> {
  const totals = { gaps: 0, unverifiable: 0, lostTrades: 0 };
  for (const book of books) {
    totals.gaps += book.gapCount;
    totals.unverifiable += book.unverifiableCount;
    totals.lostTrades += book.trades.lostCount;
  }
  return totals;
}
