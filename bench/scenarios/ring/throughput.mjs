/** A writer thread and a reader thread; the reader times from its first look to its last event. */
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { load } from '../../harness/build-under-test.mjs';
import { EVENT_WORDS, fillEvent, isEvent } from './checked-event.mjs';

const SLOT_COUNT = 1 << 14;
const BATCH_EVENTS = 256;
const COUNTS = { ring: 20_000_000, post: 200_000 };
const QUICK_DIVISOR = 10;
const READER = 0;

const { allocateEventRing } = await load('ring/event-ring-layout.js');
const { EventRingReader } = await load('ring/event-ring-reader.js');
const { EventRingWriter } = await load('ring/event-ring-writer.js');
const { StopSignal } = await load('ring/shared-words.js');
const { makeWaitStrategy } = await load('ring/wait.js');

function writeRing(ring, stop, count) {
  const writer = new EventRingWriter(ring, stop);
  const words = writer.views.f64;
  let pending = 0;
  for (let sequence = 0; sequence < count; sequence++) {
    fillEvent(words, writer.next() >> 3, sequence);
    if (++pending === BATCH_EVENTS) {
      writer.publish(sequence);
      pending = 0;
    }
  }
  writer.publish(count);
  return writer.stallCount;
}

function readRing(reader, count) {
  const wait = makeWaitStrategy('spin-then-park', { spinTurns: 500 });
  const words = reader.views.f64;
  let sequence = 0;
  while (sequence < count) {
    const available = reader.available();
    if (available === 0) {
      wait.idle(reader);
      continue;
    }
    wait.reset();
    for (let i = 0; i < available; i++) {
      if (!isEvent(words, reader.slotOffset(i) >> 3, sequence))
        throw new Error(`event ${sequence} is torn, skipped or stale`);
      sequence++;
    }
    reader.release(available);
  }
}

function runWriter({ ring, stopBuffer, port }) {
  const stop = new StopSignal(stopBuffer);
  parentPort.on('message', ({ kind, count }) => {
    const startNs = process.hrtime.bigint();
    let stalls = 0;
    if (kind === 'ring') stalls = writeRing(ring, stop, count);
    else {
      const event = new Float64Array(EVENT_WORDS);
      for (let sequence = 0; sequence < count; sequence++) {
        fillEvent(event, 0, sequence);
        port.postMessage(event);
      }
    }
    parentPort.postMessage({ startNs, stalls });
  });
}

function runReader({ ring, stopBuffer, port }) {
  const reader = new EventRingReader(ring, READER, new StopSignal(stopBuffer));
  reader.attach();
  let sequence = 0;
  let last = 0;
  port.on('message', (event) => {
    if (event.length !== EVENT_WORDS || !isEvent(event, 0, sequence))
      throw new Error(`message ${sequence} is wrong`);
    if (++sequence === last) parentPort.postMessage({ endNs: process.hrtime.bigint() });
  });
  parentPort.on('message', ({ kind, count }) => {
    parentPort.postMessage({ ready: true });
    if (kind === 'ring') {
      readRing(reader, count);
      parentPort.postMessage({ endNs: process.hrtime.bigint() });
      return;
    }
    sequence = 0;
    last = count;
  });
  parentPort.postMessage({ ready: true });
}

/** @param kind 'ring' or 'post'. */
export async function runThroughput(kind, quick) {
  const ring = allocateEventRing(SLOT_COUNT, 1);
  const stopBuffer = StopSignal.allocate();
  const { port1, port2 } = new MessageChannel();
  const start = (role, port) =>
    new Worker(new URL(import.meta.url), {
      workerData: { role, ring, stopBuffer, port },
      transferList: [port],
    });
  const writer = start('writer', port1);
  const reader = start('reader', port2);
  const failed = new Promise((_, reject) => {
    writer.once('error', reject);
    reader.once('error', reject);
  });
  const answer = (worker) =>
    Promise.race([failed, new Promise((resolve) => worker.once('message', resolve))]);
  await answer(reader);

  const measure = async (count) => {
    const ready = answer(reader);
    reader.postMessage({ kind, count });
    await ready;
    const ended = answer(reader);
    const started = answer(writer);
    writer.postMessage({ kind, count });
    const [{ endNs }, { startNs, stalls }] = await Promise.all([ended, started]);
    return { eventsPerSecond: (count * 1e9) / Number(endNs - startNs), stalls };
  };
  const count = COUNTS[kind] / (quick ? QUICK_DIVISOR : 1);
  await measure(count / 4);
  const { eventsPerSecond, stalls } = await measure(count);
  await Promise.all([writer.terminate(), reader.terminate()]);
  return { metrics: { events: eventsPerSecond }, facts: kind === 'ring' ? { stalls } : undefined };
}

if (!isMainThread && workerData?.role === 'writer') runWriter(workerData);
if (!isMainThread && workerData?.role === 'reader') runReader(workerData);
