import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { benchProgram } from '../../src/cli/bench-command.js';
import { UsageError } from '../../src/cli/exit-code.js';
import { startCommand } from './command.js';

describe('bookcast bench', () => {
  it('lists its scenarios with every peer', async () => {
    const { code, stdout } = await startCommand(['bench', '--list']).ended;
    expect(code).toBe(0);
    for (const word of [
      'ring:',
      'fanout:',
      'postMessage',
      'uWebSockets.js send',
      'nats-server',
      'protobufjs',
    ])
      expect(stdout).toContain(word);
  });

  it('shows the help of the bench itself', async () => {
    const { code, stdout } = await startCommand(['bench', '--help']).ended;
    expect(code).toBe(0);
    expect(stdout).toContain('--markdown');
  });

  it('refuses an unknown scenario with those that there are', async () => {
    const { code, stderr } = await startCommand(['bench', 'rings']).ended;
    expect(code).toBe(2);
    expect(stderr).toMatch(/unknown scenario rings; choose among: ring, parse/);
  });

  it('refuses a result file that cannot be written before it measures', async () => {
    const file = join(tmpdir(), 'bookcast-no-such-folder', 'result.json');
    const { code, stdout, stderr } = await startCommand(['bench', 'encode', '--json', file]).ended;
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/--json .*result\.json: ENOENT/);
  });

  it('runs one, reports it and writes its result', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'bookcast-')), 'result.json');
    const args = ['bench', 'encode', '--quick', '--rounds', '1', '--json', file];
    const { code, stdout } = await startCommand(args).ended;
    expect(code).toBe(0);
    expect(stdout).toContain('fixed-layout codec');
    const report = JSON.parse(readFileSync(file, 'utf8')) as {
      schema: string;
      command: string;
      results: { metrics: { name: string; variants: { samples: number[] }[] }[] }[];
    };
    expect(report.schema).toBe('bookcast-bench/1');
    expect(report.command).toBe('bookcast bench encode --quick --rounds 1');
    // The base has run twice, every peer once.
    const sampleCounts = report.results[0]!.metrics[0]!.variants.map(
      ({ samples }) => samples.length,
    );
    expect(sampleCounts).toEqual([2, 1, 1, 1]);
  });

  it('says what is missing where the package was trimmed', () => {
    const root = pathToFileURL(`${tmpdir()}/`);
    expect(() => benchProgram(root)).toThrow(UsageError);
    expect(() => benchProgram(root)).toThrow(/bench\/run\.mjs is not there/);
  });
});
