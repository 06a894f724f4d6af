import { describe, expect, it } from 'vitest';
import { MarketPace } from '../../src/exchange/market-pace.js';

describe('the pace of a simulated market', () => {
  it('is even: fractions of a step are kept until they make one', () => {
    const pace = new MarketPace(300);
    pace.begin(1_000);
    const due = [1_010, 1_014, 1_016, 1_017].map((ms) => pace.due(ms));
    expect(due).toEqual([3, 1, 0, 1]);
    let sum = 5;
    for (let ms = 1_018; ms <= 2_000; ms++) sum += pace.due(ms);
    expect(sum).toBe(300);
  });

  it('does not make up for what a stopped process missed, but for one second', () => {
    const pace = new MarketPace(100);
    pace.begin(0);
    expect(pace.due(60_000)).toBe(100);
    expect(pace.due(60_100)).toBe(10);
  });

  it('stands still at 0', () => {
    const pace = new MarketPace(0);
    pace.begin(0);
    expect(pace.due(1_000)).toBe(0);
    expect(pace.due(5_000)).toBe(0);
  });
});
