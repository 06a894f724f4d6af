/**
 * Bookcast's own gateway thread, fed as a lane feeds it: real trades frames into a real frame ring,
 * images on request and when the deltas have outgrown the last one. A payload of N bytes is N / 32
 * trades; the frame's head comes on top, as it does for real clients.
 */
import { load } from '../../harness/build-under-test.mjs';

const { allocateRunPlan } = await load('runtime/run-plan.js');
/** Builds that are compared may be older than the folder. */
const { GatewayGroup } = await load('runtime/gateways/gateway-group.js').catch(() =>
  load('runtime/gateway-group.js'),
);
const { loadConfig, makeRunLog } = await load('runtime/index.js');
const { InstrumentTable } = await load('event/instrument-table.js');
const { FrameRingWriter } = await load('ring/frame-ring-writer.js');
const { InterestReader } = await load('ring/interest.js');
const { NewestSequence } = await load('ring/newest-sequence.js');
const { StopSignal } = await load('ring/shared-words.js');
const { FRAME_FLAG, FrameHeader } = await load('frame/frame-header.js');
const { INSTRUMENT_BYTES_LIMIT, writeInstrumentFrame } = await load('frame/instrument.js');
const { TRADE_ENTRY_BYTES, tradesBytes, writeTrades } = await load('frame/trades.js');
const { STREAM_SLOT, streamId } = await load('market/stream.js');
const { STATE } = await load('market/state.js');
const { Clock } = await load('telemetry/clock.js');

const INSTRUMENT = 0;
const STREAM = streamId(INSTRUMENT, STREAM_SLOT.TRADES);
const TRADES_MAX = 64;
/** As a lane does it: deltas beyond this and a new image is cut. */
const REFRESH_BYTES = 16_384;
const SERVE_MS = 2;

const entries = {
  count: TRADES_MAX,
  price: new Float64Array(TRADES_MAX).fill(1_000_000),
  quantity: new Float64Array(TRADES_MAX).fill(100),
  idLow: Uint32Array.from({ length: TRADES_MAX }, (_, i) => i),
  idHigh: new Uint32Array(TRADES_MAX),
  aggressor: new Uint8Array(TRADES_MAX),
  flags: new Uint8Array(TRADES_MAX),
};

class LaneSide {
  constructor(plan) {
    this.clock = new Clock(plan.runBaseNs);
    this.table = new InstrumentTable(plan.instruments);
    this.frames = new FrameRingWriter(plan.frameRings[0], new StopSignal(plan.stopLanes), 'live');
    this.frames.setDoorbells(plan.gatewayBells);
    this.interest = new InterestReader(plan.interest, 0);
    this.newest = new NewestSequence(plan.newest);
    this.header = new FrameHeader();
    this.header.stream = STREAM;
    this.header.instrument = INSTRUMENT;
    this.header.epochStart = plan.epochStart;
    this.header.merged = 1;
    this.header.state = STATE.LIVE;
    this.seq = 0;
    this.deltaBytes = 0;
  }

  define() {
    const { table, frames } = this;
    const instrument = {
      id: INSTRUMENT,
      venue: 'bench',
      symbol: 'FANOUT',
      priceScale: 2,
      quantityScale: 0,
      tickSize: 1,
      lotSize: 1,
      depthLimit: 0,
    };
    table.write(instrument);
    table.nextEpoch(INSTRUMENT);
    table.setState(INSTRUMENT, STATE.LIVE, 0);
    this.header.epochCounter = table.epoch(INSTRUMENT);
    const at = frames.claim(INSTRUMENT_BYTES_LIMIT);
    frames.commit(writeInstrumentFrame(frames.views, at, instrument), -1 - INSTRUMENT);
    frames.flush();
  }

  /** The images that the gateway has asked for. */
  serve() {
    const { interest } = this;
    if (!interest.changed()) return;
    for (let word = 0; word < interest.dirtyWordCount; word++) interest.takeDirtyWord(word);
    if (interest.wanted(STREAM) && interest.imageRequested(STREAM)) this.write(0, FRAME_FLAG.IMAGE);
    this.frames.flush();
  }

  write(tradeCount, flags) {
    const { frames, header } = this;
    header.seq = this.seq;
    header.flags = flags;
    header.receivedNs =
      header.committedNs =
      header.appliedNs =
      header.framedNs =
        this.clock.nowNs();
    const at = frames.claim(tradesBytes(tradeCount));
    const bytes = writeTrades(frames.views, at, header, entries, 0, tradeCount);
    frames.commit(bytes, STREAM);
    return bytes;
  }

  publish(from, to, payloadBytes) {
    this.serve();
    for (let sequence = from; sequence < to; sequence++) {
      this.seq = sequence;
      this.newest.set(STREAM, sequence);
      this.deltaBytes += this.write(payloadBytes / TRADE_ENTRY_BYTES, 0);
      if (this.deltaBytes > REFRESH_BYTES) {
        this.deltaBytes = 0;
        this.write(0, FRAME_FLAG.IMAGE | FRAME_FLAG.REFRESH);
      }
    }
    this.frames.flush();
  }
}

export async function startPublisher() {
  const { config } = loadConfig({ preset: { 'gateway.port': 0, 'log.level': 'error' } });
  const plan = allocateRunPlan({
    feedCount: 1,
    laneCount: 1,
    gatewayCount: 1,
    instrumentLimit: 64,
    eventSlotCount: 1024,
    frameBytes: config.rings.frameBytes,
  });
  const lane = new LaneSide(plan);
  const gateways = new GatewayGroup({
    plan,
    config,
    log: makeRunLog(config.log),
    placementOf: () => ({ name: 'gateway', cores: [], realtimePriority: 0 }),
    onNamed: () => {},
    onFatal(failure) {
      throw new Error(failure.message);
    },
  });
  await gateways.start();
  lane.define();
  // Until everybody has an image; then publish() looks, and no timer costs CPU time.
  const serving = setInterval(() => lane.serve(), SERVE_MS);
  return {
    port: gateways.port,
    publish(from, to, payloadBytes) {
      clearInterval(serving);
      lane.publish(from, to, payloadBytes);
    },
  };
}
