import { describe, expect, it } from 'vitest';
import { BybitSync } from '../../../src/feed/normalize/bybit/sync-rule.js';

const live = (): BybitSync => {
  const sync = new BybitSync();
  expect(sync.snapshot(100, 9000)).toBe('image');
  return sync;
};

describe("Bybit's rule", () => {
  it('4: applies u + 1 each and nothing before a snapshot', () => {
    expect(new BybitSync().delta(101, 9001)).toBe('awaiting');
    const sync = live();
    expect(sync.delta(101, 9001)).toBe('apply');
    expect(sync.delta(102, 9001)).toBe('apply');
  });

  it('7: sees a hole, and stays where it was', () => {
    const sync = live();
    expect(sync.delta(102, 9002)).toBe('gap');
    expect(sync.delta(101, 9003)).toBe('apply');
  });

  it('1 and 2: a snapshot replaces the book whenever it comes, u = 1 by a restart', () => {
    const sync = live();
    expect(sync.snapshot(250, 9100)).toBe('image');
    expect(sync.snapshot(1, 9200)).toBe('restart');
    expect(sync.delta(2, 9201)).toBe('apply');
    expect(new BybitSync().snapshot(1, 5)).toBe('image');
  });

  it('3: the same u again is a repeat', () => {
    expect(live().snapshot(100, 9000)).toBe('repeat');
  });

  it('5: a delta with u = 1 tells of a restart whose snapshot was missed', () => {
    expect(live().delta(1, 9100)).toBe('restart');
  });

  it('6: what is not beyond the book was said before; smaller ids with a greater seq are a gap', () => {
    const sync = live();
    sync.delta(101, 9001);
    expect(sync.delta(101, 9001)).toBe('old');
    expect(sync.delta(90, 8000)).toBe('old');
    expect(sync.delta(7, 9500)).toBe('gap');
  });
});
