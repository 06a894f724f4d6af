import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RestartPauses } from '../../src/runtime/feeds/restart-pauses.js';

const LIMITS = { restartMsMin: 500, restartMsMax: 4_000, restartLimitPerMinute: 6 };

describe('the pauses before a feed is opened again', () => {
  it('double up to the longest, and begin anew after a quiet minute', () => {
    const pauses = new RestartPauses(LIMITS);
    const taken = [0, 1, 2, 3, 4].map((second) => pauses.next(second * 1_000));
    expect(taken).toEqual([500, 1_000, 2_000, 4_000, 4_000]);
    expect(pauses.next(200_000)).toBe(500);
  });

  it('keep to the limit of a minute, however often it breaks', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8 }),
        fc.array(fc.nat({ max: 20_000 }), { minLength: 1, maxLength: 60 }),
        (restartLimitPerMinute, lifetimes) => {
          const pauses = new RestartPauses({ ...LIMITS, restartLimitPerMinute });
          const restarts: number[] = [];
          let nowMs = 0;
          for (const lifetimeMs of lifetimes) {
            nowMs += lifetimeMs;
            nowMs += pauses.next(nowMs);
            restarts.push(nowMs);
          }
          restarts.forEach((restart, i) => {
            const before = restarts[i - restartLimitPerMinute];
            if (before !== undefined) expect(restart - before).toBeGreaterThanOrEqual(60_000);
          });
        },
      ),
    );
  });
});
