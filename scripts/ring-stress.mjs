/**
 * Two real threads hammer the rings; every word of every slot and record is checked.
 *
 *   events   one writer, one reader that parks, dawdles and releases in pieces; the int32 wrap in the middle
 *   rejoin   the reader detaches and attaches over and over while the writer runs
 *   frames   a live writer that never waits, a reader that lets itself be lapped and polls at the very edge
 *   control  the same with the reader's claim check switched off: it has to see torn frames, or the
 *            frames phase would prove nothing
 *
 * Run after `npm run build`: node scripts/ring-stress.mjs [--slots N] [--frames N] [--json].
 * Exit code 1 when anything was torn, skipped or out of order.
 */
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { allocateEventRing } from '../dist/ring/event-ring-layout.js';
import { EventRingReader } from '../dist/ring/event-ring-reader.js';
import { EventRingWriter } from '../dist/ring/event-ring-writer.js';
import { allocateFrameRing } from '../dist/ring/frame-ring-layout.js';
import { FrameRingReader } from '../dist/ring/frame-ring-reader.js';
import { FrameRingWriter } from '../dist/ring/frame-ring-writer.js';
import { StopSignal } from '../dist/ring/shared-words.js';

const SLOT_COUNT = 4096;
const SLOT_WORDS = 8;
const FRAME_RING_BYTES = 256 * 1024;
const FRAME_WORDS_MAX = 4096;
const SLOTS_DEFAULT = 1e8;
const FRAMES_DEFAULT = 2e6;
const FRAMES_PER_BURST = 600;
const CATCH_UP_TURNS = 50_000;

/** Words that the two sides share beside the ring: how far they are. */
const CHECKED = 0;
const WRITER_DONE = 1;
const READER_READY = 2;

/** xorshift32, so that a run can be repeated but for the threads' timing. */
function makeRandom(seed) {
  let state = seed;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
}

function writeEvents({ ring, slots, progress, stop }) {
  const writer = new EventRingWriter(ring, stop);
  const { f64 } = writer.views;
  const random = makeRandom(0x1234567);
  let pending = 0;
  let batch = 1;
  Atomics.wait(progress, READER_READY, 0);
  for (let sequence = 0; sequence < slots; sequence++) {
    const at = writer.next() >> 3;
    const first = sequence * SLOT_WORDS;
    for (let k = 0; k < SLOT_WORDS; k++) f64[at + k] = first + k;
    if (++pending < batch) continue;
    // The stamp of a batch is its last sequence, which the reader knows how to bound.
    writer.publish(sequence + 1);
    pending = 0;
    batch = 1 + random(700);
  }
  writer.publish(slots);
  Atomics.store(progress, WRITER_DONE, 1);
  return { stalls: writer.stallCount };
}

function isSlot(f64, at, sequence) {
  const first = sequence * SLOT_WORDS;
  for (let k = 0; k < SLOT_WORDS; k++) if (f64[at + k] !== first + k) return false;
  return true;
}

function readEvents({ ring, slots, progress, stop, start, rejoin }) {
  const reader = new EventRingReader(ring, 0, stop);
  const { f64 } = reader.views;
  const committed = new Float64Array(1);
  const random = makeRandom(0x7654321);
  let checked = 0;
  let rejoins = 0;
  reader.attach();
  Atomics.store(progress, READER_READY, 1);
  Atomics.notify(progress, READER_READY);
  let sequence = 0;
  while (sequence < slots) {
    const count = reader.available();
    if (count === 0) {
      if (rejoin && Atomics.load(progress, WRITER_DONE) === 1 && reader.available() === 0) break;
      reader.waitForData(1);
      continue;
    }
    // Often all of it, sometimes a piece, as a lane under its batch limit does.
    const taken = random(4) === 0 ? 1 + random(count) : count;
    for (let i = 0; i < taken; i++) {
      if (!isSlot(f64, reader.slotOffset(i) >> 3, sequence)) {
        throw new Error(
          `slot ${sequence} is torn, skipped or stale: it begins with ${f64[reader.slotOffset(i) >> 3] / SLOT_WORDS}`,
        );
      }
      reader.readCommittedNs(i, committed);
      const stamp = committed[0];
      if (!(stamp > sequence && stamp <= sequence + SLOT_COUNT)) {
        // A chunk that next() publishes by itself has the stamp of the default chunk clock.
        if (stamp !== 0) throw new Error(`slot ${sequence} has stamp ${stamp}`);
      }
      sequence++;
    }
    reader.release(taken);
    checked += taken;
    Atomics.store(progress, CHECKED, sequence);
    if (random(5000) === 0) Atomics.wait(progress, READER_READY, 1, 1);
    if (rejoin && random(6) === 0) {
      reader.detach();
      if (random(2) === 0) Atomics.wait(progress, READER_READY, 1, 1);
      reader.attach();
      rejoins++;
      sequence = (reader.position - start) >>> 0;
    }
  }
  if (!rejoin && checked !== slots) throw new Error(`${checked} of ${slots} slots arrived`);
  return { checked, rejoins };
}

