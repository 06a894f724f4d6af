/**
 * The lane's whole duty cycle on one thread: event slots → books → frames, with the interest of a
 * flat-out run (book 50, bbo, trades of every instrument). The control is the same changes to the
 * same books without rings, slots and frames. Both in rounds, interleaved.
 *
 *   node bench/lane-cycle.mjs [--messages 1000000] [--symbols 50] [--rounds 8] [--batch 1024]
 *                             [--cut batch|message] [--seed 1] [--json]
 *
 * Needs `npm run build`. Reported, never asserted. What the feed does is not timed.
 */
import { parseArgs } from 'node:util';
import { GCProfiler } from 'node:v8';
import { BookStore } from '../dist/book/book-store.js';
import { LaneAgent } from '../dist/book/lane/lane-agent.js';
import { writeImageBegin, writeImageEnd, writeInstrumentEvent } from '../dist/event/control.js';
import { InstrumentTable } from '../dist/event/instrument-table.js';
import { MessageHeader } from '../dist/event/message-header.js';
import * as order from '../dist/event/order.js';
import { slotViewsOf, SLOT_BYTES } from '../dist/event/slot.js';
import { EVENT_FLAG } from '../dist/event/types.js';
import { STREAMS_PER_INSTRUMENT } from '../dist/market/stream.js';
import { allocateEventRing } from '../dist/ring/event-ring-layout.js';
import { EventRingReader } from '../dist/ring/event-ring-reader.js';
import { EventRingWriter } from '../dist/ring/event-ring-writer.js';
import { allocateFrameRing } from '../dist/ring/frame-ring-layout.js';
import { FrameRingWriter } from '../dist/ring/frame-ring-writer.js';
import { InterestReader, InterestTable } from '../dist/ring/interest.js';
import { NewestSequence } from '../dist/ring/newest-sequence.js';
import { FaultInjection, Heartbeats, StopSignal } from '../dist/ring/shared-words.js';
import { Clock, makeRunBase } from '../dist/telemetry/clock.js';
import { LANE_COUNTER, LANE_COUNTER_COUNT } from '../dist/telemetry/counter-names.js';
import { CounterBlock } from '../dist/telemetry/counters.js';
import { StageHistogram } from '../dist/telemetry/stage-histogram.js';
import { generateItch, MESSAGE } from './itch-order-flow.mjs';

