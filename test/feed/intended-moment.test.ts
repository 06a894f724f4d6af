/**
 * Coordinated omission: a feed that stops for a while must show the wait of every message that was
 * due meanwhile, not one long wait. Real sources under a clock that jumps; what must be recorded is
 * made from the sources' own schedule.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { InstrumentTable } from '../../src/event/instrument-table.js';
import { FeedAgent } from '../../src/feed/feed-agent.js';
import { InstrumentRegistry } from '../../src/feed/instrument-registry.js';
import { ItchFileFeed } from '../../src/feed/itch-file-feed.js';
import { SimulatorFeed } from '../../src/feed/simulator-feed.js';
import type { FeedSource } from '../../src/feed/source.js';
import { ItchGenerator } from '../../src/feed/source/simulator/generate-itch.js';
import { hdrIndexOf } from '../../src/market/hdr-bucket.js';
import { allocateEventRing } from '../../src/ring/event-ring-layout.js';
import { EventRingReader } from '../../src/ring/event-ring-reader.js';
import { EventRingWriter } from '../../src/ring/event-ring-writer.js';
import { ResyncRequests, StopSignal } from '../../src/ring/shared-words.js';
import { FEED_COUNTER_COUNT } from '../../src/telemetry/counter-names.js';
import { CounterBlock } from '../../src/telemetry/counters.js';
import { StageHistogram } from '../../src/telemetry/stage-histogram.js';
import { StageSummary } from '../../src/telemetry/stage-summary.js';
import { nextSourceNs, pacingUntil } from './source-turns.js';

const folder = mkdtempSync(join(tmpdir(), 'bookcast-intended-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const START_NS = 5_000_000;
const TURN_NS = 200_000;
const STOP_AT_NS = 40_000_000;
const STOP_NS = 50_000_000;
const END_NS = 130_000_000;

/** Looks at the clock, with a stop of 50 ms in the middle. */
function turnTimes(): number[] {
  const times: number[] = [];
  for (let ns = 0; ns < END_NS; ns += TURN_NS) {
    if (ns <= STOP_AT_NS || ns >= STOP_AT_NS + STOP_NS) times.push(START_NS + ns);
  }
  return times;
}

type MakeSource = (sink: EventRingWriter, registry: InstrumentRegistry) => FeedSource;

function makeAgent(make: MakeSource) {
  const stop = new StopSignal(StopSignal.allocate());
  const ring = allocateEventRing(65_536, 1);
  const writer = new EventRingWriter(ring, stop);
  const reader = new EventRingReader(ring, 0, stop);
  reader.attach();
  const registry = new InstrumentRegistry(new InstrumentTable(InstrumentTable.allocate(64, 1)), 0);
  const histogram = new StageHistogram(new SharedArrayBuffer(StageHistogram.bytes));
  const clock = { ns: START_NS, nowNs: (): number => clock.ns };
  const source = make(writer, registry);
  const agent = new FeedAgent({
    source,
    writer,
    clock,
    counters: new CounterBlock(CounterBlock.allocate(FEED_COUNTER_COUNT)),
    histogram,
    speed: 1,
    resync: new ResyncRequests(ResyncRequests.allocate(1, 1)),
    feedIndex: 0,
    laneCount: 1,
    stop,
  });
  return { agent, source, histogram, clock, drain: () => reader.release(reader.available()) };
}

/** What the agent records under the jumping clock. */
async function recordedCounts(make: MakeSource): Promise<Map<number, number>> {
  const { agent, source, histogram, clock, drain } = makeAgent(make);
  await source.open();
  for (const ns of turnTimes()) {
    clock.ns = ns;
    for (let worked = 1; worked > 0;) {
      worked = agent.doWork();
      drain();
      if (Number.isNaN(nextSourceNs(source))) {
        await source.refill();
        worked = 1;
      }
    }
  }
  await source.close();
  const summary = new StageSummary('received_to_committed', [histogram]);
  summary.advance();
  const counts = new Map<number, number>();
  summary.merged.interval.forEach((index, count) => counts.set(index, count));
  return counts;
}

/** What must be recorded: every message waits from its own moment to the first look after it. */
async function expectedCounts(make: MakeSource): Promise<Map<number, number>> {
  const { source, drain } = makeAgent(make);
  await source.open();
  const counts = new Map<number, number>();
  const turns = turnTimes();
  const originNs = nextSourceNs(source);
  let turn = 0;
  for (;;) {
    if (Number.isNaN(nextSourceNs(source))) await source.refill();
    const dueNs = START_NS + nextSourceNs(source) - originNs;
    while (turn < turns.length && turns[turn]! < dueNs) turn++;
    if (turn === turns.length) break;
    source.deliver(
      1,
      pacingUntil(Infinity, () => 0),
    );
    drain();
    const index = hdrIndexOf(turns[turn]! - dueNs);
    counts.set(index, (counts.get(index) ?? 0) + 1);
  }
  await source.close();
  return counts;
}

const sorted = (counts: Map<number, number>): [number, number][] =>
  [...counts].sort(([a], [b]) => a - b);

function itchFile(): string {
  const generator = new ItchGenerator({ messages: 20_000, symbols: 5, seed: 3 });
  const bytes = new Uint8Array(20_000 * 64);
  const path = join(folder, 'day.itch50');
  writeFileSync(path, bytes.subarray(0, generator.fill(bytes)));
  return path;
}

const SOURCES: readonly (readonly [string, () => MakeSource])[] = [
  [
    'the simulator',
    () => (sink, registry) =>
      new SimulatorFeed({ sink, registry, symbols: 5, seed: 11, messagesPerSecond: 20_000 }),
  ],
  [
    'a paced ITCH file',
    () => {
      const file = itchFile();
      return (sink, register) => new ItchFileFeed({ file, sink, register, chunkBytes: 8192 });
    },
  ],
];

describe.each(SOURCES)('a stop of 50 ms of %s', (_, make) => {
  it('is in the latency of every message that was due meanwhile, each from its own moment', async () => {
    const source = make();
    const recorded = await recordedCounts(source);
    expect(sorted(recorded)).toEqual(sorted(await expectedCounts(source)));
    const late = [...recorded].reduce(
      (sum, [at, n]) => sum + (at > hdrIndexOf(2 * TURN_NS) ? n : 0),
      0,
    );
    // Not one long wait: many, spread over the stop.
    expect(late).toBeGreaterThan(100);
  });
});
