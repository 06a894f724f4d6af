/** One event there and one back, each checked; both ends spin, as a lane with `wait.strategy: spin` does. */
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { load } from '../../harness/build-under-test.mjs';
import { LatencyRecord } from '../../harness/latency-record.mjs';
import { EVENT_WORDS, fillEvent, isEvent } from './checked-event.mjs';

const SLOT_COUNT = 1 << 10;
const COUNTS = { ring: 500_000, post: 40_000 };
const QUICK_DIVISOR = 10;
const WARM_UP_DIVISOR = 4;
const READER = 0;

const { allocateEventRing } = await load('ring/event-ring-layout.js');
const { EventRingReader } = await load('ring/event-ring-reader.js');
const { EventRingWriter } = await load('ring/event-ring-writer.js');
const { StopSignal } = await load('ring/shared-words.js');

class RingEnd {
  constructor(outgoing, incoming, stopBuffer) {
    const stop = new StopSignal(stopBuffer);
    this.writer = new EventRingWriter(outgoing, stop);
    this.reader = new EventRingReader(incoming, READER, stop);
    this.reader.attach();
  }

  send(sequence) {
    fillEvent(this.writer.views.f64, this.writer.next() >> 3, sequence);
    this.writer.publish(sequence);
  }

  receive(sequence) {
    const { reader } = this;
    while (reader.available() === 0);
    if (!isEvent(reader.views.f64, reader.slotOffset(0) >> 3, sequence))
      throw new Error(`event ${sequence} is torn, skipped or stale`);
    reader.release(1);
  }
}

function runPartner({ kind, there, back, stopBuffer, count, port }) {
  if (kind === 'ring') {
    const end = new RingEnd(back, there, stopBuffer);
    parentPort.postMessage('ready');
    for (let sequence = 0; sequence < count; sequence++) {
      end.receive(sequence);
      end.send(sequence);
    }
    return;
  }
  port.on('message', (event) => port.postMessage(event));
  parentPort.postMessage('ready');
}

/** Round trips of both kinds, each timed from its send. */
async function roundTrips(kind, end, port, count, record) {
  const event = new Float64Array(EVENT_WORDS);
  for (let sequence = 0; sequence < count; sequence++) {
    const fromNs = process.hrtime.bigint();
    if (kind === 'ring') {
      end.send(sequence);
      end.receive(sequence);
    } else {
      fillEvent(event, 0, sequence);
      port.postMessage(event);
      const answer = await new Promise((resolve) => port.once('message', resolve));
      if (!isEvent(answer, 0, sequence)) throw new Error(`message ${sequence} is wrong`);
    }
    if (sequence * WARM_UP_DIVISOR >= count) record.add(Number(process.hrtime.bigint() - fromNs));
  }
}

export async function runPingPong(kind, quick) {
  const count = COUNTS[kind] / (quick ? QUICK_DIVISOR : 1);
  const there = allocateEventRing(SLOT_COUNT, 1);
  const back = allocateEventRing(SLOT_COUNT, 1);
  const stopBuffer = StopSignal.allocate();
  const { port1, port2 } = new MessageChannel();
  const end = new RingEnd(there, back, stopBuffer);
  const partner = new Worker(new URL(import.meta.url), {
    workerData: { role: 'partner', kind, there, back, stopBuffer, count, port: port2 },
    transferList: [port2],
  });
  await new Promise((resolve, reject) => {
    partner.once('message', resolve);
    partner.once('error', reject);
  });
  const record = new LatencyRecord();
  await roundTrips(kind, end, port1, count, record);
  port1.close();
  await partner.terminate();
  const { p50Us, p99Us } = record.percentilesUs();
  return { metrics: { 'round trip p50': p50Us, 'round trip p99': p99Us } };
}

if (!isMainThread && workerData?.role === 'partner') runPartner(workerData);
