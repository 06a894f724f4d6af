/** What the kernel refuses is told once, and then nobody asks it again. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { loadConfig } from '../../src/config/load.js';
import { allowedCores } from '../../src/config/core-list.js';
import { PlacementPlan } from '../../src/runtime/placement/placement-plan.js';
import { makeRunLog } from '../../src/runtime/run-log.js';

const EPERM = 1;
const KERNEL = '../../src/runtime/placement/kernel-calls.js';
const core = String(allowedCores()![0]);

afterEach(() => vi.doUnmock(KERNEL));

async function settled(preset: Record<string, unknown>) {
  const lines: string[] = [];
  const log = makeRunLog({
    level: 'info',
    format: 'json',
    sink: { write: (line) => lines.push(line) },
  });
  const plan = new PlacementPlan(loadConfig({ preset }).config.threads, log);
  await plan.settle();
  const placements = [plan.feed(0, 1), plan.lane(0, 2), plan.lane(1, 2), plan.gateway(0, 1)];
  return { lines, placements };
}

describe('a placement plan', () => {
  it('does not load the library where no setting asks for it', async () => {
    const load = vi.fn(() => ({}));
    vi.doMock(KERNEL, load);
    const { lines, placements } = await settled({ 'threads.youngGenerationMb': 48 });
    expect(load).not.toHaveBeenCalled();
    expect(lines).toEqual([]);
    expect(placements).toContainEqual({
      name: 'bc-lane1',
      cores: [],
      realtimePriority: 0,
      sliceUs: 0,
    });
  });

  it.each([
    [{ 'threads.realtimePriority': 5 }, 'CAP_SYS_NICE'],
    [{ 'threads.laneCores': core }, 'refuses to bind threads to cores'],
  ])('warns once when the kernel refuses %j', async (preset, text) => {
    vi.doMock(KERNEL, () => ({ runOnCores: () => EPERM, runRealtime: () => EPERM }));
    const { lines, placements } = await settled(preset);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(text);
    expect(lines[0]).toContain('EPERM');
    for (const { cores, realtimePriority } of placements) {
      expect([cores, realtimePriority]).toEqual([[], 0]);
    }
  });

  it('warns once where there is no such library', async () => {
    vi.doMock(KERNEL, () => {
      throw new Error('no libc here');
    });
    const { lines, placements } = await settled({
      'threads.realtimePriority': 5,
      'threads.feedCores': core,
    });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('Linux with glibc only');
    expect(placements.every(({ cores }) => cores.length === 0)).toBe(true);
  });
});
