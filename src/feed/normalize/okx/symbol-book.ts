/**
 * One instrument of OKX: its sync rule and the tops of book that wait for their book message, turned
 * into events. Nothing that happens here touches another instrument.
 */
import { ASK, BID } from '../../../market/side.js';
import { scaledOf } from '../shared/decimal-text.js';
import { HeldTops } from '../shared/held-tops.js';
import type { RefusalReason } from '../shared/refusals.js';
import { SubscribedBook } from '../shared/subscribed-book.js';
import type { TopOfBook } from '../shared/top-of-book.js';
import { OKX_LIMITS } from './limits.js';
import type { BookMessage, TopMessage, TradeMessage } from './messages.js';
import { OkxSync } from './sync-rule.js';

export class OkxBook extends SubscribedBook {
  /** The channel whose sequence the book follows; several carry the same instrument. */
  channel = '';
  /** Messages that the book had already (6). */
  oldCount = 0;
  readonly sync = new OkxSync();
  readonly tops = new HeldTops(OKX_LIMITS.heldTopsPerSymbol);

  /**
   * @param message its levels are in the batch.
   * @returns whether the connection is in step with the book.
   */
  takeBook(message: BookMessage, connection: string): boolean {
    if (message.isSnapshot) return this.takeSnapshot(message, connection);
    if (!this.isLive) return false;
    const { seqId, timeMs } = message;
    const verdict = this.sync.judge(message.prevSeqId, seqId, timeMs);
    switch (verdict) {
      case 'awaiting':
        return false;
      case 'old':
        this.oldCount++;
        return true;
      case 'gap':
        this.connection = connection;
        this.gap();
        return false;
      case 'reset':
        // 4: tops of the old sequence say nothing about the new one.
        this.tops.drop();
        break;
      case 'apply':
      case 'keep-alive':
        break;
    }
    this.connection = connection;
    this.takeChange(seqId, timeMs, this.tops.match(seqId));
    return true;
  }

  /** The batch holds nothing of it. */
  takeTop(message: TopMessage): RefusalReason | undefined {
    if (this.quarantined) {
      this.tops.unverifiableCount++;
      return 'quarantined';
    }
    const top = this.readTop(message);
    if (typeof top === 'string') return top;
    if (this.isLive && top.updateId === this.sequence) {
      this.context.writer.begin(top.updateId, undefined);
      this.context.writer.verify(this.id, top);
    } else if (!this.isLive || top.updateId > this.sequence) {
      this.tops.hold(top);
    } else {
      this.tops.unverifiableCount++;
    }
    return undefined;
  }

  trade(message: TradeMessage): RefusalReason | undefined {
    const { timeMs, isBuy, price, quantity, idText } = message;
    return this.takeTrade(timeMs, isBuy ? BID : ASK, price, quantity, idText);
  }

  protected override forget(): void {
    this.sync.discard();
    this.tops.drop();
  }

  private takeSnapshot({ seqId, timeMs }: BookMessage, connection: string): boolean {
    // Another line's beginning: the book is further, or will be told so.
    if (this.isLive && connection !== this.connection) return seqId <= this.sequence;
    this.connection = connection;
    this.sync.snapshot(seqId, timeMs);
    this.takeImage(seqId, timeMs, this.tops.match(seqId));
    return true;
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
