/**
 * The platform's own hiccups, by jHiccup's method: a thread that does nothing but sleep for 1 ms and
 * notes by how much each sleep was too long. What this thread suffers, every thread suffers.
 */
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { LatencyRecord } from './latency-record.mjs';

const SLEEP_MS = 1;

function meter() {
  const { stop } = workerData;
  const word = new Int32Array(stop);
  const record = new LatencyRecord();
  let shortestNs = Infinity;
  while (Atomics.load(word, 0) === 0) {
    const from = performance.now();
    Atomics.wait(word, 0, 0, SLEEP_MS);
    const sleptNs = (performance.now() - from) * 1e6;
    // The timer's own constant cost is no hiccup: the shortest sleep seen is the zero.
    if (sleptNs < shortestNs) shortestNs = sleptNs;
    record.add(sleptNs - shortestNs);
  }
  parentPort.postMessage(record.percentilesUs());
}

export function startHiccupMeter() {
  const stop = new SharedArrayBuffer(4);
  const worker = new Worker(new URL(import.meta.url), { workerData: { stop } });
  const result = new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  return {
    /** Ends the meter. @returns percentiles of the oversleep in µs. */
    async finish() {
      const word = new Int32Array(stop);
      Atomics.store(word, 0, 1);
      Atomics.notify(word, 0);
      return result;
    },
  };
}

if (!isMainThread && workerData?.stop) meter();