const { values: options } = parseArgs({
  options: {
    messages: { type: 'string', default: '1000000' },
    symbols: { type: 'string', default: '50' },
    rounds: { type: 'string', default: '8' },
    batch: { type: 'string', default: '1024' },
    cut: { type: 'string', default: 'batch' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});
const messageCount = Number(options.messages);
const symbolCount = Number(options.symbols);
const batchLimit = Number(options.batch);
const SLOT_WORDS = SLOT_BYTES / 4;

/** The flow as event slots, one venue message each. */
function recordEvents() {
  const { bytes, offsets } = generateItch(messageCount, symbolCount, Number(options.seed));
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const slots = slotViewsOf(new ArrayBuffer(messageCount * SLOT_BYTES));
  const header = new MessageHeader();
  for (let i = 0; i < messageCount; i++) {
    const at = offsets[i];
    const slot = i * SLOT_BYTES;
    const instrument = view.getUint16(at + MESSAGE.LOCATE) - 1;
    const [high, low] = [view.getUint32(at + MESSAGE.ID), view.getUint32(at + MESSAGE.ID + 4)];
    header.sourceSequence = i + 1;
    const common = [slots, slot, header, instrument, EVENT_FLAG.LAST];
    switch (String.fromCharCode(bytes[at])) {
      case 'A':
      case 'F': {
        const side = bytes[at + MESSAGE.SIDE] === 0x42 ? 0 : 1;
        const shares = view.getUint32(at + MESSAGE.SHARES_ADD);
        order.writeOrderAdd(
          ...common,
          side,
          high,
          low,
          view.getUint32(at + MESSAGE.PRICE_ADD),
          shares,
        );
        break;
      }
      case 'U': {
        const newLow = view.getUint32(at + MESSAGE.NEW_ID + 4);
        const shares = view.getUint32(at + MESSAGE.SHARES_REPLACE);
        const price = view.getUint32(at + MESSAGE.PRICE_REPLACE);
        order.writeOrderReplace(...common, high, low, 0, newLow, price, shares);
        break;
      }
      case 'D':
        order.writeOrderDelete(...common, high, low);
        break;
      case 'X':
        order.writeOrderReduce(...common, high, low, view.getUint32(at + MESSAGE.SHARES), 0, 0, 0);
        break;
      default:
        common[4] |= EVENT_FLAG.EXECUTED;
        order.writeOrderReduce(...common, high, low, view.getUint32(at + MESSAGE.SHARES), 0, 0, i);
    }
  }
  return slots;
}

function makeRig() {
  const stop = new StopSignal(StopSignal.allocate());
  const instruments = new InstrumentTable(InstrumentTable.allocate(symbolCount, 1));
  const eventRing = allocateEventRing(65_536, 1);
  const reader = new EventRingReader(eventRing, 0, stop);
  reader.attach();
  const clock = new Clock(makeRunBase());
  const counters = new CounterBlock(CounterBlock.allocate(LANE_COUNTER_COUNT));
  const shape = {
    gatewayCount: 1,
    laneCount: 1,
    instrumentLimit: symbolCount,
    streamsPerInstrument: STREAMS_PER_INSTRUMENT,
  };
  const streamCount = symbolCount * STREAMS_PER_INSTRUMENT;
  const lane = new LaneAgent({
    laneIndex: 0,
    laneCount: 1,
    readers: [reader],
    frames: new FrameRingWriter(allocateFrameRing(1 << 24, 1), stop, 'live'),
    interest: new InterestReader(InterestTable.allocate(shape), 0),
    newest: new NewestSequence(NewestSequence.allocate(streamCount)),
    instruments,
    counters,
    stages: {
      committedToApplied: new StageHistogram(new ArrayBuffer(StageHistogram.bytes)),
      appliedToFramed: new StageHistogram(new ArrayBuffer(StageHistogram.bytes)),
    },
    clock,
    fault: new FaultInjection(FaultInjection.allocate(1)),
    heartbeats: new Heartbeats(Heartbeats.allocate(1)),
    options: {
      cut: options.cut,
      batchEventLimit: batchLimit,
      batchNsLimit: 1e9,
      hashEvery: 64,
      assumeInterest: true,
      digest: false,
      rejoin: false,
      epochStart: 1,
    },
  });
  return { lane, writer: new EventRingWriter(eventRing, stop), instruments, counters, clock };
}

/** Empty books under a new epoch. */
function beginSession({ lane, writer, instruments }) {
  const header = new MessageHeader();
  for (let id = 0; id < symbolCount; id++) {
    const sizes = { priceScale: 4, quantityScale: 0, tickSize: 1, lotSize: 1, depthLimit: 0 };
    if (instruments.version(id) === 0) {
      instruments.write({ id, venue: 'bench', symbol: `S${id}`, ...sizes });
    }
    const { views } = writer;
    writeInstrumentEvent(views, writer.next(), header, id, EVENT_FLAG.LAST);
    writeImageBegin(views, writer.next(), header, id, 0);
    writeImageEnd(views, writer.next(), header, id, EVENT_FLAG.LAST);
  }
  writer.publish(0);
  while (lane.doWork() > 0);
}

const timer = new Float64Array(1);

/** @returns nanoseconds a message, lane only. */
function laneRound(rig, slots) {
  const { lane, writer, clock } = rig;
  const [from, to] = [slots.u32, writer.views.u32];
  timer[0] = 0;
  for (let i = 0; i < messageCount;) {
    const end = Math.min(messageCount, i + batchLimit);
    for (; i < end; i++) {
      const target = writer.next() >>> 2;
      for (let word = 0; word < SLOT_WORDS; word++) to[target + word] = from[i * SLOT_WORDS + word];
    }
    const startNs = clock.nowNs();
    writer.publish(startNs);
    while (lane.doWork() > 0);
    timer[0] += clock.nowNs() - startNs;
  }
  return timer[0] / messageCount;
}

/** @returns nanoseconds a message, the books alone. */
function controlRound(clock, slots) {
  const store = new BookStore({ instrumentLimit: symbolCount });
  const startNs = clock.nowNs();
  for (let i = 0; i < messageCount; i++) {
    const at = i * SLOT_BYTES;
    const id = slots.u32[(at >>> 2) + 1];
    const [price, quantity] = [order.orderPrice(slots, at), order.orderQuantity(slots, at)];
    const [high, low] = [order.orderIdHigh(slots, at), order.orderIdLow(slots, at)];
    switch (slots.u8[at]) {
      case 5:
        store.addOrder(id, slots.u8[at + 2], high, low, price, quantity);
        break;
      case 6:
        store.reduceOrder(id, high, low, quantity);
        break;
      case 7:
        store.replaceOrder(id, high, low, 0, order.orderId2Low(slots, at), price, quantity);
        break;
      default:
        store.deleteOrder(id, high, low);
    }
    if (i % batchLimit === 0) for (let k = 0; k < symbolCount; k++) store.endCut(k);
  }
  return (clock.nowNs() - startNs) / messageCount;
}

const slots = recordEvents();
const rig = makeRig();
const rounds = [];
for (let round = 0; round < Number(options.rounds); round++) {
  const controlNs = controlRound(rig.clock, slots);
  beginSession(rig);
  const framesBefore = rig.counters.read(LANE_COUNTER.FRAMES);
  const profiler = new GCProfiler();
  profiler.start();
  const laneNs = laneRound(rig, slots);
  const gcCount = profiler.stop().statistics.length;
  rounds.push({
    laneNs,
    controlNs,
    gcCount,
    frames: rig.counters.read(LANE_COUNTER.FRAMES) - framesBefore,
  });
}
const warm = rounds.slice(Math.ceil(rounds.length / 4));
const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];
const laneNs = median(warm.map((one) => one.laneNs));
const controlNs = median(warm.map((one) => one.controlNs));
const result = {
  cut: options.cut,
  batch: batchLimit,
  eventsPerSecond: Math.round(1e9 / laneNs),
  bestEventsPerSecond: Math.round(1e9 / Math.min(...warm.map((one) => one.laneNs))),
  booksAlonePerSecond: Math.round(1e9 / controlNs),
  laneToBooksAlone: Number((laneNs / controlNs).toFixed(2)),
  framesPerRound: warm[0].frames,
  gcCount: warm.reduce((sum, one) => sum + one.gcCount, 0),
};
if (options.json) console.log(JSON.stringify(result));
else for (const [key, value] of Object.entries(result)) console.log(`${key.padEnd(22)} ${value}`);
