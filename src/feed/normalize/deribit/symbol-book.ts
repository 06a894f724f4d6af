/**
 * One instrument of Deribit: its sync rule, the presence of its levels, its held tops of book, its halt
 * and its quarantine, turned into events. Nothing that happens here touches another instrument.
 */
import { EVENT_FLAG } from '../../../event/types.js';
import { ASK, BID, type Side } from '../../../market/side.js';
import { REASON, STATE, type StateReason } from '../../../market/state.js';
import type { InstrumentId } from '../../../market/units.js';
import { refusalOf, scaledOfNumber } from '../parts/decimal-text.js';
import type { EventWriter } from '../parts/event-writer.js';
import { JsonNumber } from '../parts/exact-json.js';
import { HeldTops } from '../parts/held-tops.js';
import type { ImageRequests } from '../parts/image-requests.js';
import type { LevelBatch } from '../parts/level-batch.js';
import { LineArbiter } from '../parts/line-arbiter.js';
import type { LineFigures } from '../parts/line-figures.js';
import type { RefusalReason } from '../parts/refusals.js';
import type { ResyncCounts } from '../parts/resync-counts.js';
import type { DeribitInstrument } from './instruments.js';
import { ACTION, LevelPresence, type Action } from './level-presence.js';
import type { DeribitLimits } from './limits.js';
import type { BookHead, BookMessage, OrderBookAnswer, TradeMessage } from './messages.js';
import { ChangeSync } from './sync-rule.js';

/** What all instruments of a normalizer share. */
export interface SymbolContext {
  readonly writer: EventWriter;
  readonly batch: LevelBatch;
  /** The action of each level of the batch. */
  readonly actions: Action[];
  readonly requests: ImageRequests;
  readonly resyncs: ResyncCounts;
  readonly limits: DeribitLimits;
  readonly lineFigures: LineFigures;
  readonly clock: { nowNs: number; receivedNs: number };
  /** Changes whose action did not fit the book. */
  readonly counts: { actionFailures: number };
  readonly note: (text: string) => void;
}

const ACTIONS: Readonly<Record<string, Action>> = {
  new: ACTION.NEW,
  change: ACTION.CHANGE,
  delete: ACTION.DELETE,
};

export class SymbolBook {
  quarantined = false;
  readonly sync = new ChangeSync();
  readonly tops: HeldTops;
  /** Between the connections that carry the instrument. */
  readonly lines: LineArbiter;
  private readonly presence = new LevelPresence();
  private halt: StateReason | undefined;
  /** Failures of the action check since actionFailuresFromNs; the check is off above the limit. */
  private actionFailureCount = 0;
  private actionFailuresFromNs = -Infinity;
  /** Since when the venue is known to be ahead of the book; NaN while it is not. */
  private behindSinceNs = NaN;
  private behindId = -1;
  /** Ids of the newest trades, oldest first. */
  private readonly recentTrades = new Set<number>();

  constructor(
    readonly symbol: string,
    readonly id: InstrumentId,
    public scales: DeribitInstrument,
    private readonly context: SymbolContext,
  ) {
    this.tops = new HeldTops(context.limits.heldTopsPerSymbol);
    this.lines = new LineArbiter(context.lineFigures);
    context.writer.begin(-1, undefined);
    context.writer.instrument(id, STATE.STALE, REASON.AWAITING_IMAGE);
  }

  /** @param bytes the whole message, kept while another connection may fill the hole before it. */
  applyBook(
    connection: string,
    message: BookMessage,
    bytes: Uint8Array,
  ): RefusalReason | undefined {
    if (this.quarantined && !message.isImage) return 'quarantined';
    const refusal = this.load(message);
    if (refusal) return refusal;
    this.applyLoaded(connection, message, bytes);
    return undefined;
  }

  /** applyBook() of a message whose levels and actions are in the batch already. */
  applyLoaded(connection: string, message: BookHead, bytes: Uint8Array): void {
    const { previousId, changeId } = message;
    if (message.isImage) {
      if (this.sync.judgeImage(connection, changeId)) this.emitImage(connection, message);
      this.lines.passed(connection, changeId);
      return;
    }
    const { clock } = this.context;
    const { receivedNs } = clock;
    const isHole = this.sync.isLive && previousId > this.sync.changeId;
    if (isHole && this.lines.hold(connection, previousId, changeId, bytes, clock)) {
      return;
    }
    const verdict = this.sync.judgeChange(connection, previousId, changeId);
    switch (verdict) {
      case 'awaiting':
        this.lines.passed(connection, changeId);
        return;
      case 'gap':
        this.lost(REASON.SEQUENCE_GAP);
        return;
      case 'old':
        this.lines.arrived(connection, previousId, changeId, false, receivedNs);
        return;
      case 'apply':
      case 'overlap':
        this.lines.arrived(connection, previousId, changeId, true, receivedNs);
        this.emitChange(message, verdict === 'apply');
        return;
    }
  }

