import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ClockPings } from '../../src/client/clock-pings.js';
import { ServerClock } from '../../src/client/server-clock.js';

const SECOND = 1e9;

describe("the estimate of another host's clock", () => {
  let nowNs = 0;
  const clock = new ServerClock({
    nowNs: () => nowNs,
    offsetSince: () => undefined,
    monotonicOriginWallNs: () => undefined,
  });

  it('keeps the shorter round trip while it is young, and gives it up when it is old', () => {
    nowNs = 1_000;
    clock.estimate(0, nowNs, 7_000_500);
    expect([clock.serverNs(0), clock.errorNs]).toEqual([7_000_000, 500]);
    nowNs = 2_000_000;
    clock.estimate(nowNs - 4_000, nowNs, 8_999_000);
    expect(clock.serverNs(0)).toBe(7_000_000);
    nowNs = 60 * SECOND;
    expect(clock.errorNs).toBeGreaterThan(1_000_000);
    clock.estimate(nowNs - 4_000, nowNs, nowNs - 2_000 + 7_900_000);
    expect([clock.serverNs(0), clock.errorNs]).toEqual([7_900_000, 2_000]);
  });

  it('of a negative or unreadable round trip is refused', () => {
    clock.start({ wallBaseNs: 0n, monotonicBaseNs: 0n } as Parameters<ServerClock['start']>[0]);
    clock.estimate(10, 5, 1);
    clock.estimate(NaN, 5, 1);
    expect([clock.source, clock.errorNs]).toEqual(['unknown', Infinity]);
  });
});

describe('pings for the clock', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('come one at a time, a few quick ones, then slowly for as long as the connection lives', () => {
    const ping = vi.fn();
    const pings = new ClockPings({ quickCount: 3, quickMs: 500, slowMs: 5_000 }, ping);
    pings.start();
    expect(ping).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(1_000);
    expect(ping).toHaveBeenCalledTimes(3);
    vi.advanceTimersByTime(4_999);
    expect(ping).toHaveBeenCalledTimes(3);
    vi.advanceTimersByTime(20_001);
    expect(ping).toHaveBeenCalledTimes(8);
    pings.stop();
    vi.advanceTimersByTime(60_000);
    expect(ping).toHaveBeenCalledTimes(8);
  });
});
