/**
 * Event ring against postMessage: one writer thread, one reader thread, events of 64 bytes, every
 * word of every payload checked. Both are measured in the same run in interleaved rounds, medians
 * count. Run after `npm run build`: `node bench/ring-throughput.mjs [--json] [--rounds N]`.
 */
import { cpus } from 'node:os';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { allocateEventRing } from '../dist/ring/event-ring-layout.js';
import { EventRingReader } from '../dist/ring/event-ring-reader.js';
import { EventRingWriter } from '../dist/ring/event-ring-writer.js';
import { StopSignal } from '../dist/ring/shared-words.js';
import { makeWaitStrategy } from '../dist/ring/wait.js';

const SLOT_COUNT = 1 << 14;
const BATCH_EVENTS = 256;
const RING_EVENTS = 20_000_000;
const POST_EVENTS = 200_000;
const EVENT_WORDS = 8;
const READER = 0;

/** Eight doubles that occur in no other event of the run, so that a stale or torn slot shows. */
function fillEvent(words, at, sequence) {
  const first = sequence * EVENT_WORDS;
  words[at] = first;
  words[at + 1] = first + 1;
  words[at + 2] = first + 2;
  words[at + 3] = first + 3;
  words[at + 4] = first + 4;
  words[at + 5] = first + 5;
  words[at + 6] = first + 6;
  words[at + 7] = first + 7;
}

/** Whether every word is what the event with this sequence has to hold. */
function isEvent(words, at, sequence) {
  const first = sequence * EVENT_WORDS;
  return (
    words[at] === first &&
    words[at + 1] === first + 1 &&
    words[at + 2] === first + 2 &&
    words[at + 3] === first + 3 &&
    words[at + 4] === first + 4 &&
    words[at + 5] === first + 5 &&
    words[at + 6] === first + 6 &&
    words[at + 7] === first + 7
  );
}

function writeRing(ring, stop, from, to) {
  const writer = new EventRingWriter(ring, stop);
  const words = writer.views.f64;
  let pending = 0;
  for (let sequence = from; sequence < to; sequence++) {
    fillEvent(words, writer.next() >> 3, sequence);
    if (++pending === BATCH_EVENTS) {
      writer.publish(sequence);
      pending = 0;
    }
  }
  writer.publish(to);
  return writer.stallCount;
}

function readRing(reader, words, from, to) {
  const wait = makeWaitStrategy('spin-then-park', { spinTurns: 500 });
  let sequence = from;
  while (sequence < to) {
    const count = reader.available();
    if (count === 0) {
      wait.idle(reader);
      continue;
    }
    wait.reset();
    for (let i = 0; i < count; i++) {
      if (!isEvent(words, reader.slotOffset(i) >> 3, sequence)) {
        throw new Error(`event ${sequence} is torn, skipped or stale`);
      }
      sequence++;
    }
    reader.release(count);
  }
}

function runWriter({ ring, stopBuffer, port }) {
  const stop = new StopSignal(stopBuffer);
  parentPort.on('message', ({ kind, from, to }) => {
    const startNs = process.hrtime.bigint();
    if (kind === 'ring') {
      const stalls = writeRing(ring, stop, from, to);
      parentPort.postMessage({ startNs, stalls });
      return;
    }
    const event = new Float64Array(EVENT_WORDS);
    for (let sequence = from; sequence < to; sequence++) {
      fillEvent(event, 0, sequence);
      port.postMessage(event);
    }
    parentPort.postMessage({ startNs, stalls: 0 });
  });
}

function runReader({ ring, stopBuffer, port }) {
  const reader = new EventRingReader(ring, READER, new StopSignal(stopBuffer));
  const words = reader.views.f64;
  reader.attach();
  let sequence = 0;
  let last = 0;
  port.on('message', (event) => {
    if (event.length !== EVENT_WORDS || !isEvent(event, 0, sequence)) {
      throw new Error(`message ${sequence} is wrong`);
    }
    if (++sequence === last) parentPort.postMessage({ endNs: process.hrtime.bigint() });
  });
  parentPort.on('message', ({ kind, from, to }) => {
    if (kind === 'ring') {
      parentPort.postMessage({ ready: true });
      readRing(reader, words, from, to);
      parentPort.postMessage({ endNs: process.hrtime.bigint() });
      return;
    }
    sequence = from;
    last = to;
    parentPort.postMessage({ ready: true });
  });
  parentPort.postMessage({ ready: true });
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

async function runMain() {
  const json = process.argv.includes('--json');
  const roundsAt = process.argv.indexOf('--rounds');
  const rounds = roundsAt < 0 ? 5 : Number(process.argv[roundsAt + 1]);
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

  const measure = async (kind, count, from) => {
    const ready = answer(reader);
    reader.postMessage({ kind, from, to: from + count });
    await ready;
    const ended = answer(reader);
    const started = answer(writer);
    writer.postMessage({ kind, from, to: from + count });
    const [{ endNs }, { startNs, stalls }] = await Promise.all([ended, started]);
    return { eventsPerSecond: (count * 1e9) / Number(endNs - startNs), stalls };
  };

  await measure('ring', RING_EVENTS / 4, 0);
  await measure('post', POST_EVENTS / 4, 0);
  const ringRounds = [];
  const postRounds = [];
  let stallCount = 0;
  for (let round = 0; round < rounds; round++) {
    const ringRound = await measure('ring', RING_EVENTS, 0);
    ringRounds.push(ringRound.eventsPerSecond);
    stallCount += ringRound.stalls;
    postRounds.push((await measure('post', POST_EVENTS, 0)).eventsPerSecond);
    if (!json) {
      console.log(
        `round ${round + 1}: ring ${(ringRounds.at(-1) / 1e6).toFixed(1)} M/s, postMessage ${(postRounds.at(-1) / 1e6).toFixed(3)} M/s`,
      );
    }
  }
  await Promise.all([writer.terminate(), reader.terminate()]);
  const result = {
    bench: 'ring-throughput',
    host: { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, node: process.version },
    eventBytes: EVENT_WORDS * 8,
    slotCount: SLOT_COUNT,
    batchEvents: BATCH_EVENTS,
    ringEventsPerSecond: Math.round(median(ringRounds)),
    postMessageEventsPerSecond: Math.round(median(postRounds)),
    ratio: Number((median(ringRounds) / median(postRounds)).toFixed(1)),
    ringRounds: ringRounds.map(Math.round),
    postMessageRounds: postRounds.map(Math.round),
    stallCount,
  };
  if (json) console.log(JSON.stringify(result));
  else
    console.log(
      `median: ring ${(result.ringEventsPerSecond / 1e6).toFixed(1)} M/s = ${result.ratio} × postMessage`,
    );
}

if (isMainThread) await runMain();
else if (workerData.role === 'writer') runWriter(workerData);
else runReader(workerData);
