/**
 * ITCH bytes → L3 books and L2 change set on one thread, 100,000 orders resting; the control is the
 * book that one writes first. Every pass sees a whole simulated day, a cut per 64 messages.
 */
import { GCProfiler } from 'node:v8';
import { load } from '../harness/build-under-test.mjs';
import { MapBooks } from './book/map-books.mjs';

const SYMBOLS = 50;
const RESTING = 100_000;
const SEED = 1;
const BATCH = 64;
const MESSAGES = 1_000_000;
const QUICK_MESSAGES = 300_000;
const WARM_UP_PASSES = 2;
const PASSES = { books: 4, window: 4, maps: 1 };
const DEPTH = 50;

export const scenario = {
  name: 'book',
  title: 'ITCH bytes into order books, one thread',
  rounds: 4,
  quickRounds: 2,
  cells: [
    {
      name: 'flow',
      title: `${SYMBOLS} symbols, ${RESTING.toLocaleString('en')} resting orders`,
      metrics: [{ name: 'messages', unit: '/s', better: 'higher' }],
      variants: [
        { name: 'books', title: 'L3 book + change set' },
        { name: 'window', title: `the same + window delta at depth ${DEPTH}` },
        { name: 'maps', title: 'Map of objects, no change set' },
      ],
    },
  ],
};

/** Calls `work` once for every instrument of a batch. */
function eachInstrument(flow, offset) {
  const marks = new Int32Array(SYMBOLS + 1);
  let batchNumber = 0;
  return (from, end, work) => {
    batchNumber++;
    for (let i = from; i < end; i++) {
      const at = flow.offsets[i] + offset;
      const instrument = (flow.bytes[at] << 8) | flow.bytes[at + 1];
      if (marks[instrument] === batchNumber) continue;
      marks[instrument] = batchNumber;
      work(instrument);
    }
  };
}

async function makeBooks(variant) {
  if (variant === 'maps') return new MapBooks();
  const { BookStore } = await load('book/book-store.js');
  return new BookStore({
    instrumentLimit: SYMBOLS + 1,
    orderCapacity: RESTING,
    levelCapacity: 1 << 17,
  });
}

async function makeCut(variant, books) {
  if (variant !== 'window') return (instrument) => books.endCut(instrument);
  const { WindowDiff } = await load('book/window-diff.js');
  const diff = new WindowDiff(books);
  return (instrument) => {
    diff.compute(instrument, DEPTH);
    books.endCut(instrument);
  };
}

export async function sample({ variant, quick }) {
  const { MESSAGE, applyItch, generateItch } = await import('./book/itch-order-flow.mjs');
  const flow = generateItch(quick ? QUICK_MESSAGES : MESSAGES, SYMBOLS, SEED, RESTING);
  const messageCount = flow.offsets.length;
  const books = await makeBooks(variant);
  const cut = await makeCut(variant, books);
  const cutInstruments = eachInstrument(flow, MESSAGE.LOCATE);
  const pass = () => {
    let refused = 0;
    for (let from = 0; from < messageCount; from += BATCH) {
      const end = Math.min(messageCount, from + BATCH);
      for (let i = from; i < end; i++) refused += applyItch(books, flow.bytes, flow.offsets[i]);
      cutInstruments(from, end, cut);
    }
    for (let symbol = 0; symbol <= SYMBOLS; symbol++) {
      books.clear(symbol);
      books.endCut(symbol);
    }
    if (refused > 0) throw new Error(`${refused} messages were refused`);
  };
  for (let i = 0; i < (quick ? 1 : WARM_UP_PASSES); i++) pass();
  const passes = quick ? 1 : PASSES[variant];
  const profiler = new GCProfiler();
  profiler.start();
  const from = process.hrtime.bigint();
  for (let i = 0; i < passes; i++) pass();
  const seconds = Number(process.hrtime.bigint() - from) / 1e9;
  const collections = profiler.stop().statistics.length;
  return { metrics: { messages: (passes * messageCount) / seconds }, facts: { collections } };
}
