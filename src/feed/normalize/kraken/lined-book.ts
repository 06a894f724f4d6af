/**
 * One symbol's book over all the lines that carry it: which line is live, what happens when a line's copy is
 * lost, and the events that say so. Owns the state that the lane is told; what a row is, and how it is kept and
 * written, is the channel's own (level-book.ts, order-book.ts). Feed thread.
 */
import { EVENT_FLAG, VERIFY_KIND } from '../../../event/types.js';
import { ASK, BID } from '../../../market/side.js';
import { REASON, STATE, type StateReason } from '../../../market/state.js';
import type { InstrumentId } from '../../../market/units.js';
import { refusalOf, scaledOfNumber } from '../parts/decimal-text.js';
import type { EventWriter } from '../parts/event-writer.js';
import { HotStandby } from '../parts/hot-standby.js';
import type { SymbolScales } from '../parts/instrument-scales.js';
import type { RefusalReason } from '../parts/refusals.js';
import type { ResyncCounts } from '../parts/resync-counts.js';
import type { StandbyTable } from '../parts/standby-counts.js';
import type { KrakenLimits } from './limits.js';
import type { BookEntry, TradeEntry } from './messages.js';
import type { Subscriptions } from './subscriptions.js';
import { judgeUpdate, reasonOf, reasonOfRefusal, type Outcome } from './sync-rule.js';

/** What all symbols of a normalizer share. */
export interface BookContext {
  readonly writer: EventWriter;
  readonly subscriptions: Subscriptions;
  readonly resyncs: ResyncCounts;
  readonly standbys: StandbyTable;
  readonly limits: KrakenLimits;
  readonly clock: { nowNs: number };
  /** What is subscribed to is not known, only what came: a capture. */
  readonly newestWins: boolean;
  /** Every line keeps a copy of every book: there are several of them. */
  readonly keepsCopies: boolean;
  /** The letter of a connection's line. */
  readonly lineOf: (connection: string) => string;
  /** The connection that this one is to replace. */
  readonly replacedBy: (connection: string) => string | undefined;
  /** The replacement carries the symbol. */
  readonly joined: (connection: string, symbol: string) => void;
  readonly note: (text: string) => void;
}

/** A line's own copy of a book. */
export interface LineCopy {
  /** Equal books have equal hashes. */
  readonly hashLow: number;
  readonly hashHigh: number;
  /** The venue's, of the newest message; NaN where it sent none. */
  checksum: number;
  clear(): void;
}

export abstract class LinedBook<Copy extends LineCopy> {
  /** Holes that were seen by what a message contradicts (5). */
  gapCount = 0;
  hadImage = false;
  /** Updates that came before their snapshot (1). */
  earlyCount = 0;
  protected readonly standby: HotStandby<Copy>;
  private newestTradeId = 0;
  /** The connections that carry it. */
  private readonly connections = new Set<string>();

  constructor(
    readonly symbol: string,
    readonly id: InstrumentId,
    public scales: SymbolScales,
    private isHalted: boolean,
    protected readonly context: BookContext,
  ) {
    const { standbys, limits, writer } = context;
    this.standby = new HotStandby(() => this.makeCopy(), standbys, limits);
    writer.begin(-1, undefined);
    writer.instrument(id, STATE.STALE, REASON.AWAITING_IMAGE);
  }

  /** The rows of a message, scaled and checked; used whole or not at all. */
  protected abstract load(entry: BookEntry, isSnapshot: boolean): RefusalReason | undefined;
  protected abstract makeCopy(): Copy;
  /** The rows loaded are the book. */
  protected abstract fill(copy: Copy): Outcome;
  /** The rows loaded change the book; events only where `isLive`, without LAST. */
  protected abstract apply(copy: Copy, isLive: boolean): Outcome;
  /** The rows of the copy as events between image-begin and image-end. */
  protected abstract emitRows(copy: Copy): void;
  /** Whether the copy is kept, so that it can take over. */
  protected abstract keeps(connection: string): boolean;

  /** Whether the line has the book, live or standing by. */
  isReady(connection: string): boolean {
    return this.connections.has(connection) && this.standby.isReady(connection);
  }

