/**
 * A client's book, kept as docs/protocol.md says and no other way. Throws on anything that the
 * protocol forbids: a hole, a delta before an image, parts out of order, a hash that is wrong.
 */
import { levelHashHigh, levelHashLow } from '../../src/market/book-hash.js';
import { asLots, asTicks } from '../../src/market/units.js';
import type { WireFrame, WireLevel, WireOrder, WireTrade } from './wire-frame.js';

const SET = 0;
const SLOT_MASK = 7;

export interface ReplicaLevel {
  price: number;
  quantity: number;
  orders: number;
}
interface RestingOrder {
  id: bigint;
  side: number;
  price: number;
  quantity: number;
}

export class NaiveReplica {
  epoch: bigint | undefined;
  seq = -1;
  state = 0;
  reason = 0;
  top: readonly number[] | undefined;
  readonly trades: WireTrade[] = [];
  orders: RestingOrder[] = [];
  imageCount = 0;
  deltaCount = 0;
  hashCount = 0;
  private readonly sides = [new Map<number, ReplicaLevel>(), new Map<number, ReplicaLevel>()];
  private nextPart = 0;

  constructor(readonly stream: number) {}

  apply(frame: WireFrame): void {
    if (frame.stream !== this.stream) throw new Error('frame of another stream');
    if (frame.isImage) this.applyImage(frame);
    else this.applyDelta(frame);
    this.state = frame.state;
    this.reason = frame.reason;
    if (frame.top !== undefined) this.top = frame.top;
  }

  /** Best first. */
  levels(side: 0 | 1): ReplicaLevel[] {
    const sign = side === 0 ? -1 : 1;
    return [...this.sides[side]!.values()].sort((a, b) => sign * (a.price - b.price));
  }

  /** All that a client knows but for the trades that it has seen. */
  content(): string {
    const orders = this.orders.map((one) => `${one.id} ${one.side} ${one.price} ${one.quantity}`);
    return JSON.stringify([
      this.state,
      this.reason,
      this.top,
      this.levels(0),
      this.levels(1),
      orders.sort(),
    ]);
  }

  private applyImage(frame: WireFrame): void {
    if (frame.isFirst !== (frame.part === 0)) throw new Error('first part is not part 0');
    if (frame.isLast !== (frame.part === frame.partCount - 1)) throw new Error('wrong last part');
    if (frame.part !== this.nextPart) throw new Error(`part ${frame.part}, not ${this.nextPart}`);
    if (frame.isRefresh && (frame.epoch !== this.epoch || frame.seq !== this.seq)) {
      throw new Error('a refresh that is not where the stream stands');
    }
    if (frame.isFirst) this.forget();
    else if (frame.epoch !== this.epoch || frame.seq !== this.seq) throw new Error('mixed parts');
    this.epoch = frame.epoch;
    this.seq = frame.seq;
    this.nextPart = frame.isLast ? 0 : frame.part + 1;
    this.setLevels(frame);
    for (const order of frame.orders) this.applyOrder(order);
    if (!frame.isLast) return;
    this.imageCount++;
    this.check(frame);
  }

  private applyDelta(frame: WireFrame): void {
    if (this.nextPart !== 0) throw new Error('a delta between the parts of an image');
    if (frame.epoch !== this.epoch) throw new Error('a delta of an epoch without image');
    if (frame.seq !== this.seq + 1) throw new Error(`hole: seq ${frame.seq} after ${this.seq}`);
    this.seq = frame.seq;
    this.deltaCount++;
    this.setLevels(frame);
    this.trades.push(...frame.trades);
    for (const order of frame.orders) this.applyOrder(order);
    this.check(frame);
  }

  private forget(): void {
    this.sides[0]!.clear();
    this.sides[1]!.clear();
    this.orders = [];
  }

  private setLevels(frame: WireFrame): void {
    [frame.bids, frame.asks].forEach((levels, side) => {
      for (const level of levels) this.setLevel(this.sides[side]!, level);
    });
  }

  private setLevel(side: Map<number, ReplicaLevel>, level: WireLevel): void {
    const { price, quantity, orders, action } = level;
    if (action === SET) side.set(price, { price, quantity, orders });
    else if (!side.delete(price)) throw new Error(`level ${price} leaves and was never there`);
  }

  private applyOrder(entry: WireOrder): void {
    const at = this.orders.findIndex((order) => order.id === entry.id);
    const old = this.orders[at];
    if (entry.action === 0) {
      if (old) throw new Error('order is there already');
      const { id, side, price, quantity } = entry;
      this.orders.push({ id, side, price, quantity });
      return;
    }
    if (!old) throw new Error('no such order');
    if (entry.action === 1) old.quantity -= entry.quantity;
    if (entry.action !== 1 || old.quantity <= 0) this.orders.splice(at, 1);
    if (entry.action !== 2) return;
    const { newId, price, quantity } = entry;
    this.orders.push({ id: newId, side: old.side, price, quantity });
  }

  private check(frame: WireFrame): void {
    const depth = [0, 0, 0, 0, 1, 10, 50, Infinity][this.stream & SLOT_MASK]!;
    for (const side of this.sides) {
      if (depth > 0 && side.size > depth) throw new Error('the window is deeper than its depth');
    }
    if (frame.hash === undefined) return;
    this.hashCount++;
    let [low, high] = [0, 0];
    for (const side of [0, 1] as const) {
      for (const { price, quantity } of this.sides[side]!.values()) {
        low = (low + levelHashLow(side, asTicks(price), asLots(quantity))) | 0;
        high = (high + levelHashHigh(side, asTicks(price), asLots(quantity))) | 0;
      }
    }
    const hash = (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
    if (hash !== frame.hash) throw new Error('the book hash is wrong');
  }
}
