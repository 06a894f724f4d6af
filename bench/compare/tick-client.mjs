/**
 * The clients of one tick-to-client run, in a process of their own: warm up, measure, print percentiles in µs. The SDK
 * is the build's own, the timing is ours: the host's monotonic clock at the callback, less the stamp of the oldest message
 * (for the simulator the moment at which it was due) and the run base that the server's hello names.
 */
import { pathToFileURL } from 'node:url';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';

const CLIENTS = 10;
const INSTRUMENTS_PER_CLIENT = 5;
const WARM_UP_MS = 2_000;
const NS_PER_US = 1e3;
const SLEEP_MS = 1;
/** Past this a run has more updates than anybody needs. */
const SAMPLES_LIMIT = 1 << 23;

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

class Samples {
  values = new Float64Array(SAMPLES_LIMIT);
  count = 0;
  add(value) {
    if (this.count < SAMPLES_LIMIT) this.values[this.count++] = value;
  }
  /** Of each percent: the value that so many do not exceed. */
  percentiles(percents) {
    const sorted = this.values.subarray(0, this.count).sort();
    return percents.map(
      (percent) => sorted[Math.max(0, Math.ceil((percent / 100) * this.count) - 1)],
    );
  }
}

/** jHiccup's method: a thread that sleeps and notes by how much each sleep was too long. */
function meterHiccups() {
  const word = new Int32Array(workerData);
  const samples = new Samples();
  while (Atomics.load(word, 0) === 0) {
    const from = performance.now();
    Atomics.wait(word, 0, 0, SLEEP_MS);
    samples.add((performance.now() - from - SLEEP_MS) * 1e6);
  }
  parentPort.postMessage(samples.percentiles([99.9])[0]);
}

async function instrumentsOf(url) {
  for (;;) {
    const { instruments } = await (await fetch(`${url}/instruments`)).json();
    if (instruments.length > 0) return instruments.map(({ venue, symbol }) => `${venue}:${symbol}`);
    await sleep(20);
  }
}

async function main() {
  const { sdk, url, measureMs } = JSON.parse(process.argv[2]);
  const { connect } = await import(pathToFileURL(sdk).href);
  const names = await instrumentsOf(url);
  const samples = new Samples();
  let isMeasuring = false;

  const clients = await Promise.all(
    Array.from({ length: CLIENTS }, async (_, i) => {
      const client = connect(url.replace('http', 'ws'));
      let runBaseNs = 0n;
      client.on('hello', (hello) => (runBaseNs = hello.monotonicBaseNs));
      const instruments = Array.from(
        { length: INSTRUMENTS_PER_CLIENT },
        (_, k) => names[(i * INSTRUMENTS_PER_CLIENT + k) % names.length],
      );
      await client.subscribe({ channel: 'book', depth: 10, instruments }, (update) => {
        if (!isMeasuring || update.kind !== 'delta') return;
        samples.add(Number(process.hrtime.bigint() - runBaseNs) - update.receivedNs);
      }).ready;
      return client;
    }),
  );
  await sleep(WARM_UP_MS);
  const stop = new SharedArrayBuffer(4);
  const meter = new Worker(new URL(import.meta.url), { workerData: stop });
  const hiccup = new Promise((resolve, reject) => {
    meter.once('message', resolve);
    meter.once('error', reject);
  });
  isMeasuring = true;
  await sleep(measureMs);
  isMeasuring = false;
  Atomics.store(new Int32Array(stop), 0, 1);
  const hiccupNs = await hiccup;
  for (const client of clients) client.close();
  if (samples.count === 0) throw new Error('no update came');
  const [p50, p90, p99, p999, max] = samples
    .percentiles([50, 90, 99, 99.9, 100])
    .map((ns) => ns / NS_PER_US);
  const mismatches = clients.reduce((sum, client) => sum + client.counts.hashMismatches, 0);
  if (mismatches > 0) throw new Error(`${mismatches} books contradict their hash`);
  process.stdout.write(
    JSON.stringify({ p50, p90, p99, 'p99.9': p999, max, 'hiccup p99.9': hiccupNs / NS_PER_US }),
  );
  process.exit(0);
}

if (isMainThread) await main();
else meterHiccups();
