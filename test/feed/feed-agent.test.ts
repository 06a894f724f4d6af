import { describe, expect, it } from 'vitest';
import { eventReceivedNs, eventSourceSequence } from '../../src/event/message-header.js';
import { writeOrderDelete } from '../../src/event/order.js';
import { MessageHeader } from '../../src/event/message-header.js';
import { FeedAgent } from '../../src/feed/feed-agent.js';
import type { ReplaySpeed } from '../../src/feed/pacing.js';
import type { FeedSource, FeedSummary, Pacing } from '../../src/feed/source.js';
import { hdrIndexOf } from '../../src/market/hdr-bucket.js';
import { asInstrumentId } from '../../src/market/units.js';
import { allocateEventRing } from '../../src/ring/event-ring-layout.js';
import { EventRingReader } from '../../src/ring/event-ring-reader.js';
import { EventRingWriter } from '../../src/ring/event-ring-writer.js';
import { ResyncRequests, StopSignal } from '../../src/ring/shared-words.js';
import { FEED_COUNTER, FEED_COUNTER_COUNT } from '../../src/telemetry/counter-names.js';
import { CounterBlock } from '../../src/telemetry/counters.js';
import { STAGE, StageHistogram } from '../../src/telemetry/stage-histogram.js';

/** Messages at given source times, each one event; NaN among them is where a refill is needed. */
class ListSource implements FeedSource {
  readonly imageOrigin = 'simulator';
  readonly header = new MessageHeader();
  readonly resyncs: string[] = [];
  gaps = 0;
  private at = 0;
  private handedOn = 0;

  constructor(
    private readonly writer: EventRingWriter,
    private readonly times: number[],
  ) {}

  async open(): Promise<void> {}
  peek(next: Float64Array): void {
    next[0] = this.at < this.times.length ? this.times[this.at]! : Infinity;
  }
  deliver(limit: number, pacing: Pacing): number {
    const untilNs = pacing.dueSourceNs[0]!;
    let count = 0;
    for (
      ;
      count < limit && this.times[this.at]! <= untilNs && this.at < this.times.length;
      count++
    ) {
      this.header.receivedNs = pacing.received(this.times[this.at++]!);
      this.header.sourceSequence = ++this.handedOn;
      this.write();
    }
    return count;
  }
  async refill(): Promise<void> {
    this.at++;
  }
  resync(lane: number, laneCount: number, receivedNs: number): void {
    this.resyncs.push(`${lane}/${laneCount} after ${this.handedOn}`);
    this.header.receivedNs = receivedNs;
    this.write();
  }
  summary(): FeedSummary {
    return {
      messages: this.handedOn,
      gaps: this.gaps,
      unknownMessages: 3,
      refusedValues: 2,
      undeclaredInstruments: 0,
    };
  }
  progress(): { done: number; total: number } {
    return { done: 123, total: 456 };
  }
  async close(): Promise<void> {}

  private write(): void {
    writeOrderDelete(
      this.writer.views,
      this.writer.next(),
      this.header,
      asInstrumentId(0),
      1,
      0,
      this.handedOn,
    );
  }
}

function makeRig(times: number[], speed: ReplaySpeed) {
  const stop = new StopSignal(StopSignal.allocate());
  const ring = allocateEventRing(4096, 1);
  const writer = new EventRingWriter(ring, stop);
  const reader = new EventRingReader(ring, 0, stop);
  reader.attach();
  const counters = new CounterBlock(CounterBlock.allocate(FEED_COUNTER_COUNT));
  const stage = new ArrayBuffer(StageHistogram.bytes);
  const resync = new ResyncRequests(ResyncRequests.allocate(1, 3));
  const requests = resync;
  const clock = { ns: 1_000_000, nowNs: (): number => clock.ns };
  const source = new ListSource(writer, times);
  const agent = new FeedAgent({
    source,
    writer,
    clock,
    counters,
    histogram: new StageHistogram(stage),
    speed,
    resync,
    feedIndex: 0,
    laneCount: 3,
    stop,
  });
  /** [source sequence, received stamp] of what was published since. */
  const published = (): [number, number][] => {
    const events: [number, number][] = [];
    const count = reader.available();
    for (let i = 0; i < count; i++) {
      const slot = reader.slotOffset(i);
      events.push([eventSourceSequence(reader.views, slot), eventReceivedNs(reader.views, slot)]);
    }
    reader.release(count);
    return events;
  };
  const recorded = (ns: number): number =>
    new Uint32Array(stage)[STAGE.COUNTS_WORD + hdrIndexOf(ns)]!;
  return { agent, source, clock, counters, published, recorded, requests, stop, reader };
}