  get isLive(): boolean {
    return this.standby.liveConnection !== '';
  }

  /** 1: the book, as the line has it from now on. */
  image(connection: string, entry: BookEntry): RefusalReason | undefined {
    const { context, standby } = this;
    this.connections.add(connection);
    if (context.newestWins) this.forgetOthers(connection);
    const refusal = this.load(entry, true);
    if (refusal !== undefined) {
      context.subscriptions.imageUseless(connection, this.symbol);
      this.fail(connection, reasonOfRefusal(refusal));
      return refusal;
    }
    const { book } = standby.line(connection, context.lineOf(connection));
    book.checksum = entry.checksum ?? NaN;
    if (this.fill(book) !== 'applied') {
      context.subscriptions.imageUseless(connection, this.symbol);
      this.fail(connection, REASON.VERIFY_FAILED);
      return undefined;
    }
    context.subscriptions.imageCame(connection, this.symbol);
    this.hadImage = true;
    if (standby.completed(connection)) this.emitImage(book, entry.time);
    this.moved(connection, book);
    return undefined;
  }

  update(connection: string, entry: BookEntry): RefusalReason | undefined {
    if (this.isEarly(connection)) return undefined;
    const refusal = this.load(entry, false);
    if (refusal !== undefined) this.fail(connection, reasonOfRefusal(refusal));
    else this.applyLoaded(connection, entry.checksum ?? NaN, entry.time);
    return refusal;
  }

  /** update() of rows that are loaded already. */
  updateLoaded(connection: string, checksum: number, time: string | undefined): void {
    if (!this.isEarly(connection)) this.applyLoaded(connection, checksum, time);
  }

  trade(trade: TradeEntry): RefusalReason | undefined {
    // Several lines tell the same trades; the ids run on.
    if (trade.id !== 0 && trade.id <= this.newestTradeId) return undefined;
    const price = scaledOfNumber(trade.price, this.scales.priceScale);
    if (!(price >= 0)) return refusalOf(trade.price);
    const quantity = scaledOfNumber(trade.quantity, this.scales.quantityScale);
    if (!(quantity >= 0)) return refusalOf(trade.quantity);
    if (trade.id !== 0) this.newestTradeId = trade.id;
    const { writer } = this.context;
    writer.begin(-1, trade.time);
    writer.trade(this.id, trade.isBuy ? BID : ASK, price, quantity, trade.id);
    return undefined;
  }

  /** 5: the line's copy is not the venue's book any more; another line goes on with its own. */
  fail(connection: string, reason: StateReason): void {
    const { writer, resyncs, subscriptions } = this.context;
    subscriptions.again(connection, this.symbol);
    switch (this.standby.lost(connection)) {
      case 'not-live':
        return;
      case 'taken-over':
        return this.emitImage(this.standby.liveBook, undefined);
      case 'dark':
        writer.begin(-1, undefined);
        writer.status(this.id, EVENT_FLAG.LAST, STATE.STALE, reason);
        resyncs.add(reason);
    }
  }

  /** Somebody else has found that the lane's book is wrong, or the lane has none. */
  resync(reason: StateReason): void {
    const { liveConnection } = this.standby;
    if (liveConnection === '') {
      for (const connection of this.connections)
        this.context.subscriptions.again(connection, this.symbol);
    } else if (reason === REASON.LANE_RESTARTED && this.keeps(liveConnection)) {
      this.emitImage(this.standby.liveBook, undefined);
    } else {
      this.fail(liveConnection, reason);
    }
  }

  /** The connection is lost, and with it its copy. */
  disconnected(connection: string): void {
    const { writer, resyncs } = this.context;
    this.connections.delete(connection);
    switch (this.standby.remove(connection)) {
      case 'not-live':
        return;
      case 'taken-over':
        return this.emitImage(this.standby.liveBook, undefined);
      case 'dark':
        writer.begin(-1, undefined);
        writer.status(this.id, EVENT_FLAG.LAST, STATE.STALE, REASON.DISCONNECTED);
        resyncs.add(REASON.DISCONNECTED);
    }
  }

