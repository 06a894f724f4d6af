import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const directory = mkdtempSync(join(tmpdir(), 'bookcast-frames-'));
afterAll(() => rmSync(directory, { recursive: true }));

const run = (...args: string[]): number | null =>
  spawnSync(process.execPath, ['scripts/generate-frames.mjs', ...args], { encoding: 'utf8' })
    .status;

describe('the committed readers', () => {
  it('are what the schemas in fbs/ give', () => {
    expect(run('--check')).toBe(0);
  });

  it('would be found stale when one differs', () => {
    expect(run('--out', directory)).toBe(0);
    writeFileSync(join(directory, 'delta.ts'), '// edited by hand');
    expect(run('--check', '--out', directory)).toBe(1);
  });
});
