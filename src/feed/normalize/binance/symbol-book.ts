/**
 * One symbol of Binance spot: its sync rule, its held tops of book and its quarantine, turned into
 * events. Nothing that happens here touches another symbol.
 */
import { EVENT_FLAG } from '../../../event/types.js';
import { ASK, BID } from '../../../market/side.js';
import { REASON, STATE, type StateReason } from '../../../market/state.js';
import type { InstrumentId } from '../../../market/units.js';
import { refusalOf, scaledOf } from '../shared/decimal-text.js';
import type { EventWriter } from '../shared/event-writer.js';
import type { ImageRequests } from '../shared/image-requests.js';
import type { SymbolScales } from '../shared/instrument-scales.js';
import type { Fields } from '../shared/json.js';
import type { LevelBatch } from '../shared/level-batch.js';
import type { RefusalReason } from '../shared/refusals.js';
import type { ResyncCounts } from '../shared/resync-counts.js';
import { HeldTops } from '../shared/held-tops.js';
import type { BinanceLimits } from './limits.js';
import type { DepthDiff, TopMessage, TradeMessage } from './messages.js';
import { DepthSync, type BufferBudget } from './sync-rule.js';

/** What all symbols of a normalizer share. */
export interface SymbolContext {
  readonly writer: EventWriter;
  readonly batch: LevelBatch;
  readonly requests: ImageRequests;
  readonly resyncs: ResyncCounts;
  readonly limits: BinanceLimits;
  readonly budget: BufferBudget;
  readonly clock: { nowNs: number };
}

export class SymbolBook {
  /** The connection that its diffs come from. */
  connection = '';
  quarantined = false;
  /** Snapshots that came while the book was complete. */
  unneededSnapshotCount = 0;
  /** Diffs that the book had already (steps 3 and 5). */
  oldDiffCount = 0;
  readonly sync: DepthSync;
  readonly tops: HeldTops;
  private hasPlainTrades = false;

  constructor(
    readonly symbol: string,
    readonly id: InstrumentId,
    public scales: SymbolScales,
    private readonly context: SymbolContext,
  ) {
    this.sync = new DepthSync(context.limits, context.budget);
    this.tops = new HeldTops(context.limits.heldTopsPerSymbol);
    context.writer.begin(-1, undefined);
    context.writer.instrument(id, STATE.STALE, REASON.AWAITING_IMAGE);
  }

  /** @param text the whole message, kept when the diff must wait for a snapshot. */
  applyDiff(diff: DepthDiff, text: string): RefusalReason | undefined {
    const { writer, requests, clock } = this.context;
    if (this.quarantined) return 'quarantined';
    const refusal = this.load(diff.fields['b'], diff.fields['a']);
    if (refusal) return refusal;
    switch (this.sync.judgeDiff(diff.firstId, diff.lastId, text)) {
      case 'buffered':
        // 2: the snapshot is asked for once there is something buffered.
        requests.want(this.symbol, clock.nowNs);
        return undefined;
      case 'old':
        this.oldDiffCount++;
        return undefined;
      case 'gap':
        writer.begin(this.sync.bookId, diff.fields['E']);
        writer.status(this.id, EVENT_FLAG.LAST, STATE.STALE, REASON.SEQUENCE_GAP);
        this.context.resyncs.add(REASON.SEQUENCE_GAP);
        requests.want(this.symbol, clock.nowNs);
        return undefined;
      case 'apply':
        this.emitDiff(diff, false);
        return undefined;
      case 'resume':
        this.emitDiff(diff, true);
        return undefined;
    }
  }

  /**
   * @param replay called with each buffered message once the image is out.
   * @returns why the snapshot is refused.
   */
  applySnapshot(
    lastUpdateId: number,
    answer: Fields,
    replay: (text: string) => void,
  ): RefusalReason | undefined {
    const { writer, batch, requests, clock } = this.context;
    if (this.quarantined) return 'quarantined';
    const refusal = this.load(answer['bids'], answer['asks']);
    if (refusal) return refusal;
    switch (this.sync.judgeSnapshot(lastUpdateId)) {
      case 'not-needed':
        this.unneededSnapshotCount++;
        requests.satisfied(this.symbol);
        return undefined;
      case 'fetch-again':
        requests.retry(this.symbol, clock.nowNs);
        return undefined;
      case 'accept': {
        const buffered = this.sync.takeBuffer();
        this.sync.accepted(lastUpdateId);
        requests.satisfied(this.symbol);
        writer.begin(lastUpdateId, undefined);
        writer.image(this.id, batch);
        this.tops.pass(lastUpdateId);
        for (const text of buffered) replay(text);
        return undefined;
      }
    }
  }

