import { describe, expect, it } from 'vitest';
import { OkxSync } from '../../../src/feed/normalize/okx/sync-rule.js';

describe("OKX's rule", () => {
  it('follows the example of its own documentation through keep-alive and reset', () => {
    const sync = new OkxSync();
    expect(sync.judge(10, 15, 1)).toBe('awaiting');
    sync.snapshot(10, 1);
    expect(sync.judge(10, 15, 2)).toBe('apply');
    expect(sync.judge(15, 15, 3)).toBe('keep-alive');
    expect(sync.judge(15, 3, 4)).toBe('reset');
    expect(sync.judge(3, 5, 5)).toBe('apply');
    expect([sync.seqId, sync.resetCount]).toEqual([5, 1]);
  });

  it('5: anything but the next one is a gap, and a gap leaves the book where it was', () => {
    const sync = new OkxSync();
    sync.snapshot(10, 1);
    expect(sync.judge(11, 15, 2)).toBe('gap');
    expect(sync.judge(9, 15, 2)).toBe('gap');
    expect(sync.judge(10, 12, 3)).toBe('apply');
  });

  it('6: what ends at or before the book and is no newer was said before', () => {
    const sync = new OkxSync();
    sync.snapshot(10, 100);
    sync.judge(10, 20, 200);
    expect(sync.judge(10, 20, 200)).toBe('old');
    expect(sync.judge(5, 9, 50)).toBe('old');
  });

  it('6: smaller ids that are newer come from a reset that was missed', () => {
    const sync = new OkxSync();
    sync.snapshot(20, 200);
    expect(sync.judge(3, 5, 300)).toBe('gap');
  });

  it('1: nothing is the next one after the book was forgotten', () => {
    const sync = new OkxSync();
    sync.snapshot(20, 200);
    sync.discard();
    expect(sync.judge(20, 21, 300)).toBe('awaiting');
  });
});
