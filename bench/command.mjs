/** Runs the built `bookcast` command from a bench. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const command = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));

/** Runs it to its end. @returns what it printed; throws when it did not exit with 0. */
export async function runBookcast(args) {
  const child = spawn(process.execPath, [command, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (errors += chunk));
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`bookcast ${args.join(' ')} ended with ${code}: ${errors}`);
  return output;
}

/** Starts `bookcast serve` and waits until it has instruments to offer. */
export async function startServer(port, args) {
  const child = spawn(process.execPath, [command, 'serve', '--port', String(port), ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, BOOKCAST_LOG_LEVEL: 'warn' },
  });
  const exited = once(child, 'exit');
  for (let attempt = 0; ; attempt++) {
    if (child.exitCode !== null || attempt > 300)
      throw new Error('the server did not become ready');
    const ready = await fetch(`http://127.0.0.1:${port}/instruments`)
      .then((answer) => answer.json())
      .then(({ instruments }) => instruments.length > 0)
      .catch(() => false);
    if (ready) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    pid: child.pid,
    url: `http://127.0.0.1:${port}`,
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}