describe('a flat-out feed', () => {
  it('hands on everything, stamps each batch once and ends', () => {
    const { agent, clock, published, counters, recorded } = makeRig([5, 6, 7], 'max');
    expect(agent.nextDueNs()).toBe(0);
    expect(agent.doWork()).toBe(3);
    expect(published()).toEqual([
      [1, 1_000_000],
      [2, 1_000_000],
      [3, 1_000_000],
    ]);
    expect(recorded(0)).toBe(3);
    expect(agent.done).toBe(false);
    clock.ns += 10;
    expect(agent.doWork()).toBe(0);
    expect(agent.done).toBe(true);
    expect(agent.nextDueNs()).toBe(Infinity);
    expect(counters.read(FEED_COUNTER.MESSAGES)).toBe(3);
    expect(counters.read(FEED_COUNTER.EVENTS)).toBe(3);
    expect(counters.read(FEED_COUNTER.BATCHES)).toBe(1);
    expect(counters.read(FEED_COUNTER.BYTES)).toBe(123);
  });

  it('bounds the work of one turn', () => {
    const { agent, published } = makeRig(
      Array.from({ length: 1500 }, (_, i) => i),
      'max',
    );
    const turns: number[] = [];
    while (!agent.done) {
      turns.push(agent.doWork());
      published();
    }
    expect(Math.max(...turns)).toBeLessThan(1000);
    expect(turns.reduce((sum, count) => sum + count, 0)).toBe(1500);
  });

  it('asks for a refill and goes on after it', async () => {
    const { agent, source, published } = makeRig([1, NaN, 2], 'max');
    expect(agent.doWork()).toBe(1);
    expect(agent.doWork()).toBe(0);
    expect(agent.nextDueNs()).toBeNaN();
    expect(agent.done).toBe(false);
    await source.refill();
    expect(agent.doWork()).toBe(1);
    expect(published().map(([sequence]) => sequence)).toEqual([1, 2]);
  });
});

describe('a paced feed', () => {
  it('hands messages on when they are due and stamps them with that moment', () => {
    const { agent, clock, published } = makeRig([500, 700, 900], 1);
    expect(agent.doWork()).toBe(1);
    expect(agent.nextDueNs()).toBe(1_000_200);
    clock.ns = 1_000_199;
    expect(agent.doWork()).toBe(0);
    clock.ns = 1_000_200;
    expect(agent.doWork()).toBe(1);
    expect(agent.nextDueNs()).toBe(1_000_400);
    expect(published()).toEqual([
      [1, 1_000_000],
      [2, 1_000_200],
    ]);
  });

  it('runs as many times faster as it is told', () => {
    const { agent, clock, published } = makeRig([0, 1000, 2000], 10);
    agent.doWork();
    expect(agent.nextDueNs()).toBe(1_000_100);
    clock.ns = 1_000_200;
    expect(agent.doWork()).toBe(2);
    expect(published()).toEqual([
      [1, 1_000_000],
      [2, 1_000_100],
      [3, 1_000_200],
    ]);
  });

  it('counts its lateness as latency of every message that it delayed', () => {
    const { agent, clock, published, recorded, counters } = makeRig([0, 100, 200], 1);
    agent.doWork();
    clock.ns += 1100;
    agent.doWork();
    expect(published()).toEqual([
      [1, 1_000_000],
      [2, 1_000_100],
      [3, 1_000_200],
    ]);
    expect([recorded(0), recorded(1000), recorded(900)]).toEqual([1, 1, 1]);
    expect(counters.read(FEED_COUNTER.BEHIND_NS)).toBe(900);
  });

  it('refuses a speed that is none', () => {
    for (const speed of [0, -1, NaN, Infinity])
      expect(() => makeRig([], speed)).toThrow(RangeError);
  });
});

describe('any feed', () => {
  it('serves images between two batches, once per request, each lane its own', () => {
    const { agent, source, requests, published, counters, clock } = makeRig([0, 1, 2000], 1);
    clock.ns += 1;
    agent.doWork();
    clock.ns += 1;
    agent.doWork();
    published();
    requests.request(0, 2);
    requests.request(0, 2);
    requests.request(0, 0);
    clock.ns += 10;
    expect(agent.doWork()).toBe(2);
    expect(agent.doWork()).toBe(0);
    expect(source.resyncs).toEqual(['0/3 after 2', '2/3 after 2']);
    expect(published()).toEqual([
      [2, clock.ns],
      [2, clock.ns],
    ]);
    expect(counters.read(FEED_COUNTER.RESYNCS)).toBe(2);
    expect(counters.read(FEED_COUNTER.EVENTS)).toBe(4);
  });

  it('copies the counts of its source once a second and at the end', () => {
    const { agent, source, counters, clock } = makeRig([0, 1.5e9, 1.6e9], 1);
    agent.doWork();
    source.gaps = 4;
    clock.ns += 0.9e9;
    agent.doWork();
    expect(counters.read(FEED_COUNTER.GAPS)).toBe(0);
    clock.ns += 0.2e9;
    agent.doWork();
    expect(counters.read(FEED_COUNTER.GAPS)).toBe(4);
    expect(counters.read(FEED_COUNTER.UNKNOWN_MESSAGES)).toBe(3);
    expect(counters.read(FEED_COUNTER.REFUSED_VALUES)).toBe(2);
    source.gaps = 5;
    clock.ns += 0.5e9;
    agent.doWork();
    agent.doWork();
    expect(agent.done).toBe(true);
    expect(counters.read(FEED_COUNTER.GAPS)).toBe(5);
  });

  it('does nothing any more once stop is requested', () => {
    const { agent, stop, published } = makeRig([0, 1], 'max');
    stop.request();
    expect(agent.doWork()).toBe(0);
    expect(published()).toEqual([]);
  });
});
