import { spawnSync } from 'node:child_process';
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { encodeHistogram } from '../../src/latency/hdr-codec.js';
import { intervalLine, logHeader } from '../../src/latency/hdr-log-format.js';
import { repositoryRoot } from '../architecture/source-tree.js';
import { runCommand } from './command.js';

const folder = mkdtempSync(join(tmpdir(), 'bookcast-latency-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const START_MS = Date.UTC(2026, 10, 21, 5);

/** 1 value of 1 … 1000 ns each, times `factor`, under two tags. */
function logOf(name: string, factor: number): string {
  const path = join(folder, name);
  const encoded = encodeHistogram({ lowestValue: 1, highestValue: 60e9, digits: 3 }, (visit) => {
    for (let i = 1; i <= 1000; i++) visit(i * factor, 1);
  });
  const times = { startMs: START_MS, endMs: START_MS + 1000 };
  const lines = ['framed_to_sent', 'received_to_sent'].map((tag) =>
    intervalLine(tag, times, START_MS, 1000 * factor, encoded),
  );
  writeFileSync(path, logHeader('a test', START_MS) + lines.join(''));
  return path;
}

const before = logOf('before.hlog', 1);
const after = logOf('after.hlog', 2);
const latency = (...args: string[]) => runCommand(['latency', ...args]);

describe('bookcast latency', () => {
  it('prints a line of figures per tag, and the familiar table of one', async () => {
    const all = await latency(before);
    expect(all).toMatchObject({ code: 0, stderr: '' });
    expect(all.stdout).toMatch(
      /framed_to_sent +1,000 +501 ns +500 ns +900 ns +990 ns +999 ns +1.00 µs +1.00 µs/,
    );
    expect(all.stdout).not.toContain('#[Mean');
    const one = await latency(before, '--tag', 'received_to_sent', '--unit', 'ns');
    expect(one.stdout).toContain('       Value     Percentile TotalCount 1/(1-Percentile)\n');
    expect(one.stdout).toContain('     500.000 0.500000000000        500           2.00\n');
    expect(one.stdout).toContain('    1000.000 1.000000000000       1000\n');
    expect(one.stdout).toContain('#[Mean    =      500.500, StdDeviation   =      288.675]');
    expect(one.stdout).toContain('#[Max     =     1000.000, Total count    =         1000]');
    expect(one.stdout).not.toContain('framed_to_sent');
  });

  it('compares two logs, the second as a multiple of the first', async () => {
    const { stdout } = await latency('--compare', before, after, '--tag', 'framed_to_sent');
    expect(stdout).toMatch(/framed_to_sent +count +1,000 +1,000 +1.000 ×/);
    expect(stdout).toMatch(/p99.9 +999 ns +2.00 µs +2.000 ×/);
    const json = JSON.parse((await latency('--compare', before, after, '--json')).stdout) as {
      ratios: Record<string, Record<string, number>>;
    };
    expect(json.ratios['received_to_sent']).toMatchObject({ count: 1, p50: 2, p999: 2 });
  });

  it('gives JSON in nanoseconds, and lists tags', async () => {
    const json = JSON.parse((await latency(before, after, '--json')).stdout) as {
      tags: Record<string, { percentiles: object[] }>;
    };
    expect(json).toMatchObject({
      unit: 'ns',
      intervals: 4,
      from: '2026-11-21T05:00:00.000Z',
      tags: { framed_to_sent: { count: 2000, p50: 667, max: 2000 } },
    });
    expect(json.tags['framed_to_sent']!.percentiles[0]).toMatchObject({ percentile: 0 });
    const list = await latency(before, '--list');
    expect(list.stdout).toMatch(/received_to_sent +1 {2}2026-11-21T05:00:00.000Z/);
  });

  it('draws, into files that need no network', async () => {
    const svg = join(folder, 'plot.svg');
    const html = join(folder, 'plot.html');
    expect(await latency(before, '--svg', svg, '--html', html)).toMatchObject({ code: 0 });
    for (const text of [readFileSync(svg, 'utf8'), readFileSync(html, 'utf8')]) {
      expect(text).toContain('framed_to_sent');
      expect(text.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(
        /https?:|@import|url\(/,
      );
    }
  });

  it('says why it has nothing: another tag or time, no file, no log', async () => {
    const tag = await latency(before, '--tag', 'nope');
    expect(tag).toMatchObject({ code: 1, stdout: '' });
    expect(tag.stderr).toMatch(/tags: framed_to_sent, received_to_sent/);
    const late = await latency(before, '--from', '2026-11-22');
    expect(late.stderr).toMatch(
      /it holds 2026-11-21T05:00:00.000Z to .*\(0.0 s to 1.0 s since its start\)/,
    );
    const missing = await latency(join(folder, 'none.hlog'));
    expect(missing).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/no such file/) as string,
    });
    writeFileSync(join(folder, 'text.txt'), 'hello\nworld\n');
    const text = await latency(join(folder, 'text.txt'));
    expect(text).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/text.txt, line 1: .*no HdrHistogram log/) as string,
    });
  });

  it('refuses options that are none', async () => {
    for (const [args, why] of [
      [['--compare', before], /--compare takes two logs, A and B; 1 was given/],
      [[before, '--from', 'yesterday'], /seconds since the start \(90\) or an ISO time/],
      [[before, '--unit', 'hours'], /Expected ns, us, ms or s/],
    ] as const) {
      const result = await latency(...args);
      expect(result.code, args.join(' ')).toBe(2);
      expect(result.stderr).toMatch(why);
    }
  });

  it('never draws over a log, and knows before it reads that it cannot draw', async () => {
    const other = join(folder, 'named-otherwise.log');
    copyFileSync(before, other);
    for (const [file, why] of [
      [before, /that is a log, and a plot would replace it/],
      [other, /that is a log, and a plot would replace it/],
      ['', /--html names no file/],
      [join(folder, 'none', 'plot.html'), /there is no folder .*none/],
    ] as const) {
      const bytes = readFileSync(other);
      const result = await latency(other, '--html', file);
      expect(result, file).toMatchObject({ code: 2, stdout: '' });
      expect(result.stderr).toMatch(why);
      expect(readFileSync(other)).toEqual(bytes);
      expect(readFileSync(before)).toEqual(bytes);
    }
  });

  it('lists without decoding, for programs too', async () => {
    const path = join(folder, 'undecodable.hlog');
    writeFileSync(path, readFileSync(before, 'utf8').replaceAll(/HISTF\S+/g, 'HISTFxxxx'));
    expect(await latency(path)).toMatchObject({ code: 1 });
    const { code, stdout } = await latency(path, '--list', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      tags: { received_to_sent: { intervals: 1, from: '2026-11-21T05:00:00.000Z' } },
    });
    const picked = await latency(path, '--list', '--compare', path);
    expect(picked).toMatchObject({ code: 2, stdout: '' });
  });

  it('says that its output cannot be written', () => {
    const full = openSync('/dev/full', 'w');
    const args = [join(repositoryRoot, 'dist', 'cli', 'main.js'), 'latency', before];
    const { status, stderr } = spawnSync(process.execPath, args, {
      stdio: ['ignore', full, 'pipe'],
    });
    closeSync(full);
    expect(status).toBe(1);
    expect(stderr.toString()).toMatch(/^bookcast: the output cannot be written: ENOSPC.*\n$/);
  });

  it('lets no tag steer the terminal', async () => {
    const path = join(folder, 'escapes.hlog');
    const tag = 'Tag=\u001b]0;title\u0007framed_to_sent';
    writeFileSync(path, readFileSync(before, 'utf8').replace('Tag=framed_to_sent', tag));
    const { stdout } = await latency(path);
    expect(stdout).toContain('\\x1b]0;title\\x07framed_to_sent');
    expect(stdout).not.toContain('\u001b');
  });

  it('names the file that is no whole gzip, and what is no file', async () => {
    const path = join(folder, 'cut.hlog.gz');
    const whole = gzipSync(readFileSync(before));
    writeFileSync(path, whole.subarray(0, whole.length / 2));
    const cut = await latency(path);
    expect(cut).toMatchObject({ code: 1, stdout: '' });
    expect(cut.stderr).toMatch(/cut.hlog.gz: damaged as gzip .*zcat/);
    expect((await latency('/dev/null')).stderr).toMatch(/\/dev\/null: .*must be a file/);
  });

  it('reads what a replay has logged: every message of it, per lane and together', async () => {
    const recording = join(folder, 'day.itch50');
    const logs = join(folder, 'logs');
    const made = ['--messages', '20000', '--symbols', '20', '--seed', '7', '--out', recording];
    expect(await runCommand(['sim', 'itch', ...made])).toMatchObject({ code: 0 });
    const options = ['--speed', 'max', '--no-serve', '--json', '--lanes', '2'];
    const replay = await runCommand(['replay', recording, ...options, '--latency-log-dir', logs]);
    const { messages } = JSON.parse(replay.stdout) as { messages: number };
    const { tags } = JSON.parse((await latency(logs, '--json')).stdout) as {
      tags: Record<string, { count: number }>;
    };
    const countOf = (tag: string): number => tags[tag]!.count;
    expect(countOf('received_to_committed')).toBe(messages);
    expect(countOf('committed_to_applied')).toBe(
      countOf('committed_to_applied.lane0') + countOf('committed_to_applied.lane1'),
    );
  });

  it('says why a replay that records nothing writes no log', async () => {
    const recording = join(folder, 'day.itch50');
    const logs = join(folder, 'not-recorded');
    const options = ['--no-serve', '--speed', 'max', '--json', '--latency-record', 'false'];
    const replay = await runCommand(['replay', recording, ...options, '--latency-log-dir', logs]);
    expect(replay.code).toBe(0);
    expect(replay.stderr).toMatch(/no latency log is written: latency.record is false/);
    expect(existsSync(logs)).toBe(false);
  });

  it('lets a replay go on whose log cannot be written', async () => {
    const recording = join(folder, 'day.itch50');
    const options = ['--speed', 'max', '--no-serve', '--json', '--latency-log-dir', recording];
    const replay = await runCommand(['replay', recording, ...options]);
    expect(replay.code).toBe(0);
    expect(replay.stderr.match(/latency log cannot be written/g)).toHaveLength(1);
    expect(replay.stderr).toContain(recording);
  });
});
