/**
 * Entry of the control thread: what the platform does to a thread that has nothing to do but sleep.
 * By jHiccup's method: sleep 1 ms again and again; what a sleep takes beyond the shortest one seen
 * is a hiccup, and one that swallowed several sleeps counts for each of them. Owns the histogram; must
 * never touch the rest of the run. A thread of its own.
 */
import { workerData } from 'node:worker_threads';
import { RecordLogWriter } from '../../ring/record-log.js';
import { StopSignal } from '../../ring/shared-words.js';
import { Clock } from '../../telemetry/clock.js';
import { EpisodeNotes } from '../../telemetry/episode-notes.js';
import { StageHistogram } from '../../telemetry/stage-histogram.js';
import { HiccupMeter } from './hiccup-meter.js';
import type { RunPlan } from '../run-plan.js';
import { nameThread } from '../placement/thread-placement.js';
import { kernelThreadId } from '../threads/thread-schedule.js';

export interface HiccupThreadData {
  readonly plan: RunPlan;
}

const SLEEP_MS = 1;

function main({ plan }: HiccupThreadData): void {
  nameThread('bc-hiccup');
  const stop = new StopSignal(plan.stopGateways);
  const clock = new Clock(plan.runBaseNs);
  const { tail } = plan;
  const notes = new EpisodeNotes(new RecordLogWriter(tail.hiccupEpisodes, kernelThreadId()));
  const meter = new HiccupMeter(
    new StageHistogram(tail.hiccups),
    notes,
    tail.noteNs,
    clock.nowNs(),
  );
  for (;;) {
    stop.waitMs(SLEEP_MS);
    // A sleep that the stop has cut short says nothing.
    if (stop.requested()) return;
    meter.woke(clock.nowNs());
  }
}

if (workerData !== null) main(workerData as HiccupThreadData);
