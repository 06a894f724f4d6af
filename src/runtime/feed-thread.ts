/**
 * Entry of a feed thread: opens its source, waits for the lanes, hands on what is due until the
 * source ends or stop is requested. Owns the loop and the feed's end of the event ring. Feed thread.
 */
import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { FeedAgent } from '../feed/feed-agent.js';
import { InstrumentRegistry } from '../feed/instrument-registry.js';
import type { ReplaySpeed } from '../feed/pacing.js';
import type { FeedSource } from '../feed/source.js';
import { InstrumentTable } from '../event/instrument-table.js';
import { EventRingWriter } from '../ring/event-ring-writer.js';
import { ResyncRequests, StopSignal } from '../ring/shared-words.js';
import { Clock } from '../telemetry/clock.js';
import { FEED_COUNTER } from '../telemetry/counter-names.js';
import { CounterBlock } from '../telemetry/counters.js';
import { GcMonitor, type GcTotals } from '../telemetry/gc-monitor.js';
import { makeSource } from './make-source.js';
import { stageOf, type RunPlan } from './run-plan.js';
import type { SourceSpec } from './source-spec.js';
import { failureOf, type FeedMessage, type FeedOutcome } from './thread-messages.js';

export interface FeedThreadData {
  readonly plan: RunPlan;
  readonly feed: number;
  readonly source: SourceSpec;
  readonly speed: ReplaySpeed;
  /** Closer than this, the next message is waited for spinning. */
  readonly spinNs: number;
}

const NS_PER_MS = 1e6;
/** A sleep ends late by about this much, so it is asked to end that much earlier. */
const SLEEP_LATENESS_NS = 60_000;
/** Longest sleep: images that lanes ask for are looked after in between. */
const SLEEP_MS_LIMIT = 10;
const PROGRESS_INTERVAL_NS = 100e6;
/** How often the collector's entries are counted and given back, as in the lanes. */
const GC_SAMPLE_NS = 600e9;

const post = (message: FeedMessage): void => parentPort!.postMessage(message);

async function main(data: FeedThreadData): Promise<void> {
  const { plan, feed } = data;
  const stop = new StopSignal(plan.stopFeeds);
  const clock = new Clock(plan.runBaseNs);
  const writer = new EventRingWriter(plan.eventRings[feed]!, stop);
  writer.setDoorbells(plan.laneBells);
  const registry = new InstrumentRegistry(new InstrumentTable(plan.instruments), feed);
  const counters = new CounterBlock(plan.counters.feeds[feed]!);
  const source = makeSource(data.source, writer, registry);
  await source.open();
  post({ kind: 'feed-ready', imageOrigin: source.imageOrigin });
  await once(parentPort!, 'message');
  const agent = new FeedAgent({
    source,
    writer,
    clock,
    counters,
    histogram: stageOf(plan, 'feeds', feed, 'received_to_committed'),
    speed: data.speed,
    resync: new ResyncRequests(plan.resyncs),
    feedIndex: feed,
    laneCount: plan.shape.laneCount,
    stop,
    registry,
  });
  const gc = new GcMonitor();
  gc.start();
  const startedNs = clock.nowNs();
  await drive(agent, source, stop, clock, counters, gc, data.spinNs);
  // What a normalizer says at the end of its source.
  writer.publish(clock.nowNs());
  const outcome: FeedOutcome = { summary: source.summary(), gc: gc.stop(), startedNs };
  publishGc(counters, outcome.gc);
  await source.close();
  post({ kind: 'feed-ended', outcome });
}

async function drive(
  agent: FeedAgent,
  source: FeedSource,
  stop: StopSignal,
  clock: Clock,
  counters: CounterBlock,
  gc: GcMonitor,
  spinNs: number,
): Promise<void> {
  let nextProgressNs = 0;
  let nextGcNs = clock.nowNs() + GC_SAMPLE_NS;
  while (!stop.requested()) {
    const work = agent.doWork();
    if (clock.nowNs() >= nextProgressNs) {
      nextProgressNs = clock.nowNs() + PROGRESS_INTERVAL_NS;
      post({
        kind: 'feed-progress',
        ...source.progress(),
        messages: counters.read(FEED_COUNTER.MESSAGES),
      });
      if (nextProgressNs >= nextGcNs) {
        nextGcNs = nextProgressNs + GC_SAMPLE_NS;
        publishGc(counters, gc.sample());
      }
    }
    if (work > 0) continue;
    if (agent.done) return;
    const dueNs = agent.nextDueNs();
    if (Number.isNaN(dueNs)) await source.refill();
    else sleepUntil(dueNs, clock, stop, spinNs);
  }
}

function publishGc(counters: CounterBlock, totals: GcTotals): void {
  counters.set(FEED_COUNTER.GC_COUNT, totals.count);
  counters.set(FEED_COUNTER.GC_NS, Math.round(totals.ms * 1e6));
}

function sleepUntil(dueNs: number, clock: Clock, stop: StopSignal, spinNs: number): void {
  const leftNs = dueNs - clock.nowNs();
  if (leftNs <= spinNs) return;
  const sleepMs = Math.max(leftNs - SLEEP_LATENESS_NS, 0) / NS_PER_MS;
  stop.waitMs(Math.min(sleepMs, SLEEP_MS_LIMIT));
}

if (parentPort !== null) {
  main(workerData as FeedThreadData).catch((error: unknown) => {
    post({ kind: 'feed-failed', failure: failureOf(error) });
  });
}
