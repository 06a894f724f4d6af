import { describe, expect, test } from 'vitest';
import { NewestSequence } from '../../src/ring/newest-sequence.js';
import {
  FAULT,
  FaultInjection,
  Heartbeats,
  ResyncRequests,
  StopSignal,
} from '../../src/ring/shared-words.js';
import { makeWaitStrategy } from '../../src/ring/wait.js';

describe('shared words', () => {
  test('a stop request is seen through every other view and ends every sleep at once', () => {
    const buffer = StopSignal.allocate();
    const stop = new StopSignal(buffer);
    stop.waitMs(0);
    stop.waitMs(-5);
    expect(stop.requested()).toBe(false);
    new StopSignal(buffer).request();
    expect(stop.requested()).toBe(true);
    stop.waitMs(1e9);
  });

  test('a heartbeat counts for its own agent, over the int32 wrap too', () => {
    const buffer = Heartbeats.allocate(3);
    const beats = new Heartbeats(buffer);
    new Int32Array(buffer)[32] = 2 ** 31 - 1;
    const before = beats.read(1);
    beats.beat(1);
    expect(beats.read(1)).not.toBe(before);
    expect([beats.read(0), beats.read(2)]).toEqual([0, 0]);
  });

  test('an injected fault is taken once, by its lane', () => {
    const faults = new FaultInjection(FaultInjection.allocate(2));
    faults.request(1, FAULT.HANG);
    expect(faults.take(0)).toBe(FAULT.NONE);
    expect(faults.take(1)).toBe(FAULT.HANG);
    expect(faults.take(1)).toBe(FAULT.NONE);
  });

  test('resync requests that pile up are served once, each for its feed and lane', () => {
    const buffer = ResyncRequests.allocate(2, 3);
    const supervisor = new ResyncRequests(buffer);
    const feed = new ResyncRequests(buffer);
    supervisor.request(1, 2);
    supervisor.request(1, 2);
    supervisor.request(0, 0);
    const takeAll = (): boolean[] =>
      [0, 1].flatMap((f) => [0, 1, 2].map((lane) => feed.take(f, lane)));
    expect(takeAll()).toEqual([true, false, false, false, false, true]);
    expect(takeAll()).toEqual([false, false, false, false, false, false]);
  });

  test('the newest sequence keeps the low 32 bits of a safe integer', () => {
    const newest = new NewestSequence(NewestSequence.allocate(4));
    newest.set(2, 2 ** 32 + 5);
    newest.set(3, 2 ** 31 + 1);
    expect([0, 1, 2, 3].map((stream) => newest.get(stream))).toEqual([0, 0, 5, 2 ** 31 + 1]);
  });
});

describe('wait strategies', () => {
  const countParks = (name: 'spin' | 'spin-then-park', script: string): number => {
    let parks = 0;
    const strategy = makeWaitStrategy(name, { spinTurns: 3, parkMs: 7 });
    for (const turn of script) {
      if (turn === 'w') strategy.reset();
      else strategy.idle({ waitForData: (ms) => void (parks += ms === 7 ? 1 : NaN) });
    }
    return parks;
  };

  test('spin never sleeps', () => expect(countParks('spin', 'iiiiiiiiii')).toBe(0));

  test('spin-then-park sleeps after its idle turns, and work starts the count again', () => {
    expect(countParks('spin-then-park', 'iii')).toBe(0);
    expect(countParks('spin-then-park', 'iiiii')).toBe(2);
    expect(countParks('spin-then-park', 'iiiwiii')).toBe(0);
    expect(countParks('spin-then-park', 'iiiiwiiii')).toBe(2);
  });
});
