import { describe, expect, it } from 'vitest';
import { SessionBench } from './session-bench.js';

describe('messages that will not come', () => {
  it('are told where the counterparty fills the gap (rule 8)', () => {
    const bench = new SessionBench().logOn();
    bench.hear('X', { seq: 5, body: '58=five|' });
    expect(bench.skips).toEqual([]);
    bench.hear('4', { seq: 2, possDup: true, body: '36=5|123=Y|' });
    expect(bench.skips).toEqual([[2, 5]]);
    expect(bench.applied.map(({ text }) => text)).toEqual(['five']);
  });

  it('are not told where they came again', () => {
    const bench = new SessionBench().logOn();
    const orig = '20260105-12:00:00.000';
    bench.hear('X', { seq: 3, body: '58=three|' });
    bench.hear('X', { seq: 2, possDup: true, orig, body: '58=two|' });
    expect(bench.skips).toEqual([]);
    expect(bench.applied.map(({ text }) => text)).toEqual(['two', 'three']);
  });

  it('are those that were rejected, too (rule 13)', () => {
    const bench = new SessionBench({}, (message) =>
      message.text(58) === 'bad'
        ? { reason: 6, tag: 58, text: 'Incorrect data format' }
        : undefined,
    ).logOn();
    bench.hear('X', { body: '58=bad|' });
    bench.hear('X', { body: '58=good|' });
    expect(bench.skips).toEqual([[2, 3]]);
    expect(bench.applied.map(({ text }) => text)).toEqual(['good']);
  });
});
