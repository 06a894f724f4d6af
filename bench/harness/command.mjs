/** Runs the built `bookcast` command from a bench. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { commandPath } from './build-under-test.mjs';

const READY_ATTEMPTS = 300;
const READY_MS = 100;

/** Runs it to its end. @returns what it printed; throws when it did not exit with 0. */
export async function runBookcast(args, env = {}) {
  const child = spawn(process.execPath, [commandPath, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (errors += chunk));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`bookcast ${args.join(' ')} ended with ${code}: ${errors}`);
  return output;
}

/** Resolves with the server's port: it is in the log line that says where it listens. */
function portOf(child) {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stderr.on('data', (chunk) => {
      text += chunk;
      const [, port] = /"url":"http:\/\/127\.0\.0\.1:(\d+)"/.exec(text) ?? [];
      if (port !== undefined) resolve(Number(port));
    });
    child.once('exit', (code) => reject(new Error(`bookcast ended with ${code}: ${text}`)));
  });
}

/**
 * Starts `bookcast` with a command that serves, on a free port, and waits until it has instruments.
 * @param args e.g. ['serve', '--rate', '1000'].
 */
export async function startServer(args, env = {}) {
  const child = spawn(process.execPath, [commandPath, ...args, '--port', '0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, BOOKCAST_LOG_LEVEL: 'info', BOOKCAST_LOG_FORMAT: 'json', ...env },
  });
  const exited = once(child, 'exit');
  const port = await portOf(child);
  const url = `http://127.0.0.1:${port}`;
  for (let attempt = 0; ; attempt++) {
    if (child.exitCode !== null || attempt > READY_ATTEMPTS)
      throw new Error('the server did not become ready');
    const ready = await fetch(`${url}/instruments`)
      .then((answer) => answer.json())
      .then(({ instruments }) => instruments.length > 0)
      .catch(() => false);
    if (ready) break;
    await new Promise((resolve) => setTimeout(resolve, READY_MS));
  }
  return {
    pid: child.pid,
    port,
    url,
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}
