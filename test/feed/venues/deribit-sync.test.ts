import { describe, expect, it } from 'vitest';
import { ChangeSync } from '../../../src/feed/normalize/deribit/sync-rule.js';

function live(): ChangeSync {
  const sync = new ChangeSync();
  sync.imaged('A1', 100);
  return sync;
}

/** Judged, and applied where it is to be. */
function told(sync: ChangeSync, connection: string, previousId: number, changeId: number): string {
  const verdict = sync.judgeChange(connection, previousId, changeId);
  if (verdict === 'apply' || verdict === 'overlap') sync.applied(changeId);
  return verdict;
}

describe("Deribit's rule", () => {
  it('1: waits for a whole book', () => {
    const sync = new ChangeSync();
    expect(told(sync, 'A1', 99, 100)).toBe('awaiting');
    expect(sync.judgeImage('A1', 100)).toBe(true);
  });

  it('2: applies a change whose prev_change_id is the change_id before', () => {
    const sync = live();
    expect(told(sync, 'A1', 100, 107)).toBe('apply');
    expect(told(sync, 'A1', 107, 108)).toBe('apply');
    expect(sync.changeId).toBe(108);
  });

  it.each([
    [101, 107],
    [99, 107],
  ])('3: finds a hole when it is not: %i after 100', (previousId, changeId) => {
    const sync = live();
    expect(told(sync, 'A1', previousId, changeId)).toBe('gap');
    expect([sync.isLive, sync.gapCount]).toEqual([false, 1]);
    expect(told(sync, 'A1', changeId, changeId + 1)).toBe('awaiting');
  });

  it('4: drops what the book has, told again at once or by another connection', () => {
    const sync = live();
    told(sync, 'A1', 100, 107);
    expect(told(sync, 'A1', 100, 107)).toBe('old');
    expect(told(sync, 'B1', 90, 100)).toBe('old');
    expect(told(sync, 'B1', 100, 107)).toBe('old');
    expect(told(sync, 'B1', 107, 110)).toBe('apply');
    expect(told(sync, 'A1', 107, 110)).toBe('old');
    expect(sync.oldCount).toBe(4);
  });

  it('4: applies what begins before the book and ends after it, of another connection only', () => {
    const sync = live();
    expect(told(sync, 'B1', 95, 103)).toBe('overlap');
    expect(sync.changeId).toBe(103);
    const alone = live();
    expect(told(alone, 'A1', 95, 103)).toBe('gap');
  });

  it('5: takes a change_id that falls back on one connection for disorder or a reset', () => {
    const sync = live();
    told(sync, 'A1', 100, 107);
    told(sync, 'A1', 107, 110);
    expect(told(sync, 'A1', 100, 107)).toBe('gap');
    const reset = live();
    expect(told(reset, 'A1', 3, 7)).toBe('gap');
  });

  it('takes a whole book of the same connection at any time, of another one only without a book', () => {
    const sync = live();
    expect(sync.judgeImage('A1', 50)).toBe(true);
    expect(sync.judgeImage('B1', 120)).toBe(false);
    expect(sync.forget('A1')).toBe(true);
    expect(sync.judgeImage('C1', 130)).toBe(true);
    sync.discard();
    expect(sync.judgeImage('B1', 120)).toBe(true);
  });
});
