import { describe, expect, it } from 'vitest';
import {
  FALSE_ALARM_RATE,
  judge,
  roundsNeededFor,
  type Round,
} from '../../bench/compare/verdict.mjs';

const METRICS = 8;
const ROUNDS = 10;
const rule = { metricCount: METRICS, tolerance: 0.03 };

/** Mulberry32: the same numbers in every run. */
function randomSource(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let word = Math.imul(state ^ (state >>> 15), 1 | state);
    word = (word + Math.imul(word ^ (word >>> 7), 61 | word)) ^ word;
    return ((word ^ (word >>> 14)) >>> 0) / 4294967296;
  };
}

const normal = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** Noise of the log of one run. */
const NOISES: Record<string, (random: () => number) => number> = {
  'like a bell': (random) => 0.1 * normal(random),
  // Of the value itself: a Pareto tail without a variance.
  'with a heavy tail upwards': (random) => -0.6 * Math.log(1 - random()),
  'of two kinds, quiet and disturbed': (random) =>
    random() < 0.8 ? 0.02 * normal(random) : 0.5 + 0.2 * normal(random),
};

function roundsOf(noise: () => number, slowdown: number): Round[] {
  let drift = 0;
  return Array.from({ length: ROUNDS }, () => {
    const round = { base: [] as number[], head: [] as number[] };
    for (const arm of ['base', 'head', 'head', 'base'] as const) {
      // The host itself becomes slower or faster while we measure.
      drift += noise() / 10;
      round[arm].push(100 * Math.exp(drift + noise()) * (arm === 'head' ? slowdown : 1));
    }
    return round;
  });
}

const verdictOf = (noise: () => number, slowdown: number): string =>
  judge({ ...rule, rounds: roundsOf(noise, slowdown), better: 'lower' }).verdict;

describe('the verdict', () => {
  for (const [name, noise] of Object.entries(NOISES)) {
    it(`raises no more false alarms than stated, noise ${name}`, () => {
      const random = randomSource(7);
      const sessions = 1000;
      let alarms = 0;
      for (let session = 0; session < sessions; session++) {
        let isAlarmed = false;
        for (let metric = 0; metric < METRICS; metric++)
          isAlarmed = verdictOf(() => noise(random), 1) === 'worse' || isAlarmed;
        if (isAlarmed) alarms++;
      }
      expect(alarms / sessions).toBeLessThanOrEqual(FALSE_ALARM_RATE);
    });
  }

  it('finds a regression of 30 % in runs that vary by 10 %', () => {
    const random = randomSource(11);
    const noise = () => 0.1 * normal(random);
    const found = Array.from({ length: 200 }, () => verdictOf(noise, 1.3));
    expect(found.filter((verdict) => verdict === 'worse').length).toBeGreaterThanOrEqual(190);
    expect(found).not.toContain('better');
  });

  it('calls a change of 2 % the same, however sure it is', () => {
    const rounds = Array.from({ length: ROUNDS }, () => ({ base: [100, 100], head: [102, 102] }));
    const result = judge({ ...rule, rounds, better: 'lower' });
    expect(result.low).toBeCloseTo(1.02, 9);
    expect(result.verdict).toBe('same');
  });

  it('does not call what BASE against BASE shows as well', () => {
    // The second run of BASE is always 20 % slower; HEAD is 8 % slower in every round: sure, yet within the noise.
    const rounds = Array.from({ length: ROUNDS }, () => ({ base: [100, 120], head: [108, 129.6] }));
    const result = judge({ ...rule, rounds, better: 'lower' });
    expect(result.low).toBeGreaterThan(1);
    expect(result.noise).toBeGreaterThan(result.ratio);
    expect(result.verdict).toBe('same');
  });

  it('knows which way is worse', () => {
    const rounds = Array.from({ length: ROUNDS }, (_, i) => ({
      base: [100 + i, 101 + i],
      head: [50 + i, 51 + i],
    }));
    expect(judge({ ...rule, rounds, better: 'higher' }).verdict).toBe('worse');
    expect(judge({ ...rule, rounds, better: 'lower' }).verdict).toBe('better');
  });

  it('says how many rounds it takes before anything can be called', () => {
    expect(roundsNeededFor(1)).toBe(6);
    expect(roundsNeededFor(METRICS)).toBe(8);
    const halves = (count: number): Round[] =>
      Array.from({ length: count }, () => ({ base: [100, 100], head: [200, 200] }));
    expect(judge({ ...rule, rounds: halves(7), better: 'lower' }).verdict).toBe('same');
    expect(judge({ ...rule, rounds: halves(8), better: 'lower' }).verdict).toBe('worse');
  });
});