  applyTop(message: TopMessage): RefusalReason | undefined {
    if (this.quarantined) {
      this.tops.unverifiableCount++;
      return 'quarantined';
    }
    const { priceScale, quantityScale } = this.scales;
    const top = {
      updateId: message.updateId,
      bidPrice: scaledOf(message.bidPrice, priceScale),
      bidQuantity: scaledOf(message.bidQuantity, quantityScale),
      askPrice: scaledOf(message.askPrice, priceScale),
      askQuantity: scaledOf(message.askQuantity, quantityScale),
    };
    if (Number.isNaN(top.bidPrice)) return this.refuseValue(message.bidPrice);
    if (Number.isNaN(top.askPrice)) return this.refuseValue(message.askPrice);
    if (!(top.bidQuantity >= 0)) return this.refuseValue(message.bidQuantity);
    if (!(top.askQuantity >= 0)) return this.refuseValue(message.askQuantity);
    if (this.sync.phase !== 'live' || top.updateId > this.sync.bookId) {
      this.tops.hold(top);
      return undefined;
    }
    // Late: only a book that a diff has led to exactly this id can be compared.
    if (top.updateId < this.sync.bookId || !this.sync.atDiff) {
      this.tops.unverifiableCount++;
      return undefined;
    }
    this.context.writer.begin(top.updateId, undefined);
    this.context.writer.verify(this.id, top);
    return undefined;
  }

  applyTrade(type: 'trade' | 'aggTrade', message: TradeMessage): RefusalReason | undefined {
    if (this.quarantined) return 'quarantined';
    if (type === 'trade') this.hasPlainTrades = true;
    // Both streams tell the same executions; the finer one wins.
    else if (this.hasPlainTrades) return undefined;
    const price = scaledOf(message.price, this.scales.priceScale);
    if (Number.isNaN(price)) return this.refuseValue(message.price);
    const quantity = scaledOf(message.quantity, this.scales.quantityScale);
    if (!(quantity >= 0)) return this.refuseValue(message.quantity);
    const aggressor = message.buyerIsMaker ? ASK : BID;
    this.context.writer.begin(this.sync.bookId, message.time);
    this.context.writer.trade(this.id, aggressor, price, quantity, message.id);
    return undefined;
  }

  /** The book is not to be trusted, as somebody else has found: rebuilt from a new snapshot. */
  resync(reason: StateReason): void {
    const { writer, requests, clock, resyncs } = this.context;
    if (this.quarantined) return;
    this.sync.discard();
    this.tops.drop();
    writer.begin(this.sync.bookId, undefined);
    writer.status(this.id, EVENT_FLAG.LAST, STATE.STALE, reason);
    resyncs.add(reason);
    requests.want(this.symbol, clock.nowNs);
  }

  disconnected(): void {
    if (!this.sync.suspend()) return;
    this.context.writer.begin(this.sync.bookId, undefined);
    this.context.writer.status(this.id, EVENT_FLAG.LAST, STATE.STALE, REASON.DISCONNECTED);
  }

  /** The row has other scales now: everything known is in the old ones. */
  redefined(scales: SymbolScales): void {
    const { writer, requests, clock } = this.context;
    this.scales = scales;
    this.quarantined = false;
    this.sync.discard();
    this.tops.drop();
    writer.begin(this.sync.bookId, undefined);
    writer.instrument(this.id, STATE.STALE, REASON.DEFINITION_CHANGED);
    writer.clear(this.id, REASON.DEFINITION_CHANGED);
    requests.want(this.symbol, clock.nowNs);
  }

  private load(bids: unknown, asks: unknown): RefusalReason | undefined {
    const { priceScale, quantityScale } = this.scales;
    const refusal = this.context.batch.load(bids, asks, priceScale, quantityScale);
    if (refusal === 'value') this.quarantine();
    return refusal;
  }

  private refuseValue(text: string): RefusalReason {
    const refusal = refusalOf(text);
    if (refusal === 'value') this.quarantine();
    return refusal;
  }

  /** The scales are wrong for what the venue trades in: nothing of this symbol can be trusted. */
  private quarantine(): void {
    const { writer, requests } = this.context;
    this.quarantined = true;
    this.sync.discard();
    this.tops.drop();
    requests.satisfied(this.symbol);
    writer.begin(this.sync.bookId, undefined);
    writer.status(this.id, EVENT_FLAG.LAST, STATE.STALE, REASON.VALUE_REFUSED);
  }

  /** 6: quantities are absolute, 0 removes; removing a level that the book lacks is normal. */
  private emitDiff(diff: DepthDiff, resumes: boolean): void {
    const { writer, batch } = this.context;
    const { id } = this;
    this.sync.applied(diff.lastId);
    const top = this.tops.match(diff.lastId);
    writer.begin(diff.lastId, diff.fields['E']);
    const bare = batch.count === 0 && top === undefined;
    if (resumes) writer.status(id, bare ? EVENT_FLAG.LAST : 0, STATE.LIVE, REASON.NONE);
    writer.levels(id, batch, top === undefined ? EVENT_FLAG.LAST : 0);
    if (top !== undefined) writer.verify(id, top);
    else if (bare && !resumes) writer.messageEnd(id);
  }
}
