/**
 * Resident memory of `bookcast serve`: with 1,000 symbols after they all have books, and how it moves at
 * 50,000 messages/s. `--minutes N` (default 1) says how long; the goal is flat over 10.
 */
import { readFileSync } from 'node:fs';
import { connect } from '../dist/client/index.js';
import { startServer } from './command.mjs';
import { hostFacts } from './host-facts.mjs';

const minutesAt = process.argv.indexOf('--minutes');
const minutes = minutesAt < 0 ? 1 : Number(process.argv[minutesAt + 1]);
const SYMBOLS = 1000;
const RATE = 50_000;
const PORT = 18091;
const SAMPLES = 10;

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const rssMiB = (pid) =>
  Math.round(
    Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024,
  );

const server = await startServer(PORT, ['--rate', String(RATE), '--symbols', String(SYMBOLS)]);
try {
  const client = connect(`ws://127.0.0.1:${PORT}`);
  await client.subscribe({ channel: 'bbo', instruments: ['*'] }, () => {}).ready;
  await client.subscribe({ channel: 'book', depth: 10, instruments: ['*'] }, () => {}).ready;
  const samples = [];
  for (let sample = 0; sample <= SAMPLES; sample++) {
    await sleep((minutes * 60_000) / (SAMPLES + 1));
    samples.push(rssMiB(server.pid));
  }
  client.close();
  console.log(
    JSON.stringify({
      bench: 'memory',
      host: hostFacts(),
      symbols: SYMBOLS,
      messagesPerSecond: RATE,
      minutes,
      rssMiB: samples,
    }),
  );
} finally {
  await server.stop();
}
process.exit(0);
