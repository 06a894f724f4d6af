/** The recorder thread as the supervisor sees it. Owns its start and its end. Supervisor. */
import type { BookcastConfig } from '../../config/schema.js';
import { endByteQueue } from '../../ring/byte-queue.js';
import { RunError } from '../run-error.js';
import { logThreadMessage, type RunLog } from '../run-log.js';
import type { RunPlan } from '../run-plan.js';
import { ThreadHandle } from '../threads/thread-handle.js';
import type { ThreadFailure } from '../threads/thread-messages.js';
import type { RecorderMessage, RecorderThreadData } from './recorder-thread.js';
import type { RecordingOutcome } from './recording-line.js';

const NS_PER_MS = 1e6;
/** A queue's worth is written in less, on a disk that deserves the name. */
const END_MS_LIMIT = 2_000;

export class RecorderThread {
  /** Every file is open. Rejects with a RunError when one cannot be had. */
  readonly ready: Promise<void>;
  private readonly thread: ThreadHandle<RecorderMessage, never>;
  private outcomes: readonly RecordingOutcome[] = [];
  private isReady = false;

  /** @param onBroken a recording has ended before its feed: it is logged already. */
  constructor(
    private readonly plan: RunPlan,
    settings: BookcastConfig['record'],
    private readonly log: RunLog,
    private readonly onBroken: (failure: ThreadFailure) => void,
  ) {
    const data: RecorderThreadData = {
      plan,
      syncNs: settings.syncMs * NS_PER_MS,
      rotateBytes: settings.rotateBytes,
    };
    let resolveReady: () => void;
    let rejectReady: (error: RunError) => void;
    this.ready = new Promise((resolve, reject) => {
      resolveReady = resolve;
      rejectReady = reject;
    });
    const fail = (failure: ThreadFailure): void => {
      if (!this.isReady) return rejectReady(new RunError(failure));
      log.error(`the recorder has stopped, the feeds go on: ${failure.message}`);
      onBroken(failure);
    };
    this.thread = new ThreadHandle(
      new URL('./recorder-thread.js', import.meta.url),
      data,
      {},
      (message: RecorderMessage) => {
        switch (message.kind) {
          case 'log':
            return logThreadMessage(log, 'recorder', message);
          case 'recorder-ready':
            this.isReady = true;
            return resolveReady();
          case 'recorder-failed':
            return fail(message.failure);
          case 'recording-broke':
            return this.onBroken(message.failure);
          case 'recorder-ended':
            this.outcomes = message.outcomes;
        }
      },
    );
    void this.thread.exited.then((failure) => {
      if (failure !== undefined) fail(failure);
    });
  }

  /** After the feeds have ended: what they queued is written, and the files are closed. */
  async end(): Promise<readonly RecordingOutcome[]> {
    for (const { queue } of this.plan.recordings) endByteQueue(queue);
    let deadline: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      deadline = setTimeout(() => resolve('late'), END_MS_LIMIT);
    });
    const end = await Promise.race([this.thread.exited, late]);
    clearTimeout(deadline);
    if (end === 'late') {
      this.log.warn('the recorder did not end in time: the end of a recording may be missing');
    }
    await this.thread.terminate();
    return this.outcomes;
  }
}
