/**
 * The drill of the latency tail: a server with the simulator, a client of the SDK, and three faults at known
 * times: a lane that stops for 50 ms, a lane that collects garbage, a client that stops reading. Each has
 * to appear under its right cause in the log, at /metrics, at /latency, and on the page where there is
 * a Chromium (BOOKCAST_CHROMIUM, or one of Debian's places).
 *
 *     npm run drill [-- --seconds 60 --rate 5000 --budget-us 0]
 *
 * A budget of 0 is chosen against the machine's own noise: twice what a thread that only sleeps sees as
 * p99.9 in two seconds, and 5 ms, but at most 20 ms: the faults have to stand out. Lane faults take turns for as long
 * as the run lasts, because on a noisy machine the platform may hold more messages up than one of them:
 * at least one of each kind has to be the dominant cause of its interval. Exit code 1 when one is not.
 */
import { parseArgs } from 'node:util';
import WebSocket from 'ws';
import { connect } from '../dist/client/index.js';
import { loadConfig, makeRunLog, startServer } from '../dist/runtime/index.js';
import { readPage } from './drill-page.mjs';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    rate: { type: 'string', default: '5000' },
    'budget-us': { type: 'string', default: '0' },
  },
});
const seconds = Number(values.seconds);
const FAULT_EVERY_MS = 3_000;
const WARM_UP_MS = 3_000;
/** An interval, and the quarter second after which it is judged. */
const TOLD_MS = 2_000;
const FAULTS = [
  ['pause', 'pause'],
  ['collect', 'gc'],
];

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** p99.9 of how late sleeps of 1 ms end, ms. */
function sleepLatenessMs() {
  const word = new Int32Array(new SharedArrayBuffer(4));
  const took = [];
  const end = performance.now() + 2_000;
  for (let before = performance.now(); before < end;) {
    Atomics.wait(word, 0, 0, 1);
    const now = performance.now();
    took.push(now - before);
    before = now;
  }
  took.sort((a, b) => a - b);
  return took[Math.floor(took.length * 0.999)] - took[0];
}

function chosenBudgetUs() {
  if (values['budget-us'] !== '0') return Number(values['budget-us']);
  const noiseMs = sleepLatenessMs();
  const budgetUs = Math.round(Math.min(20, Math.max(5, 2 * noiseMs)) * 1000);
  console.log(`sleeps end up to ${noiseMs.toFixed(1)} ms late (p99.9): budget ${budgetUs} µs`);
  return budgetUs;
}

/** A client that subscribes to all there is and then never reads again. */
function stalledClient(url) {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  socket.on('error', () => {});
  socket.on('open', () => {
    const wanted = [
      { channel: 'orders' },
      { channel: 'book', depth: 'full' },
      { channel: 'book', depth: 50 },
      { channel: 'trades' },
    ];
    wanted.forEach((stream, i) =>
      socket.send(
        JSON.stringify({ op: 'subscribe', id: i + 1, instruments: ['sim:*'], ...stream }),
      ),
    );
    setTimeout(() => socket.pause(), 500);
  });
  return socket;
}

async function main() {
  const lines = [];
  const { config } = loadConfig({
    preset: {
      'gateway.port': 0,
      'gateway.backlogBytesLimit': 262_144,
      // The stalled client stays: at the end it is on the page.
      'gateway.evictionMsLimit': 3_600_000,
      'source.simulator.messagesPerSecond': Number(values.rate),
      'latency.budgetUs': chosenBudgetUs(),
    },
  });
  const sink = { write: (line) => lines.push(JSON.parse(line)) };
  const server = await startServer({
    config,
    log: makeRunLog({ level: 'info', format: 'json', sink }),
  });
  const client = connect(server.webSocketUrl);
  client.subscribe({ channel: 'book', depth: 10, instruments: ['sim:*'] }, () => {});
  await sleep(WARM_UP_MS);
  const stalled = stalledClient(server.webSocketUrl);
  const faults = [
    { cause: 'slow_reader', kind: 'stalled client', atMs: Date.now(), untilMs: Infinity },
  ];
  const intervals = new Map();
  const gather = async () => {
    const document = await (await fetch(`${server.url}/latency`)).json();
    for (const interval of document.intervals) intervals.set(interval.endMs, interval);
    return document;
  };
  let slowReadersSeen = 0;
  const end = Date.now() + seconds * 1000 - WARM_UP_MS;
  for (let round = 0; Date.now() < end; round++) {
    const [kind, cause] = FAULTS[round % FAULTS.length];
    faults.push({ cause, kind, atMs: Date.now(), untilMs: Date.now() + TOLD_MS });
    server.injectFault(0, kind);
    await sleep(FAULT_EVERY_MS);
    slowReadersSeen = Math.max(slowReadersSeen, (await gather()).slowReaders.length);
  }
  // Chromium needs the cores that the faults are measured on: it looks when they are over.
  const page = await readPage(server.url);
  await gather();
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  stalled.terminate();
  client.close();
  await server.stop();
  return report({
    faults,
    intervals: [...intervals.values()],
    lines,
    metrics,
    slowReadersSeen,
    page,
  });
}

function report({ faults, intervals, lines, metrics, slowReadersSeen, page }) {
  const metricOf = (cause) =>
    Number(
      new RegExp(`^bookcast_tail_intervals_total\\{cause="${cause}"\\} (\\S+)`, 'm').exec(
        metrics,
      )[1],
    );
  const rows = ['pause', 'gc', 'slow_reader'].map((cause) => {
    const injected = faults.filter((fault) => fault.cause === cause);
    const within = (ms) => injected.some(({ atMs, untilMs }) => ms >= atMs && ms <= untilMs);
    const log = lines.filter(
      (line) => line.msg === 'tail' && line.cause === cause && within(Date.parse(line.at)),
    );
    const told = intervals.filter(({ endMs, tail }) => tail?.cause === cause && within(endMs));
    const evidence = new Set(told.map(({ tail }) => tail.evidence));
    const shown = page?.tails.filter((row) => row.cause === cause && evidence.has(row.evidence));
    const isSlowReader = cause === 'slow_reader';
    return {
      cause,
      injected: injected.length,
      log: log.length,
      metrics: metricOf(cause),
      latency: isSlowReader ? Math.max(told.length, slowReadersSeen) : told.length,
      page: shown && Math.max(shown.length, isSlowReader ? page.slowReaders.length : 0),
      evidence: log[0]?.evidence ?? 'none',
    };
  });
  console.table(rows);
  const counts = {};
  for (const { tail } of intervals) if (tail) counts[tail.cause] = (counts[tail.cause] ?? 0) + 1;
  console.log(`${intervals.length} intervals; with a tail, by cause:`, counts);
  // Undefined is nobody looked, which is no failure.
  return rows.every(
    ({ log, metrics: counted, latency, page: seen }) =>
      log > 0 && counted > 0 && latency > 0 && seen !== 0,
  );
}

const found = await main();
console.log(
  found ? 'every fault was found under its cause' : 'a fault was not found under its cause',
);
process.exit(found ? 0 : 1);
