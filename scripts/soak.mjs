/**
 * The whole system under load, checked at the end price by price: a server on the simulator, many
 * clients of the SDK in processes of their own, some that never read, a lane that throws and one that
 * hangs. Afterwards every healthy replica must equal the server's own book, every stalled client
 * must have been dropped to image or evicted, and counted. Exit code 1 when anything is amiss.
 *
 *     node scripts/soak.mjs [--seconds 60] [--clients 200] [--stalled 10] [--rate 20000]
 *                           [--symbols 50] [--lanes 1] [--faults throw,hang] [--memory]
 */
import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { loadConfig, makeRunLog, startServer } from 'bookcast';
import { WebSocket } from 'ws';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    clients: { type: 'string', default: '200' },
    stalled: { type: 'string', default: '10' },
    rate: { type: 'string', default: '20000' },
    symbols: { type: 'string', default: '50' },
    lanes: { type: 'string', default: '1' },
    faults: { type: 'string', default: 'throw,hang' },
    backlog: { type: 'string', default: '1048576' },
    eviction: { type: 'string', default: '10000' },
  },
});
const number = (name) => Number(values[name]);
const seconds = number('seconds');
const stalledCount = number('stalled');
const healthyCount = number('clients') - stalledCount;
const faults = values.faults === '' ? [] : values.faults.split(',');
const CLIENTS_PER_PROCESS = 100;
const problems = [];

function check(condition, what) {
  console.log(`${condition ? 'ok    ' : 'FAILED'} ${what}`);
  if (!condition) problems.push(what);
}

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** One text for a window of a book, equal exactly when every price and quantity is. */
function windowDigest(bids, asks, depth) {
  const hash = createHash('sha256');
  for (const side of [bids, asks]) {
    for (const [price, quantity] of side.slice(0, depth)) hash.update(`${price} ${quantity}\n`);
    hash.update('-\n');
  }
  return hash.digest('hex');
}

/** A counter or gauge of /metrics, summed over its labels. */
function metric(text, name) {
  let sum = 0;
  for (const line of text.split('\n')) {
    if (line.startsWith(`${name} `) || line.startsWith(`${name}{`))
      sum += Number(line.split(' ').at(-1));
  }
  return sum;
}

/** Clients that subscribe to a lot and then never read. */
async function startStalled(url) {
  const sockets = [];
  for (let i = 0; i < stalledCount; i++) {
    const socket = new WebSocket(url);
    socket.on('error', () => {});
    await once(socket, 'open');
    for (const [id, depth] of [1, 10, 50, 'full'].entries()) {
      socket.send(
        JSON.stringify({ op: 'subscribe', id, channel: 'book', depth, instruments: ['*'] }),
      );
    }
    socket.send(JSON.stringify({ op: 'subscribe', id: 9, channel: 'orders', instruments: ['*'] }));
    await once(socket, 'message');
    socket.pause();
    sockets.push(socket);
  }
  return sockets;
}

/** All of the simulator's: a server listens a moment before its source has named its instruments. */
async function listedSymbols(url) {
  for (let waitedMs = 0; ; waitedMs += 20) {
    const { instruments } = await (await fetch(`${url}/instruments`)).json();
    if (instruments.length >= number('symbols') || waitedMs > 20_000)
      return instruments.map(({ venue, symbol }) => `${venue}:${symbol}`);
    await sleep(20);
  }
}

function startClients(url, symbols) {
  const processes = [];
  for (let from = 0; from < healthyCount; from += CLIENTS_PER_PROCESS) {
    const child = fork(fileURLToPath(new URL('soak-clients.mjs', import.meta.url)), [
      JSON.stringify({
        url,
        symbols,
        from,
        count: Math.min(CLIENTS_PER_PROCESS, healthyCount - from),
      }),
    ]);
    const exited = once(child, 'exit');
    // A process that ends before it is ready must end the soak, not leave it waiting.
    const ready = Promise.race([
      once(child, 'message'),
      exited.then(([code]) => Promise.reject(new Error(`the clients ended with code ${code}`))),
    ]);
    processes.push({ child, ready, exited });
  }
  return processes;
}

