/**
 * Tick-to-client on loopback: `bookcast serve` with the paced simulator in one process, clients of the same build's
 * SDK in another. Timed by our own code from the moment a message was due to the client's callback; the platform's own
 * hiccups beside it are a control and never judged.
 */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { collectText, runChild, startChild } from './children.mjs';

const clientProgram = fileURLToPath(new URL('tick-client.mjs', import.meta.url));
const START_MS_LIMIT = 30_000;
const MESSAGES_PER_SECOND = 20_000;
const SYMBOLS = 50;
const SERVE = ['serve', '--port', '0', '--host', '127.0.0.1', '--log-level', 'info'];

/** Starts the server. @returns it, and its address as its own log says it. */
async function startServer(checkout) {
  const load = ['--rate', String(MESSAGES_PER_SECOND), '--symbols', String(SYMBOLS)];
  const child = startChild(process.execPath, [checkout.command, ...SERVE, ...load]);
  const log = collectText(child.stderr);
  collectText(child.stdout);
  const url = await new Promise((resolve, reject) => {
    const failed = (why) => reject(new Error(`${checkout.label}: ${why}:\n${log.text}`));
    const timer = setTimeout(() => failed('the server did not start'), START_MS_LIMIT);
    child.stderr.on('data', () => {
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(log.text);
      if (found === null) return;
      clearTimeout(timer);
      resolve(found[0]);
    });
    child.once('exit', (code) => {
      clearTimeout(timer);
      failed(`the server ended with ${code}`);
    });
  });
  return { child, url };
}

/** Seconds on a core so far, of all threads; NaN where the platform does not say. */
function cpuSeconds(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    // utime and stime, in ticks of 10 ms.
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return NaN;
  }
}

export const tickScenario = {
  name: 'tick',
  metrics: [
    { name: 'p50', unit: 'µs', better: 'lower' },
    { name: 'p90', unit: 'µs', better: 'lower' },
    { name: 'p99', unit: 'µs', better: 'lower' },
    { name: 'p99.9', unit: 'µs', better: 'lower' },
    { name: 'max', unit: 'µs', better: 'lower' },
    { name: 'server CPU', unit: '% of a core', better: 'lower' },
    { name: 'hiccup p99.9', unit: 'µs', better: 'lower', isControl: true },
  ],
  async run(checkout, { seconds }) {
    const server = await startServer(checkout);
    const exited = once(server.child, 'exit');
    const sdk = join(checkout.dist, 'client', 'index.js');
    const before = { cpu: cpuSeconds(server.child.pid), at: performance.now() };
    const { output } = await runChild(process.execPath, [
      clientProgram,
      JSON.stringify({ sdk, url: server.url, measureMs: seconds * 1000 }),
    ]);
    const cpu = cpuSeconds(server.child.pid) - before.cpu;
    const elapsed = (performance.now() - before.at) / 1000;
    server.child.kill('SIGTERM');
    await exited;
    return { ...JSON.parse(output), 'server CPU': (100 * cpu) / elapsed };
  },
};
