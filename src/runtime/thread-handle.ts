/**
 * A Worker with typed messages and one end. Owns the translation of how a thread can end into one
 * promise; must never restart anything. Supervisor.
 */
import { Worker, type ResourceLimits } from 'node:worker_threads';
import { failureOf, type ThreadFailure } from './thread-messages.js';

export class ThreadHandle<Received, Sent> {
  /** Resolves when the thread is gone, with what killed it if it was no clean end. */
  readonly exited: Promise<ThreadFailure | undefined>;
  private readonly worker: Worker;

  /** @param entry compiled file beside this one. */
  constructor(
    entry: string,
    workerData: unknown,
    resourceLimits: ResourceLimits,
    onMessage: (message: Received) => void,
  ) {
    const worker = new Worker(new URL(entry, import.meta.url), { workerData, resourceLimits });
    this.worker = worker;
    worker.on('message', onMessage);
    this.exited = new Promise((resolve) => {
      let failure: ThreadFailure | undefined;
      worker.on('error', (error) => {
        failure = failureOf(error);
      });
      worker.on('exit', (code) => {
        const unexplained =
          code === 0
            ? undefined
            : { code: 'internal', message: `${entry} ended with code ${code}` };
        resolve(failure ?? unexplained);
      });
    });
  }

  post(message: Sent): void {
    this.worker.postMessage(message);
  }

  /** By force. Never for a thread with an open uWS app: that aborts the process. */
  async terminate(): Promise<void> {
    await this.worker.terminate();
  }
}