const { config } = loadConfig({
  preset: {
    'gateway.port': 0,
    lanes: number('lanes'),
    'source.simulator.symbols': number('symbols'),
    'source.simulator.messagesPerSecond': number('rate'),
    'gateway.backlogBytesLimit': number('backlog'),
    'gateway.evictionMsLimit': number('eviction'),
    'log.level': 'warn',
  },
});
const server = await startServer({ config, bookDepth: Infinity, log: makeRunLog(config.log) });
const failed = server.failed.then((error) => problems.push(`the run failed: ${error.message}`));
const symbols = await listedSymbols(server.url);
check(symbols.length === number('symbols'), `${symbols.length} instruments are listed`);

const groups = startClients(server.webSocketUrl, symbols);
await Promise.all(groups.map((group) => group.ready));
const stalled = await startStalled(server.webSocketUrl);
console.log(
  `${healthyCount} clients in step, ${stalled.length} do not read; ${seconds} s at ${values.rate} messages/s`,
);

const rssMiB = () => Math.round(process.memoryUsage().rss / 1048576);
const rss = [rssMiB()];
const sliceMs = (seconds * 1000) / (faults.length + 1);
for (let slice = 0; slice <= faults.length; slice++) {
  await Promise.race([sleep(sliceMs), failed]);
  rss.push(rssMiB());
  const kind = faults[slice];
  if (kind === undefined) break;
  const before = server.recoveries.length;
  server.injectFault(slice % number('lanes'), kind);
  for (let waitedMs = 0; server.recoveries.length === before && waitedMs < 20_000; waitedMs += 20)
    await sleep(20);
  const recovery = server.recoveries[before];
  check(
    recovery !== undefined,
    `a lane that ${kind === 'throw' ? 'throws' : 'hangs'} is replaced and its books are live again`,
  );
  if (recovery) console.log(`       after ${Math.round(recovery.ms)} ms (${recovery.reason})`);
}

const metrics = server.metricsText();
const reports = groups.map((group) => once(group.child, 'message'));
const outcome = await server.stop();
const replicas = (await Promise.all(reports)).flatMap(([message]) => message);
await Promise.all(groups.map((group) => group.exited));
for (const socket of stalled) socket.terminate();

const books = new Map(outcome.books.map((book) => [`${book.venue}:${book.symbol}`, book]));
let unequal = 0;
for (const replica of replicas) {
  const book = books.get(replica.name);
  const expected = windowDigest(book.bids, book.asks, replica.depth ?? Infinity);
  if (replica.digest === expected && replica.state === book.state) continue;
  if (unequal++ < 5) {
    console.log('       unequal:', replica, { state: book.state, expected, seq: book.seq });
  }
}
const sum = (key) => replicas.reduce((total, replica) => total + replica[key], 0);
check(replicas.length === healthyCount * 5, `${replicas.length} replicas report`);
check(unequal === 0, `every healthy replica equals the server's book (${unequal} do not)`);
check(
  sum('hashMismatches') === 0,
  `no hash mismatch (${sum('frames').toLocaleString('en')} frames)`,
);
check(sum('gaps') === 0, 'no gap at any client');
check(
  [...books.values()].every((book) => book.state === 'LIVE'),
  'every book is LIVE',
);
const drops = metric(metrics, 'bookcast_gateway_drops_to_image_total');
const evictions = metric(metrics, 'bookcast_gateway_evictions_total');
check(
  drops + evictions >= stalledCount,
  `stalled clients are counted: ${drops} drops to image, ${evictions} evictions`,
);
check(sum('notices') === 0, `no healthy client was dropped to image (${sum('notices')} were)`);
const stalls = metric(metrics, 'bookcast_feed_stalls_total');
console.log(
  `messages ${outcome.messages.toLocaleString('en')}, feed stalls ${stalls}, laps ${metric(metrics, 'bookcast_gateway_laps_total')}, garbage collections: feed ${outcome.gcCount.feed}, lane ${outcome.gcCount.lane}, RSS MiB ${rss.join(' → ')}`,
);
if (problems.length > 0) {
  console.error(`\nsoak: ${problems.length} problems`);
  process.exit(1);
}
console.log('\nsoak: all well');
process.exit(0);
