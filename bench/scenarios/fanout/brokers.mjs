/** nats-server and redis-server as the distribution has them: loopback, nothing written to disk, no limit that would drop. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { programPath } from '../../harness/requirements.mjs';

const START_MS_LIMIT = 10_000;

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}

/** Resolves when the program has printed all that is waited for. */
function untilPrinted(child, patterns) {
  return new Promise((resolve, reject) => {
    let text = '';
    const timer = setTimeout(() => reject(new Error(`did not start: ${text}`)), START_MS_LIMIT);
    const look = (chunk) => {
      text += chunk;
      if (patterns.every((pattern) => pattern.test(text))) {
        clearTimeout(timer);
        resolve();
      }
    };
    child.stdout.on('data', look);
    child.stderr.on('data', look);
    child.once('exit', (code) => reject(new Error(`ended with ${code}: ${text}`)));
  });
}

async function start(name, args, patterns, folder) {
  const child = spawn(programPath(name), args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  await untilPrinted(child, patterns);
  return {
    pid: child.pid,
    async stop() {
      child.kill('SIGKILL');
      await once(child, 'exit');
      rmSync(folder, { recursive: true });
    },
  };
}

async function startNats() {
  const folder = mkdtempSync(join(tmpdir(), 'bookcast-nats-'));
  const [port, webSocketPort] = [await freePort(), await freePort()];
  const file = join(folder, 'nats.conf');
  writeFileSync(
    file,
    `host: 127.0.0.1
port: ${port}
max_pending: 1GB
write_deadline: "60s"
websocket { host: 127.0.0.1, port: ${webSocketPort}, no_tls: true }
`,
  );
  const broker = await start('nats-server', ['-c', file], [/Server is ready/], folder);
  return { ...broker, publishPort: port, clientPort: webSocketPort };
}

async function startRedis() {
  const folder = mkdtempSync(join(tmpdir(), 'bookcast-redis-'));
  const port = await freePort();
  const args = ['--bind', '127.0.0.1', '--port', port, '--save', '', '--appendonly', 'no'];
  args.push('--client-output-buffer-limit', 'pubsub 0 0 0', '--tcp-backlog', 1024);
  const broker = await start('redis-server', args.map(String), [/Ready to accept/], folder);
  return { ...broker, publishPort: port, clientPort: port };
}

const BROKERS = { nats: startNats, redis: startRedis };

/** @returns {pid, publishPort, clientPort, stop}; undefined for a variant that is no broker. */
export const startBroker = (variant) => BROKERS[variant]?.();
