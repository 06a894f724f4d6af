/**
 * Entry of a feed thread: opens its source, waits for the lanes, hands on what is due until the
 * source ends or stop is requested. Owns the loop and the feed's end of the event ring. Feed thread.
 */
import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { clearBooks } from '../../feed/clear-books.js';
import { RecordingTap } from '../../capture/recording-tap.js';
import { FeedAgent } from '../../feed/feed-agent.js';
import { InstrumentRegistry } from '../../feed/instrument-registry.js';
import type { ReplaySpeed } from '../../feed/pacing.js';
import type { FeedSource } from '../../feed/source.js';
import { InstrumentTable } from '../../event/instrument-table.js';
import { REASON } from '../../market/state.js';
import { ByteQueueWriter } from '../../ring/byte-queue.js';
import { EventRingWriter } from '../../ring/event-ring-writer.js';
import { FAULT, FaultInjection, ResyncRequests, StopSignal } from '../../ring/shared-words.js';
import { Clock } from '../../telemetry/clock.js';
import { FEED_COUNTER } from '../../telemetry/counter-names.js';
import { CounterBlock } from '../../telemetry/counters.js';
import { GcLog, type GcTotals } from '../../telemetry/gc-log.js';
import { RepeatedNotes } from './repeated-notes.js';
import { makeSource } from './make-source.js';
import { faultIndexOf, stageOf, type RunPlan } from '../run-plan.js';
import type { SourceSpec } from './source-spec.js';
import { noteNsOf, notesOf } from '../tail/tail-plan.js';
import {
  failureOf,
  logLine,
  type FeedMessage,
  type FeedOutcome,
} from '../threads/thread-messages.js';
import { placeThread, type ThreadPlacement } from '../placement/thread-placement.js';
import { noteStalls } from '../threads/stall-notes.js';
import { TurnWatch } from '../threads/turn-watch.js';

export interface FeedThreadData {
  readonly plan: RunPlan;
  readonly feed: number;
  readonly source: SourceSpec;
  readonly speed: ReplaySpeed;
  /** Closer than this, the next message is waited for spinning. */
  readonly spinNs: number;
  readonly placement: ThreadPlacement;
  /** It takes the place of a feed that broke: clear what that one left, then wait so long. */
  readonly replaces?: { readonly pauseMs: number };
}

const NS_PER_MS = 1e6;
/** A sleep ends late by about this much, so it is asked to end that much earlier. */
const SLEEP_LATENESS_NS = 60_000;
/** Longest sleep: images that lanes ask for are looked after in between. */
const SLEEP_MS_LIMIT = 10;
const PROGRESS_INTERVAL_NS = 100e6;
const PROGRESSES_PER_SUMMARY = 10;

const post = (message: FeedMessage): void => parentPort!.postMessage(message);

async function main(data: FeedThreadData): Promise<void> {
  for (const warning of await placeThread(data.placement)) post(logLine('warn', warning));
  const { plan, feed } = data;
  const stop = new StopSignal(plan.stopFeeds);
  const clock = new Clock(plan.runBaseNs);
  const writer = new EventRingWriter(plan.eventRings[feed]!, stop);
  writer.setDoorbells(plan.laneBells);
  const table = new InstrumentTable(plan.instruments);
  const registry = new InstrumentRegistry(table, feed);
  const counters = new CounterBlock(plan.counters.feeds[feed]!);
  if (data.replaces !== undefined) {
    clearBooks(writer, registry.ids(), REASON.FEED_RESTARTED, clock.nowNs());
    writer.publish(clock.nowNs());
    post({ kind: 'feed-cleared' });
    stop.waitMs(data.replaces.pauseMs);
    if (stop.requested()) return;
  }
  const lines = new RepeatedNotes(
    (text) => post(logLine('warn', text)),
    () => clock.nowNs(),
  );
  const note = (text: string): void => lines.note(text);
  const resync = new ResyncRequests(plan.resyncs);
  // What the feed before this one was asked for: images of all books come as it is.
  if (data.replaces !== undefined) resync.skip(feed);
  const tap = tapOf(plan, feed);
  const source = makeSource(data.source, {
    sink: writer,
    registry,
    table,
    clock,
    note,
    ...(tap && { tap }),
  });
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
    resync,
    feedIndex: feed,
    laneCount: plan.shape.laneCount,
    stop,
    registry,
  });
  const notes = notesOf(plan.tail, 'feeds', feed);
  const gc = new GcLog(clock, notes);
  const noteNs = noteNsOf(plan.tail);
  noteStalls(writer, notes, noteNs);
  const watch = new TurnWatch(clock, notes, noteNs);
  const startedNs = clock.nowNs();
  const loop = new FeedLoop(agent, clock, stop, watch, data.spinNs);
  const fault = new FaultInjection(plan.faults);
  await drive(loop, source, stop, counters, gc, () => {
    if (fault.take(faultIndexOf(plan, feed)) !== FAULT.NONE) throw new Error('injected fault');
  });
  watch.close();
  // What a normalizer says at the end of its source.
  writer.publish(clock.nowNs());
  const outcome: FeedOutcome = { summary: source.summary(), gc: await gc.stop(), startedNs };
  publishGc(counters, outcome.gc);
  await source.close();
  tap?.close();
  post({ kind: 'feed-ended', outcome });
}

