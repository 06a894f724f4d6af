/**
 * One micro scenario of one build: `node micro-run.mjs ring|book|encode DIST RECORDING`. Prints { ns } of CPU time
 * for each operation, or { skipped: why } where the build's exports are not those that are driven here.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readOrderMessages, applyOrders } from './order-messages.mjs';

const [name, dist, recording] = process.argv.slice(2);
const WARM_UP_PASSES = 2;
const PASSES = 5;

class MissingExport extends Error {}

async function take(path, ...names) {
  const module = await import(pathToFileURL(join(dist, path)).href).catch(() => {
    throw new MissingExport(`there is no ${path}`);
  });
  for (const wanted of names)
    if (typeof module[wanted] !== 'function') throw new MissingExport(`${path} has no ${wanted}`);
  return module;
}

/** Fill a batch, publish, read it back: one thread, so only the ring's own work. */
async function ring() {
  const { allocateEventRing } = await take('ring/event-ring-layout.js', 'allocateEventRing');
  const { EventRingReader } = await take('ring/event-ring-reader.js', 'EventRingReader');
  const { EventRingWriter } = await take('ring/event-ring-writer.js', 'EventRingWriter');
  const { StopSignal } = await take('ring/shared-words.js', 'StopSignal');
  const BATCH = 256;
  const BATCHES = 20_000;
  const memory = allocateEventRing(1 << 14, 1);
  const stop = new StopSignal(StopSignal.allocate());
  const writer = new EventRingWriter(memory, stop);
  const reader = new EventRingReader(memory, 0, stop);
  reader.attach();
  const words = writer.views.f64;
  return {
    operations: BATCH * BATCHES,
    pass() {
      let sum = 0;
      for (let batch = 0; batch < BATCHES; batch++) {
        for (let i = 0; i < BATCH; i++) words[writer.next() >> 3] = i;
        writer.publish(batch);
        const count = reader.available();
        for (let i = 0; i < count; i++) sum += words[reader.slotOffset(i) >> 3];
        reader.release(count);
      }
      return sum === ((BATCH * (BATCH - 1)) / 2) * BATCHES;
    },
  };
}

/** Order messages of the recording into L3 books; the change set is ended for every batch. */
async function book() {
  const { BookStore } = await take('book/book-store.js', 'BookStore');
  const flow = readOrderMessages(recording, 500_000);
  const books = new BookStore({
    instrumentLimit: flow.instrumentCount,
    orderCapacity: 1 << 17,
    levelCapacity: 1 << 15,
  });
  return {
    operations: flow.count,
    pass() {
      const refused = applyOrders(books, flow);
      for (let instrument = 0; instrument < flow.instrumentCount; instrument++) {
        books.clear(instrument);
        books.endCut(instrument);
      }
      return refused === 0;
    },
  };
}

/** Deltas of five and five levels into a buffer. */
async function encode() {
  const { writeDelta } = await take('frame/delta.js', 'writeDelta');
  const { FrameHeader } = await take('frame/frame-header.js', 'FrameHeader');
  const LEVELS = 5;
  const FRAMES = 1_000_000;
  const BUFFER_BYTES = 1 << 22;
  const buffer = new SharedArrayBuffer(BUFFER_BYTES + 65536);
  const views = { u8: new Uint8Array(buffer), u32: new Uint32Array(buffer) };
  const side = (from, step) => ({
    price: Float64Array.from({ length: LEVELS }, (_, i) => from + i * step),
    quantity: Float64Array.from({ length: LEVELS }, (_, i) => 100 * (i + 1)),
    orders: Int32Array.from({ length: LEVELS }, (_, i) => i + 1),
    action: Uint8Array.from({ length: LEVELS }, (_, i) => i % 3),
  });
  const [bid, ask] = [side(1_000_000, -1), side(1_000_001, 1)];
  const changes = {
    bidCount: LEVELS,
    bidPrice: bid.price,
    bidQuantity: bid.quantity,
    bidOrders: bid.orders,
    bidAction: bid.action,
    askCount: LEVELS,
    askPrice: ask.price,
    askQuantity: ask.quantity,
    askOrders: ask.orders,
    askAction: ask.action,
  };
  const header = new FrameHeader();
  header.stream = 86;
  header.merged = 1;
  return {
    operations: FRAMES,
    pass() {
      let at = 0;
      let bytes = 0;
      for (let i = 0; i < FRAMES; i++) {
        header.seq = i;
        header.receivedNs = 1e12 + i;
        if (at > BUFFER_BYTES) at = 0;
        const written = writeDelta(views, at, header, true, i, ~i, changes);
        at += written;
        bytes += written;
      }
      return bytes > FRAMES;
    },
  };
}

function cpuNs() {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1e3;
}

try {
  const { operations, pass } = await { ring, book, encode }[name]();
  const checkedPass = () => {
    if (!pass()) throw new MissingExport('its exports do something else than is expected here');
  };
  for (let i = 0; i < WARM_UP_PASSES; i++) checkedPass();
  const from = cpuNs();
  for (let i = 0; i < PASSES; i++) checkedPass();
  process.stdout.write(JSON.stringify({ ns: (cpuNs() - from) / (PASSES * operations) }));
} catch (error) {
  // An old or a new build may want other arguments as well: that is no failure of the comparison.
  if (!(error instanceof MissingExport || error instanceof TypeError)) throw error;
  process.stdout.write(JSON.stringify({ skipped: error.message }));
}
