/**
 * Slow clients: what the others notice when a tenth of the clients stops reading. The stalled ones
 * want everything at full depth, so that their sockets are full within a moment.
 */
import { startServer } from '../harness/command.mjs';
import { RawWebSocket } from '../harness/raw-websocket.mjs';
import { LATENCY_METRICS, connectClients } from './book-clients.mjs';
import { sleep } from './sleep.mjs';

const HEALTHY = 36;
const STALLED = 4;
const RATE = 5_000;
const SYMBOLS = 50;
const WARM_UP_SECONDS = 1.5;
const SECONDS = 4;
const QUICK_SECONDS = 1.5;

export const scenario = {
  name: 'slow',
  title: 'Healthy clients beside stalled ones',
  rounds: 4,
  quickRounds: 1,
  cells: [
    {
      name: 'tenth',
      title: `${HEALTHY} healthy clients, ${RATE / 1000}k messages/s`,
      metrics: LATENCY_METRICS,
      variants: [
        { name: 'stalled', title: `${STALLED} more have stalled` },
        { name: 'none', title: 'none stalled' },
      ],
    },
  ],
};

const SUBSCRIBE = { op: 'subscribe', id: 1, channel: 'book', depth: 'full', instruments: ['*'] };

async function stalledClient(port) {
  const client = await RawWebSocket.open(port);
  client.sendText(JSON.stringify(SUBSCRIBE));
  client.stall();
  return client;
}

export async function sample({ variant, quick }) {
  const server = await startServer(['serve', '--rate', String(RATE), '--symbols', String(SYMBOLS)]);
  try {
    const clients = await connectClients(server, HEALTHY);
    const stalled = [];
    for (let i = 0; variant === 'stalled' && i < STALLED; i++)
      stalled.push(await stalledClient(server.port));
    await sleep(WARM_UP_SECONDS * 1000);
    clients.reset();
    await sleep((quick ? QUICK_SECONDS : SECONDS) * 1000);
    const { metrics, updates, gaps } = clients.latencyUs();
    if (gaps > 0) throw new Error(`${gaps} gaps at healthy clients`);
    clients.close();
    for (const client of stalled) client.close();
    return { metrics, facts: { updates } };
  } finally {
    await server.stop();
  }
}
