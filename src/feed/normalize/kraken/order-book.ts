/**
 * One symbol of the `level3` channel: every order. Each line has a copy here, because what a message does to the
 * queue, and which orders leave the depth, can only be told with it. Turns changes into order events: an order
 * that comes to stand before others is told by sending those behind it to the end of their queue, one by one.
 */
import type { InstrumentId, Lots, Ticks } from '../../../market/units.js';
import type { SymbolScales } from '../parts/instrument-scales.js';
import type { HandleCounter } from '../parts/order-handles.js';
import type { RefusalReason } from '../parts/refusals.js';
import { HandleTable } from './handle-table.js';
import { LinedBook, type BookContext } from './lined-book.js';
import type { BookEntry } from './messages.js';
import type { OrderBatch, OrderRow } from './order-batch.js';
import { OrderCopy, type RestingOrder } from './order-copy.js';
import type { Outcome } from './sync-rule.js';

export class OrderBook extends LinedBook<OrderCopy> {
  private readonly handles: HandleTable;

  constructor(
    symbol: string,
    id: InstrumentId,
    scales: SymbolScales,
    isHalted: boolean,
    context: BookContext,
    readonly depth: number,
    private readonly batch: OrderBatch,
    counter: HandleCounter,
  ) {
    super(symbol, id, scales, isHalted, context);
    this.handles = new HandleTable(counter);
  }

  /** Order ids that are known; for tests. */
  get handleCount(): number {
    return this.handles.count;
  }

  protected makeCopy(): OrderCopy {
    return new OrderCopy(this.depth, this.handles);
  }

  protected load(entry: BookEntry, isSnapshot: boolean): RefusalReason | undefined {
    return this.batch.load(entry, this.scales, isSnapshot);
  }

  protected fill(copy: OrderCopy): Outcome {
    // The same order twice: one of them is not the venue's.
    if (!copy.refill(this.batch.rows)) return 'mismatch';
    copy.truncate();
    return this.checked(copy);
  }

  protected apply(copy: OrderCopy, isLive: boolean): Outcome {
    for (const row of this.batch.rows) {
      const order = copy.find(row.id);
      if (row.event === 'delete') {
        if (order === undefined) {
          if (this.isRepeated(copy)) continue;
          return 'hole';
        }
        copy.remove(order);
        if (isLive) this.context.writer.orderDelete(this.id, order.handle, 0);
      } else if (order !== undefined) {
        this.change(copy, order, row, isLive);
      } else if (row.event === 'modify') {
        return 'hole';
      } else {
        this.add(copy, row, isLive);
      }
    }
    copy.truncate();
    copy.newestRows = this.batch.rows;
    return this.checked(copy);
  }

  protected emitRows(copy: OrderCopy): void {
    for (const levels of copy.levels)
      for (const { queue } of levels) for (const order of queue) this.emitAdd(order);
  }

  protected keeps(): boolean {
    return true;
  }

  /** The same message again: what it deletes is gone already, and nothing is missing. */
  private isRepeated({ newestRows }: OrderCopy): boolean {
    const { rows } = this.batch;
    return (
      rows.length === newestRows.length && rows.every((row, at) => isSame(row, newestRows[at]!))
    );
  }

  /** The lane checks as well; where there are several lines, a wrong one must not get that far. */
  private checked(copy: OrderCopy): Outcome {
    return !this.context.keepsCopies || copy.agrees ? 'applied' : 'mismatch';
  }

  private add(copy: OrderCopy, row: OrderRow, isLive: boolean): void {
    const { order, behind } = copy.add(row);
    if (!isLive) return;
    this.emitAdd(order);
    this.emitRequeued(behind);
  }

  private change(copy: OrderCopy, order: RestingOrder, row: OrderRow, isLive: boolean): void {
    const { writer } = this.context;
    const lost = order.quantity - row.quantity;
    if (copy.changeInPlace(order, row)) {
      if (!isLive || lost === 0) return;
      // It keeps its place only by a reduction.
      if (lost > 0) writer.orderReduce(this.id, order.handle, lost as Lots, 0);
      else this.emitRequeued([order, ...copy.behind(order)]);
      return;
    }
    const isOtherSide = row.side !== order.side;
    const moved = copy.move(order, row);
    if (!isLive) return;
    if (isOtherSide) {
      writer.orderDelete(this.id, order.handle, 0);
      this.emitAdd(moved.order);
      return this.emitRequeued(moved.behind);
    }
    this.emitRequeued([moved.order, ...moved.behind]);
  }

  private emitAdd({ side, handle, price, quantity }: RestingOrder): void {
    const { writer } = this.context;
    writer.orderAdd(this.id, 0, side, handle, price as Ticks, quantity as Lots);
  }

  private emitRequeued(orders: readonly RestingOrder[]): void {
    for (const { handle, price, quantity } of orders)
      this.context.writer.orderMoved(this.id, handle, price as Ticks, quantity as Lots, 0);
  }
}

const isSame = (a: OrderRow, b: OrderRow): boolean =>
  a.event === b.event &&
  a.id === b.id &&
  a.price === b.price &&
  a.quantity === b.quantity &&
  a.seconds === b.seconds &&
  a.nanoseconds === b.nanoseconds;
