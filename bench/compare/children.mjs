/**
 * Processes that a comparison starts: each in a process group of its own, so that ending one ends what it started.
 * Owns the list of those that run; `killChildren` is what an interrupt calls.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

const running = new Set();

/** The caller's settings of Bookcast would change what is measured. */
function neutralEnvironment() {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('BOOKCAST_')),
  );
}

export function startChild(command, args, { cwd, stdio } = {}) {
  const child = spawn(command, args, {
    cwd,
    stdio: stdio ?? ['ignore', 'pipe', 'pipe'],
    env: neutralEnvironment(),
    detached: true,
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

/** Text that a stream has brought so far, growing. */
export function collectText(stream) {
  const collected = { text: '' };
  stream.setEncoding('utf8').on('data', (chunk) => (collected.text += chunk));
  return collected;
}

/** Runs to the end. @returns { output, extra }: stdout and what came on descriptor 3. @throws with the end of stderr. */
export async function runChild(command, args, { cwd } = {}) {
  const child = startChild(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
  const output = collectText(child.stdout);
  const errors = collectText(child.stderr);
  const extra = collectText(child.stdio[3]);
  const [code, signal] = await once(child, 'close');
  if (code !== 0) {
    const said = (errors.text || output.text).trim().split('\n').slice(-15).join('\n');
    throw new Error(`${command} ${args.join(' ')} ended with ${code ?? signal}:\n${said}`);
  }
  return { output: output.text, extra: extra.text };
}

/** At once and synchronously: for the way out. */
export function killChildren() {
  for (const child of running) {
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It ended by itself in between.
    }
  }
}
