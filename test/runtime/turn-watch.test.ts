/** What a thread notes of a late turn: the kernel's account of it, the time before the wake-up included. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { NOTHING_WAITED, TurnWatch } from '../../src/runtime/threads/turn-watch.js';
import type { Clock } from '../../src/telemetry/clock.js';
import type { EpisodeNotes } from '../../src/telemetry/episode-notes.js';

const MS = 1e6;
const LIMIT_NS = 1 * MS;

/** The kernel's account of the thread, as of now. */
const kernel = vi.hoisted(() => ({ onCoreNs: 0, coreWaitNs: 0 }));
vi.mock('../../src/runtime/threads/thread-schedule.js', () => ({
  ACCOUNT: { ON_CORE: 0, CORE_WAIT: 1 },
  OwnAccount: class {
    readonly ns = new Float64Array(2);
    readonly isKept = true;
    read(): void {
      this.ns.set([kernel.onCoreNs, kernel.coreWaitNs]);
    }
    close(): void {}
  },
}));

let nowNs = 0;
const clock = { nowNs: () => nowNs } as Clock;
const notes: { turnNs: number; accountNs: number; coreWaitNs: number; onCoreNs: number }[] = [];
const sink = {
  turn: (
    _start: number,
    _duration: number,
    _work: number,
    turnNs: number,
    _busy: number,
    accountNs: number,
    coreWaitNs: number,
    onCoreNs: number,
  ) => void notes.push({ turnNs, accountNs, coreWaitNs, onCoreNs }),
} as unknown as EpisodeNotes;

beforeEach(() => {
  nowNs = 1000 * MS;
  notes.length = 0;
  kernel.onCoreNs = kernel.coreWaitNs = 0;
});

const run = (ms: number): void => {
  nowNs += ms * MS;
  kernel.onCoreNs += ms * MS;
};
const sleep = (ms: number): void => {
  nowNs += ms * MS;
};
const waitForCore = (ms: number): void => {
  nowNs += ms * MS;
  kernel.coreWaitNs += ms * MS;
};
const since = (ns: number): Float64Array => Float64Array.of(ns);

describe('a thread that is late', () => {
  it.each([1, 30])('after a sleep of %i ms tells how long it then waited for a core', (ms) => {
    const watch = new TurnWatch(clock, sink, LIMIT_NS);
    run(0.1);
    watch.end(0, NOTHING_WAITED);
    sleep(ms);
    const dueNs = nowNs;
    waitForCore(15);
    watch.begin();
    run(0.1);
    watch.end(4, since(dueNs));
    expect(notes).toHaveLength(1);
    expect(notes[0]!.coreWaitNs).toBe(15 * MS);
    expect(notes[0]!.turnNs).toBeCloseTo(0.1 * MS, 0);
  });

  it('tells of a long turn what the kernel says of it, and nothing of 10 ms ago', () => {
    const watch = new TurnWatch(clock, sink, LIMIT_NS);
    waitForCore(11);
    watch.begin();
    run(0.5);
    watch.end(3, NOTHING_WAITED);
    run(2);
    sleep(20);
    watch.end(3, NOTHING_WAITED);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatchObject({ accountNs: 22 * MS, coreWaitNs: 0, onCoreNs: 2 * MS });
  });

  it('notes nothing within its limit', () => {
    const watch = new TurnWatch(clock, sink, LIMIT_NS);
    for (let turn = 0; turn < 100; turn++) {
      run(0.9);
      watch.end(1, since(nowNs - 0.9 * MS));
    }
    expect(notes).toEqual([]);
  });
});
