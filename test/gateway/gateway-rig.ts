/**
 * A whole gateway in this process: real uWS app, real rings, lanes of tests, and a loop that drives
 * them until the rig is closed.
 */
import { InstrumentTable } from '../../src/event/instrument-table.js';
import { Gateway } from '../../src/gateway/gateway.js';
import type { Readiness } from '../../src/gateway/http-routes.js';
import type { GatewayOptions } from '../../src/gateway/options.js';
import type { TailNotes } from '../../src/gateway/tail-notes.js';
import type { Instrument } from '../../src/market/instrument.js';
import { STREAMS_PER_INSTRUMENT } from '../../src/market/stream.js';
import { asInstrumentId, asLots, asTicks } from '../../src/market/units.js';
import { allocateFrameRing } from '../../src/ring/frame-ring-layout.js';
import { FrameRingReader } from '../../src/ring/frame-ring-reader.js';
import { FrameRingWriter } from '../../src/ring/frame-ring-writer.js';
import { InterestReader, InterestTable, InterestWriter } from '../../src/ring/interest.js';
import { NewestSequence } from '../../src/ring/newest-sequence.js';
import { StopSignal } from '../../src/ring/shared-words.js';
import { Clock, makeRunBase, wallBaseNs } from '../../src/telemetry/clock.js';
import { GATEWAY_COUNTER, GATEWAY_COUNTER_COUNT } from '../../src/telemetry/counter-names.js';
import { CounterBlock } from '../../src/telemetry/counters.js';
import { StageHistogram } from '../../src/telemetry/stage-histogram.js';
import { ClientDouble } from './client-double.js';
import { LaneDouble } from './lane-double.js';

export interface RigShape {
  readonly symbols?: readonly string[];
  readonly laneCount?: number;
  readonly ringBytes?: number;
  readonly options?: Partial<GatewayOptions>;
  readonly assetsDir?: string;
  readonly tail?: TailNotes;
}

const INSTRUMENT_LIMIT = 64;

export class GatewayRig {
  readonly gateway: Gateway;
  readonly lanes: LaneDouble[];
  readonly readers: readonly FrameRingReader[];
  readonly clock = new Clock(makeRunBase());
  readonly table: InstrumentTable;
  readonly counters = new CounterBlock(CounterBlock.allocate(GATEWAY_COUNTER_COUNT));
  readonly received = new StageHistogram(new SharedArrayBuffer(StageHistogram.bytes));
  readiness: Readiness = { reasons: ['feed 0 is not up'] };
  port = 0;
  /** Called once per turn of the loop, before the gateway works. */
  traffic: () => void = () => {};
  private turning = false;
  private readonly clients: ClientDouble[] = [];

  private constructor(readonly shape: RigShape) {
    const laneCount = shape.laneCount ?? 1;
    const stop = new StopSignal(StopSignal.allocate());
    const { clock } = this;
    this.table = new InstrumentTable(InstrumentTable.allocate(INSTRUMENT_LIMIT, 1));
    const interest = InterestTable.allocate({
      gatewayCount: 1,
      laneCount,
      instrumentLimit: INSTRUMENT_LIMIT,
      streamsPerInstrument: STREAMS_PER_INSTRUMENT,
    });
    const newest = new NewestSequence(
      NewestSequence.allocate(INSTRUMENT_LIMIT * STREAMS_PER_INSTRUMENT),
    );
    const rings = Array.from({ length: laneCount }, () =>
      allocateFrameRing(shape.ringBytes ?? 1 << 22, 1),
    );
    const readers = rings.map((ring) => new FrameRingReader(ring, 0, stop));
    this.readers = readers;
    for (const reader of readers) reader.attach();
    this.lanes = rings.map(
      (ring, lane) =>
        new LaneDouble(
          new FrameRingWriter(ring, stop, 'live'),
          new InterestReader(interest, lane),
          newest,
          this.table,
          clock,
        ),
    );
    this.gateway = new Gateway({
      index: 0,
      frames: readers,
      interest: new InterestWriter(interest, 0),
      newest,
      instruments: this.table,
      laneCount,
      counters: this.counters,
      clock,
      wallBaseNs: wallBaseNs(clock.runBaseNs),
      stages: {
        framedToSent: new StageHistogram(new SharedArrayBuffer(StageHistogram.bytes)),
        receivedToSent: this.received,
      },
      options: { port: 0, closeGraceMs: 20, ...shape.options },
      assetsDir: shape.assetsDir,
      tail: shape.tail,
      metricsText: () => new TextEncoder().encode('# HELP x y\n'),
      latencyText: () => new TextEncoder().encode('{"intervals":[1,2]}'),
      newestLatencyText: () => new TextEncoder().encode('{"intervals":[2]}'),
      readiness: () => this.readiness,
    });
  }

  static async start(shape: RigShape = {}): Promise<GatewayRig> {
    const rig = new GatewayRig(shape);
    for (const symbol of shape.symbols ?? ['AAA', 'BBB', 'CCC']) rig.define('sim', symbol, false);
    rig.port = (await rig.gateway.listen()).port;
    rig.turning = true;
    rig.turn();
    return rig;
  }

  private readonly turn = (): void => {
    if (!this.turning) return;
    this.traffic();
    for (const lane of this.lanes) lane.serve();
    this.gateway.doWork();
    setImmediate(this.turn);
  };

  /** Stop the loop: from here on nothing moves but what the test moves. */
  halt(): void {
    this.turning = false;
  }

  resume(): void {
    this.turning = true;
    this.turn();
  }

  private nextId = 0;

  define(venue: string, symbol: string, withFrame = true): Instrument {
    const instrument: Instrument = {
      id: asInstrumentId(this.nextId++),
      venue,
      symbol,
      priceScale: 2,
      quantityScale: 0,
      tickSize: asTicks(1),
      lotSize: asLots(1),
      depthLimit: 0,
    };
    this.table.write(instrument);
    this.laneOf(instrument).define(instrument, withFrame);
    return instrument;
  }

  laneOf(instrument: Instrument): LaneDouble {
    return this.lanes[this.table.laneOf(instrument.id, this.lanes.length)]!;
  }

  get lane(): LaneDouble {
    return this.lanes[0]!;
  }

  async connect(headers: Record<string, string> = {}): Promise<ClientDouble> {
    const client = new ClientDouble(`ws://127.0.0.1:${this.port}/`, headers);
    this.clients.push(client);
    await client.opened;
    return client;
  }

  count(name: keyof typeof GATEWAY_COUNTER): number {
    return this.counters.read(GATEWAY_COUNTER[name]);
  }

  async close(): Promise<void> {
    await this.gateway.close();
    this.turning = false;
    for (const client of this.clients) client.terminate();
  }
}