const frameSeed = (tag) => Math.imul(tag + 1, 0x9e3779b1);

/** Mostly small, sometimes close to the limit: like deltas and images. */
function frameWords(tag) {
  const mixed = (frameSeed(tag) >>> 7) & 0xffff;
  return mixed < 600 ? 1024 + (mixed % (FRAME_WORDS_MAX - 1024)) : 4 + (mixed % 200);
}

function writeFrames({ ring, frames, progress, stop }) {
  const writer = new FrameRingWriter(ring, stop, 'live');
  const { i32 } = writer.views;
  const random = makeRandom(0x13579bd);
  let burstEnd = random(FRAMES_PER_BURST);
  Atomics.wait(progress, READER_READY, 0);
  for (let tag = 0; tag < frames; tag++) {
    const words = frameWords(tag);
    const at = writer.claim(words * 4 + (tag % 3) * 500) >> 2;
    let word = frameSeed(tag);
    for (let k = 0; k < words; k++) {
      i32[at + k] = word;
      word = (word + 0x01010101) | 0;
    }
    writer.commit(words * 4, tag);
    if ((tag & 3) === 0) writer.flush();
    if (tag < burstEnd) continue;
    // A burst may lap the reader a few times over; between bursts it mostly gets to catch up.
    burstEnd = tag + random(FRAMES_PER_BURST);
    if (random(4) > 0) {
      writer.flush();
      let turns = 0;
      while (Atomics.load(progress, CHECKED) <= tag && ++turns < CATCH_UP_TURNS);
    }
  }
  writer.flush();
  Atomics.store(progress, WRITER_DONE, 1);
  return { stalls: writer.stallCount };
}

function isFrame(words, at, length, tag) {
  if (length !== frameWords(tag) * 4) return false;
  let word = frameSeed(tag);
  for (let k = 0; k < length >> 2; k++) {
    if (words[at + k] !== word) return false;
    word = (word + 0x01010101) | 0;
  }
  return true;
}

function readFrames({ ring, frames, progress, stop, unchecked }) {
  const reader = new FrameRingReader(ring, 0, stop);
  // The control: without the check, nothing stands between the writer and a torn frame.
  if (unchecked) reader.overtaken = () => false;
  const target = new Uint8Array(FRAME_RING_BYTES);
  const words = new Int32Array(target.buffer);
  const random = makeRandom(0x2468ace);
  let checked = 0;
  let torn = 0;
  let next = 0;
  let afterLap = false;
  reader.attach();
  Atomics.store(progress, READER_READY, 1);
  Atomics.notify(progress, READER_READY);
  for (;;) {
    const done = Atomics.load(progress, WRITER_DONE) === 1;
    if (random(16) === 0) {
      // Come as close to being lapped as can be, or a little closer.
      const edge = FRAME_RING_BYTES - random(FRAME_RING_BYTES / 2);
      while (reader.backlogBytes() < edge && Atomics.load(progress, WRITER_DONE) === 0);
    }
    let count = 0;
    try {
      count = reader.poll(target, 1 + random(400));
    } catch (error) {
      if (!unchecked) throw error;
      torn++;
      reader.rejoin();
      afterLap = true;
      continue;
    }
    for (let record = 0; record < count; record++) {
      const tag = reader.recordTag[record];
      if (!isFrame(words, reader.recordOffset[record] >> 2, reader.recordLength[record], tag)) {
        if (!unchecked) throw new Error(`frame ${tag} is torn`);
        torn++;
        reader.rejoin();
        afterLap = true;
        break;
      }
      if (!unchecked && (afterLap ? tag < next : tag !== next)) {
        throw new Error(`frame ${tag} where ${next} was due`);
      }
      afterLap = false;
      next = tag + 1;
      checked++;
    }
    if (reader.lapped()) afterLap = true;
    Atomics.store(progress, CHECKED, next);
    if (count === 0 && done && reader.backlogBytes() === 0) break;
    if (count === 0 && !done && !reader.lapped()) reader.waitForData(1);
  }
  if (!unchecked && !afterLap && next !== frames)
    throw new Error(`the last frame is ${next - 1}, not ${frames - 1}`);
  return { checked, torn, laps: reader.lapCount };
}

