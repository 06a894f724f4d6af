/**
 * One symbol of Bybit: its sync rule, and depth 1, whose snapshots are changes of the best levels,
 * turned into events. Nothing that happens here touches another symbol.
 */
import { ASK, BID, type Side } from '../../../market/side.js';
import type { RefusalReason } from '../parts/refusals.js';
import { SubscribedBook } from '../parts/subscribed-book.js';
import type { BookPlace, TradeMessage } from './messages.js';
import { BybitSync } from './sync-rule.js';

const BEST_ONLY = 1;

export class BybitBook extends SubscribedBook {
  /** Levels a side of the topic that the book follows. */
  depth = 0;
  readonly sync = new BybitSync();
  /** Depth 1: best bid and ask, NaN for an empty side. */
  private readonly best = new Float64Array(2);

  /**
   * Whether the topic of that depth is the book's.
   * @param subscribed what we subscribed to; undefined in a replay, which may have several: the deepest
   *   of which a snapshot came.
   */
  follows(depth: number, isSnapshot: boolean, subscribed: number | undefined): boolean {
    if (depth > this.depth && isSnapshot && depth === (subscribed ?? depth)) {
      this.depth = depth;
      this.sync.discard();
    }
    return depth === this.depth;
  }

  /**
   * @param message its levels are in the batch.
   * @param bytes the whole message, kept where it waits for another line.
   */
  takeBook(message: BookPlace, connection: string, bytes: Uint8Array): void {
    if (message.isSnapshot) this.takeSnapshot(message, connection);
    else this.takeDelta(message, connection, bytes);
  }

  trade({ time, isBuy, price, quantity, idText }: TradeMessage): RefusalReason | undefined {
    return this.takeTrade(time, isBuy ? BID : ASK, price, quantity, idText);
  }

  protected override forget(): void {
    super.forget();
    this.sync.discard();
  }

  private takeSnapshot(message: BookPlace, connection: string): void {
    const { updateId, crossSequence, time } = message;
    const isBestOnly = this.depth === BEST_ONLY;
    this.lines.passed(connection, updateId);
    // Another line's beginning: the book is further, or will be told so.
    const isOther = connection !== this.connection && this.sync.updateId >= 0;
    const isKnown = !isBestOnly || this.sync.covers(crossSequence);
    if (this.isLive && isOther && isKnown) return;
    this.connection = connection;
    switch (this.sync.snapshot(updateId, crossSequence)) {
      case 'repeat':
        this.oldCount++;
        this.heardNs = this.context.clock.nowNs;
        return;
      case 'restart':
        this.reset();
        this.sync.snapshot(updateId, crossSequence);
        break;
      case 'image':
        break;
    }
    if (isBestOnly) this.takeBest(updateId, time);
    else this.takeImage(updateId, time, undefined);
  }

  private takeDelta(message: BookPlace, connection: string, bytes: Uint8Array): void {
    const { updateId, crossSequence, time } = message;
    const { lines, context } = this;
    if (!this.isLive) return lines.passed(connection, updateId);
    const previousId = updateId - 1;
    switch (this.sync.delta(updateId, crossSequence)) {
      case 'old':
        this.oldCount++;
        return lines.arrived(connection, previousId, updateId, false, context.clock.receivedNs);
      case 'restart':
        this.connection = connection;
        this.reset();
        return lines.passed(connection, updateId);
      case 'awaiting':
      case 'gap':
        // 6: another line that counts u by itself: seq tells that the book has it.
        if (connection !== this.connection && this.sync.covers(crossSequence)) {
          this.oldCount++;
          return;
        }
        if (this.isForAnotherLine(connection, previousId, updateId, bytes)) return;
        this.gap(connection);
        return lines.passed(connection, updateId);
      case 'apply':
        lines.arrived(connection, previousId, updateId, true, context.clock.receivedNs);
        this.connection = connection;
        this.takeChange(updateId, time, undefined);
    }
  }

  /** 3: an image is an epoch; the best levels change every few ms, so they are told as changes. */
  private takeBest(updateId: number, time: unknown): void {
    const { batch } = this.context;
    const { best } = this;
    const newBid = this.priceOf(BID);
    const newAsk = this.priceOf(ASK);
    if (this.isLive) {
      this.removeIfGone(BID, newBid);
      this.removeIfGone(ASK, newAsk);
      this.takeChange(updateId, time, undefined);
    } else {
      this.takeImage(updateId, time, undefined);
    }
    best[BID] = newBid;
    best[ASK] = newAsk;
    batch.clear();
  }

  private priceOf(side: Side): number {
    const { batch } = this.context;
    for (let i = 0; i < batch.count; i++) if (batch.side(i) === side) return batch.price(i);
    return NaN;
  }

  private removeIfGone(side: Side, newPrice: number): void {
    const { batch } = this.context;
    const old = this.best[side]!;
    if (Number.isNaN(old) || old === newPrice || !batch.makeRoom()) return;
    batch.prices[batch.count] = old;
    batch.quantities[batch.count] = 0;
    batch.add(side);
  }
}
