import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OrdersReplica } from '../../src/client/orders-replica.js';
import { OrdersDecoder } from '../../src/frame/decode-orders.js';
import { FrameHeader } from '../../src/frame/frame-header.js';
import { ordersBytes, writeOrders } from '../../src/frame/orders.js';
import { ASK, BID, type Side } from '../../src/market/side.js';
import { asTicks } from '../../src/market/units.js';
import { ordersOf, type OrderValue } from '../frame/arbitraries.js';
import { naiveHash } from './model-book.js';
import { frameOf } from './model-stream.js';

function decoderOf(values: readonly OrderValue[]): OrdersDecoder {
  const bytes = frameOf(ordersBytes(values.length), (views) =>
    writeOrders(views, 0, new FrameHeader(), ordersOf(values), 0, values.length),
  );
  const decoder = new OrdersDecoder();
  decoder.bind(new DataView(bytes.buffer), 0);
  return decoder;
}

interface NaiveOrder {
  id: string;
  side: Side;
  price: number;
  quantity: number;
}

const idOf = (high: number, low: number): string => `${high}/${low}`;

/** A list in order of arrival; a queue is what the list has at a price. */
class NaiveOrders {
  list: NaiveOrder[] = [];

  apply(entry: OrderValue): boolean {
    const id = idOf(entry.idHigh, entry.idLow);
    const found = this.list.find((order) => order.id === id);
    if (entry.action === 0) return this.add(id, entry.side as Side, entry.price, entry.quantity);
    if (found === undefined) return false;
    if (entry.action === 1) {
      if (entry.quantity === 0 || entry.quantity > found.quantity) return false;
      found.quantity -= entry.quantity;
    }
    if (entry.action !== 1 || found.quantity === 0)
      this.list = this.list.filter((order) => order !== found);
    if (entry.action === 2)
      return this.add(
        idOf(entry.newIdHigh, entry.newIdLow),
        found.side,
        entry.price,
        entry.quantity,
      );
    return true;
  }

  levels(side: Side): { price: number; quantity: number; orders: number; queue: string[] }[] {
    const prices = [
      ...new Set(this.list.filter((order) => order.side === side).map((order) => order.price)),
    ];
    prices.sort((a, b) => (side === BID ? b - a : a - b));
    return prices.map((price) => {
      const queue = this.list.filter((order) => order.side === side && order.price === price);
      return {
        price,
        quantity: queue.reduce((sum, order) => sum + order.quantity, 0),
        orders: queue.length,
        queue: queue.map((order) => `${order.id}:${order.quantity}`),
      };
    });
  }

  private add(id: string, side: Side, price: number, quantity: number): boolean {
    if (quantity === 0 || this.list.some((order) => order.id === id)) return false;
    this.list.push({ id, side, price, quantity });
    return true;
  }
}

const entry: fc.Arbitrary<OrderValue> = fc.record({
  idHigh: fc.constantFrom(0, 0xffffffff),
  idLow: fc.integer({ min: 1, max: 6 }),
  newIdHigh: fc.constantFrom(0, 0xffffffff),
  newIdLow: fc.integer({ min: 1, max: 6 }),
  price: fc.integer({ min: -3, max: 3 }),
  quantity: fc.integer({ min: 0, max: 4 }),
  action: fc.integer({ min: 0, max: 3 }),
  side: fc.integer({ min: 0, max: 1 }),
});

const levelsOf = (replica: OrdersReplica, side: Side): unknown[] =>
  Array.from({ length: replica.levelCount(side) }, (_, rank) => {
    const price = replica.price(side, rank);
    const queue = replica.queue(side, price);
    return {
      price,
      quantity: replica.quantity(side, rank),
      orders: queue.length,
      queue: queue.map((order) => `${idOf(order.idHigh, order.idLow)}:${order.quantity}`),
    };
  });

describe('the replica of all orders', () => {
  it('has the same queues, levels and hash as a plain list, and refuses what does not fit', () => {
    let refused = 0;
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 60 }), (entries) => {
        const replica = new OrdersReplica();
        const naive = new NaiveOrders();
        for (const each of entries) {
          const fits = naive.apply(each);
          expect(replica.applyDelta(decoderOf([each]))).toBe(fits);
          if (!fits) {
            refused++;
            break;
          }
        }
        for (const side of [BID, ASK] as const)
          expect(levelsOf(replica, side)).toEqual(naive.levels(side));
        expect([replica.hashLow, replica.hashHigh]).toEqual(
          naiveHash([naive.levels(BID), naive.levels(ASK)]),
        );
        for (const order of naive.list) {
          const [high, low] = order.id.split('/').map(Number);
          expect(replica.order(high!, low!)).toMatchObject({
            price: order.price,
            quantity: order.quantity,
            side: order.side,
          });
        }
      }),
      { numRuns: 500 },
    );
    expect(refused).toBeGreaterThan(0);
  });

  it('takes an image in parts in queue order and shows it only when whole', () => {
    const replica = new OrdersReplica();
    const add = (idLow: number, price: number): OrderValue => ({
      idHigh: 0,
      idLow,
      newIdHigh: 0,
      newIdLow: 0,
      price,
      quantity: 5,
      action: 0,
      side: 0,
    });
    replica.applyDelta(decoderOf([add(9, 1)]));
    replica.beginImage();
    replica.addImagePart(decoderOf([add(2, 7), add(1, 7)]));
    expect(replica.orderCount).toBe(1);
    replica.addImagePart(decoderOf([add(3, 6)]));
    replica.endImage();
    expect(replica.queue(BID, asTicks(7)).map((order) => order.idLow)).toEqual([2, 1]);
    expect([replica.orderCount, replica.levelCount(BID), replica.order(0, 9)]).toEqual([
      3,
      2,
      undefined,
    ]);
  });
});
