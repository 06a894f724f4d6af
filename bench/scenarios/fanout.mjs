/**
 * Fan-out: deliveries per second of the server's own CPU time, to clients in another process that
 * check every message's sequence. One message per tick, and bursts of eight as a feed's batches bring
 * them. Bookcast's gateway gets frames through a real frame ring; uWebSockets.js bare is the control.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { cpuNs } from '../harness/cpu-time.mjs';
import { startBroker } from './fanout/brokers.mjs';
import { openReceiver } from './fanout/receivers.mjs';

/** Beside the clients' own. */
const DESCRIPTORS_SPARE = 200;
const CONNECT_AT_ONCE = 100;
const WINDOW_MS = 400;
const QUICK_DIVISOR = 5;
const TICKS_PER_SECOND = 1000;
/** With more clients ticks are rarer, so that no server is driven beyond one core. */
const DELIVERIES_PER_SECOND = 100_000;
const BURST = 8;
/** A burst's ticks are rarer by this. */
const BURST_STRETCH = 4;
const WINDOW_MS_LIMIT = 30_000;

const PATTERNS = [
  { name: '64 B', payloadBytes: 64, burst: 1 },
  { name: '256 B', payloadBytes: 256, burst: 1 },
  { name: '1 KB', payloadBytes: 1024, burst: 1 },
  { name: `256 B, bursts of ${BURST}`, payloadBytes: 256, burst: BURST },
];
const WARM_UP = { name: 'warm-up', payloadBytes: 256, burst: 1 };

const cell = (clients, quick) => ({
  name: `${clients}-clients`,
  title: clients === 1 ? '1 client' : `${clients} clients`,
  clients,
  quick,
  metrics: PATTERNS.map(({ name }) => ({ name, unit: '/CPU s', better: 'higher' })),
  variants: [
    { name: 'bookcast', title: 'Bookcast gateway' },
    { name: 'uws-publish', title: 'uWebSockets.js publish' },
    { name: 'uws-send', title: 'uWebSockets.js send' },
    { name: 'ws', title: 'ws', needs: { package: 'ws' } },
    { name: 'nats', title: 'nats-server, WebSocket', needs: { program: 'nats-server' } },
    { name: 'redis', title: 'Redis pub/sub, TCP', needs: { program: 'redis-server' } },
  ].map((variant) => ({
    ...variant,
    needs: { ...variant.needs, descriptors: clients + DESCRIPTORS_SPARE },
  })),
});

export const scenario = {
  name: 'fanout',
  title: 'Fan-out, deliveries per second of server CPU time',
  rounds: 4,
  quickRounds: 1,
  limitSeconds: 90,
  cells: [cell(1, false), cell(10, true), cell(100, false), cell(1000, false)],
};

const publisherEntry = fileURLToPath(new URL('./fanout/publisher-process.mjs', import.meta.url));

/** The server under test, with whatever publishes into it. @returns {pid, port, publish(order), stop}. */
async function startServer(variant) {
  const broker = await startBroker(variant);
  const child = fork(publisherEntry, [variant, String(broker?.publishPort ?? 0)]);
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`the publisher ended with ${code}`);
  });
  failed.catch(() => {});
  const answer = () => Promise.race([failed, once(child, 'message').then(([message]) => message)]);
  const { port } = await answer();
  return {
    pid: broker?.pid ?? child.pid,
    port: broker?.clientPort ?? port,
    publish(order) {
      const done = answer();
      child.send(order);
      return done;
    },
    async stop() {
      child.disconnect();
      await broker?.stop();
    },
  };
}

/** All clients of a run, and how much has come in all. */
class Audience {
  receivers = [];
  received = 0;
  wanted = Infinity;
  complete = () => {};

  async join(variant, port, count) {
    const onReceived = (messages) => {
      this.received += messages;
      if (this.received === this.wanted) this.complete();
    };
    while (this.receivers.length < count) {
      const batch = Math.min(CONNECT_AT_ONCE, count - this.receivers.length);
      const open = Array.from({ length: batch }, () => openReceiver(variant, port, onReceived));
      this.receivers.push(...(await Promise.all(open)));
    }
  }

  /** Resolves when every client has `count` messages more, from `firstSequence` on; their order is checked on the way. */
  expect(firstSequence, count, payloadBytes) {
    this.received = 0;
    this.wanted = count * this.receivers.length;
    for (const { order } of this.receivers) {
      order.expected = firstSequence;
      order.payloadBytes = payloadBytes;
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        const behind = this.receivers.filter(({ order }) => order.expected < firstSequence + count);
        reject(
          new Error(
            `${this.wanted - this.received} of ${this.wanted} deliveries are missing, at ${behind.length} clients`,
          ),
        );
      }, WINDOW_MS_LIMIT);
      this.complete = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  leave() {
    for (const receiver of this.receivers) receiver.close();
  }
}

function shapeOf(clients, burst, quick) {
  const perSecond = Math.min(TICKS_PER_SECOND, DELIVERIES_PER_SECOND / clients);
  const stretch = burst === 1 ? 1 : BURST_STRETCH;
  const everyMs = (1000 / perSecond) * stretch;
  return {
    ticks: Math.max(5, Math.round(WINDOW_MS / everyMs / (quick ? QUICK_DIVISOR : 1))),
    everyMs,
    burst,
  };
}

export async function sample({ cell: { clients }, variant, quick }) {
  const server = await startServer(variant);
  const audience = new Audience();
  try {
    await audience.join(variant, server.port, clients);
    let firstSequence = 1;
    const metrics = {};
    for (const pattern of [WARM_UP, ...PATTERNS]) {
      const { payloadBytes, burst } = pattern;
      const shape = shapeOf(clients, burst, quick && pattern !== WARM_UP);
      const count = shape.ticks * burst;
      const fromNs = cpuNs(server.pid);
      const arrived = audience.expect(firstSequence, count, payloadBytes);
      await Promise.all([arrived, server.publish({ firstSequence, payloadBytes, ...shape })]);
      if (pattern !== WARM_UP)
        metrics[pattern.name] = (count * clients * 1e9) / (cpuNs(server.pid) - fromNs);
      firstSequence += count;
    }
    return { metrics };
  } finally {
    audience.leave();
    await server.stop();
  }
}
