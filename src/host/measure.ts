/**
 * What this host does to a sleeping thread, measured with what the server itself sleeps on. Owns two short
 * measurements; they block the calling thread, the command line's main one. Cold.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { allocateEventRing } from '../ring/event-ring-layout.js';
import { EventRingWriter } from '../ring/event-ring-writer.js';
import { StopSignal } from '../ring/shared-words.js';
import { Clock, makeRunBase } from '../telemetry/clock.js';
import { delaySpread, type DelaySpread } from './delay-spread.js';
import type { WakeUpThreadData } from './wake-up-thread.js';

const SLEEP_MS = 1;
const NS_PER_MS = 1e6;
const HICCUP_MS = 1_000;
const WAKE_UPS = 250;
/** Between two wake-ups: long enough for the reader to fall asleep again. */
const PAUSE_MS = 2;
const SLOT_COUNT = 256;
const READER = 0;

/** jHiccup's method: sleep for 1 ms again and again; what is over is the platform's. */
export function measureHiccups(durationMs = HICCUP_MS): DelaySpread {
  const clock = new Clock(makeRunBase());
  const sleeper = new StopSignal(StopSignal.allocate());
  const delays: number[] = [];
  const endNs = clock.nowNs() + durationMs * NS_PER_MS;
  for (let fromNs = clock.nowNs(); fromNs < endNs || delays.length === 0;) {
    sleeper.waitMs(SLEEP_MS);
    const nowNs = clock.nowNs();
    delays.push(Math.max(0, nowNs - fromNs - SLEEP_MS * NS_PER_MS));
    fromNs = nowNs;
  }
  return delaySpread(Float64Array.from(delays));
}

/** An event is published to a reader that sleeps in another thread, as a lane does. */
export async function measureWakeUps(count = WAKE_UPS): Promise<DelaySpread> {
  const runBaseNs = makeRunBase();
  const clock = new Clock(runBaseNs);
  const ring = allocateEventRing(SLOT_COUNT, 1);
  const stopBuffer = StopSignal.allocate();
  const stop = new StopSignal(stopBuffer);
  const workerData: WakeUpThreadData = { ring, reader: READER, stopBuffer, runBaseNs, count };
  const worker = new Worker(new URL('./wake-up-thread.js', import.meta.url), { workerData });
  try {
    await once(worker, 'message');
    const measured = once(worker, 'message') as Promise<[Float64Array]>;
    const writer = new EventRingWriter(ring, stop);
    for (let i = 0; i < count; i++) {
      stop.waitMs(PAUSE_MS);
      writer.next();
      writer.publish(clock.nowNs());
    }
    const [delays] = await measured;
    return delaySpread(delays);
  } finally {
    stop.request();
    await worker.terminate();
  }
}
