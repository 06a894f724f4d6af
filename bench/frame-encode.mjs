/**
 * Frame encode: our fixed-layout codec against the stock FlatBuffers Builder, the same delta
 * (levels per side as given), interleaved in one process, best and median of the rounds.
 *
 *   node bench/frame-encode.mjs [--json] [--rounds 15]
 */
import { parseArgs } from 'node:util';
import { cpus } from 'node:os';
import { Builder } from 'flatbuffers';
import { deltaBytes, writeDelta } from '../dist/frame/delta.js';
import { FrameHeader } from '../dist/frame/frame-header.js';
import { Delta } from '../dist/frame/generated/delta.js';
import { Level } from '../dist/frame/generated/level.js';

const { values: flags } = parseArgs({
  options: { json: { type: 'boolean' }, rounds: { type: 'string' } },
});
const rounds = Number(flags.rounds ?? 15);
const FRAME_COUNT = 50_000;
const RING_BYTES = 1 << 22;

const side = (count, from, step) => ({
  price: Float64Array.from({ length: count }, (_, i) => from + i * step),
  quantity: Float64Array.from({ length: count }, (_, i) => 100 * (i + 1)),
  orders: Int32Array.from({ length: count }, (_, i) => i + 1),
  action: Uint8Array.from({ length: count }, (_, i) => i % 3),
});

function changesOf(count) {
  const bid = side(count, 1_000_000, -1);
  const ask = side(count, 1_000_001, 1);
  return {
    bidCount: count,
    bidPrice: bid.price,
    bidQuantity: bid.quantity,
    bidOrders: bid.orders,
    bidAction: bid.action,
    askCount: count,
    askPrice: ask.price,
    askQuantity: ask.quantity,
    askOrders: ask.orders,
    askAction: ask.action,
  };
}

const buffer = new SharedArrayBuffer(RING_BYTES + 65536);
const views = { u8: new Uint8Array(buffer), u32: new Uint32Array(buffer) };
const header = new FrameHeader();
header.epochStart = 1_700_000_000;
header.epochCounter = 1;
header.stream = 86;
header.instrument = 10;
header.merged = 1;
header.state = 1;

function runFixed(changes, stamp) {
  let at = 0;
  for (let i = 0; i < FRAME_COUNT; i++) {
    header.seq = i;
    header.sourceSequence = i + 7;
    header.setVenueTime(0x18abcdef, i);
    header.receivedNs = stamp + i;
    header.committedNs = stamp + i + 100;
    header.appliedNs = stamp + i + 200;
    header.framedNs = stamp + i + 300;
    if (at > RING_BYTES) at = 0;
    at += writeDelta(views, at, header, true, i, ~i, changes);
  }
  return at;
}

const builder = new Builder(65536);

function stockLevels(start, count, price, quantity, orders, action) {
  start(builder, count);
  for (let i = count - 1; i >= 0; i--) {
    Level.createLevel(builder, BigInt(price[i]), BigInt(quantity[i]), orders[i], action[i]);
  }
  return builder.endVector();
}

/** What a programmer writes with the generated code: numbers come from typed arrays, as in our codec. */
function runStock(changes, stamp) {
  const { bidCount, askCount } = changes;
  let bytes = 0;
  for (let i = 0; i < FRAME_COUNT; i++) {
    builder.clear();
    const bids = stockLevels(
      Delta.startBidsVector,
      bidCount,
      changes.bidPrice,
      changes.bidQuantity,
      changes.bidOrders,
      changes.bidAction,
    );
    const asks = stockLevels(
      Delta.startAsksVector,
      askCount,
      changes.askPrice,
      changes.askQuantity,
      changes.askOrders,
      changes.askAction,
    );
    Delta.startDelta(builder);
    Delta.addEpoch(builder, (1_700_000_000n << 32n) | 1n);
    Delta.addSeq(builder, BigInt(i));
    Delta.addSourceSequence(builder, BigInt(i + 7));
    Delta.addVenueTime(builder, (0x18abcdefn << 32n) | BigInt(i));
    Delta.addReceived(builder, BigInt(stamp + i));
    Delta.addCommitted(builder, BigInt(stamp + i + 100));
    Delta.addApplied(builder, BigInt(stamp + i + 200));
    Delta.addFramed(builder, BigInt(stamp + i + 300));
    Delta.addStream(builder, 86);
    Delta.addInstrument(builder, 10);
    Delta.addMerged(builder, 1);
    Delta.addState(builder, 1);
    Delta.addFlags(builder, 2);
    Delta.addHash(builder, (BigInt(~i >>> 0) << 32n) | BigInt(i));
    Delta.addBids(builder, bids);
    Delta.addAsks(builder, asks);
    Delta.finishSizePrefixedDeltaBuffer(builder, Delta.endDelta(builder));
    bytes += builder.asUint8Array().length;
  }
  return bytes;
}

function nsPerFrame(run, changes) {
  const start = process.hrtime.bigint();
  const result = run(changes, 1_000_000_000_000);
  const ns = Number(process.hrtime.bigint() - start) / FRAME_COUNT;
  if (!(result > 0)) throw new Error('nothing was written');
  return ns;
}

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

const results = [];
for (const levelCount of [1, 5]) {
  const changes = changesOf(levelCount);
  const fixed = [];
  const stock = [];
  const again = [];
  for (let round = 0; round < rounds + 2; round++) {
    const a = nsPerFrame(runFixed, changes);
    const b = nsPerFrame(runStock, changes);
    const c = nsPerFrame(runFixed, changes);
    if (round < 2) continue;
    fixed.push(a);
    stock.push(b);
    again.push(c);
  }
  results.push({
    levelsPerSide: levelCount,
    frameBytes: deltaBytes(levelCount, levelCount),
    fixedNs: median(fixed),
    stockNs: median(stock),
    ratio: median(stock) / median(fixed),
    noiseRatio: median(again) / median(fixed),
  });
}

const report = {
  bench: 'frame-encode',
  node: process.version,
  cpu: cpus()[0]?.model,
  rounds,
  framesPerRound: FRAME_COUNT,
  results,
};
if (flags.json) console.log(JSON.stringify(report));
else {
  console.log(
    `frame encode, delta, Node ${report.node}, ${report.cpu}, median of ${rounds} interleaved rounds`,
  );
  for (const row of results) {
    console.log(
      `  ${row.levelsPerSide} + ${row.levelsPerSide} levels, ${row.frameBytes} bytes: fixed ${row.fixedNs.toFixed(1)} ns, ` +
        `stock Builder ${row.stockNs.toFixed(1)} ns, ratio ${row.ratio.toFixed(1)} (fixed against itself ${row.noiseRatio.toFixed(2)})`,
    );
  }
}
