import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { niceTicks } from '../../../src/dashboard/latency/nice-ticks.js';
import { readReport } from '../../../src/dashboard/latency/report.js';
import { FIGURE_KEYS } from '../../../src/dashboard/latency/stage.js';
import { waterfall } from '../../../src/dashboard/latency/waterfall.js';
import { waterfallNote } from '../../../src/dashboard/latency/waterfall-view.js';
import { sampleReport } from './sample-report.js';

const [interval] = readReport(sampleReport({ intervalCount: 1, endMs: 7_000 })).intervals;
const { stages } = interval!;

describe('the waterfall', () => {
  it.each(FIGURE_KEYS)('lays the stages’ %s end to end, and the whole beside them', (figure) => {
    const { bars, sumUs, totalUs, scaleUs } = waterfall(stages, figure);
    const [committed, applied, framed, sent, whole] = bars;
    expect(bars.map(({ us }) => us)).toEqual(Object.values(stages).map((each) => each[figure]));
    expect(committed!.fromUs).toBe(0);
    expect(applied!.fromUs).toBe(committed!.toUs);
    expect(framed!.fromUs).toBe(applied!.toUs);
    expect(sent!.fromUs).toBe(framed!.toUs);
    expect(sent!.toUs).toBe(sumUs);
    expect([whole!.fromUs, whole!.toUs, whole!.isTotal]).toEqual([0, totalUs, true]);
    expect(Math.max(...bars.map(({ toUs }) => toUs))).toBe(scaleUs);
  });

  it('has no bar, and no NaN in its geometry, where nothing was measured', () => {
    const nothing = { count: 0, p50Us: NaN, p90Us: NaN, p99Us: NaN, p999Us: NaN, maxUs: NaN };
    const fall = waterfall(
      { ...stages, framed_to_sent: nothing, received_to_sent: nothing },
      'p99Us',
    );
    for (const { fromUs, toUs } of fall.bars) expect(toUs).toBeGreaterThanOrEqual(fromUs);
    expect(fall.bars[3]!.toUs).toBe(fall.bars[3]!.fromUs);
    expect(fall.scaleUs).toBe(fall.sumUs);
    expect(waterfallNote(fall, 'p99Us')).toBe('Nothing was sent in this interval.');
  });

  it('says what the sum is, and what was measured', () => {
    const fall = { ...waterfall(stages, 'p999Us'), sumUs: 4_000, totalUs: 1_750 };
    expect(waterfallNote(fall, 'p999Us')).toContain(
      'The four p99.9 make 4.00 ms end to end; measured as a whole, p99.9 is 1.75 ms.',
    );
  });
});

describe('ticks of an axis', () => {
  it('are few, round, and within the axis', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-3, max: 1e8, noNaN: true }),
        fc.integer({ min: 3, max: 8 }),
        (longest, count) => {
          const { ticks, end } = niceTicks(longest, count);
          expect(ticks[0]).toBe(0);
          expect(end).toBe(longest);
          expect(ticks.length).toBeGreaterThanOrEqual(2);
          expect(ticks.length).toBeLessThanOrEqual(count + 1);
          expect(ticks.at(-1)!).toBeLessThanOrEqual(longest * (1 + 1e-9));
          const step = ticks[1]!;
          expect(['1', '2', '5']).toContain(step.toExponential(9)[0]);
        },
      ),
    );
  });

  it('exist where there is nothing to show', () => {
    expect(niceTicks(0, 4).ticks.every(Number.isFinite)).toBe(true);
  });
});
