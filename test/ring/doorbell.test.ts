import { describe, expect, test } from 'vitest';
import {
  DoorbellLoop,
  Doorbells,
  DoorbellSleeper,
  allocateDoorbells,
} from '../../src/ring/doorbell.js';
import { StopSignal } from '../../src/ring/shared-words.js';
import { interfere } from '../interleave/interference.js';

const NEVER = 600_000;

function makeLoop(
  work: () => number,
  stop = new StopSignal(StopSignal.allocate()),
  spinTurns = 2,
  blockMs = 0,
) {
  const doorbell = allocateDoorbells(1);
  let fail: (error: unknown) => void = () => {};
  const failed = new Promise<unknown>((resolve) => (fail = resolve));
  const loop = new DoorbellLoop({
    doorbell,
    stop,
    work,
    idleTimeoutMs: NEVER,
    spinTurns,
    blockMs,
    onError: fail,
  });
  return { loop, failed, bells: new Doorbells(doorbell), words: new Int32Array(doorbell) };
}

const untilAsleep = async (words: Int32Array): Promise<void> => {
  while (Atomics.load(words, 0) === 0) await new Promise((resolve) => setImmediate(resolve));
};

describe('doorbell', () => {
  test('a bell that rings after arming ends the sleep before it begins', () => {
    const buffer = allocateDoorbells(2);
    const sleeper = new DoorbellSleeper(buffer, 1);
    sleeper.arm();
    new Doorbells(buffer).ringParked();
    sleeper.sleep(NEVER);
    sleeper.disarm();
  });

  test('a bell that rang before arming does not disturb the sleep', () => {
    const buffer = allocateDoorbells(1);
    new Doorbells(buffer).ring(0);
    const sleeper = new DoorbellSleeper(buffer);
    sleeper.arm();
    const { sleptInVain } = interfere(
      Infinity,
      () => sleeper.sleep(NEVER),
      () => {},
    );
    expect(sleptInVain).toBe(true);
  });

  test('nobody is rung who is awake', () => {
    const buffer = allocateDoorbells(3);
    const before = new Int32Array(buffer).slice();
    new Doorbells(buffer).ringParked();
    expect(new Int32Array(buffer)).toEqual(before);
  });

  test('a bell outside the buffer is refused', () => {
    expect(() => new DoorbellSleeper(allocateDoorbells(1), 1)).toThrow(/bell 1/);
  });
});

describe('doorbell loop', () => {
  test('sleeps when there is nothing to do, works when rung, and ends when told to', async () => {
    let turns = 0;
    let work = 0;
    const { loop, bells, words } = makeLoop(() => (turns++, work > 0 ? work-- : 0));
    loop.start();
    loop.start();
    await untilAsleep(words);
    const turnsWhenAsleep = turns;
    await new Promise((resolve) => setImmediate(resolve));
    expect(turns).toBe(turnsWhenAsleep);
    work = 3;
    bells.ringParked();
    while (work > 0) await new Promise((resolve) => setImmediate(resolve));
    await untilAsleep(words);
    await loop.stop();
    const turnsAtEnd = turns;
    bells.ring(0);
    await new Promise((resolve) => setImmediate(resolve));
    expect(turns).toBe(turnsAtEnd);
  });

  test('blocks the event loop while work comes, a few times in vain, and then sleeps in it', async () => {
    const SPIN_TURNS = 3;
    let [work, wokenInLoop] = [0, 0];
    const { loop, bells, words } = makeLoop(
      () => (work > 0 ? work-- : 0),
      undefined,
      SPIN_TURNS,
      0.01,
    );
    const sleeps: string[] = [];
    const sleeper = DoorbellSleeper.prototype;
    const [sleep, sleepAsync] = [sleeper.sleep, sleeper.sleepAsync];
    sleeper.sleep = function (timeoutMs) {
      sleeps.push(`blocked ${timeoutMs}`);
      sleep.call(this, timeoutMs);
    };
    sleeper.sleepAsync = async function (timeoutMs) {
      sleeps.push('in the loop');
      await sleepAsync.call(this, timeoutMs);
      wokenInLoop++;
    };
    try {
      loop.start();
      await untilAsleep(words);
      expect(sleeps).toEqual(['in the loop']);
      work = 1;
      bells.ringParked();
      while (wokenInLoop === 0) await new Promise((resolve) => setImmediate(resolve));
      while (sleeps.at(-1) !== 'in the loop' || sleeps.length === 1)
        await new Promise((resolve) => setImmediate(resolve));
      expect(sleeps.slice(1)).toEqual([...Array<string>(4).fill('blocked 0.01'), 'in the loop']);
      await loop.stop();
    } finally {
      Object.assign(sleeper, { sleep, sleepAsync });
    }
  });

  test('work that throws ends the loop and is handed on', async () => {
    const { loop, failed } = makeLoop(() => {
      throw new Error('broken');
    });
    loop.start();
    expect(await failed).toEqual(new Error('broken'));
    await loop.stop();
  });

  test('a stop request ends the loop at its next turn', async () => {
    const stop = new StopSignal(StopSignal.allocate());
    let turns = 0;
    const { loop, bells } = makeLoop(() => ++turns, stop);
    loop.start();
    stop.request();
    bells.ringParked();
    await loop.stop();
    expect(turns).toBe(0);
  });

  test('a loop that was never started can be stopped', async () => {
    await makeLoop(() => 0).loop.stop();
  });
});
