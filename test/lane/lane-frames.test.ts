/** What one lane tells its clients, event by event. */
import { describe, expect, it } from 'vitest';
import { ASK, BID } from '../../src/market/side.js';
import { REASON, STATE } from '../../src/market/state.js';
import { STREAM_SLOT } from '../../src/market/stream.js';
import type { InstrumentId } from '../../src/market/units.js';
import { LaneRig, on, type RigOptions } from './lane-rig.js';

const { BBO, TRADES, ORDERS, STATUS, BOOK_1, BOOK_10, BOOK_50, BOOK_FULL } = STREAM_SLOT;
const ALL = [STATUS, BBO, TRADES, ORDERS, BOOK_1, BOOK_10, BOOK_50, BOOK_FULL] as const;

/** A LIVE book with one instrument, everything wanted, all of it told. */
function liveRig(options: RigOptions = {}): { rig: LaneRig; a: InstrumentId } {
  const rig = new LaneRig(options);
  const a = rig.define(0);
  rig.want(a, ...ALL);
  rig.message(
    on.imageBegin(a),
    on.add(a, BID, 1, 100, 5),
    on.add(a, ASK, 2, 110, 7),
    on.imageEnd(a),
  );
  rig.settle();
  return { rig, a };
}

describe('an instrument', () => {
  it('is defined in the ring before its first image', () => {
    const rig = new LaneRig();
    const a = rig.define(3, { symbol: 'ÆØ', priceScale: 4 });
    rig.want(a, BOOK_10);
    rig.settle();
    expect(rig.definitions).toEqual([
      { kind: 'instrument', instrument: 3, venue: 'test', symbol: 'ÆØ', priceScale: 4 },
    ]);
    expect(rig.frames[0]).toMatchObject({ kind: 'image', state: STATE.STALE });
    expect(rig.frames[0]!.reason).toBe(REASON.AWAITING_IMAGE);
  });

  it('of another lane is skipped', () => {
    const rig = new LaneRig({ laneCount: 2, instrumentLimit: 64 });
    const own: number[] = [];
    for (let id = 0; id < 20; id++) {
      const instrument = rig.define(id);
      if (rig.table.laneOf(instrument, 2) === 0) own.push(id);
      rig.message(on.add(instrument, BID, id, 100, 1));
    }
    rig.settle();
    expect(own.length).toBeGreaterThan(0);
    expect(own.length).toBeLessThan(20);
    expect(rig.definitions.map((one) => one.instrument)).toEqual(own);
    expect(rig.counter('EVENTS')).toBe(40);
    expect(rig.counter('MESSAGES')).toBe(own.length * 2);
    expect(rig.counter('INSTRUMENTS')).toBe(own.length);
  });

  it('without a row ends the lane', () => {
    const rig = new LaneRig();
    rig.message(on.add(5 as InstrumentId, BID, 1, 100, 1));
    expect(() => rig.lane.doWork()).toThrow(/instrument 5/);
    const other = new LaneRig();
    other.message(on.add(500 as InstrumentId, BID, 1, 100, 1));
    expect(() => other.lane.doWork()).toThrow(/instrument 500/);
  });

  it('with changed scales begins a new epoch with an empty, stale book', () => {
    const { rig, a } = liveRig();
    const epoch = rig.replica(a, BOOK_10).epoch!;
    rig.define(0, { priceScale: 5 });
    rig.settle();
    const replica = rig.replica(a, BOOK_10);
    expect(replica.epoch).toBeGreaterThan(epoch);
    expect(replica.seq).toBe(0);
    expect(replica.levels(0)).toEqual([]);
    expect([replica.state, replica.reason]).toEqual([STATE.STALE, REASON.DEFINITION_CHANGED]);
    expect(rig.definitions.at(-1)!.priceScale).toBe(5);
  });

  it('with an unchanged definition goes on as it was', () => {
    const { rig, a } = liveRig();
    const epoch = rig.replica(a, BOOK_10).epoch!;
    rig.message(on.instrument(a));
    rig.settle();
    expect(rig.replica(a, BOOK_10).epoch).toBe(epoch);
    expect(rig.replica(a, BOOK_10).state).toBe(STATE.LIVE);
    expect(rig.definitions.length).toBe(1);
  });
});

