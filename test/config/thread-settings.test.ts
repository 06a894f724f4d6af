/** Core lists, and what this host does not allow of the settings of threads. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConfigError } from '../../src/config/config-error.js';
import { allowedCores, coreListText, parseCoreList } from '../../src/config/core-list.js';
import { loadConfig } from '../../src/config/load.js';
import { threadProblems } from '../../src/config/thread-check.js';

const FOUR_CORES = [0, 1, 2, 3];

const problemsOf = (
  preset: Record<string, unknown>,
  allowed: readonly number[] = FOUR_CORES,
  isolated: readonly number[] = [],
) => {
  const { config } = loadConfig({ preset: { lanes: preset['lanes'] ?? 1 } });
  const { wait, threads } = config;
  const strategy = (preset['strategy'] as 'spin' | undefined) ?? wait.strategy;
  const settings = { ...config, wait: { ...wait, strategy }, threads: { ...threads, ...preset } };
  return threadProblems(settings, allowed, isolated);
};

describe('a list of cores', () => {
  it('is read as the kernel writes it, and written the shortest way', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(1023), { maxLength: 40 }), (cores) => {
        const sorted = [...cores].sort((a, b) => a - b);
        expect(parseCoreList(sorted.join(','))).toEqual(sorted);
        expect(parseCoreList(coreListText(sorted))).toEqual(sorted);
      }),
    );
    expect(parseCoreList('2-3,6')).toEqual([2, 3, 6]);
    expect(parseCoreList('3,1-2,2')).toEqual([1, 2, 3]);
    expect(coreListText([0, 1, 2, 5])).toBe('0-2,5');
  });

  it.each(['-', '1-', '3-2', '1,', ',1', 'all', '1024', '0-99999', ' 1', '1.5', '-1'])(
    'is not %j',
    (text) => {
      expect(parseCoreList(text)).toBeUndefined();
    },
  );
});

describe('cores that a host does not have', () => {
  it('are refused with key, value, origin and what is allowed', () => {
    const allowed = allowedCores();
    expect(allowed, 'the kernel says which cores this process may use').toBeDefined();
    const missing = Array.from({ length: 1024 }, (_, core) => core).find(
      (core) => !allowed!.includes(core),
    )!;
    try {
      loadConfig({ env: { BOOKCAST_THREADS_LANE_CORES: String(missing) } });
      expect.unreachable();
    } catch (error) {
      expect((error as ConfigError).message).toBe(
        `threads.laneCores = "${missing}" (BOOKCAST_THREADS_LANE_CORES): core ${missing} is not there or not allowed to this process; allowed are ${coreListText(allowed!)}`,
      );
    }
  });

  it('are told for every key, and only those', () => {
    expect(problemsOf({ feedCores: '0', laneCores: '3-5', gatewayCores: '1,9' })).toEqual([
      expect.objectContaining({
        key: 'threads.laneCores',
        message: expect.stringContaining('core 4-5 is not there') as string,
      }),
      expect.objectContaining({ key: 'threads.gatewayCores', value: '1,9' }),
    ]);
  });
});

describe('isolated cores', () => {
  it('may be named although no mask has them', () => {
    expect(problemsOf({ laneCores: '4-5' }, FOUR_CORES, [4, 5])).toEqual([]);
    expect(problemsOf({ laneCores: '4-6' }, FOUR_CORES, [4, 5])).toEqual([
      expect.objectContaining({
        message: expect.stringContaining(
          'core 6 is not there or not allowed to this process; allowed are 0-5',
        ) as string,
      }),
    ]);
  });

  it('are nobody’s who does not name them', () => {
    const spinning = { strategy: 'spin', realtimePriority: 10 };
    expect(problemsOf({ ...spinning, laneCores: '2' }, [0, 1], [2, 3])).toHaveLength(1);
    const named = { feedCores: '2', laneCores: '3', gatewayCores: '4' };
    expect(problemsOf({ ...spinning, ...named }, [0, 1], [2, 3, 4])).toEqual([]);
  });
});

describe('lanes that spin at a real-time priority', () => {
  const spinning = { strategy: 'spin', realtimePriority: 10 };

  it('are allowed where every thread can have a core of its own', () => {
    expect(problemsOf(spinning)).toEqual([]);
    expect(
      problemsOf({ ...spinning, laneCores: '0-3', feedCores: '0', gatewayCores: '1' }),
    ).toEqual([]);
    expect(problemsOf({ realtimePriority: 10 }, [0])).toEqual([]);
    expect(problemsOf({ strategy: 'spin' }, [0])).toEqual([]);
  });

  it.each([
    ['too few cores', spinning, [0, 1, 2]],
    ['one lane too many', { ...spinning, lanes: 2 }, FOUR_CORES],
    ['a core named twice', { ...spinning, laneCores: '2', feedCores: '2' }, FOUR_CORES],
    [
      'three threads on two',
      { ...spinning, lanes: 2, laneCores: '1-2', feedCores: '1' },
      [0, 1, 2, 3, 4, 5],
    ],
  ])('are refused with %s, saying why', (_, preset, allowed) => {
    const [problem] = problemsOf(preset, allowed);
    expect(problem).toMatchObject({ key: 'threads.realtimePriority', value: 10 });
    expect(problem!.message).toContain('starve the rest');
  });
});
