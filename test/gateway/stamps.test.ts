import { afterEach, describe, expect, it, vi } from 'vitest';
import { STREAM_SLOT, streamId } from '../../src/market/stream.js';
import { asInstrumentId } from '../../src/market/units.js';
import { StageHistogram } from '../../src/telemetry/stage-histogram.js';
import { GatewayRig } from './gateway-rig.js';
import { until } from './turns.js';

let rig: GatewayRig;
afterEach(() => rig.close());

const AAA = asInstrumentId(0);
const BOOK_A = streamId(AAA, STREAM_SLOT.BOOK_10);

/** Deltas in the histogram of received-to-sent; one of a negative time would count twice. */
function recorded(): number {
  const counts = new Uint32Array(StageHistogram.bytes / 4);
  rig.received.copyTo(counts);
  return counts.reduce((sum, count) => sum + count, 0);
}

describe('the stamp of sending', () => {
  it('is not before the framing of a delta that was cut while the ring was read, nor for those who join later', async () => {
    rig = await GatewayRig.start();
    const first = await rig.connect();
    await first.subscribe(['sim:AAA']);
    await until(() => first.replicas.has(BOOK_A));
    rig.halt();
    const reader = rig.readers[0]!;
    const read = reader.poll.bind(reader);
    const polled = vi.spyOn(reader, 'poll').mockImplementation((target, maxRecords) => {
      rig.lane.change(AAA, [[7, 3]]);
      rig.lane.flush();
      return read(target, maxRecords);
    });
    const before = recorded();
    expect(rig.gateway.doWork()).toBe(1);
    polled.mockRestore();
    expect(recorded()).toBe(before + 1);
    await until(() => first.position(BOOK_A) === rig.lane.position(BOOK_A));
    rig.resume();
    const second = await rig.connect();
    await second.subscribe(['sim:AAA']);
    await until(() => second.position(BOOK_A) === rig.lane.position(BOOK_A));
    expect(second.replicas.get(BOOK_A)).toMatchObject({ images: 1, deltas: 1 });
    expect([first.breaches, second.breaches]).toEqual([[], []]);
  });

  it('is recorded for every message that a delta merges', async () => {
    rig = await GatewayRig.start();
    const client = await rig.connect();
    await client.subscribe(['sim:AAA']);
    await until(() => client.replicas.has(BOOK_A));
    const before = recorded();
    rig.lane.change(AAA, [[7, 3]], 1000);
    rig.lane.flush();
    await until(() => client.position(BOOK_A) === rig.lane.position(BOOK_A));
    expect(recorded() - before).toBe(1000);
  });

  it('costs one reading of the clock, however many lanes and frames a poll has', async () => {
    rig = await GatewayRig.start({ laneCount: 2 });
    const client = await rig.connect();
    await client.subscribe(['*']);
    await until(() => client.replicas.size === 3);
    rig.halt();
    for (let i = 0; i < 5; i++)
      for (const lane of rig.lanes)
        for (const instrument of lane.books.keys()) lane.change(instrument, [[i, 1]]);
    for (const lane of rig.lanes) lane.flush();
    const readings = vi.spyOn(rig.clock, 'nowNs');
    expect(rig.gateway.doWork()).toBe(15);
    expect(readings).toHaveBeenCalledTimes(1);
    readings.mockRestore();
  });
});
