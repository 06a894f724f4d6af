import { describe, expect, it } from 'vitest';
import {
  expectAllProcessed,
  expectGapless,
  expectHandedOver,
  processedNumbers,
  sentNumbers,
  type JournalLine,
} from './sequence-proof.js';

const line = (way: 'in' | 'out', seq: number, more: Partial<JournalLine> = {}): JournalLine => ({
  way,
  seq,
  type: 'X',
  ...more,
});
const start: JournalLine = { way: 'start' };

describe('the proof from two journals', () => {
  it('takes what was sent again as sent once', () => {
    const journal = [line('out', 1), line('out', 2), line('out', 1, { dup: true }), line('out', 3)];
    expect([...sentNumbers(journal)]).toEqual([1, 2, 3]);
  });

  it('sees a number that was left out, and one that two messages have', () => {
    expect(() => sentNumbers([line('out', 1), line('out', 3)])).toThrow('sent 3 where 2 was due');
    expect(() => sentNumbers([line('out', 1), line('out', 1)])).toThrow('sent 1 where 2 was due');
  });

  it('takes a number that was given again after a kill as that of the later message', () => {
    const journal = [line('out', 1), line('out', 2), start, line('out', 2, { type: 'A' })];
    expect([...sentNumbers(journal)]).toEqual([1]);
  });

  it('sees a message that was processed twice, but for the last one before a kill', () => {
    expect(() => processedNumbers([line('in', 1), line('in', 1)])).toThrow('processed 1 behind 1');
    expect(processedNumbers([line('in', 1), start, line('in', 1), line('in', 2)])).toEqual([1, 2]);
    expect(() => processedNumbers([line('in', 1), line('in', 2), start, line('in', 1)])).toThrow(
      'processed 1 behind 2',
    );
  });

  it('sees a message that was never processed, unless it was gap-filled on purpose', () => {
    expect(() => expectAllProcessed(new Set([1, 2]), [1])).toThrow(
      '2 was sent and never processed',
    );
    expectAllProcessed(new Set([1, 2]), [1], (seq) => seq === 2);
    expect(() => expectAllProcessed(new Set([1]), [1, 2])).toThrow(
      '2 was processed and never sent',
    );
  });

  it('sees a message that is in neither of two lives, and one that the second processes again', () => {
    const sent = new Set([1, 2, 3, 4]);
    expectHandedOver(sent, [1, 2], 3, [3, 4]);
    expect(() => expectHandedOver(sent, [1, 3], 4, [4])).toThrow('2 was sent and never processed');
    expect(() => expectHandedOver(sent, [1, 2], 3, [4])).toThrow('3 was sent and never processed');
    expect(() => expectHandedOver(sent, [1, 2], 3, [2, 3, 4])).toThrow('2 was processed and never');
  });

  it('sees a number that neither came nor was filled', () => {
    const fill = line('in', 2, { type: '4', newSeqNo: 5 });
    expectGapless([line('in', 1), fill, line('in', 5)], 6);
    expect(() => expectGapless([line('in', 1), fill, line('in', 6)], 7)).toThrow('5 never came');
  });
});
