/**
 * ITCH bytes → L3 books + L2 change set on one thread: messages per second and garbage
 * collections. The control is the book that one writes first: Maps, objects and a sorted array.
 *
 *   node bench/book-build.mjs [--messages 2000000] [--symbols 50] [--passes 10] [--seed 1] [--resting 100000] [--json]
 *
 * Needs `npm run build`. Reported, never asserted.
 */
import { parseArgs } from 'node:util';
import os from 'node:os';
import { GCProfiler } from 'node:v8';
import { BookStore } from '../dist/book/book-store.js';
import { WindowDiff } from '../dist/book/window-diff.js';
import { applyItch, generateItch, MESSAGE } from './itch-order-flow.mjs';

const { values: options } = parseArgs({
  options: {
    messages: { type: 'string', default: '2000000' },
    symbols: { type: 'string', default: '50' },
    passes: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    resting: { type: 'string', default: '100000' },
    'price-offset': { type: 'string', default: '0' },
    json: { type: 'boolean', default: false },
  },
});
const symbolCount = Number(options.symbols);
const passCount = Number(options.passes);
const BATCH = 64;

const flow = generateItch(
  Number(options.messages),
  symbolCount,
  Number(options.seed),
  Number(options.resting),
);
const messageCount = flow.offsets.length;
const priceOffset = Number(options['price-offset']);

/** The control: what one writes without thinking of memory. */
class MapBooks {
  orders = new Map();
  sides = new Map();
  side(instrument, side) {
    const key = instrument * 2 + side;
    let found = this.sides.get(key);
    if (!found) this.sides.set(key, (found = { levels: new Map(), prices: [] }));
    return found;
  }
  addOrder(instrument, side, idHigh, idLow, price, quantity) {
    const book = this.side(instrument, side);
    let level = book.levels.get(price);
    if (!level) {
      level = { price, quantity: 0, queue: new Map() };
      book.levels.set(price, level);
      const prices = book.prices;
      let at = prices.length;
      const rank = side === 0 ? price : -price;
      while (at > 0 && prices[at - 1] > rank) at--;
      prices.splice(at, 0, rank);
    }
    const id = idHigh * 4294967296 + idLow;
    level.quantity += quantity;
    const order = { id, side, level, quantity };
    level.queue.set(id, order);
    this.orders.set(id, order);
    return 0;
  }
  reduceOrder(instrument, idHigh, idLow, quantity) {
    const order = this.orders.get(idHigh * 4294967296 + idLow);
    if (!order) return 1;
    if (quantity >= order.quantity) return this.deleteOrder(instrument, idHigh, idLow);
    order.quantity -= quantity;
    order.level.quantity -= quantity;
    return 0;
  }
  deleteOrder(instrument, idHigh, idLow) {
    const id = idHigh * 4294967296 + idLow;
    const order = this.orders.get(id);
    if (!order) return 1;
    this.orders.delete(id);
    const level = order.level;
    level.queue.delete(id);
    level.quantity -= order.quantity;
    if (level.queue.size === 0) {
      const book = this.side(instrument, order.side);
      book.levels.delete(level.price);
      const rank = order.side === 0 ? level.price : -level.price;
      book.prices.splice(book.prices.lastIndexOf(rank), 1);
    }
    return 0;
  }
  replaceOrder(instrument, oldHigh, oldLow, newHigh, newLow, price, quantity) {
    const order = this.orders.get(oldHigh * 4294967296 + oldLow);
    if (!order) return 1;
    this.deleteOrder(instrument, oldHigh, oldLow);
    return this.addOrder(instrument, order.side, newHigh, newLow, price, quantity);
  }
  clear() {
    this.orders.clear();
    this.sides.clear();
  }
  endCut() {}
}

/** One pass over all messages; every BATCH messages `cut` is called for the newest instrument. */
function pass(books, cut) {
  const { bytes, offsets } = flow;
  let refused = 0;
  for (let from = 0; from < messageCount; from += BATCH) {
    const end = Math.min(messageCount, from + BATCH);
    for (let i = from; i < end; i++) refused += applyItch(books, bytes, offsets[i], priceOffset);
    cut(books, bytes, from, end);
  }
  for (let symbol = 0; symbol < symbolCount; symbol++) {
    books.clear(symbol);
    books.endCut(symbol);
  }
  return refused;
}

const touchedMark = new Int32Array(symbolCount + 1);
let batchNumber = 0;
/** Calls `work` once for every instrument of the batch. */
function eachInstrument(books, bytes, from, end, work) {
  batchNumber++;
  for (let i = from; i < end; i++) {
    const at = flow.offsets[i];
    const instrument = (bytes[at + MESSAGE.LOCATE] << 8) | bytes[at + MESSAGE.LOCATE + 1];
    if (touchedMark[instrument] === batchNumber) continue;
    touchedMark[instrument] = batchNumber;
    work(books, instrument);
  }
}

const endCut = (books, instrument) => books.endCut(instrument);
const cutOnly = (books, bytes, from, end) => eachInstrument(books, bytes, from, end, endCut);

let told = 0;
function windowCut(diff) {
  const work = (books, instrument) => {
    diff.compute(instrument, 50);
    told += diff.bidCount + diff.askCount;
    books.endCut(instrument);
  };
  return (books, bytes, from, end) => eachInstrument(books, bytes, from, end, work);
}

function measure(name, makeBooks, makeCut, passes) {
  const books = makeBooks();
  const cut = makeCut(books);
  const refused = pass(books, cut);
  pass(books, cut);
  told = 0;
  const profiler = new GCProfiler();
  profiler.start();
  const from = process.hrtime.bigint();
  for (let i = 0; i < passes; i++) pass(books, cut);
  const seconds = Number(process.hrtime.bigint() - from) / 1e9;
  const collections = profiler.stop().statistics.length;
  const messages = passes * messageCount;
  return {
    name,
    messages,
    seconds: Number(seconds.toFixed(3)),
    messagesPerSecond: Math.round(messages / seconds),
    gcCount: collections,
    refused,
    levelsTold: told,
  };
}

const store = () =>
  new BookStore({
    instrumentLimit: symbolCount + 1,
    orderCapacity: Number(options.resting),
    levelCapacity: 1 << 15,
  });
const results = [
  measure('book + change set, a cut per 64 messages', store, () => cutOnly, passCount),
  measure(
    'the same + window delta at depth 50',
    store,
    (books) => windowCut(new WindowDiff(books)),
    passCount,
  ),
  measure(
    'control: Map of objects, no change set',
    () => new MapBooks(),
    () => cutOnly,
    Math.max(1, Math.round(passCount / 10)),
  ),
];
const control = results[results.length - 1].messagesPerSecond;
for (const result of results)
  result.ratioToControl = Number((result.messagesPerSecond / control).toFixed(2));

const host = `${os.cpus()[0].model}, ${os.cpus().length} cores, Node ${process.version}`;
if (options.json) {
  console.log(
    JSON.stringify({
      bench: 'book-build',
      host,
      restingOrders: Number(options.resting),
      symbols: symbolCount,
      results,
    }),
  );
} else {
  console.log(`${host}; ${symbolCount} symbols, about ${options.resting} resting orders`);
  for (const r of results)
    console.log(
      `${r.name}: ${(r.messagesPerSecond / 1e6).toFixed(2)} M messages/s (${r.messages} in ${r.seconds} s, ` +
        `${r.gcCount} collections, ${r.ratioToControl} × control)`,
    );
  if (results.some((r) => r.refused > 0))
    console.log('refusals:', results.map((r) => r.refused).join(' '));
}
