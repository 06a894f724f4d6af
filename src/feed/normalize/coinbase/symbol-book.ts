/**
 * One product of Coinbase Advanced Trade: its events become ours, from whichever connection is live. Owns
 * the product's state and its trades; the sequence is the connection's (sync-rule.ts).
 */
import { EVENT_FLAG } from '../../../event/types.js';
import { ASK, BID } from '../../../market/side.js';
import { REASON, STATE, type BookState, type StateReason } from '../../../market/state.js';
import type { InstrumentId } from '../../../market/units.js';
import { refusalOf, scaledOf } from '../parts/decimal-text.js';
import type { EventWriter } from '../parts/event-writer.js';
import type { ImageRequests } from '../parts/image-requests.js';
import type { ListedBook } from '../parts/instrument-books.js';
import type { SymbolScales } from '../parts/instrument-scales.js';
import type { LevelBatch } from '../parts/level-batch.js';
import type { LevelRows } from '../parts/level-rows.js';
import { LineBooks } from '../parts/line-books.js';
import type { RefusalReason } from '../parts/refusals.js';
import type { ResyncCounts } from '../parts/resync-counts.js';
import type { StandbyTable } from '../parts/standby-counts.js';
import { TradeSequence } from '../parts/trade-sequence.js';
import { loadUpdates, type TradeMessage } from './messages.js';

/** What all symbols of a normalizer share. */
export interface SymbolContext {
  readonly writer: EventWriter;
  readonly batch: LevelBatch;
  readonly requests: ImageRequests;
  readonly resyncs: ResyncCounts;
  readonly lineCount: number;
  readonly standbys: StandbyTable;
  readonly clock: { nowNs: number };
  /** The copy of this connection is to be built anew: its book alone, by a new subscription. */
  readonly renew: (symbol: string, connection: string) => void;
}

/** Where an event of a book came from. */
export interface Origin {
  readonly connection: string;
  /** Line letter of the connection. */
  readonly letter: string;
  /** The connection is to replace another one. */
  readonly replaces: boolean;
  readonly sequence: number;
  readonly time: unknown;
}

export class SymbolBook implements ListedBook<SymbolScales> {
  readonly trades = new TradeSequence();
  private readonly lines: LineBooks;
  private isHalted = false;
  /** Of the last message that changed the book. */
  private sequence = -1;

  constructor(
    readonly symbol: string,
    readonly id: InstrumentId,
    public scales: SymbolScales,
    private readonly context: SymbolContext,
  ) {
    this.lines = new LineBooks(context.lineCount, context.standbys);
    context.writer.begin(-1, undefined);
    context.writer.instrument(id, STATE.STALE, REASON.AWAITING_IMAGE);
  }

  /** The connection that the book is built from; '' while there is none. */
  get connection(): string {
    return this.lines.liveConnection;
  }

  get isLive(): boolean {
    return this.lines.liveConnection !== '';
  }

  /** 4: all levels of the product. */
  applySnapshot(updates: unknown, origin: Origin): RefusalReason | undefined {
    const { batch, requests, clock } = this.context;
    const refusal = this.load(updates, origin);
    if (refusal) {
      // Asked for again, but later.
      if (!this.isLive) requests.retry(this.symbol, clock.nowNs);
      return refusal;
    }
    const { connection, letter, replaces } = origin;
    if (this.lines.image(connection, letter, batch, replaces)) {
      requests.satisfied(this.symbol);
      this.emitImage(batch, origin.sequence, origin.time);
    }
    this.compare(origin);
    return undefined;
  }

  /** 5 */
  applyUpdate(updates: unknown, origin: Origin): RefusalReason | undefined {
    const refusal = this.load(updates, origin);
    if (!refusal) this.applyLoaded(origin);
    return refusal;
  }

  /** The levels are in the batch. */
  applyLoaded(origin: Origin): void {
    const { batch, writer } = this.context;
    if (this.lines.update(origin.connection, origin.letter, batch)) {
      this.sequence = origin.sequence;
      writer.begin(origin.sequence, origin.time);
      if (batch.count === 0) writer.messageEnd(this.id);
      else writer.levels(this.id, batch, EVENT_FLAG.LAST);
    }
    this.compare(origin);
  }

