import { describe, expect, it } from 'vitest';
import { readArguments } from '../../bench/harness/arguments.mjs';
import { compareRounds, type MetricShape } from '../../bench/harness/compare-rounds.mjs';
import { roundRuns } from '../../bench/harness/interleave.mjs';
import { markdownOf, withTables } from '../../bench/harness/markdown.mjs';
import { betterBy, median } from '../../bench/harness/ratio.mjs';
import { BURST_FACTOR, dueNs } from '../../bench/scenarios/tick/schedule.mjs';

const order = (round: number, repeatBase = true): string[] =>
  roundRuns(['A', 'B', 'C'], round, repeatBase).map(({ variant, repeat }) =>
    repeat ? `${variant}'` : variant,
  );

describe('the order of runs', () => {
  it('has the base at both ends and every second round runs backwards', () => {
    expect(order(0)).toEqual(['A', 'B', 'C', "A'"]);
    expect(order(1)).toEqual(["A'", 'C', 'B', 'A']);
    expect(order(2)).toEqual(order(0));
  });

  it('gives every run the same mean place, so that a steady drift favours nobody', () => {
    const places = new Map<string, number>();
    for (const round of [0, 1]) {
      order(round).forEach((run, at) => places.set(run, (places.get(run) ?? 0) + at));
    }
    expect(new Set(places.values())).toEqual(new Set([3]));
  });

  it('leaves the second run of the base out where a scenario is too long for it', () => {
    expect(order(0, false)).toEqual(['A', 'B', 'C']);
  });
});

describe('a median', () => {
  it('is the middle value, or the mean of the two middle ones', () => {
    expect(median([5, 1, 3])).toBe(3);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([])).toBeNaN();
  });
});

describe('a ratio', () => {
  it('says how many times better the first is, whichever way is better', () => {
    const rate = [[30, 10]] as const;
    expect(betterBy(rate, 'higher')?.value).toBeCloseTo(3, 12);
    expect(betterBy(rate, 'lower')?.value).toBeCloseTo(1 / 3, 12);
  });

  it('pairs runs of one round, so what a whole round suffers cancels out', () => {
    const slowdowns = [1, 7, 2, 0.3, 11, 5];
    const pairs = slowdowns.map((slow) => [20 / slow, 10 / slow] as const);
    const ratio = betterBy(pairs, 'higher')!;
    expect(ratio.value).toBeCloseTo(2, 12);
    expect(ratio.low).toBeCloseTo(2, 12);
    expect(ratio.high).toBeCloseTo(2, 12);
  });

  it('has an interval at the level that so many rounds can give', () => {
    const pairs = (count: number) => Array.from({ length: count }, (_, i) => [10 + i, 10] as const);
    expect(betterBy(pairs(1), 'higher')).toMatchObject({ low: null, high: null, level: 0 });
    expect(betterBy(pairs(2), 'higher')).toMatchObject({ low: 1, high: 1.1, level: 0.5 });
    expect(betterBy(pairs(4), 'higher')?.level).toBe(0.875);
    const six = betterBy(pairs(6), 'higher')!;
    expect(six.level).toBe(0.95);
    expect(six.low).toBeCloseTo(1, 12);
    expect(six.high).toBeCloseTo(1.5, 12);
  });

  it('is not defined where something is 0', () => {
    expect(betterBy([[0, 3]], 'lower')).toBeNull();
    expect(betterBy([], 'lower')).toBeNull();
  });
});

const METRICS: readonly MetricShape[] = [{ name: 'rate', unit: '/s', better: 'higher' }];
const VARIANTS = [
  { name: 'ours', title: 'Ours' },
  { name: 'theirs', title: 'Theirs' },
];
const round = (ours: number, theirs: number, again?: number) => ({
  runs: new Map([
    ['ours', { rate: ours }],
    ['theirs', { rate: theirs }],
  ]),
  ...(again === undefined ? {} : { repeat: { rate: again } }),
});