  /** The row is another now: everything known is in old scales or of another depth. */
  redefined(scales: SymbolScales): void {
    const { writer, subscriptions } = this.context;
    this.scales = scales;
    this.standby.clear();
    writer.begin(-1, undefined);
    writer.instrument(this.id, STATE.STALE, REASON.DEFINITION_CHANGED);
    writer.clear(this.id, REASON.DEFINITION_CHANGED);
    for (const connection of this.connections) subscriptions.again(connection, this.symbol);
  }

  setHalted(isHalted: boolean): void {
    if (isHalted === this.isHalted) return;
    this.isHalted = isHalted;
    if (!this.isLive) return;
    this.context.writer.begin(-1, undefined);
    this.emitTrading(EVENT_FLAG.LAST);
  }

  private isEarly(connection: string): boolean {
    if (judgeUpdate(this.standby.isReady(connection)) === 'apply') return false;
    this.earlyCount++;
    return true;
  }

  private applyLoaded(connection: string, checksum: number, time: string | undefined): void {
    const { context, standby } = this;
    const { book } = standby.line(connection, context.lineOf(connection));
    const isLive = standby.isLive(connection);
    if (isLive) context.writer.begin(-1, time);
    book.checksum = checksum;
    const outcome = this.apply(book, isLive);
    if (outcome !== 'applied') {
      if (outcome === 'hole') this.gapCount++;
      return this.fail(connection, reasonOf(outcome));
    }
    if (isLive) this.endMessage(checksum);
    this.moved(connection, book);
  }

  /** A capture does not tell when a connection was lost: the newest image is the one that goes on. */
  private forgetOthers(connection: string): void {
    for (const other of this.connections) {
      if (other === connection) continue;
      this.connections.delete(other);
      this.standby.remove(other);
    }
  }

  private emitImage(copy: Copy, time: string | undefined): void {
    const { writer } = this.context;
    const isChecked = !Number.isNaN(copy.checksum);
    writer.begin(-1, time);
    writer.imageBegin(this.id);
    this.emitRows(copy);
    writer.imageEnd(this.id, isChecked || this.isHalted ? 0 : EVENT_FLAG.LAST);
    if (this.isHalted) this.emitTrading(isChecked ? 0 : EVENT_FLAG.LAST);
    if (isChecked) writer.checksum(this.id, VERIFY_KIND.CHECKSUM_KRAKEN, copy.checksum);
  }

  private emitTrading(flags: number): void {
    const { writer } = this.context;
    if (this.isHalted) writer.status(this.id, flags, STATE.HALTED, REASON.VENUE_HALT);
    else writer.status(this.id, flags, STATE.LIVE, REASON.NONE);
  }

  /** 4: the checksum ends the message, so the lane compares before it cuts. */
  private endMessage(checksum: number): void {
    const { writer } = this.context;
    if (Number.isNaN(checksum)) writer.messageEnd(this.id);
    else writer.checksum(this.id, VERIFY_KIND.CHECKSUM_KRAKEN, checksum);
  }

  /** The line's copy stands elsewhere now: compare it with the others, and hand over where that is due. */
  private moved(connection: string, copy: Copy): void {
    const { standby, context, symbol } = this;
    const isKept = context.keepsCopies;
    const low = isKept ? copy.hashLow : copy.checksum;
    const high = isKept ? copy.hashHigh : 0;
    const standing = standby.stands(connection, low, high, context.clock.nowNs);
    if (standing !== 'together') {
      const { differing } = standby;
      context.note(`${symbol}: ${differing} is not where the other line is; asked for a new image`);
      this.fail(differing, REASON.VERIFY_FAILED);
    }
    const replaced = context.replacedBy(connection);
    if (replaced === undefined) return;
    const isDue = standby.isLive(connection) || !standby.isLive(replaced);
    if (!isDue && !standby.isAbreast(connection)) return;
    if (standby.isLive(replaced)) {
      standby.handOver(connection);
      this.emitImage(copy, undefined);
    }
    this.connections.delete(replaced);
    standby.remove(replaced);
    context.joined(connection, symbol);
  }
}