  applyTrade(trade: TradeMessage): RefusalReason | undefined {
    const price = scaledOf(trade.price, this.scales.priceScale);
    if (Number.isNaN(price)) return this.refuseValue(trade.price);
    const quantity = scaledOf(trade.size, this.scales.quantityScale);
    if (!(quantity >= 0)) return this.refuseValue(trade.size);
    if (this.trades.judge(trade.id) === 'old') return undefined;
    this.context.writer.begin(this.sequence, trade.time);
    const aggressor = trade.makerSide === BID ? ASK : BID;
    this.context.writer.trade(this.id, aggressor, price, quantity, trade.id);
    return undefined;
  }

  /** The connection's copy of the book cannot be trusted any more; another one may go on. */
  lost(connection: string, reason: StateReason, isGone: boolean): void {
    const { lines, context } = this;
    const loss = isGone ? lines.remove(connection) : lines.lost(connection);
    if (loss === 'taken-over') {
      this.emitImage(lines.liveBook, this.sequence, undefined);
    } else if (loss === 'dark') {
      context.resyncs.add(reason);
      this.tellState(STATE.STALE, reason);
      context.requests.want(this.symbol, context.clock.nowNs);
    }
  }

  /** The book is not to be trusted, whoever it came from: rebuilt from a new snapshot. */
  resync(reason: StateReason): void {
    const { resyncs, requests, clock } = this.context;
    this.lines.clear();
    resyncs.add(reason);
    this.tellState(STATE.STALE, reason);
    requests.want(this.symbol, clock.nowNs);
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
    this.lines.clear();
    writer.begin(this.sequence, undefined);
    writer.instrument(this.id, STATE.STALE, REASON.DEFINITION_CHANGED);
    writer.clear(this.id, REASON.DEFINITION_CHANGED);
    requests.want(this.symbol, clock.nowNs);
  }

  /** A refused event was one of the book's all the same: the copy of its connection lacks it. */
  private load(updates: unknown, origin: Origin): RefusalReason | undefined {
    const refusal = loadUpdates(this.context.batch, updates, this.scales);
    if (refusal === 'value' && this.isLive) this.resync(REASON.VALUE_REFUSED);
    else if (refusal) this.missed(origin.connection);
    return refusal;
  }

  /** Something of the book could not be read on this connection. */
  missed(connection: string): void {
    // Without a copy one is on its way already.
    if (!this.lines.hasCopy(connection)) return;
    this.lost(connection, REASON.SEQUENCE_GAP, false);
    if (this.isLive) this.context.renew(this.symbol, connection);
  }

  private compare({ connection, letter }: Origin): void {
    const { clock, renew } = this.context;
    const differing = this.lines.differing(connection, letter, clock.nowNs);
    if (differing === undefined) return;
    this.lost(differing, REASON.VERIFY_FAILED, false);
    renew(this.symbol, differing);
  }

  private emitImage(rows: LevelRows, sequence: number, time: unknown): void {
    const { writer } = this.context;
    this.sequence = sequence;
    writer.begin(sequence, time);
    writer.image(this.id, rows, this.isHalted ? 0 : EVENT_FLAG.LAST);
    if (this.isHalted) {
      writer.status(this.id, EVENT_FLAG.LAST, STATE.HALTED, REASON.VENUE_HALT);
    }
  }

  /** A number that does not fit: the scales are not what the venue trades in, until an image fits. */
  private refuseValue(text: string): RefusalReason {
    const refusal = refusalOf(text);
    if (refusal === 'value' && this.isLive) this.resync(REASON.VALUE_REFUSED);
    return refusal;
  }

  private tellState(state: BookState, reason: StateReason): void {
    this.context.writer.begin(this.sequence, undefined);
    this.context.writer.status(this.id, EVENT_FLAG.LAST, state, reason);
  }
}
