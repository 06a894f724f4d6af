/** An event sink over a ring's worth of slots that nobody reads, and a register that takes every instrument. */
import { load } from '../../harness/build-under-test.mjs';

const SLOT_COUNT = 1 << 12;

export async function makeSink() {
  const { SLOT_BYTES, slotViewsOf } = await load('event/slot.js');
  const views = slotViewsOf(new ArrayBuffer(SLOT_COUNT * SLOT_BYTES));
  const sink = {
    views,
    count: 0,
    next() {
      return (sink.count++ & (SLOT_COUNT - 1)) * SLOT_BYTES;
    },
  };
  return sink;
}

export function makeRegister() {
  const ids = new Map();
  return {
    register({ venue, symbol }) {
      const name = `${venue}:${symbol}`;
      if (!ids.has(name)) ids.set(name, ids.size);
      return ids.get(name);
    },
  };
}
