/**
 * Faults of drills, carried out: a lane throws, hangs, stops for a moment, or collects garbage. Owns how
 * long each takes; never runs unless a drill asked for it. Lane thread.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { FAULT, type FaultInjection } from '../../ring/shared-words.js';
import type { Clock } from '../../telemetry/clock.js';

/** Well above any budget, and below the shortest heartbeat limit that is a default. */
const PAUSE_MS = 50;
/** One full collection of a lane's small heap takes a few ms: as many as fill this. */
const COLLECT_NS = 30e6;

export function commitLaneFault(
  lane: number,
  fault: number,
  faults: FaultInjection,
  clock: Clock,
): void {
  switch (fault) {
    case FAULT.THROW:
      throw new Error('injected fault');
    case FAULT.HANG:
      for (;;);
    case FAULT.PAUSE:
      return faults.pause(lane, PAUSE_MS);
    case FAULT.COLLECT:
      return collectFor(COLLECT_NS, clock);
  }
}

/** Forced full collections, one after the other. */
function collectFor(ns: number, clock: Clock): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const endNs = clock.nowNs() + ns;
  while (clock.nowNs() < endNs) collect();
}
