/**
 * One product of `full`: orders, by the rule of full-sync-rule.ts. Owns the product's resting orders
 * by the venue's ids. What a message says of an order that we hold must be so: a match takes from an
 * order that rests at its price, a done or a change finds the size that we have. If not, the book is
 * wrong somewhere, and is rebuilt.
 */
import { EVENT_FLAG } from '../../../event/types.js';
import { ASK, BID, type Side } from '../../../market/side.js';
import { REASON } from '../../../market/state.js';
import { asLots, asTicks, type Lots, type Ticks } from '../../../market/units.js';
import { refusalOf, scaledOf } from '../parts/decimal-text.js';
import { isFields, isText, isUpdateId, parseJson, textOf, type Fields } from '../parts/json.js';
import { LineArbiter, type HeldMessage } from '../parts/line-arbiter.js';
import { OrderHandles } from '../parts/order-handles.js';
import type { RefusalReason } from '../parts/refusals.js';
import { ExchangeBook } from './exchange-book.js';
import { FullSync, type MessageVerdict } from './full-sync-rule.js';
import { isOrderId, readTrade, sideOf, typeOf, type MessageType } from './messages.js';

/** An image's row: price, size, order id. */
type Row = readonly [price: string, size: string, id: string];

const isRow = (row: unknown): row is Row =>
  Array.isArray(row) && isText(row[0]) && isText(row[1]) && isOrderId(row[2]);

export class FullBook extends ExchangeBook {
  private readonly sync: FullSync;
  private readonly orders: OrderHandles;
  private readonly arbiter: LineArbiter;
  private isCatchingUp = false;

  constructor(...[symbol, id, scales, context]: ConstructorParameters<typeof ExchangeBook>) {
    super(symbol, id, scales, context);
    this.sync = new FullSync(context.limits, context.budget);
    this.orders = new OrderHandles(context.handles);
    this.arbiter = new LineArbiter(context.figures);
  }

  get isLive(): boolean {
    return this.sync.isLive;
  }

  get gapCount(): number {
    return this.sync.gapCount;
  }

  protected get sequence(): number {
    return this.sync.bookSequence;
  }

  take(type: MessageType, fields: Fields, text: string): RefusalReason | undefined {
    switch (type) {
      case 'received':
      case 'open':
      case 'done':
      case 'match':
      case 'change':
        return this.takeSequenced(type, fields, text);
      case 'heartbeat':
        return this.takeHeartbeat(fields);
      case 'other':
        return this.takeOther(fields, text);
      default:
        return undefined;
    }
  }

  /** Nothing to do: the next message's sequence shows it. */
  missed(): void {}

  /** The level 3 book of GET /products/…/book?level=3. */
  takeImage(answer: unknown): RefusalReason | undefined {
    const { requests, clock, batch } = this.context;
    if (!isFields(answer)) return 'wrong-type';
    if (!isUpdateId(answer['sequence'])) return 'bad-id';
    const ids: string[] = [];
    batch.clear();
    const refusal =
      this.loadSide(BID, answer['bids'], ids) ?? this.loadSide(ASK, answer['asks'], ids);
    if (refusal) return refusal;
    // One order cannot rest twice.
    if (new Set(ids).size !== ids.length) return 'bad-id';
    switch (this.sync.judgeImage(answer['sequence'])) {
      case 'not-needed':
        requests.satisfied(this.symbol);
        return undefined;
      case 'fetch-again':
        requests.retry(this.symbol, clock.nowNs);
        return undefined;
      case 'accept':
        this.emitImage(answer['sequence'], answer['time'], ids);
        return undefined;
    }
  }

  lineLost(connection: string): void {
    if (this.arbiter.disconnected(connection)) this.disconnected();
  }

  isJoined(connection: string): boolean {
    return this.isLive && this.arbiter.isJoined(connection, this.sync.bookSequence);
  }

  override checkTimers(): void {
    this.arbiter.release(this.context.clock.nowNs, (held) => this.takeHeld(held));
  }

  protected discard(): void {
    this.sync.discard();
    this.arbiter.clear();
  }

  private takeSequenced(
    type: MessageType,
    fields: Fields,
    text: string,
  ): RefusalReason | undefined {
    const { arbiter, connection } = this;
    const { clock } = this.context;
    const { receivedNs } = clock;
    const sequence = fields['sequence'];
    if (!isUpdateId(sequence)) return 'bad-id';
    const before = sequence - 1;
    const hasHole = this.sync.isLive && before > this.sync.bookSequence;
    if (hasHole && arbiter.hold(connection, before, sequence, Buffer.from(text), clock)) {
      return undefined;
    }
    const verdict = this.sync.judge(sequence, text);
    if (verdict === 'apply' || verdict === 'old') {
      arbiter.arrived(connection, before, sequence, verdict === 'apply', receivedNs);
    } else {
      arbiter.passed(connection, sequence);
    }
    const refusal = this.obey(verdict, type, fields, sequence);
    if (verdict === 'apply') this.catchUp();
    return refusal;
  }

