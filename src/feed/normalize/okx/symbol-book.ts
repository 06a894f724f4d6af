/**
 * One instrument of OKX: its sync rule and the tops of book that wait for their book message, turned
 * into events. Nothing that happens here touches another instrument.
 */
import { VERIFY_KIND } from '../../../event/types.js';
import { ASK, BID } from '../../../market/side.js';
import { REASON } from '../../../market/state.js';
import { scaledOf } from '../parts/decimal-text.js';
import { HeldTops } from '../parts/held-tops.js';
import { RecentIds } from '../parts/recent-ids.js';
import type { RefusalReason } from '../parts/refusals.js';
import { SubscribedBook } from '../parts/subscribed-book.js';
import type { TopOfBook } from '../parts/top-of-book.js';
import { OKX_LIMITS } from './limits.js';
import { NO_SEQUENCE, type BookPlace, type TopMessage, type TradeMessage } from './messages.js';
import { OkxSync } from './sync-rule.js';

export class OkxBook extends SubscribedBook {
  /** Of CHANNEL_NAMES, whose sequence the book follows: several carry the same instrument; -1 not yet. */
  channelPlace = -1;
  readonly sync = new OkxSync();
  /** Every level since the image was written without zeros to spare. */
  private areTextsPlain = false;
  readonly tops = new HeldTops(OKX_LIMITS.heldTopsPerSymbol);
  private readonly topIds = new RecentIds();

  /**
   * @param message its levels are in the batch.
   * @param bytes the whole message, kept where it waits for another line.
   */
  takeBook(message: BookPlace, connection: string, bytes: Uint8Array): void {
    const { lines, context } = this;
    if (message.isSnapshot) return this.takeSnapshot(message, connection);
    if (message.seqId === NO_SEQUENCE) return this.takeUnsequenced(message);
    const { prevSeqId, seqId, timeMs } = message;
    if (!this.isLive) return lines.passed(connection, seqId);
    const verdict = this.sync.judge(prevSeqId, seqId, timeMs);
    switch (verdict) {
      case 'old':
        this.oldCount++;
        return lines.arrived(connection, prevSeqId, seqId, false, context.clock.receivedNs);
      case 'awaiting':
      case 'gap':
        if (this.isForAnotherLine(connection, prevSeqId, seqId, bytes)) return;
        this.gap(connection);
        return lines.passed(connection, seqId);
      case 'reset':
        // 4: what is known of the old sequence says nothing about the new one.
        this.tops.drop();
        this.topIds.clear();
        lines.clear();
        break;
      case 'apply':
      case 'keep-alive':
        break;
    }
    lines.arrived(connection, prevSeqId, seqId, true, context.clock.receivedNs);
    this.connection = connection;
    this.takeChange(seqId, timeMs, this.tops.match(seqId));
  }

  takeTop(message: TopMessage): RefusalReason | undefined {
    if (this.quarantined) {
      this.tops.unverifiableCount++;
      return 'quarantined';
    }
    const top = this.readTop(message);
    if (typeof top === 'string') return top;
    this.applyTop(top);
    return undefined;
  }

  /** A top whose levels are in the batch. */
  takeLoadedTop(seqId: number): void {
    const { batch } = this.context;
    const top = { updateId: seqId, bidPrice: 0, bidQuantity: 0, askPrice: 0, askQuantity: 0 };
    for (let i = 0; i < batch.count; i++) {
      if (batch.side(i) === BID) {
        top.bidPrice = batch.price(i);
        top.bidQuantity = batch.quantity(i);
      } else {
        top.askPrice = batch.price(i);
        top.askQuantity = batch.quantity(i);
      }
    }
    this.applyTop(top);
  }

  /** The book is where the message has led it: the venue's checksum of it, signed. */
  takeChecksum(checksum: number, arePlain: boolean, isSnapshot: boolean): void {
    if (isSnapshot) this.areTextsPlain = arePlain;
    else if (!arePlain) this.areTextsPlain = false;
    if (!this.isLive) return;
    if (!this.areTextsPlain) {
      // The checksum is over texts; what the lane has are numbers.
      this.tops.unverifiableCount++;
      return;
    }
    const { writer } = this.context;
    const { priceScale, quantityScale } = this.scales;
    writer.begin(this.sequence, undefined);
    writer.numberChecksum(
      this.id,
      VERIFY_KIND.CHECKSUM_OKX,
      checksum >>> 0,
      priceScale,
      quantityScale,
    );
  }

  /** From before the venue had sequence ids: only the checksum tells whether one is missing. */
  private takeUnsequenced({ timeMs }: BookPlace): void {
    if (!this.isLive) return;
    if (this.sequence !== NO_SEQUENCE) this.lose(REASON.SEQUENCE_GAP);
    else this.takeChange(NO_SEQUENCE, timeMs, undefined);
  }

  private applyTop(top: TopOfBook): void {
    // Every line tells it.
    if (this.lines.isShared && !this.topIds.add(top.updateId)) return;
    if (this.isLive && top.updateId === this.sequence) {
      this.context.writer.begin(top.updateId, undefined);
      this.context.writer.verify(this.id, top);
    } else if (!this.isLive || top.updateId > this.sequence) {
      this.tops.hold(top);
    } else {
      this.tops.unverifiableCount++;
    }
  }

  trade(message: TradeMessage): RefusalReason | undefined {
    const { timeMs, isBuy, price, quantity, idText } = message;
    return this.takeTrade(timeMs, isBuy ? BID : ASK, price, quantity, idText);
  }

  protected override forget(): void {
    super.forget();
    this.topIds.clear();
    this.sync.discard();
    this.tops.drop();
  }

  private takeSnapshot({ seqId, timeMs }: BookPlace, connection: string): void {
    this.lines.passed(connection, seqId);
    // Another line's beginning: the book is further, or will be told so.
    if (this.isLive && connection !== this.connection) return;
    this.connection = connection;
    this.sync.snapshot(seqId, timeMs);
    this.takeImage(seqId, timeMs, this.tops.match(seqId));
  }

  private readTop({ seqId, bid, ask }: TopMessage): TopOfBook | RefusalReason {
    const { priceScale, quantityScale } = this.scales;
    const values = [
      scaledOf(bid?.[0] ?? '0', priceScale),
      scaledOf(bid?.[1] ?? '0', quantityScale),
      scaledOf(ask?.[0] ?? '0', priceScale),
      scaledOf(ask?.[1] ?? '0', quantityScale),
    ] as const;
    const texts = [bid?.[0], bid?.[1], ask?.[0], ask?.[1]];
    const bad = values.findIndex(
      (value, index) => Number.isNaN(value) || (index % 2 === 1 && value < 0),
    );
    if (bad >= 0) return this.refuseValue(texts[bad]!);
    const [bidPrice, bidQuantity, askPrice, askQuantity] = values;
    return { updateId: seqId, bidPrice, bidQuantity, askPrice, askQuantity };
  }
}
