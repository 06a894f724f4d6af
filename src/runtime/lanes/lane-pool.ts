/**
 * The lanes as piscina tasks: started, restarted, killed. Owns the pool, its spare thread and which task is whose;
 * must never decide whether a lane deserves to live (lane-supervision does). Supervisor.
 */
import { once } from 'node:events';
import type { ResourceLimits } from 'node:worker_threads';
import { Piscina } from 'piscina';
import type { LaneOutcome, LaneTask } from './lane-task.js';
import type { LaneMessage, LogMessage } from '../threads/thread-messages.js';

export interface LanePoolEvents {
  onReady(lane: number, kernelThread: number): void;
  onLog(message: LogMessage): void;
}

interface Running {
  readonly abort: AbortController;
  readonly ended: Promise<LaneOutcome>;
}

export class LanePool {
  private readonly pool: Piscina<LaneTask | null, LaneOutcome | null>;
  private readonly running = new Map<number, Running>();

  constructor(laneCount: number, resourceLimits: ResourceLimits, events: LanePoolEvents) {
    this.pool = new Piscina<LaneTask | null, LaneOutcome | null>({
      filename: new URL('./lane-task.js', import.meta.url).href,
      name: 'runLane',
      minThreads: laneCount,
      maxThreads: laneCount + 1,
      resourceLimits,
      idleTimeout: Infinity,
      concurrentTasksPerWorker: 1,
      // Its other modes freeze a worker between tasks, log lines and all.
      atomics: 'disabled',
      recordTiming: false,
    });
    this.pool.on('message', (message: LaneMessage) => {
      if (message.kind === 'lane-ready') events.onReady(message.lane, message.kernelThread);
      else events.onLog(message);
    });
    this.pool.on('error', (error: Error) => {
      events.onLog({ kind: 'log', level: 'error', text: `lane thread: ${error.message}` });
    });
  }

  /** @returns what the lane says at its end; rejects when it throws or is killed. */
  start(task: LaneTask): Promise<LaneOutcome> {
    const abort = new AbortController();
    const ended = this.pool.run(task, { signal: abort.signal }) as Promise<LaneOutcome>;
    this.running.set(task.lane, { abort, ended });
    return ended;
  }

  /** End the thread of a lane that no longer answers; resolves once it is gone for sure. */
  async kill(lane: number): Promise<void> {
    const running = this.running.get(lane);
    if (running === undefined) return;
    const before = this.pool.threads;
    running.abort.abort();
    const after = new Set(this.pool.threads);
    // A thread that still ran could write into memory that its successor owns.
    const gone = before.filter((thread) => !after.has(thread) && thread.threadId !== -1);
    await Promise.all(gone.map((thread) => once(thread, 'exit')));
  }

  /**
   * One more thread, at rest, that has loaded what a lane needs: the next lane that is killed is
   * replaced without waiting for a thread to start. Resolves once it is there.
   */
  async addSpare(): Promise<void> {
    await this.pool.run(null, { name: 'prepareLane' });
  }

  async destroy(): Promise<void> {
    await this.pool.destroy();
  }
}
