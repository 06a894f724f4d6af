/**
 * `npm run bench [-- name … [--json FILE]]`: runs the benches one after the other, each in a process of its own, and
 * prints one report. A bench reports, it never judges.
 */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { hostFacts } from './host-facts.mjs';

const BENCHES = {
  ring: [
    'ring-throughput.mjs',
    'event ring against postMessage, two threads, every payload checked',
  ],
  book: ['book-build.mjs', 'ITCH bytes → L3 book + L2 change set, one thread'],
  encode: ['frame-encode.mjs', 'frame codecs against the stock FlatBuffers builder'],
  pipeline: ['pipeline.mjs', 'ITCH file → event ring → lane → frame ring, flat out'],
  tick: ['tick-to-client.mjs', 'tick-to-client on loopback beside the platform’s hiccups'],
  collections: [
    'collections.mjs',
    'garbage collections of feed and lane in 30 s of the default simulator',
  ],
  memory: ['memory.mjs', 'resident memory: 1,000 symbols, and its growth under load'],
};

const args = process.argv.slice(2);
const jsonAt = args.indexOf('--json');
const jsonFile = jsonAt < 0 ? undefined : args.splice(jsonAt, 2)[1];
const unknown = args.filter((name) => !(name in BENCHES));
if (unknown.length > 0 || (jsonAt >= 0 && jsonFile === undefined)) {
  console.error(
    `bench: unknown ${unknown.join(', ') || '--json without a file'}; choose among: ${Object.keys(BENCHES).join(', ')}`,
  );
  process.exit(2);
}
const names = args.length > 0 ? args : Object.keys(BENCHES);

/** Runs one bench; its report goes to the terminal, its last line is its JSON result. */
function runBench(file) {
  return new Promise((resolve, reject) => {
    const path = fileURLToPath(new URL(file, import.meta.url));
    const child = spawn(process.execPath, [path, '--json'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.once('error', reject);
    child.once('exit', (code) => {
      const lastLine = output.trim().split('\n').at(-1) ?? '';
      if (code !== 0) reject(new Error(`${file} ended with code ${code}`));
      else resolve(JSON.parse(lastLine));
    });
  });
}

function printValue(key, value, indent) {
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
    console.log(`${indent}${key}`);
    for (const [inner, innerValue] of Object.entries(value))
      printValue(inner, innerValue, `${indent}  `);
    return;
  }
  const text = Array.isArray(value)
    ? value
        .map((item) =>
          typeof item === 'number' ? item.toLocaleString('en') : JSON.stringify(item),
        )
        .join('  ')
    : typeof value === 'number'
      ? value.toLocaleString('en', { maximumFractionDigits: 3 })
      : String(value);
  console.log(`${indent}${key.padEnd(Math.max(1, 40 - indent.length))} ${text}`);
}

const host = hostFacts();
console.log(
  Object.entries(host)
    .map(([key, value]) => `${key} ${value}`)
    .join(' · '),
);
const results = {};
for (const name of names) {
  const [file, title] = BENCHES[name];
  console.log(`\n${name}: ${title}`);
  const result = await runBench(file);
  results[name] = result;
  for (const [key, value] of Object.entries(result)) {
    if (key !== 'bench' && key !== 'host') printValue(key, value, '  ');
  }
}
if (jsonFile) writeFileSync(jsonFile, `${JSON.stringify({ host, results }, null, 2)}\n`);
