/** When images are cut, in how many parts, and what they must not break. */
import { describe, expect, it } from 'vitest';
import { ASK, BID } from '../../src/market/side.js';
import { STATE } from '../../src/market/state.js';
import { STREAM_SLOT } from '../../src/market/stream.js';
import type { InstrumentId } from '../../src/market/units.js';
import { LaneRig, on, type EventWriter, type RigOptions } from './lane-rig.js';
import type { WireFrame } from './wire-frame.js';

const { BBO, ORDERS, STATUS, BOOK_1, BOOK_10, BOOK_50, BOOK_FULL } = STREAM_SLOT;
const PART_BYTES_LIMIT = 65536;

function liveRig(options: RigOptions = {}, levelCount = 3): { rig: LaneRig; a: InstrumentId } {
  const rig = new LaneRig(options);
  const a = rig.define(0);
  rig.message(...crowd(a, levelCount));
  rig.settle();
  return { rig, a };
}

/** An image with that many levels a side around 1,000,000. */
function crowd(a: InstrumentId, levelCount: number): EventWriter[] {
  const writers = [on.imageBegin(a)];
  for (let rank = 0; rank < levelCount; rank++) {
    writers.push(on.add(a, BID, 2 * rank + 1, 999_999 - rank, 10 + rank));
    writers.push(on.add(a, ASK, 2 * rank + 2, 1_000_001 + rank, 20 + rank));
  }
  return [...writers, on.imageEnd(a)];
}

const slotOf = (frame: WireFrame): number => frame.stream & 7;

describe('interest', () => {
  it('of nobody costs no frame', () => {
    const { rig, a } = liveRig();
    rig.message(on.add(a, BID, 100, 1, 1));
    expect(rig.settle()).toEqual([]);
    expect(rig.frames).toEqual([]);
  });

  it('in an idle instrument is served at once', () => {
    const { rig, a } = liveRig();
    rig.want(a, BOOK_10, BBO);
    const frames = rig.turn();
    expect(frames.map((frame) => [slotOf(frame), frame.isImage, frame.seq])).toEqual([
      [BBO, true, 0],
      [BOOK_10, true, 0],
    ]);
    expect(frames[1]).toMatchObject({ state: STATE.LIVE, merged: 0, isRefresh: false });
    expect(rig.turn()).toEqual([]);
  });

  it('that ends stops the deltas, and back again goes on under the next seq', () => {
    const { rig, a } = liveRig();
    rig.want(a, BOOK_10);
    rig.settle();
    rig.message(on.add(a, BID, 100, 1, 1));
    rig.settle();
    rig.drop(a, BOOK_10);
    rig.message(on.add(a, BID, 101, 2, 1));
    rig.message(on.add(a, BID, 102, 3, 1));
    expect(rig.settle()).toEqual([]);
    rig.want(a, BOOK_10);
    const [image] = rig.settle();
    expect(image).toMatchObject({ isImage: true, seq: 2, epoch: rig.replica(a, BOOK_10).epoch });
    expect(rig.replica(a, BOOK_10).levels(0).length).toBe(6);
    rig.message(on.delete(a, 101));
    expect(rig.settle()).toMatchObject([{ isImage: false, seq: 3 }]);
  });

  it('that ends and comes back with nothing in between keeps its seq', () => {
    const { rig, a } = liveRig();
    rig.want(a, BOOK_10);
    rig.message(on.add(a, BID, 100, 1, 1));
    rig.settle();
    const { seq } = rig.replica(a, BOOK_10);
    rig.drop(a, BOOK_10);
    rig.settle();
    rig.want(a, BOOK_10);
    expect(rig.settle()).toMatchObject([{ isImage: true, seq }]);
  });

  it('of a second gateway gives an image that breaks nobody else', () => {
    const { rig, a } = liveRig({ gatewayCount: 2 });
    rig.want(a, BOOK_10);
    rig.settle();
    rig.message(on.add(a, BID, 100, 1, 1));
    rig.settle();
    rig.gateway(1).want((a << 3) | BOOK_10, a, 0);
    rig.message(on.add(a, BID, 101, 2, 1));
    const frames = rig.settle();
    expect(frames.map((frame) => [frame.isImage, frame.seq, frame.isRefresh])).toEqual([
      [false, 2, false],
      [true, 2, false],
    ]);
    rig.drop(a, BOOK_10);
    rig.message(on.add(a, BID, 102, 3, 1));
    expect(rig.settle()).toMatchObject([{ isImage: false, seq: 3 }]);
  });

  it('that is assumed counts book 50, bbo and trades of every instrument', () => {
    const { rig, a } = liveRig({ assumeInterest: true });
    rig.message(on.execute(a, 1, 10, 7));
    rig.settle();
    expect(new Set(rig.frames.map(slotOf))).toEqual(new Set([BBO, STREAM_SLOT.TRADES, BOOK_50]));
    expect(rig.replica(a, BBO).top).toEqual([999_998, 11, 1_000_001, 20]);
  });

  it('in an instrument that is not defined yet waits for its definition', () => {
    const rig = new LaneRig();
    rig.want(5 as InstrumentId, BOOK_10, STATUS);
    expect(rig.settle()).toEqual([]);
    rig.define(5);
    expect(rig.settle().map(slotOf)).toEqual([STATUS, BOOK_10]);
  });
});

