import { Worker } from 'node:worker_threads';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { Clock, makeRunBase, wallBaseNs, wallNowMs, wallNowNs } from '../../src/telemetry/clock.js';
import { GcMonitor } from '../../src/telemetry/gc-monitor.js';

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

  it('allocates nothing per reading', () => {
    const clock = new Clock(makeRunBase());
    const target = new Float64Array(1);
    const read = (rounds: number): void => {
      for (let i = 0; i < rounds; i++) target[0] = clock.nowNs();
    };
    read(200_000);
    const monitor = new GcMonitor();
    monitor.start();
    read(2_000_000);
    // A boxed double per reading would be some eight collections.
    expect(monitor.stop().count).toBeLessThanOrEqual(1);
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

describe('GcMonitor', () => {
  it('counts collections of a thread that does not yield', () => {
    const monitor = new GcMonitor();
    monitor.start();
    let kept: number[][] = [];
    for (let i = 0; i < 300_000; i++) {
      kept.push([i, i, i, i]);
      if (kept.length > 1000) kept = [];
    }
    const first = monitor.sample();
    expect(first.count).toBeGreaterThan(0);
    expect(first.ms).toBeGreaterThan(0);
    expect(monitor.stop().count).toBeGreaterThanOrEqual(first.count);
  });
});
