/** A lane that replaces a dead one: stale and dark, then rebuilt from the feed's images. */
import { describe, expect, it } from 'vitest';
import { ASK, BID } from '../../src/market/side.js';
import { REASON, STATE } from '../../src/market/state.js';
import { STREAM_SLOT } from '../../src/market/stream.js';
import type { InstrumentId } from '../../src/market/units.js';
import { LaneRig, on } from './lane-rig.js';

const { BBO, BOOK_10, ORDERS, STATUS, TRADES } = STREAM_SLOT;

function crashedRig(): { rig: LaneRig; a: InstrumentId; b: InstrumentId } {
  const rig = new LaneRig();
  const [a, b] = [rig.define(0), rig.define(1)];
  for (const id of [a, b]) {
    rig.want(id, BOOK_10, BBO, STATUS, ORDERS, TRADES);
    rig.message(on.imageBegin(id), on.add(id, BID, 1, 100, 5), on.imageEnd(id));
  }
  rig.settle();
  rig.message(on.add(a, ASK, 2, 110, 5));
  rig.fault.request(0, 1);
  expect(() => rig.lane.doWork()).toThrow('injected fault');
  return { rig, a, b };
}

describe('a restarted lane', () => {
  it('tells every wanted stream that its book is stale, under a new epoch', () => {
    const { rig, a, b } = crashedRig();
    const epochs = [a, b].map((id) => rig.replica(id, BOOK_10).epoch!);
    rig.restartLane(1);
    rig.settle();
    [a, b].forEach((id, index) => {
      for (const slot of [BOOK_10, BBO, STATUS, ORDERS, TRADES]) {
        const replica = rig.replica(id, slot);
        expect(replica.epoch).toBeGreaterThan(epochs[index]!);
        expect([replica.seq, replica.state, replica.reason]).toEqual([
          0,
          STATE.STALE,
          REASON.LANE_RESTARTED,
        ]);
      }
      expect(rig.replica(id, BOOK_10).levels(0)).toEqual([]);
      expect(rig.table.state(id)).toBe(STATE.STALE);
    });
    expect(rig.counter('STALE_BOOKS')).toBe(2);
  });

  it('believes nothing of a book before its image', () => {
    const { rig, a } = crashedRig();
    rig.restartLane(1);
    rig.settle();
    const { epoch } = rig.replica(a, BOOK_10);
    rig.message(on.add(a, BID, 7, 90, 1));
    rig.message(on.level(a, ASK, 91, 1));
    rig.message(on.status(a, STATE.LIVE));
    rig.message(on.verify(a, [1, 1], [2, 2]));
    rig.message(on.imageEnd(a));
    rig.message(on.clear(a, REASON.VENUE_RESET));
    expect(rig.settle()).toEqual([]);
    expect(rig.replica(a, BOOK_10)).toMatchObject({ epoch, state: STATE.STALE });
    expect(rig.counter('VERIFY_FAILURES')).toBe(0);
    expect(rig.lane.report().books).toEqual([]);
  });

  it('is live and right again after the image', () => {
    const { rig, a } = crashedRig();
    rig.restartLane(1);
    rig.settle();
    const { epoch } = rig.replica(a, BOOK_10);
    rig.message(
      on.imageBegin(a),
      on.add(a, BID, 1, 100, 5),
      on.add(a, ASK, 2, 110, 5),
      on.imageEnd(a),
    );
    rig.message(on.add(a, BID, 3, 101, 1));
    rig.settle();
    const replica = rig.replica(a, BOOK_10);
    expect(replica.epoch).toBeGreaterThan(epoch!);
    expect([replica.state, replica.reason]).toEqual([STATE.LIVE, REASON.NONE]);
    expect(replica.levels(0).map((level) => level.price)).toEqual([101, 100]);
    expect(rig.replica(a, ORDERS).orders.length).toBe(3);
    expect(rig.counter('STALE_BOOKS')).toBe(1);
  });

  it('tells the definitions again', () => {
    const { rig } = crashedRig();
    rig.definitions.length = 0;
    rig.restartLane(1);
    rig.settle();
    expect(rig.definitions.map((one) => one.symbol)).toEqual(['S0', 'S1']);
  });
});
