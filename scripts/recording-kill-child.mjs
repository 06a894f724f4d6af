// A recorder to be killed, see recording-kill.mjs: records numbered messages as fast as its queue takes
// them, and says on standard output how many are synced.
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { RecordingTap } from '../dist/capture/recording-tap.js';
import { ByteQueueReader, ByteQueueWriter } from '../dist/ring/byte-queue.js';
import { allocateRunPlan } from '../dist/runtime/run-plan.js';
import { CounterBlock } from '../dist/telemetry/counters.js';
import { RECORDING_COUNTER } from '../dist/telemetry/recording-counters.js';

const QUEUE_BYTES = 4 * 1024 * 1024;
const SYNC_NS = 5e6;
const MESSAGES_PER_TURN = 500;

export const messageText = (round, n) => `{"round":${round},"n":${n},"x":"${Math.sin(n)}"}`;

function main(path, round, rotateBytes) {
  const plan = allocateRunPlan({
    feedCount: 1,
    laneCount: 1,
    gatewayCount: 0,
    instrumentLimit: 1,
    eventSlotCount: 256,
    frameBytes: 65_536,
    recording: { feeds: [{ feed: 0, path }], queueBytes: QUEUE_BYTES },
  });
  const [{ queue, counters }] = plan.recordings;
  const workerData = { plan, syncNs: SYNC_NS, rotateBytes };
  const thread = new Worker(
    new URL('../dist/runtime/recording/recorder-thread.js', import.meta.url),
    {
      workerData,
    },
  );
  const counts = new CounterBlock(counters);
  const tap = new RecordingTap(new ByteQueueWriter(queue));
  const fill = new ByteQueueReader(queue);
  let nowNs = 0;
  const at = () => tap.atTime(++nowNs, nowNs);
  let n = 0;
  let told = 0;
  const turn = () => {
    for (let i = 0; i < MESSAGES_PER_TURN && fill.usedBytes < QUEUE_BYTES / 2; i++) {
      at();
      tap.received('A', Buffer.from(messageText(round, n++)), false);
    }
    const synced = counts.read(RECORDING_COUNTER.SYNCED_RECORDS);
    if (synced !== told) process.stdout.write(`${(told = synced)}\n`);
    setImmediate(turn);
  };
  thread.on('message', (message) => {
    if (message.kind === 'recorder-failed') throw new Error(message.failure.message);
    if (message.kind !== 'recorder-ready') return;
    at();
    tap.started({
      venue: 'binance',
      symbols: [],
      depth: 0,
      lines: 1,
      lineHoldNs: 0,
      endpoints: {},
      options: { round: String(round) },
      randomSeed: 0,
    });
    turn();
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main(process.argv[2], Number(process.argv[3]), Number(process.argv[4]));
}
