import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  heatColour,
  heatShare,
  rampOf,
  scaleTop,
} from '../../../src/dashboard/latency/heat-colour.js';
import {
  decadesOf,
  positionOf,
  rowBounds,
  usedRange,
} from '../../../src/dashboard/latency/heat-rows.js';
import { cellText, rowText } from '../../../src/dashboard/latency/heat-text.js';
import { heatTableRows } from '../../../src/dashboard/latency/interval-tables.js';
import { readReport } from '../../../src/dashboard/latency/report.js';
import { sampleEdgesUs, sampleReport } from './sample-report.js';

const EDGES = [10, 20, 50, 100, 1_000];
const [interval] = readReport(sampleReport({ intervalCount: 1, endMs: 60_000 })).intervals;

describe('a row of the heat map', () => {
  it('holds the latencies above the edge before it, up to its own', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 1e6, noNaN: true }), (us) => {
        const row = EDGES.findIndex((edge) => us <= edge);
        const position = positionOf(us, EDGES);
        if (row < 0) expect(position).toBe(EDGES.length);
        else {
          expect(position).toBeGreaterThanOrEqual(row);
          expect(position).toBeLessThanOrEqual(row + 1);
        }
      }),
    );
  });

  it('is logarithmic inside', () => {
    expect(positionOf(Math.sqrt(10 * 20), EDGES)).toBeCloseTo(1.5);
    expect(EDGES.map((edge) => positionOf(edge, EDGES))).toEqual([1, 2, 3, 4, 5]);
    expect(positionOf(0, EDGES)).toBe(0);
  });

  it('has bounds, but the last has no end', () => {
    expect(EDGES.map((_, row) => rowBounds(row, EDGES))).toEqual([
      [0, 10],
      [10, 20],
      [20, 50],
      [50, 100],
      [100, Infinity],
    ]);
    expect(EDGES.map((_, row) => rowText(row, EDGES))).toEqual([
      'up to 10 µs',
      '10 µs – 20 µs',
      '20 µs – 50 µs',
      '50 µs – 100 µs',
      'over 100 µs',
    ]);
  });

  it('tells its numbers, and those of its interval', () => {
    const told = { ...interval!, endMs: Date.UTC(2026, 0, 1), heat: [0, 1, 1_200, 0, 3] };
    expect(cellText(told, 1, EDGES)).toMatch(
      /^\d\d:00:00 · 1,204 messages · 10 µs – 20 µs: 1 message$/,
    );
    expect(cellText(told, 3, EDGES)).toMatch(/ · 50 µs – 100 µs: 0 messages$/);
    expect(cellText(told, NaN, EDGES)).toMatch(/ · 1,204 messages$/);
    expect(heatTableRows(told, EDGES)).toEqual([
      ['over 100 µs', '3'],
      ['20 µs – 50 µs', '1,200'],
      ['10 µs – 20 µs', '1'],
    ]);
  });
});

describe('the heat map’s axis', () => {
  it('has a label at each power of ten', () => {
    expect(decadesOf(EDGES)).toEqual([
      { us: 10, position: 1 },
      { us: 100, position: 4 },
      { us: 1_000, position: 5 },
    ]);
    expect(decadesOf(sampleEdgesUs).map(({ us }) => us)).toEqual([10, 100, 1e3, 1e4, 1e5, 1e6]);
    expect(decadesOf([])).toEqual([]);
  });

  it('reaches over every message and the budget, and no whole decade further', () => {
    const heat = (...rows: number[]): number[] =>
      sampleEdgesUs.map((_, row) => (rows.includes(row) ? 1 : 0));
    const us = (row: number): number => positionOf(row, sampleEdgesUs);
    expect(usedRange([heat(10), heat(20)], 5_000, sampleEdgesUs)).toEqual([us(100), us(1e4)]);
    expect(usedRange([heat(0)], 5_000, sampleEdgesUs)[0]).toBe(0);
    expect(usedRange([heat(40)], 5_000, sampleEdgesUs)[1]).toBe(41);
    expect(usedRange([], 5_000, sampleEdgesUs)).toEqual([us(1e3), us(1e4)]);
  });
});

describe('the heat map’s colours', () => {
  const ramp = rampOf(['#000000', '#00ff00', '#ffffff']);

  it('go from the first to the last stop', () => {
    expect([ramp[0], ramp.at(-1)]).toEqual([
      [0, 0, 0],
      [255, 255, 255],
    ]);
    expect(ramp[(ramp.length - 1) / 2]).toEqual([0, 255, 0]);
    expect(() => rampOf(['red'])).toThrow('a colour of the ramp should be #rrggbb, not red');
  });

  it('are logarithmic: as far from 1 to 10 as from 10 to 100', () => {
    expect([1, 10, 100].map((count) => heatShare(count, 100))).toEqual([0, 0.5, 1]);
    expect(heatColour(1, 100, ramp)).toEqual(ramp[0]);
    expect(heatColour(100, 100, ramp)).toEqual(ramp.at(-1));
    expect(heatColour(5_000, 100, ramp)).toEqual(ramp.at(-1));
  });

  it('end at a power of ten', () => {
    expect([0, 1, 9, 10, 11, 100, 4_711].map(scaleTop)).toEqual([10, 10, 10, 10, 100, 100, 10_000]);
  });
});
