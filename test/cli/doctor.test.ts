import { describe, expect, it } from 'vitest';
import { doctorJson, doctorText } from '../../src/cli/doctor-report.js';
import type { CheckResult } from '../../src/host/index.js';
import { runCommand } from './command.js';

const RESULTS: readonly CheckResult[] = [
  { id: 'clock-source', title: 'clock source', status: 'ok', found: 'tsc', why: 'never shown' },
  {
    id: 'cores',
    title: 'cores',
    status: 'advice',
    found: '2 usable, 3 busy threads (feed 1, lanes 1, gateways 1), which takes two lines',
    why: 'Threads that share a core wait for one another, up to a time slice of milliseconds.',
    fix: 'Give it 4 cores or more.',
  },
  {
    id: 'huge-pages',
    title: 'huge pages',
    status: 'problem',
    found: 'always',
    why: 'Because.',
    fix: 'echo madvise > /sys/kernel/mm/transparent_hugepage/enabled',
  },
  { id: 'smt', title: 'SMT', status: 'unknown', found: 'it is not there', why: 'never shown' },
];

describe('the report of bookcast doctor', () => {
  it('tells what is well in a line, and of the rest why and what to do', () => {
    expect(doctorText(RESULTS, false)).toBe(
      [
        'ok       clock source       tsc',
        'advice   cores              2 usable, 3 busy threads (feed 1, lanes 1, gateways',
        '                            1), which takes two lines',
        '         why  Threads that share a core wait for one another, up to a time slice',
        '              of milliseconds.',
        '         do   Give it 4 cores or more.',
        'problem  huge pages         always',
        '         why  Because.',
        '         do   echo madvise > /sys/kernel/mm/transparent_hugepage/enabled',
        'unknown  SMT                it is not there',
        '',
        '1 problem, 1 advice, 1 ok, 1 unknown',
      ].join('\n'),
    );
  });

  it('colours nothing but the word of the status', () => {
    const [first] = doctorText(RESULTS, true).split('\n');
    expect(first).toBe('\u001b[32mok     \u001b[0m  clock source       tsc');
  });

  it('is a problem as a whole when one check is', () => {
    expect(doctorJson(RESULTS)).toMatchObject({
      status: 'problem',
      counts: { problem: 1, advice: 1, ok: 1, unknown: 1 },
    });
    expect(doctorJson(RESULTS.slice(0, 2))).toMatchObject({ status: 'ok' });
  });
});

describe('bookcast doctor', () => {
  it('examines this host, measures, and ends with 1 exactly when there is a problem', async () => {
    const { code, stdout, stderr } = await runCommand(['doctor', '--json']);
    expect(stderr).toBe('');
    const report = JSON.parse(stdout) as { status: string; checks: CheckResult[] };
    expect(code).toBe(report.status === 'problem' ? 1 : 0);
    const byId = new Map(report.checks.map((check) => [check.id, check]));
    expect(byId.size).toBe(report.checks.length);
    expect(byId.get('websocket-library')).toMatchObject({ status: 'ok' });
    expect(byId.get('hiccups')!.found).toMatch(/oversleep p50 .* in 1 s/);
    expect(byId.get('wake-up')!.found).toMatch(/of 250$/);
  });

  it('fits a terminal of 80 columns, without colours in a pipe', async () => {
    const { stdout } = await runCommand(['doctor', '--lanes', '3']);
    expect(stdout).toContain('lanes 3');
    expect(stdout).not.toContain('\u001b');
    const tooLong = stdout
      .split('\n')
      .filter((line) => line.length > 80 && line.trim().includes(' '));
    expect(tooLong).toEqual([]);
  });

  it('refuses a wrong setting as every command does', async () => {
    const { code, stderr } = await runCommand(['doctor', '--lanes', 'many']);
    expect(code).toBe(2);
    expect(stderr).toContain('lanes = "many" (--lanes)');
  });
});
