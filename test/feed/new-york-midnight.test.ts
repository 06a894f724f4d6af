import { describe, expect, it } from 'vitest';
import { newYorkMidnight } from '../../src/feed/normalize/itch/new-york-midnight.js';

describe('New York midnight', () => {
  it('is five hours behind UTC in winter and four in summer', () => {
    expect(newYorkMidnight('2019-12-30')).toBe(Date.UTC(2019, 11, 30, 5) / 1000);
    expect(newYorkMidnight('2019-07-30')).toBe(Date.UTC(2019, 6, 30, 4) / 1000);
  });

  it('is still in the old offset on the days on which clocks change', () => {
    expect(newYorkMidnight('2024-03-10')).toBe(Date.UTC(2024, 2, 10, 5) / 1000);
    expect(newYorkMidnight('2024-11-03')).toBe(Date.UTC(2024, 10, 3, 4) / 1000);
  });

  it('refuses what is no calendar date', () => {
    expect(newYorkMidnight('2024-02-30')).toBeUndefined();
    expect(newYorkMidnight('2024-2-3')).toBeUndefined();
    expect(newYorkMidnight('yesterday')).toBeUndefined();
    expect(newYorkMidnight('2024-13-01')).toBeUndefined();
  });
});
