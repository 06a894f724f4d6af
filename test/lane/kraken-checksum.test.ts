/** The lane's own making of Kraken's checksum, against the venue's documented examples and a naive one. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { krakenChecksum } from '../../src/book/lane/kraken-checksum.js';
import { BookStore } from '../../src/book/book-store.js';
import { formatScaled, parseScaledText } from '../../src/market/decimal.js';
import { ASK, BID, type Side } from '../../src/market/side.js';
import { REASON, STATE } from '../../src/market/state.js';
import { STREAM_SLOT } from '../../src/market/stream.js';
import { asInstrumentId, asLots, asTicks } from '../../src/market/units.js';
import { captureMissing, capturePath } from '../feed/captures-path.js';
import { naiveKrakenChecksum, type NaiveRow } from '../model/kraken-checksum.js';
import { LaneRig, on } from './lane-rig.js';
import { L3_EXAMPLE } from './kraken-l3-example.js';

const A = asInstrumentId(0);
const VECTORS = 'kraken-vectors.json';

type Row = readonly [price: string, quantity: string];
interface Vector {
  readonly asks: readonly Row[];
  readonly bids: readonly Row[];
  readonly checksum: number;
}

function storeOf({ asks, bids }: Omit<Vector, 'checksum'>, priceScale: number): BookStore {
  const store = new BookStore({ instrumentLimit: 1 });
  const put = (side: Side, rows: readonly Row[]): void => {
    for (const [price, quantity] of rows)
      store.setLevel(
        A,
        side,
        asTicks(parseScaledText(price, priceScale)),
        asLots(parseScaledText(quantity, 8)),
        0,
      );
  };
  put(ASK, asks);
  put(BID, bids);
  return store;
}

const naiveRows = (rows: readonly Row[]): NaiveRow[] =>
  rows.map(([price, quantity]) => ({ price, quantity }));

describe("Kraken's checksum", () => {
  it.skipIf(captureMissing(VECTORS))('of both documented books is the documented one', () => {
    const vectors = JSON.parse(readFileSync(capturePath(VECTORS), 'utf8')) as Record<
      string,
      Vector
    >;
    const v1 = vectors['kraken_v1_doc']!;
    const v2 = vectors['kraken_v2_doc']!;
    expect(krakenChecksum(storeOf(v1, 5), A) >>> 0).toBe(974947235);
    expect(krakenChecksum(storeOf(v2, 1), A) >>> 0).toBe(3310070434);
    for (const vector of [v1, v2]) {
      expect(naiveKrakenChecksum(naiveRows(vector.bids), naiveRows(vector.asks))).toBe(
        vector.checksum,
      );
    }
  });

  it('of the documented orders is the documented one, and sees them change places', () => {
    const store = new BookStore({ instrumentLimit: 1 });
    const add = (side: Side, [price, quantity]: Row, id: number): void => {
      const ticks = asTicks(parseScaledText(price, 1));
      store.addOrder(A, side, 0, id, ticks, asLots(parseScaledText(quantity, 8)));
    };
    L3_EXAMPLE.bids.forEach((row, index) => add(BID, row, 1 + index));
    L3_EXAMPLE.asks.forEach((row, index) => add(ASK, row, 100 + index));
    expect(krakenChecksum(store, A) >>> 0).toBe(L3_EXAMPLE.checksum);
    const { bids, asks } = L3_EXAMPLE;
    expect(naiveKrakenChecksum(naiveRows(bids), naiveRows(asks))).toBe(L3_EXAMPLE.checksum);
    // The first of the best bid's queue goes to its end.
    const [price, quantity] = L3_EXAMPLE.bids[0]!;
    const ticks = asTicks(parseScaledText(price, 1));
    store.replaceOrder(A, 0, 1, 0, 1, ticks, asLots(parseScaledText(quantity, 8)));
    expect(krakenChecksum(store, A) >>> 0).not.toBe(L3_EXAMPLE.checksum);
  });

  it('agrees with the naive one on any book', () => {
    const scaled = fc.oneof(
      fc.integer({ min: 1, max: 2_000_000 }),
      fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
      fc.constantFrom(1e8, 1e8 - 1, 1e8 + 1, 1e15, Number.MAX_SAFE_INTEGER),
    );
    const side = fc.uniqueArray(fc.tuple(scaled, scaled), {
      selector: ([price]) => price,
      maxLength: 14,
    });
    fc.assert(
      fc.property(side, side, fc.integer({ min: 0, max: 8 }), (bids, asks, scale) => {
        const store = new BookStore({ instrumentLimit: 1 });
        for (const [p, q] of bids) store.setLevel(A, BID, asTicks(p), asLots(q), 0);
        for (const [p, q] of asks) store.setLevel(A, ASK, asTicks(p), asLots(q), 0);
        const text = ([p, q]: [number, number]): NaiveRow => ({
          price: formatScaled(p, scale),
          quantity: formatScaled(q, scale),
        });
        bids.sort((a, b) => b[0] - a[0]);
        asks.sort((a, b) => a[0] - b[0]);
        const naive = naiveKrakenChecksum(bids.map(text), asks.map(text));
        expect(krakenChecksum(store, A) >>> 0).toBe(naive);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a checksum that comes with a message', () => {
  const checksum = (bids: NaiveRow[], asks: NaiveRow[]): number => naiveKrakenChecksum(bids, asks);
  const row = (price: string, quantity: string): NaiveRow => ({ price, quantity });

  it('that disagrees makes the frame of that very message stale', () => {
    const rig = new LaneRig();
    const a = rig.define(0);
    rig.want(a, STREAM_SLOT.BOOK_FULL);
    const bids = [row('1.00', '5')];
    const asks = [row('1.10', '7')];
    rig.message(
      on.imageBegin(a),
      on.level(a, BID, 100, 5),
      on.level(a, ASK, 110, 7),
      on.imageEnd(a),
      on.krakenChecksum(a, checksum(bids, asks)),
    );
    rig.settle();
    const replica = rig.replica(a, STREAM_SLOT.BOOK_FULL);
    expect([replica.state, rig.counter('VERIFIED')]).toEqual([STATE.LIVE, 1]);
    // Three messages in one batch; the second one's checksum is of another book.
    rig.message(on.level(a, BID, 100, 6), on.krakenChecksum(a, checksum([row('1.00', '6')], asks)));
    rig.message(on.level(a, BID, 100, 8), on.krakenChecksum(a, checksum([row('1.00', '9')], asks)));
    rig.message(on.level(a, BID, 99, 8));
    for (const frame of rig.settle()) expect(frame.state).toBe(STATE.STALE);
    expect([replica.state, replica.reason]).toEqual([STATE.STALE, REASON.VERIFY_FAILED]);
    expect([rig.counter('VERIFIED'), rig.counter('VERIFY_FAILURES')]).toEqual([2, 1]);
  });

  it('that disagreed is not forgotten when trading goes on, but by the next image', () => {
    const rig = new LaneRig();
    const a = rig.define(0);
    rig.want(a, STREAM_SLOT.BOOK_FULL);
    const image = [on.imageBegin(a), on.level(a, BID, 100, 5), on.imageEnd(a)];
    rig.message(...image, on.krakenChecksum(a, 1));
    rig.message(on.status(a, STATE.STALE, REASON.DISCONNECTED));
    rig.message(on.status(a, STATE.LIVE));
    rig.settle();
    const replica = rig.replica(a, STREAM_SLOT.BOOK_FULL);
    expect([replica.state, replica.reason]).toEqual([STATE.STALE, REASON.VERIFY_FAILED]);
    rig.message(...image, on.krakenChecksum(a, checksum([row('1.00', '5')], [])));
    rig.settle();
    expect(replica.state).toBe(STATE.LIVE);
  });

  it('sees a book of more levels than its depth as the venue does', () => {
    const rig = new LaneRig();
    const a = rig.define(0, { depthLimit: 10 });
    rig.want(a, STREAM_SLOT.BOOK_FULL);
    const levels = (from: number): NaiveRow[] =>
      Array.from({ length: 10 }, (_, i) => row(formatScaled(from - i, 2), '1'));
    rig.message(
      on.imageBegin(a),
      ...Array.from({ length: 10 }, (_, i) => on.level(a, BID, 100 - i, 1)),
      on.imageEnd(a),
      on.krakenChecksum(a, checksum(levels(100), [])),
    );
    // An eleventh level pushes the last one out: the venue never says that it is gone.
    rig.message(on.level(a, BID, 101, 1), on.krakenChecksum(a, checksum(levels(101), [])));
    rig.message(
      on.level(a, BID, 101, 0),
      on.level(a, BID, 90, 1),
      on.krakenChecksum(a, checksum([...levels(100).slice(0, 9), row('0.90', '1')], [])),
    );
    rig.settle();
    expect([rig.counter('VERIFIED'), rig.counter('VERIFY_FAILURES')]).toEqual([3, 0]);
    expect(rig.replica(a, STREAM_SLOT.BOOK_FULL).levels(BID)).toHaveLength(10);
  });
});

describe('orders whose level has left the depth', () => {
  it('are taken from those who follow the orders', () => {
    const rig = new LaneRig();
    const a = rig.define(0, { depthLimit: 2 });
    rig.want(a, STREAM_SLOT.ORDERS);
    rig.message(
      on.imageBegin(a),
      on.add(a, BID, 1, 100, 5),
      on.add(a, BID, 2, 99, 6),
      on.add(a, BID, 3, 99, 7),
      on.imageEnd(a),
    );
    rig.settle();
    rig.message(on.add(a, BID, 4, 101, 1));
    rig.settle();
    const replica = rig.replica(a, STREAM_SLOT.ORDERS);
    expect(replica.orders.map(({ id }) => Number(id))).toEqual([1, 4]);
    // The same ids may come again when their level does.
    rig.message(on.delete(a, 4), on.add(a, BID, 2, 99, 6), on.add(a, BID, 3, 99, 7));
    rig.settle();
    expect(replica.orders.map(({ id }) => Number(id))).toEqual([1, 2, 3]);
  });
});