  /** The venue's answer about the top of the book; compared where the book is at the same change. */
  applyTop(answer: OrderBookAnswer): RefusalReason | undefined {
    if (this.quarantined) {
      this.tops.unverifiableCount++;
      return 'quarantined';
    }
    const { priceScale, quantityScale } = this.scales;
    const top = {
      updateId: answer.changeId,
      bidPrice: scaledOfNumber(answer.bid[0], priceScale),
      bidQuantity: scaledOfNumber(answer.bid[1], quantityScale),
      askPrice: scaledOfNumber(answer.ask[0], priceScale),
      askQuantity: scaledOfNumber(answer.ask[1], quantityScale),
    };
    // An answer that does not fit proves nothing about the book: it is the book's own messages that quarantine.
    if (Number.isNaN(top.bidPrice) || Number.isNaN(top.askPrice)) return 'bad-number';
    if (!(top.bidQuantity >= 0) || !(top.askQuantity >= 0)) return 'bad-number';
    const { sync } = this;
    if (!sync.isLive) {
      this.tops.unverifiableCount++;
    } else if (top.updateId > sync.changeId) {
      this.tops.hold(top);
      if (Number.isNaN(this.behindSinceNs)) this.isBehind(top.updateId);
    } else if (top.updateId === sync.changeId) {
      this.context.writer.begin(top.updateId, undefined);
      this.context.writer.verify(this.id, top);
    } else {
      this.tops.unverifiableCount++;
    }
    return undefined;
  }

  applyTrade(trade: TradeMessage): RefusalReason | undefined {
    const { writer, limits } = this.context;
    if (this.quarantined) return 'quarantined';
    const price = scaledOfNumber(trade.price, this.scales.priceScale);
    if (Number.isNaN(price)) return this.refuse(trade.price);
    const quantity = scaledOfNumber(trade.amount, this.scales.quantityScale);
    if (!(quantity >= 0)) return this.refuse(trade.amount);
    // Several connections tell the same trades.
    if (this.recentTrades.has(trade.id)) return undefined;
    this.recentTrades.add(trade.id);
    if (this.recentTrades.size > limits.recentTrades) {
      this.recentTrades.delete(this.recentTrades.values().next().value!);
    }
    writer.begin(this.sync.changeId, timeOf(trade.time));
    writer.trade(this.id, trade.buyerIsTaker ? BID : ASK, price, quantity, trade.id);
    return undefined;
  }

  /** The book is not to be trusted, as somebody else has found: rebuilt from a whole one. */
  resync(reason: StateReason): void {
    if (!this.quarantined) this.lost(reason);
  }

  /** The connection that carried it is gone; it is STALE unless another one carries it too. */
  disconnected(connection: string): void {
    const wasLive = this.sync.isLive;
    this.lines.disconnected(connection);
    if (this.sync.forget(connection) || !wasLive) return;
    this.forgetBook();
    this.status(STATE.STALE, REASON.DISCONNECTED);
  }

  /** The venue stopped trading (or goes on: undefined). The book may rest crossed meanwhile. */
  halted(reason: StateReason | undefined): void {
    if (reason === this.halt) return;
    this.halt = reason;
    if (!this.sync.isLive) return;
    if (reason === undefined) this.status(STATE.LIVE, REASON.NONE);
    else this.status(STATE.HALTED, reason);
  }

  /** The venue has been ahead of the book for longer than any message takes: something was missed (3). */
  checkBehind(): void {
    const { clock, limits } = this.context;
    if (!(clock.nowNs - this.behindSinceNs > limits.auditLagNs)) return;
    this.sync.gapCount++;
    this.lost(REASON.SEQUENCE_GAP);
  }

  /** The row has other scales now: everything known is in the old ones. */
  redefined(scales: DeribitInstrument): void {
    const { writer, requests, clock } = this.context;
    this.scales = scales;
    this.quarantined = false;
    this.forgetBook();
    writer.begin(this.sync.changeId, undefined);
    writer.instrument(this.id, STATE.STALE, REASON.DEFINITION_CHANGED);
    writer.clear(this.id, REASON.DEFINITION_CHANGED);
    requests.want(this.symbol, clock.nowNs);
  }

  private load({ bids, asks }: BookMessage): RefusalReason | undefined {
    const { batch, actions } = this.context;
    batch.clear();
    actions.length = 0;
    const refusal = this.loadSide(bids, BID) ?? this.loadSide(asks, ASK);
    if (refusal === 'value') this.quarantine();
    return refusal;
  }

