/**
 * What each knob of docs/operations.md "Tuning" changes on this host: tick-to-client of one SDK client
 * at 20,000 messages/s, every variant against the defaults, rounds interleaved and turned around, as a
 * Markdown table. `node bench/tuning.mjs [--rounds N] [--seconds S] [variant …]`; needs a build.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { connect } from '../dist/client/index.js';
import { hostFacts } from './host-facts.mjs';

const VARIANTS = {
  defaults: {},
  'slice-100': { THREADS_SLICE_US: '100' },
  'fifo-5': { THREADS_REALTIME_PRIORITY: '5' },
  'cores-apart': { THREADS_FEED_CORES: '0', THREADS_LANE_CORES: '1', THREADS_GATEWAY_CORES: '0' },
  'one-core': { THREADS_FEED_CORES: '0', THREADS_LANE_CORES: '0', THREADS_GATEWAY_CORES: '0' },
  'strategy-spin': { WAIT_STRATEGY: 'spin' },
  'no-lane-spin': { WAIT_SPIN_TURNS: '0' },
  'no-feed-spin': { WAIT_FEED_SPIN_US: '0' },
  'no-gateway-spin': { WAIT_GATEWAY_SPIN_TURNS: '0' },
  'no-gateway-block': { WAIT_GATEWAY_BLOCK_US: '0' },
  'young-48': { THREADS_YOUNG_GENERATION_MB: '48' },
  'batch-64': { LANE_BATCH_EVENT_LIMIT: '64' },
  'cut-message': { LANE_CUT: 'message' },
};
const FIGURES = { p50: 'p50Ns', p90: 'p90Ns', p99: 'p99Ns', 'p99.9': 'p999Ns' };
const WARM_UP_MS = 1_200;
const INSTRUMENTS = 10;
const TICK_MS = 10;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '10' },
    seconds: { type: 'string', default: '3' },
  },
});
const unknown = positionals.filter((name) => !(name in VARIANTS));
if (unknown.length > 0) {
  console.error(
    `tuning: unknown ${unknown.join(', ')}; choose among: ${Object.keys(VARIANTS).join(', ')}`,
  );
  process.exit(2);
}
const names =
  positionals.length > 0 ? [...new Set(['defaults', ...positionals])] : Object.keys(VARIANTS);

const command = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Processor milliseconds of a process so far, of proc(5)'s stat. */
function cpuMs(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

async function startServer(variant) {
  const settings = Object.entries(variant).map(([key, value]) => [`BOOKCAST_${key}`, value]);
  const child = spawn(process.execPath, [command, 'serve', '--port', '0', '--log-format', 'json'], {
    env: { ...process.env, ...Object.fromEntries(settings) },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  const url = await new Promise((resolve, reject) => {
    child.stderr.on('data', (chunk) => {
      log += chunk;
      const found = /"url":"([^"]+)"/.exec(log)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', () => reject(new Error(`the server did not start: ${log}`)));
  });
  return { child, url };
}

async function round(variant, seconds) {
  const { child, url } = await startServer(variant);
  try {
    let names = [];
    while (names.length === 0) {
      const { instruments } = await (await fetch(`${url}/instruments`)).json();
      names = instruments.map(({ venue, symbol }) => `${venue}:${symbol}`);
    }
    const client = connect(url.replace('http', 'ws'));
    const wanted = { channel: 'book', depth: 10, instruments: names.slice(0, INSTRUMENTS) };
    await client.subscribe(wanted, () => {}).ready;
    await sleep(WARM_UP_MS);
    client.latency.reset();
    const before = cpuMs(child.pid);
    await sleep(seconds * 1000);
    const cpu = (cpuMs(child.pid) - before) / seconds;
    const percentiles = client.latency.percentiles();
    client.close();
    return { ...percentiles, cpu };
  } finally {
    child.kill('SIGTERM');
    if (child.exitCode === null) await once(child, 'exit');
  }
}

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
const rounds = Number(values.rounds);
const results = Object.fromEntries(names.map((name) => [name, []]));
for (let i = 0; i < rounds; i++) {
  // Turned on by one each round and around each second one: nobody is always first, or behind the same.
  const order = names.map((_, k) => names[(k + i) % names.length]);
  if (i % 2 === 1) order.reverse();
  for (const name of order) results[name].push(await round(VARIANTS[name], Number(values.seconds)));
  process.stderr.write(`round ${i + 1} of ${rounds}\n`);
}

const host = Object.entries(hostFacts()).map(([key, value]) => `${key} ${value}`);
console.log(
  `${host.join(' · ')}\n${rounds} rounds of ${values.seconds} s; µs and, in brackets, the median of the ratios to the defaults\n`,
);
console.log(`| variant | ${Object.keys(FIGURES).join(' | ')} | CPU ms/s |`);
console.log(`|---|${'---|'.repeat(Object.keys(FIGURES).length + 1)}`);
for (const name of names) {
  const cell = (of, scale) => {
    const ratio = median(results[name].map((result, i) => of(result) / of(results.defaults[i])));
    return `${(median(results[name].map(of)) / scale).toFixed(0)} (${ratio.toFixed(2)})`;
  };
  const cells = Object.values(FIGURES).map((figure) => cell((result) => result[figure], 1e3));
  console.log(`| ${name} | ${cells.join(' | ')} | ${cell((result) => result.cpu, 1)} |`);
}
process.exit(0);