describe('an image', () => {
  it('begins a new epoch at seq 0 in every wanted stream', () => {
    const { rig, a } = liveRig();
    for (const slot of ALL) {
      const replica = rig.replica(a, slot);
      expect([replica.seq, replica.state]).toEqual([0, STATE.LIVE]);
      expect(replica.epoch! >> 32n).toBe(77n);
      expect(replica.epoch! & 0xffffffffn).toBe(BigInt(rig.table.epoch(a)));
    }
    expect(rig.replica(a, BBO).top).toEqual([100, 5, 110, 7]);
    expect(rig.replica(a, BOOK_1).levels(0)).toEqual([{ price: 100, quantity: 5, orders: 1 }]);
    expect(rig.replica(a, ORDERS).orders.map((order) => order.id)).toEqual([1n, 2n]);
  });

  it('of several messages shows nothing but state until its end', () => {
    const { rig, a } = liveRig();
    rig.message(on.imageBegin(a), on.add(a, BID, 9, 50, 1));
    let frames = rig.settle();
    expect(frames.map((frame) => frame.stream & 7).sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    for (const frame of frames) {
      expect([frame.isImage, frame.state, frame.seq]).toEqual([false, STATE.RESYNCING, 1]);
      expect(frame.bids.length + frame.asks.length + frame.orders.length).toBe(0);
    }
    expect(rig.replica(a, BOOK_FULL).levels(0)).toEqual([{ price: 100, quantity: 5, orders: 1 }]);
    expect(rig.replica(a, BBO).top).toEqual([100, 5, 110, 7]);
    rig.message(on.add(a, ASK, 10, 60, 1));
    expect(rig.settle()).toEqual([]);
    rig.requestImage(a, BOOK_10);
    expect(rig.settle()).toEqual([]);
    rig.message(on.imageEnd(a));
    frames = rig.settle();
    expect(frames.every((frame) => frame.isImage && frame.seq === 0)).toBe(true);
    expect(rig.replica(a, BOOK_10).levels(0)).toEqual([{ price: 50, quantity: 1, orders: 1 }]);
    expect(rig.replica(a, BBO).top).toEqual([50, 1, 60, 1]);
  });

  it('that begins again forgets what the first one had', () => {
    const { rig, a } = liveRig();
    rig.message(on.imageBegin(a), on.add(a, BID, 9, 50, 1));
    rig.message(on.imageBegin(a), on.add(a, BID, 9, 51, 2));
    rig.message(on.imageEnd(a));
    rig.settle();
    expect(rig.replica(a, BOOK_10).levels(0)).toEqual([{ price: 51, quantity: 2, orders: 1 }]);
  });

  it('leaves what earlier messages of the same batch did to the epoch before', () => {
    const { rig, a } = liveRig();
    rig.message(on.execute(a, 1, 2, 900));
    rig.message(on.imageBegin(a), on.add(a, BID, 1, 100, 3), on.imageEnd(a));
    rig.turn();
    expect(rig.replica(a, TRADES).trades.map((trade) => trade.id)).toEqual([900n]);
  });
});

describe('a state', () => {
  it('is a delta without levels in every stream', () => {
    const { rig, a } = liveRig();
    rig.message(on.status(a, STATE.STALE, REASON.DISCONNECTED));
    const frames = rig.settle();
    expect(frames.length).toBe(ALL.length);
    for (const frame of frames) {
      expect([frame.isImage, frame.seq, frame.state, frame.reason]).toEqual([
        false,
        1,
        STATE.STALE,
        REASON.DISCONNECTED,
      ]);
    }
    expect(rig.table.state(a)).toBe(STATE.STALE);
    expect(rig.counter('STALE_BOOKS')).toBe(1);
    rig.message(on.status(a, STATE.STALE, REASON.DISCONNECTED));
    expect(rig.settle()).toEqual([]);
  });

  it('becomes CROSSED and LIVE again with the best prices', () => {
    const { rig, a } = liveRig();
    rig.message(on.add(a, BID, 3, 110, 1));
    rig.settle();
    expect(rig.replica(a, BBO)).toMatchObject({
      state: STATE.CROSSED,
      reason: REASON.CROSSED_BOOK,
    });
    expect(rig.counter('CROSSINGS')).toBe(1);
    expect(rig.counter('STALE_BOOKS')).toBe(0);
    rig.message(on.delete(a, 3));
    rig.settle();
    expect(rig.replica(a, BBO)).toMatchObject({ state: STATE.LIVE, reason: REASON.NONE });
    expect(rig.replica(a, STATUS).seq).toBe(2);
  });

  it('that was CROSSED only within a message never shows', () => {
    const { rig, a } = liveRig();
    rig.message(on.add(a, BID, 3, 120, 1), on.delete(a, 3));
    rig.settle();
    expect(rig.replica(a, STATUS).seq).toBe(0);
    expect(rig.counter('CROSSINGS')).toBe(0);
  });

  it('other than LIVE is not overlaid by CROSSED', () => {
    const { rig, a } = liveRig();
    rig.message(on.status(a, STATE.HALTED, REASON.VENUE_HALT));
    rig.message(on.add(a, BID, 3, 120, 1));
    rig.settle();
    expect(rig.replica(a, BOOK_10)).toMatchObject({
      state: STATE.HALTED,
      reason: REASON.VENUE_HALT,
    });
    rig.message(on.status(a, STATE.LIVE, REASON.SESSION_END));
    rig.settle();
    expect(rig.replica(a, BOOK_10).state).toBe(STATE.CROSSED);
  });
});

describe('a cleared book', () => {
  it('is empty and stale in a new epoch', () => {
    const { rig, a } = liveRig();
    const epoch = rig.replica(a, BOOK_50).epoch!;
    rig.message(on.clear(a, REASON.VENUE_RESET));
    rig.settle();
    const replica = rig.replica(a, BOOK_50);
    expect([replica.state, replica.reason]).toEqual([STATE.STALE, REASON.VENUE_RESET]);
    expect(replica.epoch).toBeGreaterThan(epoch);
    expect(replica.levels(0).concat(replica.levels(1))).toEqual([]);
    expect(rig.replica(a, BBO).top).toEqual([0, 0, 0, 0]);
    expect(rig.replica(a, ORDERS).orders).toEqual([]);
  });
});

describe('a trade', () => {
  it('of the venue keeps its flags and its aggressor', () => {
    const { rig, a } = liveRig();
    rig.message(on.trade(a, ASK, 105, 3, 2 ** 40 + 1, 16 | 64));
    rig.settle();
    expect(rig.replica(a, TRADES).trades).toEqual([
      { price: 105, quantity: 3, id: 2n ** 40n + 1n, aggressor: ASK, flags: 1 | 4 },
    ]);
    expect(rig.replica(a, BOOK_10).seq).toBe(0);
  });

  it('is made of an execution at the price of the order, against its side', () => {
    const { rig, a } = liveRig();
    rig.message(on.execute(a, 2, 3, 501));
    rig.message(on.execute(a, 1, 5, 502, { price: 99 }));
    rig.message(on.execute(a, 2, 1, 503, { nonPrintable: true }));
    rig.settle();
    expect(rig.replica(a, TRADES).trades).toEqual([
      { price: 110, quantity: 3, id: 501n, aggressor: BID, flags: 8 },
      { price: 99, quantity: 5, id: 502n, aggressor: ASK, flags: 8 },
    ]);
    expect(rig.replica(a, BBO).top).toEqual([0, 0, 110, 3]);
    expect(rig.counter('TRADES')).toBe(2);
  });

  it('of an unknown order is counted as an unknown order, and is no trade', () => {
    const { rig, a } = liveRig();
    rig.message(on.execute(a, 77, 3, 501));
    rig.settle();
    expect(rig.replica(a, TRADES).trades).toEqual([]);
    expect(rig.counter('UNKNOWN_ORDERS')).toBe(1);
    expect(rig.counter('TRADES')).toBe(0);
  });

  it('comes in as many frames as it takes', () => {
    const { rig, a } = liveRig({ slotCount: 16384, batchEventLimit: 16384 });
    rig.open();
    for (let id = 0; id < 5000; id++) rig.more(on.trade(a, BID, 100, 1, id));
    rig.last();
    rig.publish();
    const frames = rig.settle().filter((frame) => frame.kind === 'trades' && !frame.isImage);
    expect(frames.length).toBe(3);
    expect(Math.max(...frames.map((frame) => frame.bytes))).toBeLessThanOrEqual(65536);
    expect(rig.replica(a, TRADES).trades.map((trade) => Number(trade.id))).toEqual(
      Array.from({ length: 5000 }, (_, id) => id),
    );
  });
});

describe('a statement of the venue about its book', () => {
  it('that agrees is counted', () => {
    const { rig, a } = liveRig();
    const sequence = rig.message(on.add(a, BID, 3, 101, 4));
    rig.message(on.verify(a, [101, 4], [110, 7], sequence));
    rig.settle();
    expect(rig.counter('VERIFIED')).toBe(1);
    expect(rig.replica(a, BOOK_10).state).toBe(STATE.LIVE);
  });

  it('that disagrees makes the book stale', () => {
    const { rig, a } = liveRig();
    const sequence = rig.message(on.add(a, BID, 3, 101, 4));
    rig.message(on.verify(a, [101, 5], [110, 7], sequence));
    rig.settle();
    expect(rig.counter('VERIFY_FAILURES')).toBe(1);
    expect(rig.replica(a, BOOK_10)).toMatchObject({
      state: STATE.STALE,
      reason: REASON.VERIFY_FAILED,
    });
  });

  it('at another sequence, or about a stale book, is unverifiable', () => {
    const { rig, a } = liveRig();
    const sequence = rig.message(on.add(a, BID, 3, 101, 4));
    rig.message(on.verify(a, [1, 1], [2, 2], sequence - 1));
    rig.message(on.status(a, STATE.STALE, REASON.SEQUENCE_GAP));
    rig.message(on.verify(a, [101, 4], [110, 7], sequence));
    rig.settle();
    expect(rig.counter('UNVERIFIABLE')).toBe(2);
    expect(rig.counter('VERIFIED')).toBe(0);
    expect(rig.counter('VERIFY_FAILURES')).toBe(0);
  });
});

describe('a delta', () => {
  it('carries the stamps of its oldest message and how many are in it', () => {
    const { rig, a } = liveRig();
    const first = rig.message(on.add(a, BID, 3, 90, 1));
    rig.message(on.add(a, BID, 4, 91, 1));
    const third = rig.message(on.add(a, BID, 5, 92, 1));
    const [delta] = rig.settle().filter((frame) => (frame.stream & 7) === BOOK_10);
    expect(delta).toMatchObject({ merged: 3, seq: 1, sourceSequence: third });
    expect(delta!.venueTime).toBe(1_700_000_000_000_000_000n + BigInt(first));
    expect(delta!.received).toBeGreaterThan(0);
    expect(delta!.committed).toBeGreaterThanOrEqual(delta!.received);
    expect(delta!.applied).toBeGreaterThanOrEqual(delta!.committed);
    expect(delta!.framed).toBeGreaterThanOrEqual(delta!.applied);
    expect(delta!.bids.map((level) => level.price)).toEqual([92, 91, 90]);
    expect(rig.counter('MERGED_MESSAGES')).toBeGreaterThanOrEqual(2);
  });

  it('is cut for every message when told so', () => {
    const { rig, a } = liveRig({ cut: 'message' });
    rig.message(on.add(a, BID, 3, 90, 1));
    rig.message(on.add(a, BID, 4, 91, 1));
    const deltas = rig.turn().filter((frame) => (frame.stream & 7) === BOOK_10);
    expect(deltas.map((frame) => [frame.seq, frame.merged])).toEqual([
      [1, 1],
      [2, 1],
    ]);
  });

  it('is not cut where nothing changed in the window', () => {
    const { rig, a } = liveRig();
    rig.message(on.add(a, BID, 3, 90, 1));
    const frames = rig.settle();
    expect(frames.map((frame) => frame.stream & 7).sort()).toEqual([
      ORDERS,
      BOOK_10,
      BOOK_50,
      BOOK_FULL,
    ]);
    rig.message(on.add(a, BID, 4, 90, 1), on.delete(a, 4));
    expect(rig.settle().map((frame) => frame.stream & 7)).toEqual([ORDERS]);
  });

  it('carries the hash every so often', () => {
    const { rig, a } = liveRig({ hashEvery: 3 });
    for (let id = 10; id < 20; id++) {
      rig.message(on.add(a, BID, id, 80 + id, 1));
      rig.settle();
    }
    const deltas = rig.frames.filter(
      (frame) => frame.kind === 'delta' && (frame.stream & 7) === BOOK_50,
    );
    const hashed = deltas.filter((frame) => frame.hash !== undefined).map((frame) => frame.seq);
    expect(hashed).toEqual([3, 6, 9]);
  });

  it('never shows a message that is not complete', () => {
    for (const cut of ['batch', 'message'] as const) {
      const { rig, a } = liveRig({ cut });
      const b = rig.define(1);
      rig.want(b, BOOK_10);
      rig.settle();
      rig.open(on.add(a, BID, 3, 95, 1));
      rig.publish();
      expect(rig.settle()).toEqual([]);
      rig.requestImage(a, BOOK_10);
      expect(rig.settle()).toEqual([]);
      rig.more(on.add(b, BID, 3, 95, 1));
      rig.publish();
      expect(rig.settle()).toEqual([]);
      rig.more(on.add(a, BID, 4, 96, 1));
      rig.last();
      rig.publish();
      rig.settle();
      expect(
        rig
          .replica(a, BOOK_10)
          .levels(0)
          .map((level) => level.price),
      ).toEqual([100, 96, 95]);
      expect(
        rig
          .replica(b, BOOK_10)
          .levels(0)
          .map((level) => level.price),
      ).toEqual([95]);
    }
  });

  it('waits for a message that a batch cut in two, even with complete ones before it', () => {
    const { rig, a } = liveRig({ batchEventLimit: 2 });
    rig.message(on.add(a, BID, 3, 95, 1));
    rig.open(on.add(a, BID, 4, 96, 1));
    rig.more(on.add(a, BID, 5, 97, 1));
    rig.last();
    rig.publish();
    expect(rig.turn()).toEqual([]);
    const [delta] = rig.turn().filter((frame) => (frame.stream & 7) === BOOK_10);
    expect(delta!.merged).toBe(2);
    expect(delta!.bids.map((level) => level.price)).toEqual([97, 96, 95]);
  });

  it('follows a message whose last event is of no book, or of another lane', () => {
    const { rig, a } = liveRig();
    rig.message(on.add(a, BID, 3, 95, 1), on.messageEnd(a));
    rig.settle();
    expect(rig.replica(a, BOOK_10).levels(0).length).toBe(2);
  });
});

describe('a fault', () => {
  it('that is injected throws out of doWork once', () => {
    const { rig } = liveRig();
    rig.fault.request(0, 1);
    expect(() => rig.lane.doWork()).toThrow('injected fault');
    expect(rig.lane.doWork()).toBe(0);
  });

  it('of a reader that was cut off ends the lane', () => {
    const { rig } = liveRig();
    rig.reader!.detach();
    expect(() => rig.lane.doWork()).toThrow(/cut off/);
  });
});