  private loadSide(rows: unknown, side: Side): RefusalReason | undefined {
    const { batch, actions } = this.context;
    if (!Array.isArray(rows)) return 'wrong-type';
    for (const row of rows as unknown[]) {
      if (!Array.isArray(row) || row.length !== 3) return 'wrong-type';
      const [word, price, amount] = row as unknown[];
      const action = typeof word === 'string' ? ACTIONS[word] : undefined;
      if (action === undefined) return 'wrong-type';
      if (!(price instanceof JsonNumber) || !(amount instanceof JsonNumber)) return 'wrong-type';
      if (!batch.makeRoom()) return 'too-many-levels';
      const ticks = scaledOfNumber(price.text, this.scales.priceScale);
      if (Number.isNaN(ticks)) return refusalOf(price.text);
      const lots = scaledOfNumber(amount.text, this.scales.quantityScale);
      if (!(lots >= 0)) return refusalOf(amount.text);
      // 4: a level that is deleted has no amount, any other has one.
      if ((lots === 0) !== (action === ACTION.DELETE)) return 'bad-action';
      batch.prices[batch.count] = ticks;
      batch.quantities[batch.count] = lots;
      batch.add(side);
      actions.push(action);
    }
    return undefined;
  }

  private refuse(text: string): RefusalReason {
    const refusal = refusalOf(text);
    if (refusal === 'value') this.quarantine();
    return refusal;
  }

  /**
   * A value does not fit the scales: nothing is believed until a whole book comes in which all do. It is
   * asked for with a back-off that grows, for the scales may be wrong for what the venue trades in.
   */
  private quarantine(): void {
    const { requests, clock, resyncs } = this.context;
    if (!this.quarantined) {
      this.quarantined = true;
      this.forgetBook();
      this.status(STATE.STALE, REASON.VALUE_REFUSED);
      resyncs.add(REASON.VALUE_REFUSED);
    }
    requests.retry(this.symbol, clock.nowNs);
  }

  private emitImage(connection: string, { changeId, time }: BookHead): void {
    const { writer, batch, requests } = this.context;
    this.quarantined = false;
    this.presence.clear();
    this.takeActions();
    this.sync.imaged(connection, changeId);
    this.reached(changeId);
    this.tops.pass(changeId);
    requests.satisfied(this.symbol);
    writer.begin(changeId, timeOf(time));
    writer.image(this.id, batch);
    if (this.halt !== undefined) this.status(STATE.HALTED, this.halt);
  }

  /** @param isExact false where levels may have been told before, so that actions prove nothing. */
  private emitChange({ changeId, time }: BookHead, isExact: boolean): void {
    const { writer, batch } = this.context;
    if (!this.takeActions() && isExact && this.actionFailed()) return;
    this.sync.applied(changeId);
    this.reached(changeId);
    const top = this.tops.match(changeId);
    writer.begin(changeId, timeOf(time));
    writer.levels(this.id, batch, top === undefined ? EVENT_FLAG.LAST : 0);
    if (top !== undefined) writer.verify(this.id, top);
    else if (batch.count === 0) writer.messageEnd(this.id);
  }

  /** @returns whether every action fits the level that it is about. */
  private takeActions(): boolean {
    const { batch, actions } = this.context;
    let fits = true;
    for (let i = 0; i < batch.count; i++) {
      if (!this.presence.take(batch.side(i), batch.price(i), actions[i]!)) fits = false;
    }
    return fits;
  }

  /**
   * An action did not fit. @returns whether the book is given up for it; one that fails again and
   * again, its changes complete, is a venue that uses the words otherwise: believed by its sequence alone.
   */
  private actionFailed(): boolean {
    const { clock, limits, counts, note } = this.context;
    counts.actionFailures++;
    if (this.actionFailureCount > limits.actionFailures) return false;
    if (clock.nowNs - this.actionFailuresFromNs > limits.actionWindowNs) {
      this.actionFailuresFromNs = clock.nowNs;
      this.actionFailureCount = 0;
    }
    if (++this.actionFailureCount > limits.actionFailures) {
      note(`${this.symbol}: new, change and delete do not fit its book; not checked any more`);
      return false;
    }
    this.lost(REASON.VERIFY_FAILED);
    return true;
  }

  /** 3: STALE at once, and a whole book is asked for. */
  private lost(reason: StateReason): void {
    const { requests, clock, resyncs } = this.context;
    this.forgetBook();
    this.status(STATE.STALE, reason);
    resyncs.add(reason);
    requests.want(this.symbol, clock.nowNs);
  }

  private forgetBook(): void {
    this.sync.discard();
    this.presence.clear();
    this.lines.clear();
    this.tops.drop();
    this.reached(Infinity);
  }

  private isBehind(id: number): void {
    this.behindId = id;
    this.behindSinceNs = this.context.clock.nowNs;
  }

  private reached(changeId: number): void {
    if (changeId >= this.behindId) this.behindSinceNs = NaN;
  }

  private status(
    state: typeof STATE.LIVE | typeof STATE.STALE | typeof STATE.HALTED,
    reason: StateReason,
  ): void {
    this.context.writer.begin(this.sync.changeId, undefined);
    this.context.writer.status(this.id, EVENT_FLAG.LAST, state, reason);
  }
}

/** Absent times are NaN here and unknown there. */
const timeOf = (time: number): number | undefined => (Number.isNaN(time) ? undefined : time);
