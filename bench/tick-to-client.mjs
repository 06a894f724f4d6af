/**
 * Tick-to-client on loopback: `bookcast serve` in a process of its own with the paced simulator, 10
 * SDK clients in this one, every latency timed from the moment at which the message was due. Beside
 * it the platform's own hiccups, measured in the same minute.
 */
import { connect } from '../dist/client/index.js';
import { startServer } from './command.mjs';
import { startHiccupMeter } from './hiccup-meter.mjs';
import { hostFacts } from './host-facts.mjs';

const RATE = 20_000;
const CLIENTS = 10;
const SYMBOLS = 50;
const INSTRUMENTS_PER_CLIENT = 5;
const WARM_UP_MS = 5_000;
const MEASURE_MS = 20_000;
const PORT = 18090;

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const micros = ({ count, p50Ns, p90Ns, p99Ns, p999Ns, p9999Ns, maxNs }) => ({
  count,
  'p50 µs': p50Ns / 1e3,
  'p90 µs': p90Ns / 1e3,
  'p99 µs': p99Ns / 1e3,
  'p99.9 µs': p999Ns / 1e3,
  'p99.99 µs': p9999Ns / 1e3,
  'max µs': maxNs / 1e3,
});

const server = await startServer(PORT, ['--rate', String(RATE), '--symbols', String(SYMBOLS)]);
try {
  const { instruments } = await (await fetch(`${server.url}/instruments`)).json();
  const names = instruments.map(({ venue, symbol }) => `${venue}:${symbol}`);
  const clients = await Promise.all(
    Array.from({ length: CLIENTS }, async (_, i) => {
      const client = connect(`ws://127.0.0.1:${PORT}`);
      const wanted = Array.from(
        { length: INSTRUMENTS_PER_CLIENT },
        (_, k) => names[(i * 5 + k) % names.length],
      );
      await client.subscribe({ channel: 'book', depth: 10, instruments: wanted }, () => {}).ready;
      return client;
    }),
  );
  await sleep(WARM_UP_MS);
  for (const client of clients) client.latency.reset();
  const hiccups = startHiccupMeter();
  await sleep(MEASURE_MS);
  const merged = clients[0].latency;
  for (const client of clients.slice(1)) merged.add(client.latency);
  const result = {
    bench: 'tick-to-client',
    host: hostFacts(),
    messagesPerSecond: RATE,
    clients: CLIENTS,
    symbols: SYMBOLS,
    tickToClient: micros(merged.percentiles()),
    platformHiccups: micros(await hiccups.finish()),
    gaps: clients.reduce((sum, client) => sum + client.counts.gaps, 0),
    hashMismatches: clients.reduce((sum, client) => sum + client.counts.hashMismatches, 0),
  };
  for (const client of clients) client.close();
  console.log(JSON.stringify(result));
} finally {
  await server.stop();
}
process.exit(0);