/** The feed's end of its recording, where it has one. */
function tapOf({ recordings }: RunPlan, feed: number): RecordingTap | undefined {
  const recording = recordings.find((each) => each.feed === feed);
  return recording && new RecordingTap(new ByteQueueWriter(recording.queue));
}

async function drive(
  loop: FeedLoop,
  source: FeedSource,
  stop: StopSignal,
  counters: CounterBlock,
  gc: GcLog,
  commitFault: () => void,
): Promise<void> {
  let progressCount = 0;
  while (!stop.requested()) {
    const next = loop.work() ? TURN.AGAIN : loop.wait();
    if (next === TURN.ENDED) return;
    if (next === TURN.REFILL) await source.refill();
    if (!loop.progressIsDue()) continue;
    commitFault();
    const messages = counters.read(FEED_COUNTER.MESSAGES);
    post({ kind: 'feed-progress', ...source.progress(), messages });
    if (source.isLive === true && progressCount++ % PROGRESSES_PER_SUMMARY === 0)
      post({ kind: 'feed-summary', summary: source.summary() });
    // News of the collector come only to a thread that yields to its event loop.
    await gc.settle();
    publishGc(counters, gc.totals);
    loop.begin();
  }
}

const TURN = { AGAIN: 0, REFILL: 1, ENDED: 2 } as const;

/**
 * The part of the thread's loop that runs many thousand times a second. Apart from the async part,
 * because V8 boxes the doubles that live in one: a paced feed collected garbage for it.
 */
class FeedLoop {
  private readonly progressDueNs = new Float64Array(1);

  constructor(
    private readonly agent: FeedAgent,
    private readonly clock: Clock,
    private readonly stop: StopSignal,
    private readonly watch: TurnWatch,
    private readonly spinNs: number,
  ) {}

  /** After anything that is not work. */
  begin(): void {
    this.watch.begin();
  }

  /** @returns whether anything was handed on. */
  work(): boolean {
    const { agent } = this;
    const work = agent.doWork();
    this.watch.end(work, agent.waitedSince);
    return work > 0;
  }

  /**
   * Until more is due. A method of its own, called from the outside only: behind work() the
   * optimizer's budget for inlining is used up, and each call that it leaves boxes its double.
   * @returns what the caller has to do.
   */
  wait(): (typeof TURN)[keyof typeof TURN] {
    const { agent, clock, spinNs } = this;
    if (agent.done) return TURN.ENDED;
    const dueNs = agent.nextDueNs();
    if (Number.isNaN(dueNs)) return TURN.REFILL;
    const leftNs = dueNs - clock.nowNs();
    if (leftNs <= spinNs) {
      // Here and not by more turns: each of them boxes numbers on their way to the source.
      while (clock.nowNs() < dueNs);
    } else {
      const sleepMs = Math.max(leftNs - SLEEP_LATENESS_NS, 0) / NS_PER_MS;
      this.stop.waitMs(Math.min(sleepMs, SLEEP_MS_LIMIT));
    }
    this.watch.begin();
    return TURN.AGAIN;
  }

  progressIsDue(): boolean {
    const { watch, progressDueNs } = this;
    if (watch.nowNs < progressDueNs[0]!) return false;
    progressDueNs[0] = watch.nowNs + PROGRESS_INTERVAL_NS;
    return true;
  }
}

function publishGc(counters: CounterBlock, totals: GcTotals): void {
  counters.set(FEED_COUNTER.GC_COUNT, totals.count);
  counters.set(FEED_COUNTER.GC_NS, Math.round(totals.ms * 1e6));
}

if (parentPort !== null) {
  main(workerData as FeedThreadData).catch((error: unknown) => {
    post({ kind: 'feed-failed', failure: failureOf(error) });
  });
}
