import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DoorbellSleeper, allocateDoorbells } from '../../src/ring/doorbell.js';
import { InterestReader, InterestTable, InterestWriter } from '../../src/ring/interest.js';

const SHAPE = { gatewayCount: 2, laneCount: 2, instrumentLimit: 100, streamsPerInstrument: 8 };
const laneOf = (instrument: number): number => instrument % SHAPE.laneCount;
const streamOf = (instrument: number, slot: number): number =>
  instrument * SHAPE.streamsPerInstrument + slot;

function makeTable() {
  const buffer = InterestTable.allocate(SHAPE);
  return {
    buffer,
    gateways: [0, 1].map((index) => new InterestWriter(buffer, index)),
    lanes: [0, 1].map((index) => new InterestReader(buffer, index)),
  };
}

/** Instruments whose dirty bit is set, the bits cleared. */
function takeDirty(lane: InterestReader): number[] {
  const dirty: number[] = [];
  for (let w = 0; w < lane.dirtyWordCount; w++) {
    const bits = lane.takeDirtyWord(w);
    for (let b = 0; b < 32; b++) if ((bits >>> b) & 1) dirty.push(w * 32 + b);
  }
  return dirty;
}

describe('interest', () => {
  test('a first want is seen by the lane of the instrument only, with a request for an image', () => {
    const { gateways, lanes } = makeTable();
    gateways[1]!.want(streamOf(63, 5), 63, 1);
    expect(lanes[0]!.changed()).toBe(false);
    expect(lanes[1]!.changed()).toBe(true);
    expect(lanes[1]!.changed()).toBe(false);
    expect(takeDirty(lanes[1]!)).toEqual([63]);
    expect(takeDirty(lanes[1]!)).toEqual([]);
    expect(lanes[1]!.wanted(streamOf(63, 5))).toBe(true);
    expect(lanes[1]!.wanted(streamOf(63, 4))).toBe(false);
    expect(lanes[1]!.imageRequested(streamOf(63, 5))).toBe(true);
    expect(lanes[1]!.imageRequested(streamOf(63, 5))).toBe(false);
  });

  test('a lane that starts anew finds all that is wanted, with a request for an image', () => {
    const { buffer, gateways, lanes } = makeTable();
    gateways[0]!.want(streamOf(2, 1), 2, 0);
    lanes[0]!.changed();
    takeDirty(lanes[0]!);
    lanes[0]!.imageRequested(streamOf(2, 1));
    const successor = new InterestReader(buffer, 0);
    expect(successor.wanted(streamOf(2, 1))).toBe(true);
    expect(successor.imageRequested(streamOf(2, 1))).toBe(true);
  });

  test('a change rings the bell of the lane', () => {
    const { gateways } = makeTable();
    const bells = allocateDoorbells(SHAPE.laneCount);
    gateways[0]!.setLaneDoorbells(bells);
    const sleeper = new DoorbellSleeper(bells, 1);
    sleeper.arm();
    gateways[0]!.requestImage(streamOf(1, 0), 1, 1);
    sleeper.sleep(1e9);
  });

  test('places outside the table are refused', () => {
    const { buffer } = makeTable();
    expect(() => new InterestWriter(buffer, 2)).toThrow(/gateway 2/);
    expect(() => new InterestReader(buffer, -1)).toThrow(/lane -1/);
  });

  test('agrees with naive sets, whatever the order of operations', () => {
    const operation = fc.record({
      kind: fc.constantFrom(
        'want' as const,
        'drop' as const,
        'requestImage' as const,
        'look' as const,
      ),
      gateway: fc.nat(1),
      instrument: fc.nat(SHAPE.instrumentLimit - 1),
      slot: fc.nat(7),
    });
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 100 }), (operations) => {
        const { gateways, lanes } = makeTable();
        const wanted = [new Set<number>(), new Set<number>()];
        const images = new Set<number>();
        const dirty = [new Set<number>(), new Set<number>()];
        for (const { kind, gateway, instrument, slot } of operations) {
          const stream = streamOf(instrument, slot);
          const lane = laneOf(instrument);
          if (kind === 'look') {
            expect(lanes[lane]!.changed()).toBe(dirty[lane]!.size > 0);
            expect(new Set(takeDirty(lanes[lane]!))).toEqual(dirty[lane]);
            dirty[lane]!.clear();
            expect(lanes[lane]!.imageRequested(stream)).toBe(images.delete(stream));
          } else {
            gateways[gateway]![kind](stream, instrument, lane);
            dirty[lane]!.add(instrument);
            if (kind === 'want') wanted[gateway]!.add(stream);
            if (kind === 'drop') wanted[gateway]!.delete(stream);
            if (kind !== 'drop') images.add(stream);
          }
          expect(lanes[lane]!.wanted(stream)).toBe(wanted.some((set) => set.has(stream)));
        }
      }),
    );
  });
});
