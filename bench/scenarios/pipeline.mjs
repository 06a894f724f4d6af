/**
 * The whole pipeline flat out: ITCH file → event ring → lane → frame ring, 50 symbols, `book` at depth
 * 50, `bbo` and `trades` of every instrument encoded: once although nobody listens, once to a gateway
 * and a client that reads everything. Flat out the frame ring waits for the gateway: nothing is lost.
 */
import { runBookcast } from '../harness/command.mjs';
import { load } from '../harness/build-under-test.mjs';
import { RawWebSocket } from '../harness/raw-websocket.mjs';
import { SYMBOLS, removeItchDay, writeItchDay } from './itch-day.mjs';

const MESSAGES = 5_000_000;
const QUICK_MESSAGES = 300_000;

export const scenario = {
  name: 'pipeline',
  title: 'Whole pipeline flat out',
  rounds: 4,
  quickRounds: 1,
  cells: [
    {
      name: 'itch-file',
      title: `ITCH file, ${SYMBOLS} symbols`,
      metrics: [{ name: 'messages', unit: '/s', better: 'higher' }],
      variants: [
        { name: 'alone', title: 'feed and lane' },
        { name: 'gateway', title: 'the same with a gateway and a client' },
      ],
    },
  ],
  prepare: ({ quick }) => writeItchDay(quick ? QUICK_MESSAGES : MESSAGES),
  cleanup: removeItchDay,
};

async function alone(file) {
  const output = await runBookcast(['replay', file, '--speed', 'max', '--no-serve', '--json']);
  return JSON.parse(output.trim().split('\n').at(-1));
}

const WANTED = [
  { op: 'subscribe', id: 1, channel: 'book', depth: 50, instruments: ['*'] },
  { op: 'subscribe', id: 2, channel: 'bbo', instruments: ['*'] },
  { op: 'subscribe', id: 3, channel: 'trades', instruments: ['*'] },
];

/** The server is this process; its client's work is little: it throws away what it gets. */
async function withGateway(file) {
  const { loadConfig, makeRunLog, startServer } = await load('runtime/index.js');
  const { config } = loadConfig({
    preset: {
      'gateway.port': 0,
      'log.level': 'error',
      'source.kind': 'file',
      'source.file.path': file,
      'source.file.speed': 'max',
    },
  });
  const server = await startServer({ config, log: makeRunLog(config.log) });
  const client = await RawWebSocket.open(server.port);
  for (const request of WANTED) client.sendText(JSON.stringify(request));
  client.discard();
  await server.sourceEnded;
  const bytesRead = client.socket.bytesRead;
  const outcome = await server.stop();
  client.close();
  return { ...outcome, bytesRead };
}

export async function sample({ variant, prepared: { file, messages } }) {
  const outcome = await (variant === 'alone' ? alone(file) : withGateway(file));
  if (outcome.messages < messages) throw new Error(`${outcome.messages} of ${messages} messages`);
  return {
    metrics: { messages: outcome.messagesPerSecond },
    facts: {
      collections: outcome.gcCount,
      frames: outcome.frames,
      ...(outcome.bytesRead ? { clientMiB: Math.round(outcome.bytesRead / 2 ** 20) } : {}),
    },
  };
}
