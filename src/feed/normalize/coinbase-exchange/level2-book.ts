/**
 * One product of `level2` or `level2_batch`: its messages become events by the rule of
 * level2-sync-rule.ts, whose numbers are quoted. Owns the product's state.
 */
import { REASON } from '../../../market/state.js';
import { EVENT_FLAG } from '../../../event/types.js';
import { scaledOf } from '../parts/decimal-text.js';
import { isText, isUpdateId, type Fields } from '../parts/json.js';
import type { RefusalReason } from '../parts/refusals.js';
import { ExchangeBook } from './exchange-book.js';
import { Level2Sync } from './level2-sync-rule.js';
import { loadChanges, readTrade, timeUsOf, type MessageType } from './messages.js';

/** Of a verify event: the venue told no quantity. */
const NOT_TOLD = -1;

export class Level2Book extends ExchangeBook {
  /** Updates before the snapshot (2). */
  earlyCount = 0;
  protected readonly sequence = -1;
  private readonly sync = new Level2Sync();

  get isLive(): boolean {
    return this.sync.isLive;
  }

  get gapCount(): number {
    return this.sync.gapCount;
  }

  take(type: MessageType, fields: Fields): RefusalReason | undefined {
    const { requests, clock } = this.context;
    switch (type) {
      case 'snapshot': {
        const refusal = this.unlessMissed(this.takeSnapshot(fields));
        // Asked for again, but later.
        if (refusal) requests.retry(this.symbol, clock.nowNs);
        return refusal;
      }
      case 'l2update':
        return this.unlessMissed(this.takeUpdate(fields));
      case 'ticker':
        return this.takeTicker(fields);
      case 'match':
      case 'last_match':
        return this.takeTrade(type, fields);
      case 'heartbeat':
        if (!isUpdateId(fields['last_trade_id'])) return 'bad-id';
        this.trades.heartbeat(fields['last_trade_id']);
        return undefined;
      default:
        return undefined;
    }
  }

  /** 5 */
  missed(): void {
    if (!this.sync.isLive) return;
    this.sync.lost();
    this.goStale(REASON.SEQUENCE_GAP);
  }

  /** Another line has its own snapshot yet to come. */
  lineLost(connection: string, hasOther: boolean): void {
    if (this.connection !== connection) return;
    this.connection = '';
    if (hasOther) this.resync(REASON.DISCONNECTED);
    else this.disconnected();
  }

  isJoined(connection: string): boolean {
    return this.isLive && this.connection === connection;
  }

  protected discard(): void {
    this.sync.discard();
  }

  private unlessMissed(refusal: RefusalReason | undefined): RefusalReason | undefined {
    if (refusal !== undefined) this.missed();
    return refusal;
  }

  /** 1 */
  private takeSnapshot(fields: Fields): RefusalReason | undefined {
    const { batch, writer } = this.context;
    const { priceScale, quantityScale } = this.scales;
    const refusal = batch.load(fields['bids'], fields['asks'], priceScale, quantityScale);
    if (refusal === 'value') this.valueRefused();
    if (refusal) return refusal;
    this.sync.accepted();
    writer.begin(-1, fields['time']);
    writer.imageBegin(this.id);
    writer.levels(this.id, batch, 0);
    this.endImage();
    return undefined;
  }

  private takeUpdate(fields: Fields): RefusalReason | undefined {
    const refusal = loadChanges(this.context.batch, fields['changes'], this.scales);
    if (refusal === 'value') this.valueRefused();
    return refusal ?? this.takeLoaded(fields['time']);
  }

  /** The changes are in the batch. */
  takeLoaded(time: unknown): RefusalReason | undefined {
    const { batch, writer, requests, clock } = this.context;
    const timeUs = timeUsOf(time);
    if (Number.isNaN(timeUs)) {
      this.missed();
      return 'wrong-type';
    }
    switch (this.sync.judgeUpdate(timeUs)) {
      case 'early':
        this.earlyCount++;
        requests.want(this.symbol, clock.nowNs);
        return undefined;
      case 'gap':
        this.goStale(REASON.SEQUENCE_GAP);
        return undefined;
      case 'apply':
        writer.begin(-1, time);
        if (batch.count === 0) writer.messageEnd(this.id);
        else writer.levels(this.id, batch, EVENT_FLAG.LAST);
        return undefined;
    }
  }

  /** 6 */
  private takeTicker(fields: Fields): RefusalReason | undefined {
    const { subscriptions, writer } = this.context;
    const { best_bid, best_ask, best_bid_size, best_ask_size, time } = fields;
    if (!isText(best_bid) || !isText(best_ask)) return 'wrong-type';
    const isBatched = subscriptions.has(this.symbol, 'level2_batch');
    const isPlain = subscriptions.has(this.symbol, 'level2') && !isBatched;
    if (!isPlain || !this.sync.canCompare(timeUsOf(time))) {
      this.unverifiableCount++;
      return undefined;
    }
    const { priceScale, quantityScale } = this.scales;
    const quantityOf = (text: unknown): number =>
      isText(text) ? scaledOf(text, quantityScale) : NOT_TOLD;
    const top = {
      updateId: -1,
      bidPrice: scaledOf(best_bid, priceScale),
      bidQuantity: quantityOf(best_bid_size),
      askPrice: scaledOf(best_ask, priceScale),
      askQuantity: quantityOf(best_ask_size),
    };
    if (Number.isNaN(top.bidPrice + top.bidQuantity + top.askPrice + top.askQuantity)) {
      return 'bad-number';
    }
    // How the venue tells of an empty side is nowhere said.
    if (top.bidPrice === 0 || top.askPrice === 0) {
      this.unverifiableCount++;
      return undefined;
    }
    writer.begin(-1, time);
    writer.verify(this.id, top);
    return undefined;
  }

  private takeTrade(type: 'match' | 'last_match', fields: Fields): RefusalReason | undefined {
    const trade = readTrade(fields);
    if (typeof trade === 'string') return trade;
    const verdict =
      type === 'match' ? this.trades.judge(trade.id) : this.trades.judgeLast(trade.id);
    return verdict === 'new' ? this.tellTrade(trade) : undefined;
  }
}
