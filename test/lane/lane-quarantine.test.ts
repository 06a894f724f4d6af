/** A change that contradicts its book: what clients are told, and what ends it. */
import { describe, expect, it } from 'vitest';
import { ASK, BID } from '../../src/market/side.js';
import { REASON, STATE } from '../../src/market/state.js';
import { STREAM_SLOT } from '../../src/market/stream.js';
import type { InstrumentId } from '../../src/market/units.js';
import { LaneRig, on, type EventWriter } from './lane-rig.js';

const { STATUS, ORDERS, BOOK_FULL } = STREAM_SLOT;

/** LIVE, with two bids and an ask, told. */
function liveRig(): { rig: LaneRig; a: InstrumentId } {
  const rig = new LaneRig();
  const a = rig.define(0);
  rig.want(a, STATUS, ORDERS, BOOK_FULL);
  rig.message(
    on.imageBegin(a),
    on.add(a, BID, 1, 100, 5),
    on.add(a, BID, 3, 99, 6),
    on.add(a, ASK, 2, 110, 7),
    on.imageEnd(a),
  );
  rig.settle();
  expect(stateOf(rig, a)).toEqual([STATE.LIVE, REASON.NONE]);
  return { rig, a };
}

function stateOf(rig: LaneRig, a: InstrumentId): [number, number] {
  const { state, reason } = rig.replica(a, BOOK_FULL);
  const status = rig.replica(a, STATUS);
  expect([status.state, status.reason]).toEqual([state, reason]);
  return [state, reason];
}

const QUARANTINED = [STATE.STALE, REASON.VALUE_REFUSED];
const UNSAFE = 2 ** 53;

describe('a change that contradicts its book', () => {
  const contradictions: [string, (a: InstrumentId) => EventWriter, string][] = [
    ['an add of an id that rests', (a) => on.add(a, BID, 1, 101, 5), 'DUPLICATE_ORDERS'],
    ['an add of nothing', (a) => on.add(a, BID, 9, 101, 0), 'BAD_QUANTITIES'],
    ['an add of less than nothing', (a) => on.add(a, BID, 9, 101, -1), 'BAD_QUANTITIES'],
    ['an add at no price', (a) => on.add(a, BID, 9, UNSAFE, 1), 'REFUSED_CHANGES'],
    ['a reduction by nothing', (a) => on.reduce(a, 1, 0), 'BAD_QUANTITIES'],
    ['a reduction by more than rests', (a) => on.reduce(a, 1, 6), 'BAD_QUANTITIES'],
    ['an execution of more than rests', (a) => on.execute(a, 1, 6, 1), 'BAD_QUANTITIES'],
    ['a replacement by an id that rests', (a) => on.replace(a, 1, 3, 98, 1), 'DUPLICATE_ORDERS'],
    ['the same of an unknown order', (a) => on.replace(a, 9, 3, 98, 1), 'DUPLICATE_ORDERS'],
    ['a replacement by nothing', (a) => on.replace(a, 1, 9, 98, 0), 'BAD_QUANTITIES'],
    ['a replacement at no price', (a) => on.replace(a, 1, 9, UNSAFE, 1), 'REFUSED_CHANGES'],
    ['a bare level among orders', (a) => on.level(a, BID, 100, 1), 'REFUSED_CHANGES'],
  ];
  it.each(contradictions)('%s leaves the instrument stale, counted', (_, contradict, counter) => {
    const { rig, a } = liveRig();
    rig.message(contradict(a));
    rig.settle();
    expect(stateOf(rig, a)).toEqual(QUARANTINED);
    expect(rig.counter(counter as 'BAD_QUANTITIES')).toBe(1);
    expect(rig.counter('STALE_BOOKS')).toBe(1);
  });

  it('is not one when it names an unknown order: files begin mid-session', () => {
    const { rig, a } = liveRig();
    rig.message(on.delete(a, 8), on.reduce(a, 8, 1), on.replace(a, 8, 9, 100, 1));
    rig.settle();
    expect(stateOf(rig, a)).toEqual([STATE.LIVE, REASON.NONE]);
    expect(rig.counter('UNKNOWN_ORDERS')).toBe(3);
  });

  it('takes the old order of a replacement off the book', () => {
    for (const [to, price, quantity] of [
      [3, 98, 1],
      [9, 98, 0],
      [9, UNSAFE, 1],
    ] as const) {
      const { rig, a } = liveRig();
      rig.message(on.replace(a, 1, to, price, quantity));
      rig.settle();
      expect(rig.replica(a, BOOK_FULL).levels(BID)).toMatchObject([{ price: 99, quantity: 6 }]);
      const ids = rig.replica(a, ORDERS).orders.map((order) => Number(order.id));
      expect(ids.sort()).toEqual([2, 3]);
    }
  });
});

describe('a quarantine', () => {
  it("is hidden neither by the venue's statuses nor by a crossed book", () => {
    const { rig, a } = liveRig();
    rig.message(on.add(a, BID, 1, 100, 5));
    for (const state of [STATE.LIVE, STATE.HALTED, STATE.LIVE]) {
      rig.message(on.status(a, state));
      rig.settle();
      expect(stateOf(rig, a)).toEqual(QUARANTINED);
    }
    rig.message(on.add(a, BID, 7, 115, 1));
    rig.settle();
    expect(stateOf(rig, a)).toEqual(QUARANTINED);
    rig.message(on.status(a, STATE.STALE, REASON.DISCONNECTED), on.status(a, STATE.LIVE));
    rig.settle();
    expect(stateOf(rig, a)[0]).toBe(STATE.STALE);
  });

  it('ends with an image', () => {
    const { rig, a } = liveRig();
    rig.message(on.add(a, BID, 1, 100, 5));
    rig.message(on.imageBegin(a), on.add(a, BID, 1, 100, 5), on.imageEnd(a));
    rig.settle();
    expect(stateOf(rig, a)).toEqual([STATE.LIVE, REASON.NONE]);
  });

  it('begins with an image that contradicts itself, and a live status does not end it', () => {
    const { rig, a } = liveRig();
    rig.message(
      on.imageBegin(a),
      on.add(a, BID, 1, 100, 5),
      on.add(a, BID, 1, 100, 5),
      on.imageEnd(a),
    );
    rig.message(on.status(a, STATE.LIVE));
    rig.settle();
    expect(stateOf(rig, a)).toEqual(QUARANTINED);
  });

  it('ends with a clear: the live status behind it is believed', () => {
    const { rig, a } = liveRig();
    rig.message(on.add(a, BID, 1, 100, 5));
    rig.message(on.clear(a, REASON.VENUE_RESET));
    rig.settle();
    expect(stateOf(rig, a)).toEqual([STATE.STALE, REASON.VENUE_RESET]);
    rig.message(on.status(a, STATE.LIVE));
    rig.settle();
    expect(stateOf(rig, a)).toEqual([STATE.LIVE, REASON.NONE]);
  });
});