describe('the rounds of a case', () => {
  it('are compared with the mean of the two runs of the base', () => {
    const [metric] = compareRounds(METRICS, VARIANTS, [round(40, 10, 90), round(90, 10, 40)]);
    expect(metric!.variants[0]).toMatchObject({
      samples: [40, 90, 90, 40],
      median: 65,
      min: 40,
      max: 90,
    });
    expect(metric!.variants[0]!.ratio).toBeUndefined();
    // √(40 × 90) = 60.
    expect(metric!.variants[1]!.ratio?.value).toBeCloseTo(6, 12);
  });

  it('have a noise: the base against itself', () => {
    const [metric] = compareRounds(METRICS, VARIANTS, [round(100, 10, 110), round(110, 10, 100)]);
    expect(metric!.noise?.value).toBeCloseTo(1, 12);
    expect(metric!.noise?.low).toBeCloseTo(1 / 1.1, 12);
    expect(metric!.noise?.high).toBeCloseTo(1.1, 12);
    expect(compareRounds(METRICS, VARIANTS, [round(100, 10)])[0]!.noise).toBeNull();
  });
});

describe('the markdown', () => {
  it('has a row per case and metric, with the ratio against every peer and the command', () => {
    const report = {
      command: 'npm run bench -- ring',
      startedAt: '2030-01-02T03:04:05.000Z',
      host: { cpu: 'CPU', cores: 2, node: 'v20', commit: 'abc' },
      loadAverage: [0.1, 0, 0],
      results: [
        {
          scenario: 'ring',
          title: 'Ring',
          cell: 'x',
          cellTitle: 'case',
          hiccups: { p50Us: 1, p99Us: 2, p999Us: 3, maxUs: 4 },
          skipped: [{ variant: 'nats', title: 'nats-server', reason: 'not installed' }],
          metrics: compareRounds(METRICS, VARIANTS, [round(2e6, 1e6, 2e6), round(2e6, 1e6, 2e6)]),
        },
      ],
    };
    const text = markdownOf(report);
    expect(text).toContain('`npm run bench -- ring` at commit abc, 2030-01-02');
    expect(text).toContain('| Ring | Ours | against Theirs | noise |');
    expect(text).toContain('| case, rate | 2 M/s | 2 × (2–2) | ± 0 % |');
    expect(text).toContain('ring, nats-server: skipped, not installed.');
  });
});

describe('the tables in a document', () => {
  it('replace what stood between the two comments and nothing else', () => {
    const text = 'a\n<!-- bench: begin -->\nold\n<!-- bench: end -->\nb\n';
    const updated = withTables(text, 'new');
    expect(updated).toBe('a\n<!-- bench: begin -->\n\nnew\n\n<!-- bench: end -->\nb\n');
    expect(withTables(updated, 'new')).toBe(updated);
  });

  it('are refused where there is no such place', () => {
    for (const text of ['', '<!-- bench: begin -->', '<!-- bench: end --><!-- bench: begin -->'])
      expect(() => withTables(text, 'new')).toThrow('once each');
  });
});

describe('the arguments', () => {
  it('mean all scenarios without a name', () => {
    expect(readArguments([]).names).toContain('fanout');
    expect(readArguments(['ring', 'ring', '--quick'])).toMatchObject({
      names: ['ring'],
      quick: true,
    });
  });

  it('are refused with what would be right', () => {
    expect(() => readArguments(['rings'])).toThrow(/unknown scenario rings; choose among: ring, /);
    expect(() => readArguments(['--rounds', '0'])).toThrow(/expected a whole number, 1 to 100/);
    expect(() => readArguments(['--fast'])).toThrow(/--fast.*--help/);
  });
});

describe('the schedule of an open-loop run', () => {
  it('is even, or has the same mean rate in bursts of a multiple of it', () => {
    expect(dueNs(10_000, 10_000, false)).toBe(1e9);
    expect(dueNs(10_000, 10_000, true)).toBe(1e9);
    const gapNs = dueNs(1, 10_000, true) - dueNs(0, 10_000, true);
    expect(1e9 / 10_000 / gapNs).toBeCloseTo(BURST_FACTOR, 9);
  });

  it('never goes back', () => {
    for (let i = 1; i < 5_000; i++) {
      expect(dueNs(i, 7_000, true)).toBeGreaterThanOrEqual(dueNs(i - 1, 7_000, true));
    }
  });
});
