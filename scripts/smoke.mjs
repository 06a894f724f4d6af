// A short smoke of the main job, as its user: start `bookcast serve` on the embedded simulator, wait
// until it is ready, look at the page, the instruments and one live book, then stop it with SIGTERM.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connect } from 'bookcast/client';

const command = join(dirname(fileURLToPath(import.meta.url)), '..', 'dist', 'cli', 'main.js');
const deadline = AbortSignal.timeout(60_000);

function check(condition, what) {
  if (!condition) throw new Error(`smoke: ${what}`);
  console.log(`ok  ${what}`);
}

const port = process.env.BOOKCAST_SMOKE_PORT ?? '18080';
const url = `http://127.0.0.1:${port}`;
const server = spawn(process.execPath, [command, 'serve', '--port', port], { stdio: 'inherit' });
const exited = once(server, 'exit');
try {
  for (;;) {
    deadline.throwIfAborted();
    if (server.exitCode !== null)
      throw new Error(`smoke: the server ended with ${server.exitCode}`);
    const ready = await fetch(`${url}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ready) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  check(true, '/readyz answers 200');
  const page = await (await fetch(url)).text();
  check(page.includes('<title>'), 'the page is served');
  const { instruments } = await (await fetch(`${url}/instruments`)).json();
  check(instruments.length > 0, '/instruments lists instruments');
  const metrics = await (await fetch(`${url}/metrics`)).text();
  check(metrics.includes('bookcast_'), '/metrics answers');
  const { venue, symbol } = instruments[0];
  const client = connect(`ws://127.0.0.1:${port}`);
  const name = `${venue}:${symbol}`;
  let seen = 0;
  for await (const { stream } of client.subscribe({
    channel: 'book',
    depth: 10,
    instruments: [name],
  })) {
    if (++seen < 20) continue;
    check(stream.state === 'LIVE' && stream.inSync, `${name} is LIVE and in sync after 20 updates`);
    check(stream.book.bestBid !== undefined, `its best bid is ${stream.book.bestBid?.price}`);
    break;
  }
  check(client.counts.hashMismatches === 0, 'every hash agrees');
  client.close();
} finally {
  server.kill('SIGTERM');
}
const [code] = await exited;
check(code === 0, 'SIGTERM ends the server with exit code 0');