describe('an image', () => {
  it('over 64 KiB comes in parts under one seq', () => {
    const { rig, a } = liveRig({ slotCount: 32768, batchEventLimit: 32768 }, 4000);
    rig.want(a, BOOK_FULL, ORDERS);
    const frames = rig.settle();
    const parts = frames.filter((frame) => slotOf(frame) === BOOK_FULL);
    expect(
      parts.map((frame) => [frame.part, frame.partCount, frame.isFirst, frame.isLast]),
    ).toEqual([
      [0, 3, true, false],
      [1, 3, false, false],
      [2, 3, false, true],
    ]);
    expect(Math.max(...frames.map((frame) => frame.bytes))).toBeLessThanOrEqual(PART_BYTES_LIMIT);
    expect(new Set(parts.map((frame) => frame.hash)).size).toBe(1);
    expect(rig.replica(a, BOOK_FULL).levels(0).length).toBe(4000);
    expect(rig.replica(a, BOOK_FULL).levels(1).at(-1)!.price).toBe(1_004_000);
    expect(frames.filter((frame) => slotOf(frame) === ORDERS).length).toBe(5);
    expect(rig.replica(a, ORDERS).orders.length).toBe(8000);
  });

  it('is cut again once the deltas behind it have outgrown it, and may be skipped', () => {
    const { rig, a } = liveRig();
    rig.want(a, BOOK_10);
    rig.settle();
    for (let id = 1000; id < 1200; id++) {
      rig.message(on.add(a, BID, id, 999_999, 1));
      rig.settle();
    }
    const refreshes = rig.frames.filter((frame) => frame.isRefresh);
    expect(refreshes.length).toBe(2);
    const between = refreshes[1]!.seq - refreshes[0]!.seq;
    const deltaBytes = rig.frames.find((frame) => !frame.isImage)!.bytes;
    expect(between * deltaBytes).toBeGreaterThan(16_384);
    expect((between - 1) * deltaBytes).toBeLessThanOrEqual(16_384);
    expect(rig.replica(a, BOOK_10).seq).toBe(200);
  });

  it('takes the place of a delta when more changed than the change set holds', () => {
    const { rig, a } = liveRig({ changeLimit: 8 });
    rig.want(a, BOOK_10, BOOK_FULL, BBO);
    rig.settle();
    rig.message(...Array.from({ length: 20 }, (_, i) => on.add(a, BID, 100 + i, 500 + i, 1)));
    const frames = rig.settle();
    expect(
      frames.map((frame) => [slotOf(frame), frame.isImage, frame.seq, frame.isRefresh]),
    ).toEqual([
      [BOOK_10, true, 1, false],
      [BOOK_FULL, true, 1, false],
    ]);
    expect(rig.counter('CHANGE_OVERFLOWS')).toBe(1);
    rig.message(on.delete(a, 100));
    expect(rig.settle()).toMatchObject([{ isImage: false, seq: 2, stream: BOOK_FULL }]);
  });

  it('takes the place of a delta that would be over 64 KiB', () => {
    const { rig, a } = liveRig({ changeLimit: 4096, slotCount: 32768, batchEventLimit: 32768 });
    rig.want(a, BOOK_FULL, BOOK_1);
    rig.settle();
    rig.message(...Array.from({ length: 3000 }, (_, i) => on.add(a, BID, 100 + i, 500 + i, 1)));
    expect(new Set(rig.settle().map((frame) => [frame.isImage, frame.seq].join()))).toEqual(
      new Set(['true,1']),
    );
  });

  it('of an L3 stream with more actions than a frame holds takes their place', () => {
    const { rig, a } = liveRig({ slotCount: 16384, batchEventLimit: 16384 });
    rig.want(a, ORDERS);
    rig.settle();
    rig.message(...Array.from({ length: 2000 }, (_, i) => on.add(a, BID, 100 + i, 500, 1)));
    const frames = rig.settle();
    expect(frames.every((frame) => frame.isImage && frame.seq === 1)).toBe(true);
    expect(rig.replica(a, ORDERS).orders.length).toBe(2006);
  });
});

