/**
 * Tick-to-client on loopback, open loop: a recording whose timestamps are the schedule is served by
 * `bookcast` in a process of its own, and SDK clients in this one time every update from the moment
 * its message was *due*. What the server is late counts.
 */
import { join } from 'node:path';
import { startServer } from '../harness/command.mjs';
import { LATENCY_METRICS, connectClients } from './book-clients.mjs';
import { removeItchDay, writeItchDay } from './itch-day.mjs';
import { sleep } from './sleep.mjs';
import { BURST_FACTOR } from './tick/schedule.mjs';
import { writeRetimed } from './tick/retimed-day.mjs';

const CLIENTS = 10;
/** Threads of the server and the clients are compiled in it: the first seconds are not what a session is like. */
const WARM_UP_SECONDS = 4;
const SECONDS = 4;
const QUICK_SECONDS = 1.5;
/** What the start may take on a busy machine. */
const START_SECONDS = 8;

const cell = (messagesPerSecond, isBurst, quick) => ({
  name: `${messagesPerSecond}${isBurst ? '-bursts' : ''}`,
  title: `${messagesPerSecond / 1000}k messages/s${isBurst ? ` in bursts of ${BURST_FACTOR} ×` : ''}`,
  messagesPerSecond,
  isBurst,
  quick,
  metrics: LATENCY_METRICS,
  variants: [{ name: 'bookcast', title: 'Bookcast' }],
});

export const scenario = {
  name: 'tick',
  title: `Tick-to-client, ${CLIENTS} clients`,
  rounds: 2,
  quickRounds: 1,
  cells: [
    cell(1_000, false, false),
    cell(10_000, false, true),
    cell(20_000, false, false),
    cell(50_000, false, false),
    cell(100_000, false, false),
    cell(10_000, true, true),
    cell(50_000, true, false),
  ],
  async prepare({ quick }) {
    const cells = scenario.cells.filter((one) => !quick || one.quick);
    const seconds = START_SECONDS + WARM_UP_SECONDS + SECONDS;
    const messages = Math.max(...cells.map((one) => one.messagesPerSecond)) * seconds;
    const day = await writeItchDay(messages);
    for (const { name, messagesPerSecond, isBurst } of cells) {
      writeRetimed(day.file, join(day.folder, name), {
        messages: messagesPerSecond * seconds,
        messagesPerSecond,
        isBurst,
      });
    }
    return { ...day, seconds };
  },
  cleanup: removeItchDay,
};

export async function sample({ cell: { name }, quick, prepared }) {
  const server = await startServer(['replay', join(prepared.folder, name), '--speed', '1x']);
  const startedMs = performance.now();
  try {
    const clients = await connectClients(server, CLIENTS);
    await sleep(WARM_UP_SECONDS * 1000);
    clients.reset();
    await sleep((quick ? QUICK_SECONDS : SECONDS) * 1000);
    const { metrics, updates, gaps } = clients.latencyUs();
    clients.close();
    if ((performance.now() - startedMs) / 1000 > prepared.seconds)
      throw new Error('the recording ended before the measurement: the machine is too busy');
    return { metrics, facts: { updates, gaps } };
  } finally {
    await server.stop();
  }
}
