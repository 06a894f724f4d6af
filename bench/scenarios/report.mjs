/**
 * What the latency channel costs: deltas from the gateway's arena to a client's write, for a client
 * that has the channel and for one that has not. The socket takes everything at once and costs
 * nothing, so all of the time is the gateway's own.
 */
import { load } from '../harness/build-under-test.mjs';
import { changesOf } from './encode/delta-content.mjs';
import { nsPerCall } from './timed-calls.mjs';

const WRITES = 200_000;
/** Different writes, one after the other, before the first comes again. */
const ARENA_WRITES = 64;
const LEVELS = 5;

const cell = (framesPerWrite, quick) => ({
  name: `${framesPerWrite}-a-write`,
  title: `${framesPerWrite} delta${framesPerWrite === 1 ? '' : 's'} a write`,
  framesPerWrite,
  quick,
  metrics: [{ name: 'time', unit: 'ns', better: 'lower' }],
  variants: [
    { name: 'without', title: 'client without the channel' },
    { name: 'with', title: 'client with the channel' },
  ],
});

export const scenario = {
  name: 'report',
  title: 'The latency channel, a delta on its way to one client',
  rounds: 6,
  quickRounds: 2,
  cells: [cell(1, true), cell(16, false)],
};

/** Deltas back to back, received some time ago that differs from one to the next. */
async function makeArena(frameCount, nowNs) {
  const { makeBlock } = await load('gateway/byte-block.js');
  const { deltaBytes, writeDelta } = await load('frame/delta.js');
  const { FrameHeader } = await load('frame/frame-header.js');
  const bytes = deltaBytes(LEVELS, LEVELS);
  const arena = makeBlock(frameCount * bytes);
  const header = new FrameHeader();
  const changes = changesOf(LEVELS);
  for (let i = 0; i < frameCount; i++) {
    const agoNs = 10_000 * 2 ** (i % 8) + 997 * i;
    header.seq = i;
    header.merged = 1;
    header.receivedNs = nowNs - agoNs;
    header.committedNs = nowNs - agoNs * 0.75;
    header.appliedNs = nowNs - agoNs * 0.5;
    header.framedNs = nowNs - agoNs * 0.25;
    writeDelta(arena, i * bytes, header, false, 0, 0, changes);
  }
  return { arena, frameBytes: bytes };
}

async function makeClient(clock, hasChannel) {
  const { ClientSocket } = await load('gateway/client-socket.js');
  const { Session } = await load('gateway/subscription-graph.js');
  const { SessionLatency } = await load('gateway/session-latency.js');
  const { Delivery } = await load('gateway/delivery.js');
  const { GATEWAY_DEFAULTS } = await load('gateway/options.js');
  const { CounterBlock } = await load('telemetry/counters.js');
  const { GATEWAY_COUNTER_COUNT } = await load('telemetry/counter-names.js');
  const native = { send: () => 1, getBufferedAmount: () => 0 };
  const session = new Session(new ClientSocket(native, 0), undefined);
  if (hasChannel) session.latency = new SessionLatency(session.socket, clock);
  const counters = new CounterBlock(CounterBlock.allocate(GATEWAY_COUNTER_COUNT));
  return { session, delivery: new Delivery(GATEWAY_DEFAULTS, undefined, undefined, counters) };
}

/** @returns ns of one delta. */
export async function sample({ cell: { framesPerWrite }, variant, quick }) {
  const { Clock, makeRunBase } = await load('telemetry/clock.js');
  // So long ago that no stamp is below 0.
  const clock = new Clock(makeRunBase() - 60_000_000_000n);
  const { arena, frameBytes } = await makeArena(framesPerWrite * ARENA_WRITES, clock.nowNs());
  const { session, delivery } = await makeClient(clock, variant === 'with');
  const write = (i) => {
    const first = (i % ARENA_WRITES) * framesPerWrite;
    delivery.begin(i);
    for (let frame = first; frame < first + framesPerWrite; frame++) {
      session.latency?.offered();
      delivery.forward(session, arena, frame * frameBytes, (frame + 1) * frameBytes);
    }
    delivery.flushAll();
    return session.socket.offeredBytes;
  };
  return { metrics: { time: nsPerCall(write, WRITES / framesPerWrite, quick) / framesPerWrite } };
}
