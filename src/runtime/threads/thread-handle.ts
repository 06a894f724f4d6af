/**
 * A Worker with typed messages and one end. Owns the translation of how a thread can end into one
 * promise; must never restart anything. Supervisor.
 */
import { basename } from 'node:path';
import { Worker, type ResourceLimits } from 'node:worker_threads';
import { failureOf, type ThreadFailure } from './thread-messages.js';

export class ThreadHandle<Received, Sent> {
  /** Resolves when the thread is gone, with what killed it if it was no clean end. */
  readonly exited: Promise<ThreadFailure | undefined>;
  private readonly worker: Worker;
  private isTerminated = false;

  /** @param entry compiled file. */
  constructor(
    entry: URL,
    workerData: unknown,
    resourceLimits: ResourceLimits,
    onMessage: (message: Received) => void,
  ) {
    const worker = new Worker(entry, { workerData, resourceLimits });
    this.worker = worker;
    worker.on('message', onMessage);
    this.exited = new Promise((resolve) => {
      let failure: ThreadFailure | undefined;
      worker.on('error', (error) => {
        failure = failureOf(error);
      });
      worker.on('exit', (code) => {
        const unexplained =
          code === 0 || this.isTerminated
            ? undefined
            : { code: 'internal', message: `${basename(entry.pathname)} ended with code ${code}` };
        resolve(failure ?? unexplained);
      });
    });
  }

  post(message: Sent): void {
    this.worker.postMessage(message);
  }

  /** By force, which is no failure of the thread. Never with an open uWS app: that aborts the process. */
  async terminate(): Promise<void> {
    this.isTerminated = true;
    await this.worker.terminate();
  }
}