  private obey(
    verdict: MessageVerdict,
    type: MessageType,
    fields: Fields,
    sequence: number,
  ): RefusalReason | undefined {
    const { requests, clock, writer } = this.context;
    switch (verdict) {
      case 'queued':
        requests.want(this.symbol, clock.nowNs);
        return undefined;
      case 'old':
        return type === 'match' ? this.takeOldTrade(fields) : undefined;
      case 'gap':
        this.arbiter.clear();
        this.goStale(REASON.SEQUENCE_GAP);
        return undefined;
      case 'apply': {
        writer.begin(sequence, fields['time']);
        const refusal = this.apply(type, fields);
        // The sequence has moved on without what the message said.
        if (refusal && this.sync.isLive) {
          const isWrong = refusal === 'contradiction';
          this.resync(isWrong ? REASON.VERIFY_FAILED : REASON.SEQUENCE_GAP);
        }
        return refusal;
      }
    }
  }

  /** What another line has left out, and this one had already. */
  private catchUp(): void {
    if (this.isCatchingUp) return;
    this.isCatchingUp = true;
    const { arbiter, sync } = this;
    for (let held = arbiter.next(sync.bookSequence); held; held = arbiter.next(sync.bookSequence)) {
      this.takeHeld(held);
    }
    this.isCatchingUp = false;
  }

  /** As of when it came: the wait is part of its latency. */
  private takeHeld({ connection, bytes, receivedNs }: HeldMessage): void {
    const { writer, clock } = this.context;
    const nowNs = clock.receivedNs;
    clock.receivedNs = receivedNs;
    writer.header.receivedNs = receivedNs;
    this.connection = connection;
    this.takeText(textOf(bytes));
    clock.receivedNs = nowNs;
    writer.header.receivedNs = nowNs;
  }

  /** A message that has waited. */
  private takeText(text: string): void {
    const fields = parseJson(text) as Fields;
    const refusal = this.take(typeOf(fields), fields, text);
    if (refusal) this.context.refusals.add(refusal);
  }

  private takeHeartbeat(fields: Fields): RefusalReason | undefined {
    const { requests, clock } = this.context;
    if (!isUpdateId(fields['sequence'])) return 'bad-id';
    if (this.sync.judgeHeartbeat(this.connection, fields['sequence']))
      this.goStale(REASON.SEQUENCE_GAP);
    else if (!this.sync.isLive) requests.want(this.symbol, clock.nowNs);
    return undefined;
  }

  /** A type that we do not know, in sequence: it may have its place there, but no change for us. */
  private takeOther(fields: Fields, text: string): RefusalReason | undefined {
    const sequence = fields['sequence'];
    if (!this.sync.isLive || sequence !== this.sync.bookSequence + 1) return undefined;
    this.sync.judge(sequence, text);
    this.context.writer.begin(sequence, fields['time']);
    this.context.writer.messageEnd(this.id);
    return undefined;
  }

  /** In the image already, but nobody was told of the trade. */
  private takeOldTrade(fields: Fields): RefusalReason | undefined {
    const trade = readTrade(fields);
    if (typeof trade === 'string') return trade;
    return this.trades.judge(trade.id) === 'new' ? this.tellTrade(trade) : undefined;
  }

  private apply(type: MessageType, fields: Fields): RefusalReason | undefined {
    switch (type) {
      case 'open':
        return this.open(fields);
      case 'match':
        return this.match(fields);
      case 'done':
        return this.done(fields);
      case 'change':
        return this.change(fields);
      default:
        this.context.writer.messageEnd(this.id);
        return undefined;
    }
  }

  private open(fields: Fields): RefusalReason | undefined {
    const { order_id, price, remaining_size } = fields;
    const side = sideOf(fields['side']);
    if (side === undefined || !isText(price) || !isText(remaining_size)) return 'wrong-type';
    if (!isOrderId(order_id)) return 'bad-id';
    const ticks = scaledOf(price, this.scales.priceScale);
    if (Number.isNaN(ticks)) return this.refuseValue(price);
    const lots = scaledOf(remaining_size, this.scales.quantityScale);
    if (!(lots >= 0)) return this.refuseValue(remaining_size);
    if (lots === 0 || this.orders.find(order_id)) return 'contradiction';
    if (this.orders.count >= this.context.limits.ordersPerBook) {
      this.resync(REASON.LIMIT_EXCEEDED);
      return 'too-many-levels';
    }
    const { handle } = this.orders.open(order_id, side, asTicks(ticks), asLots(lots));
    this.context.writer.orderAdd(
      this.id,
      EVENT_FLAG.LAST,
      side,
      handle,
      asTicks(ticks),
      asLots(lots),
    );
    return undefined;
  }

