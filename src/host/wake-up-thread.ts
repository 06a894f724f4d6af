/**
 * The sleeping half of the wake-up measurement: waits at an event ring as a lane does and notes how long
 * after each publish it looked again. Thread: a worker of `bookcast doctor`.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { EventRingReader } from '../ring/event-ring-reader.js';
import { StopSignal } from '../ring/shared-words.js';
import { Clock } from '../telemetry/clock.js';

export interface WakeUpThreadData {
  readonly ring: SharedArrayBuffer;
  readonly reader: number;
  readonly stopBuffer: SharedArrayBuffer;
  readonly runBaseNs: bigint;
  readonly count: number;
}

const PARK_MS = 25;

function measure(data: WakeUpThreadData): Float64Array {
  const clock = new Clock(data.runBaseNs);
  const stop = new StopSignal(data.stopBuffer);
  const reader = new EventRingReader(data.ring, data.reader, stop);
  const delays = new Float64Array(data.count);
  const committed = new Float64Array(1);
  reader.attach();
  parentPort!.postMessage('waiting');
  for (let taken = 0; taken < data.count && !stop.requested();) {
    const available = reader.available();
    if (available === 0) {
      reader.waitForData(PARK_MS);
      continue;
    }
    const nowNs = clock.nowNs();
    for (let i = 0; i < available; i++) {
      reader.readCommittedNs(i, committed);
      delays[taken++] = nowNs - committed[0]!;
    }
    reader.release(available);
  }
  return delays;
}

parentPort!.postMessage(measure(workerData as WakeUpThreadData));
