/** Runs the compiled command as a user does, with an environment of its own. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repository = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
const entry = join(repository, 'dist', 'cli', 'main.js');

export interface CommandResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCommand {
  readonly process: ChildProcessWithoutNullStreams;
  readonly ended: Promise<CommandResult>;
  /** Resolves with the first match in stderr; rejects when the command ends before. */
  stderrMatch(pattern: RegExp): Promise<RegExpExecArray>;
  stdoutMatch(pattern: RegExp): Promise<RegExpExecArray>;
}

export function startCommand(
  args: readonly string[],
  env: Record<string, string> = {},
): RunningCommand {
  // Nothing of the caller's settings, but what Node itself needs.
  const child = spawn(process.execPath, [entry, ...args], {
    cwd: tmpdir(),
    env: { PATH: process.env['PATH'] ?? '', HOME: tmpdir(), ...env },
  });
  const text = { stdout: '', stderr: '' };
  const changed: (() => void)[] = [];
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      text[name] += chunk;
      for (const check of [...changed]) check();
    });
  }
  const ended = once(child, 'close').then(([code, signal]) => {
    for (const check of [...changed]) check();
    return { code, signal, ...text } as CommandResult;
  });
  const match = (name: 'stdout' | 'stderr', pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((found, failed) => {
      const check = (): void => {
        const result = pattern.exec(text[name]);
        if (result === null && child.exitCode === null && child.signalCode === null) return;
        changed.splice(changed.indexOf(check), 1);
        if (result !== null) found(result);
        else failed(new Error(`ended without ${String(pattern)} in ${name}: ${text.stderr}`));
      };
      changed.push(check);
      check();
    });
  return {
    process: child,
    ended,
    stderrMatch: (pattern) => match('stderr', pattern),
    stdoutMatch: (pattern) => match('stdout', pattern),
  };
}

export const runCommand = (
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<CommandResult> => {
  const running = startCommand(args, env);
  running.process.stdin.end();
  return running.ended;
};

export const makeFolder = (): string => mkdtempSync(join(tmpdir(), 'bookcast-cli-'));