  private match(fields: Fields): RefusalReason | undefined {
    const trade = readTrade(fields);
    if (typeof trade === 'string') return trade;
    const price = scaledOf(trade.price, this.scales.priceScale);
    if (Number.isNaN(price)) return this.refuseValue(trade.price);
    const size = scaledOf(trade.size, this.scales.quantityScale);
    if (!(size >= 0)) return this.refuseValue(trade.size);
    const maker = this.orders.find(trade.makerOrder);
    if (
      maker === undefined ||
      maker.side !== trade.makerSide ||
      maker.price !== price ||
      size === 0 ||
      size > maker.quantity
    ) {
      return 'contradiction';
    }
    this.trades.judge(trade.id);
    this.context.writer.orderExecuted(this.id, maker.handle, asLots(size), trade.id);
    maker.quantity = asLots(maker.quantity - size);
    if (maker.quantity === 0) this.orders.release(trade.makerOrder);
    return undefined;
  }

  /** Of an order that never rested, or that matches have used up, there is nothing left to do. */
  private done(fields: Fields): RefusalReason | undefined {
    const { order_id, remaining_size } = fields;
    if (!isOrderId(order_id)) return 'bad-id';
    const order = this.orders.find(order_id);
    if (order === undefined) return this.nothing();
    if (isText(remaining_size)) {
      const remaining = scaledOf(remaining_size, this.scales.quantityScale);
      if (!(remaining >= 0)) return this.refuseValue(remaining_size);
      if (remaining !== order.quantity) return 'contradiction';
    }
    this.orders.release(order_id);
    this.context.writer.orderDelete(this.id, order.handle);
    return undefined;
  }

  /** A smaller size keeps the order's place; another price, or a larger size, puts it last. */
  private change(fields: Fields): RefusalReason | undefined {
    const { order_id, old_size, new_size } = fields;
    if (!isOrderId(order_id)) return 'bad-id';
    const order = this.orders.find(order_id);
    if (order === undefined) return this.nothing();
    const priceText = fields['new_price'] ?? fields['price'];
    if (!isText(new_size) || !isText(priceText)) return 'wrong-type';
    const size = scaledOf(new_size, this.scales.quantityScale);
    if (!(size >= 0)) return this.refuseValue(new_size);
    const price = scaledOf(priceText, this.scales.priceScale);
    if (Number.isNaN(price)) return this.refuseValue(priceText);
    if (isText(old_size)) {
      const oldSize = scaledOf(old_size, this.scales.quantityScale);
      if (oldSize !== order.quantity) return 'contradiction';
    }
    const { writer } = this.context;
    const { handle, quantity } = order;
    if (size === 0) {
      this.orders.release(order_id);
      writer.orderDelete(this.id, handle);
    } else if (price !== order.price || size > quantity) {
      writer.orderMoved(this.id, handle, asTicks(price), asLots(size));
    } else if (size < quantity) {
      writer.orderReduce(this.id, handle, asLots(quantity - size));
    } else {
      return this.nothing();
    }
    order.price = asTicks(price);
    order.quantity = asLots(size);
    return undefined;
  }

  private nothing(): undefined {
    this.context.writer.messageEnd(this.id);
  }

  private loadSide(side: Side, rows: unknown, ids: string[]): RefusalReason | undefined {
    const { batch, limits } = this.context;
    const { priceScale, quantityScale } = this.scales;
    if (!Array.isArray(rows)) return 'wrong-type';
    if (ids.length + rows.length > limits.ordersPerBook) return 'too-many-levels';
    for (let i = 0; i < rows.length; i++) {
      const row: unknown = rows[i];
      if (!isRow(row)) return 'wrong-type';
      const refusal = batch.addText(side, row[0], row[1], priceScale, quantityScale);
      if (refusal) return refusal;
      if (batch.quantity(batch.count - 1) === 0) return refusalOf(row[1]);
      ids.push(row[2]);
    }
    return undefined;
  }

  private emitImage(sequence: number, time: unknown, ids: readonly string[]): void {
    const { batch, writer } = this.context;
    const queued = this.sync.takeQueue();
    this.sync.accepted(sequence);
    writer.begin(sequence, time);
    writer.imageBegin(this.id);
    this.orders.beginImage();
    for (let i = 0; i < ids.length; i++) {
      const side: Side = batch.side(i);
      const price: Ticks = batch.price(i);
      const quantity: Lots = batch.quantity(i);
      const { handle } = this.orders.open(ids[i]!, side, price, quantity);
      writer.orderAdd(this.id, 0, side, handle, price, quantity);
    }
    this.orders.endImage();
    this.endImage();
    for (const text of queued) this.takeText(text);
    this.catchUp();
  }
}
