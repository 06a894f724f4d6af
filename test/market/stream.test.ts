import { describe, expect, it } from 'vitest';
import {
  CHANNEL_NAMES,
  channelOfSlot,
  DEPTH_NAMES,
  SLOT_DEPTH,
  slotOf,
  streamId,
  streamInstrument,
  streamSlot,
} from '../../src/market/stream.js';
import { asInstrumentId } from '../../src/market/units.js';

describe('stream numbers', () => {
  it('give back instrument, channel and depth', () => {
    const seen = new Set<number>();
    for (const row of [0, 1, 16383]) {
      for (const channel of CHANNEL_NAMES) {
        for (const depth of DEPTH_NAMES) {
          const slot = slotOf(channel, depth);
          const stream = streamId(asInstrumentId(row), slot);
          seen.add(stream);
          expect(streamInstrument(stream)).toBe(row);
          expect(streamSlot(stream)).toBe(slot);
          expect(channelOfSlot(slot)).toBe(channel);
          if (channel === 'book')
            expect(SLOT_DEPTH[slot]).toBe(depth === 'full' ? Infinity : depth);
        }
      }
    }
    expect(seen.size).toBe(3 * 8);
  });
});
