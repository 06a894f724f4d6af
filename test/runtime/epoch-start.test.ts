/** The high word of epochs: a later start of the server has a larger one. */
import { describe, expect, it } from 'vitest';
import { epochStartOf } from '../../src/runtime/run-plan.js';

describe('the start of the server as an epoch', () => {
  it('grows from a tenth of a second to the next, within one second too', () => {
    const wallMs = Date.UTC(2026, 10, 21, 3, 50, 0);
    const starts = [0, 100, 200, 900, 1000].map((laterMs) => epochStartOf(wallMs + laterMs));
    expect(starts.map((start) => start - starts[0]!)).toEqual([0, 1, 2, 9, 10]);
  });

  it('fits its 32 bits for 13 years from 2024 on', () => {
    expect(epochStartOf(Date.UTC(2024, 0, 1))).toBe(0);
    const last = Date.UTC(2037, 0, 1);
    expect(epochStartOf(last)).toBe((last - Date.UTC(2024, 0, 1)) / 100);
  });
});
