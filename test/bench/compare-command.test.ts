/**
 * The whole comparison on a repository made for it: its commits "build" a command that claims a throughput, so
 * that everything but the measured program is real.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repositoryRoot } from '../architecture/source-tree.js';

const folder = mkdtempSync(join(tmpdir(), 'bookcast-compare-test-'));
const repository = join(folder, 'repository');
const temporary = join(folder, 'tmp');

const BUILD = `
import { cpSync, mkdirSync } from 'node:fs';
mkdirSync('dist/cli', { recursive: true });
cpSync('command.mjs', 'dist/cli/main.js');
`;

/** `sim` writes a file; `replay` claims a speed, varying by ±2 % in a fixed order of its own. */
const command = (messagesPerSecond: number): string => `
import { writeFileSync } from 'node:fs';
const [name] = process.argv.slice(2);
if (name === 'sim') writeFileSync(process.argv[process.argv.indexOf('--out') + 1], 'recording');
const wobble = 1 + 0.02 * Math.sin(process.pid);
process.cpuUsage = () => ({ user: 1e6 * wobble, system: 0 });
const messagesPerSecond = ${messagesPerSecond} * wobble;
if (name === 'replay') console.log(JSON.stringify({ messages: 1000, messagesPerSecond }));
`;
const HANGS = `
import { writeFileSync } from 'node:fs';
if (process.argv[2] === 'sim') writeFileSync(process.argv[process.argv.indexOf('--out') + 1], '');
else setInterval(() => {}, 1000);
`;

function git(...args: string[]): void {
  const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.com'];
  const { status, stderr } = spawnSync('git', [...identity, ...args], {
    cwd: repository,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
}

function commit(tag: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) writeFileSync(join(repository, path), text);
  git('add', '-A');
  git('commit', '--quiet', '--message', `this is ${tag}`);
  git('tag', tag);
}

beforeAll(() => {
  for (const path of [temporary, join(repository, 'scripts'), join(repository, 'node_modules')])
    mkdirSync(path, { recursive: true });
  cpSync(join(repositoryRoot, 'bench'), join(repository, 'bench'), { recursive: true });
  writeFileSync(join(repository, '.gitignore'), 'node_modules\n');
  git('init', '--quiet');
  commit('base', {
    'package.json': '{ "type": "module" }',
    'package-lock.json': '{}',
    'scripts/build.mjs': BUILD,
    'command.mjs': command(1_000_000),
  });
  commit('slower', { 'command.mjs': command(700_000) });
  commit('a-little-slower', { 'command.mjs': command(985_000) });
  commit('hangs', { 'command.mjs': HANGS });
  commit('crashes', {
    'command.mjs': `${command(1)}\nif (name === 'replay') throw new Error('boom');`,
  });
  commit('unbuildable', { 'scripts/build.mjs': "console.error('no such type'); process.exit(1);" });
});
afterAll(() => rmSync(folder, { recursive: true }));

function start(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [join(repository, 'bench', 'compare', 'main.mjs'), ...args], {
    cwd: repository,
    env: { ...process.env, TMPDIR: temporary },
  });
}

async function compare(
  ...args: string[]
): Promise<{ code: number | null; out: string; err: string }> {
  const child = start(args);
  let [out, err] = ['', ''];
  child.stdout!.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (err += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, err };
}

const PIPELINE = ['--scenario', 'pipeline', '--rounds', '6'];

// Some hundred processes one after the other: long only where cores are scarce.
describe('bench:compare', { timeout: 180_000 }, () => {
  it('ends with 0 for equal builds, and says what it would have seen', async () => {
    const { code, out } = await compare('base', 'base', ...PIPELINE);
    expect(out).toMatch(/pipeline {2}throughput.* no change\n/);
    expect(out).toMatch(/no regression beyond the noise\n$/);
    expect(code).toBe(0);
  });

  it('ends with 1 for a slower build and names the metric', async () => {
    const result = join(folder, 'result.json');
    const { code, out } = await compare('base', 'slower', ...PIPELINE, '--json', result);
    expect(out).toMatch(/REGRESSION: pipeline throughput is 0\.\d+ × BASE/);
    expect(out).not.toMatch(/REGRESSION.*CPU time/);
    expect(code).toBe(1);
    const { base, head, metrics } = JSON.parse(readFileSync(result, 'utf8'));
    expect([base.subject, head.subject]).toEqual(['this is base', 'this is slower']);
    expect(metrics[0]).toMatchObject({ metric: 'throughput', verdict: 'worse' });
    expect(metrics[0].rounds).toHaveLength(6);
  });

  it('ends with 0 for a change below the tolerance', async () => {
    expect((await compare('base', 'a-little-slower', ...PIPELINE)).code).toBe(0);
  });

  it('ends with 3 and what was said when a build or a run fails', async () => {
    const unbuilt = await compare('base', 'unbuildable', ...PIPELINE);
    expect(unbuilt.code).toBe(3);
    expect(unbuilt.err).toContain('no such type');
    const crashed = await compare('base', 'crashes', ...PIPELINE);
    expect(crashed.code).toBe(3);
    expect(crashed.err).toContain('boom');
  });

  it('skips a scenario whose exports a build lacks', async () => {
    const { code, out } = await compare(
      'base',
      'base',
      '--scenario',
      'pipeline,ring',
      '--rounds',
      '6',
    );
    expect(out).toContain('ring  skipped: base: there is no ring/event-ring-layout.js');
    expect(code).toBe(0);
  });

  for (const [what, args, said] of [
    ['a commit that is none', ['base', 'nowhere'], 'nowhere: no such commit'],
    ['a name that would be an option', ['--', '--all', 'base'], '--all: no such commit'],
    ['one commit', ['base'], 'BASE and HEAD; there are 1'],
    ['an unknown option', ['base', 'base', '--round', '3'], "Unknown option '--round'"],
    ['an unknown scenario', ['base', 'base', '--scenario', 'tock'], 'choose among pipeline, tick'],
    ['a number that is none', ['base', 'base', '--rounds', 'many'], '--rounds many: expected'],
    ['rounds too few to find anything', ['base', 'base', '--rounds', '5'], 'fewer than 8'],
    [
      'a result nobody can write',
      ['base', 'base', '--json', '/no/such.json'],
      '--json /no/such.json',
    ],
  ] as const) {
    it(`ends with 2 for ${what}`, async () => {
      const { code, err } = await compare(...args);
      expect(err).toContain(said);
      expect(code).toBe(2);
    });
  }

  for (const [signal, wanted] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    it(`ends what it started at ${signal}`, async () => {
      const child = start(['base', 'hangs', ...PIPELINE]);
      const closed = once(child, 'close') as Promise<[number | null]>;
      let err = '';
      await new Promise<void>((resolve) => {
        child.stderr!.setEncoding('utf8').on('data', (text: string) => {
          err += text;
          if (err.includes('warm-up: pipeline')) resolve();
        });
      });
      child.kill(signal);
      expect((await closed)[0]).toBe(wanted);
      expect(readdirSync(temporary)).toEqual([]);
    });
  }

  it('leaves nothing behind after all that', () => {
    expect(readdirSync(temporary)).toEqual([]);
    const { stdout } = spawnSync('git', ['worktree', 'list'], {
      cwd: repository,
      encoding: 'utf8',
    });
    expect(stdout.trim().split('\n')).toHaveLength(1);
  });
});
