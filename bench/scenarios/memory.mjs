/** Resident memory of `bookcast serve` with 1,000 symbols at 50,000 messages/s: after half of the time, and what the rest adds. */
import { readFileSync } from 'node:fs';
import { startServer } from '../harness/command.mjs';
import { RawWebSocket } from '../harness/raw-websocket.mjs';
import { sleep } from './sleep.mjs';

const SYMBOLS = 1000;
const RATE = 50_000;
const SECONDS = 30;
const QUICK_SECONDS = 4;

export const scenario = {
  name: 'memory',
  title: `Resident memory, ${SYMBOLS.toLocaleString('en')} symbols, ${RATE / 1000}k messages/s`,
  rounds: 1,
  quickRounds: 1,
  repeatBase: false,
  cells: [
    {
      name: 'serve',
      title: 'server process',
      metrics: [
        { name: 'resident', unit: 'MiB', better: 'lower' },
        { name: `growth in the last ${SECONDS / 2} s`, unit: 'MiB', better: 'lower' },
      ],
      variants: [{ name: 'bookcast', title: 'Bookcast' }],
    },
  ],
};

const residentMiB = (pid) =>
  Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;

export async function sample({ cell, quick }) {
  const server = await startServer(['serve', '--rate', String(RATE), '--symbols', String(SYMBOLS)]);
  try {
    const client = await RawWebSocket.open(server.port);
    for (const [id, channel] of [
      [1, 'bbo'],
      [2, 'book'],
    ])
      client.sendText(
        JSON.stringify({ op: 'subscribe', id, channel, depth: 10, instruments: ['*'] }),
      );
    client.discard();
    const halfMs = (quick ? QUICK_SECONDS : SECONDS) * 500;
    await sleep(halfMs);
    const middle = residentMiB(server.pid);
    await sleep(halfMs);
    const end = residentMiB(server.pid);
    client.close();
    const [resident, growth] = cell.metrics;
    return { metrics: { [resident.name]: end, [growth.name]: end - middle } };
  } finally {
    await server.stop();
  }
}