const ROLES = { writeEvents, readEvents, writeFrames, readFrames };

function runPhase(name, total, roles, shared) {
  const progress = new Int32Array(new SharedArrayBuffer(12));
  const stopBuffer = StopSignal.allocate();
  const startedNs = process.hrtime.bigint();
  const timer = process.stderr.isTTY
    ? setInterval(() => {
        const share = Math.min(100, (100 * Atomics.load(progress, CHECKED)) / total);
        process.stderr.write(`\r${name.padEnd(8)} ${share.toFixed(0).padStart(3)} %`);
      }, 200)
    : undefined;
  const workers = roles.map(
    (role) =>
      new Worker(new URL(import.meta.url), {
        workerData: { ...shared, role, progress, stopBuffer },
      }),
  );
  const results = workers.map(
    (worker) =>
      new Promise((resolve, reject) => {
        worker.once('message', resolve);
        worker.once('error', reject);
      }),
  );
  return Promise.all(results)
    .then((answers) => {
      const seconds = Number(process.hrtime.bigint() - startedNs) / 1e9;
      return { phase: name, ...Object.assign({}, ...answers), seconds: Number(seconds.toFixed(2)) };
    })
    .finally(() => {
      clearInterval(timer);
      if (timer) process.stderr.write('\r\x1b[K');
      new StopSignal(stopBuffer).request();
      return Promise.all(workers.map((worker) => worker.terminate()));
    });
}

function count(flag, otherwise) {
  const at = process.argv.indexOf(flag);
  if (at < 0) return otherwise;
  const value = Number(process.argv[at + 1]);
  if (!Number.isInteger(value) || value < 1) {
    console.error(`${flag} takes a whole number of at least 1`);
    process.exit(2);
  }
  return value;
}

async function runMain() {
  const slots = count('--slots', SLOTS_DEFAULT);
  const frames = count('--frames', FRAMES_DEFAULT);
  const json = process.argv.includes('--json');
  // Half of the slots before the int32 wrap, half behind it.
  const events = (total, rejoin) => {
    const start = (2 ** 31 - Math.floor(total / 2)) | 0;
    return { ring: allocateEventRing(SLOT_COUNT, 1, start), slots: total, start, rejoin };
  };
  const frameRing = (unchecked) => ({
    ring: allocateFrameRing(FRAME_RING_BYTES, 1, 2 ** 31 - 1000),
    frames,
    unchecked,
  });
  const results = [];
  const phase = async (name, total, roles, shared) => {
    const result = await runPhase(name, total, roles, shared);
    results.push(result);
    if (!json)
      console.log(
        Object.entries(result)
          .map(([key, value]) => `${key} ${value}`)
          .join('  '),
      );
    return result;
  };
  await phase('events', slots, ['writeEvents', 'readEvents'], events(slots, false));
  const churn = Math.ceil(slots / 5);
  await phase('rejoin', churn, ['writeEvents', 'readEvents'], events(churn, true));
  const checked = await phase('frames', frames, ['writeFrames', 'readFrames'], frameRing(false));
  const control = await phase('control', frames, ['writeFrames', 'readFrames'], frameRing(true));
  if (checked.laps === 0) throw new Error('the reader of the frame ring was never lapped');
  if (control.torn === 0)
    throw new Error('without the claim check no frame was torn: the stress is too weak');
  if (json) console.log(JSON.stringify({ ok: true, phases: results }));
  else console.log('nothing torn, nothing skipped');
}

if (isMainThread) {
  await runMain().catch((error) => {
    console.error(`ring-stress: ${error.message}`);
    process.exitCode = 1;
  });
} else {
  const stop = new StopSignal(workerData.stopBuffer);
  parentPort.postMessage(ROLES[workerData.role]({ ...workerData, stop }));
}
