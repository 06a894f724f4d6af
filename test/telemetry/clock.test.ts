import { Worker } from 'node:worker_threads';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { Clock, makeRunBase, wallBaseNs, wallNowMs, wallNowNs } from '../../src/telemetry/clock.js';
import { GcLog } from '../../src/telemetry/gc-log.js';

const NS_PER_MS = 1e6;

describe('Clock', () => {
  it('is a safe integer that never runs backwards', () => {
    const clock = new Clock(makeRunBase());
    let previous = 0;
    for (let i = 0; i < 100_000; i++) {
      const now = clock.nowNs();
      if (!Number.isSafeInteger(now) || now < previous) throw new Error(`${previous} then ${now}`);
      previous = now;
    }
  });

  it('orders stamps across threads: a stamp taken there lies between two taken here', async () => {
    const base = makeRunBase();
    const clock = new Clock(base);
    const worker = new Worker(new URL('clock-worker.mjs', import.meta.url), { workerData: base });
    await once(worker, 'message');
    for (let round = 0; round < 20; round++) {
      const before = clock.nowNs();
      worker.postMessage('stamp');
      const [there] = (await once(worker, 'message')) as [number];
      const after = clock.nowNs();
      expect(there).toBeGreaterThanOrEqual(before);
      expect(there).toBeLessThanOrEqual(after);
    }
    await worker.terminate();
  });

  it('allocates nothing per reading', async () => {
    const clock = new Clock(makeRunBase());
    const target = new Float64Array(1);
    const read = (rounds: number): void => {
      for (let i = 0; i < rounds; i++) target[0] = clock.nowNs();
    };
    read(200_000);
    const gc = new GcLog(clock);
    read(2_000_000);
    // A boxed double per reading would be some eight collections.
    expect((await gc.stop()).count).toBeLessThanOrEqual(1);
  });
});

describe('the wall clock', () => {
  it('agrees with itself in both units, and with the base of a run', () => {
    const ms = wallNowMs();
    expect(Math.abs(Number(wallNowNs()) / NS_PER_MS - ms)).toBeLessThan(60_000);
    const base = wallBaseNs(makeRunBase());
    expect(Math.abs(Number(base) / NS_PER_MS - ms)).toBeLessThan(60_000);
  });
});
