/** The young generation of new threads. A process of its own: V8's flags are the whole process's. */
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

/** Prints the scavenges of a thread that makes much garbage and keeps little. */
const PROBE = `
import { Worker } from 'node:worker_threads';
import { heapLimits } from './dist/runtime/threads/heap-size.js';
const resourceLimits = heapLimits(Number(process.env.YOUNG_MB));
const code = \`
  const { parentPort } = require('node:worker_threads');
  const profiler = new (require('node:v8').GCProfiler)();
  profiler.start();
  let kept;
  for (let i = 0; i < 1e6; i++) kept = { i, next: [i] };
  const { statistics } = profiler.stop();
  parentPort.postMessage(statistics.filter(({ gcType }) => gcType === 'Scavenge').length);
\`;
const worker = new Worker(code, { eval: true, execArgv: [], resourceLimits });
worker.once('message', (scavenges) =>
  console.log(JSON.stringify({ scavenges, limit: worker.resourceLimits.maxYoungGenerationSizeMb })));
`;

interface Probe {
  readonly scavenges: number;
  readonly limit: number;
}

const probe = (youngMb: number): Probe =>
  JSON.parse(
    execFileSync(process.execPath, ['--input-type=module', '-e', PROBE], {
      env: { ...process.env, YOUNG_MB: String(youngMb) },
      encoding: 'utf8',
    }),
  ) as Probe;

describe('the young generation', () => {
  it('is as large as the setting from the start, and V8’s own without one', () => {
    const [own, small, large] = [probe(0), probe(3), probe(96)];
    expect(small.limit).toBe(3);
    expect(large.limit).toBe(96);
    expect(small.scavenges).toBeGreaterThan(own.scavenges);
    expect(large.scavenges * 4).toBeLessThan(own.scavenges);
  });
});