describe('the image budget', () => {
  it('bounds the image bytes of one poll below a quarter of the ring, and serves everyone in turn', () => {
    const frameRingBytes = 1 << 17;
    const count = 40;
    const rig = new LaneRig({ frameRingBytes, instrumentLimit: 64 });
    const ids = Array.from({ length: count }, (_, id) => rig.define(id));
    for (const id of ids) rig.message(...crowd(id, 30));
    rig.settle();
    for (const id of ids) rig.want(id, BOOK_50, BOOK_10);
    const bytesPerTurn: number[] = [];
    for (let turn = 0; turn < 100; turn++) {
      const bytes = rig.turn().reduce((sum, frame) => sum + frame.bytes, 0);
      if (bytes === 0) break;
      bytesPerTurn.push(bytes);
    }
    const oneImage = Math.max(...rig.frames.map((frame) => frame.bytes));
    expect(bytesPerTurn.length).toBeGreaterThan(2);
    expect(Math.max(...bytesPerTurn)).toBeLessThanOrEqual(frameRingBytes / 4 + oneImage);
    expect(new Set(rig.frames.map((frame) => frame.stream)).size).toBe(count * 2);
    expect(rig.frames.length).toBe(count * 2);
  });

  it('lets deltas pass while images wait', () => {
    const rig = new LaneRig({ frameRingBytes: 1 << 16, instrumentLimit: 64 });
    const ids = Array.from({ length: 20 }, (_, id) => rig.define(id));
    for (const id of ids) rig.message(...crowd(id, 50));
    rig.settle();
    const last = ids.at(-1)!;
    rig.want(last, BOOK_1);
    rig.settle();
    for (const id of ids) rig.want(id, BOOK_50);
    rig.message(on.add(last, BID, 9000, 1_000_000, 3));
    const frames = rig.turn();
    expect(frames.some((frame) => frame.stream === ((last << 3) | BOOK_1) && !frame.isImage)).toBe(
      true,
    );
    rig.settle();
    for (const id of ids) expect(rig.replica(id, BOOK_50).levels(1).length).toBe(50);
  });
});

describe('how far the venue has told its book', () => {
  const ALL = [-Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER];

  it('is in every image of the epoch, those for later subscribers too', () => {
    const rig = new LaneRig();
    const a = rig.define(0);
    const image = crowd(a, 3).slice(0, -1);
    rig.message(...image, on.imageEndWithin(a, 999_997, 1_000_003));
    rig.settle();
    rig.want(a, BOOK_10);
    expect(rig.settle()).toMatchObject([{ isImage: true, verified: [999_997, 1_000_003] }]);
    rig.message(on.add(a, BID, 100, 999_000, 1));
    rig.settle();
    rig.want(a, BOOK_50);
    expect(rig.settle()).toMatchObject([{ isImage: true, verified: [999_997, 1_000_003] }]);
  });

  it('is all of it where nobody said otherwise, and again in the next epoch', () => {
    const { rig, a } = liveRig();
    rig.want(a, BOOK_10);
    expect(rig.settle()).toMatchObject([{ isImage: true, verified: ALL }]);
    rig.message(...crowd(a, 3).slice(0, -1), on.imageEndWithin(a, 1, 2));
    expect(rig.settle().at(-1)).toMatchObject({ isImage: true, verified: [1, 2] });
    rig.message(...crowd(a, 3));
    expect(rig.settle().at(-1)).toMatchObject({ isImage: true, verified: ALL });
  });
});
