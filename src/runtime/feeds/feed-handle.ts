/** A feed thread as the supervisor sees it. Owns its start and its end. Supervisor. */
import type { ResourceLimits } from 'node:worker_threads';
import type { FeedSummary, ImageOrigin } from '../../feed/source.js';
import type { FeedThreadData } from './feed-thread.js';
import { RunError } from '../run-error.js';
import { logThreadMessage, type RunLog } from '../run-log.js';
import { ThreadHandle } from '../threads/thread-handle.js';
import type {
  FeedGo,
  FeedMessage,
  FeedOutcome,
  FeedProgress,
  ThreadFailure,
} from '../threads/thread-messages.js';

export interface FeedEvents {
  onReady(): void;
  onProgress(progress: FeedProgress): void;
  /** The source has ended and everything is published. */
  onEnded(): void;
  /** The thread broke: after it was ready, or where it replaces another at any time. */
  onFailure(failure: ThreadFailure): void;
}

export class FeedThread {
  /** The source is open. Rejects with a RunError when it cannot be opened. */
  readonly ready: Promise<void>;
  imageOrigin: ImageOrigin = 'none';
  /** Whether the books that a broken feed left are known to be cleared; so they are where it is the first. */
  hasCleared: boolean;
  /** The newest one of a live source. */
  summary: FeedSummary | undefined;
  private readonly thread: ThreadHandle<FeedMessage, FeedGo>;
  private outcome: FeedOutcome | undefined;
  private isReady = false;

  constructor(data: FeedThreadData, limits: ResourceLimits, log: RunLog, events: FeedEvents) {
    let resolveReady: () => void;
    let rejectReady: (error: RunError) => void;
    this.ready = new Promise((resolve, reject) => {
      resolveReady = resolve;
      rejectReady = reject;
    });
    this.hasCleared = data.replaces === undefined;
    let hasFailed = false;
    const fail = (failure: ThreadFailure): void => {
      if (hasFailed) return;
      hasFailed = true;
      if (this.isReady || data.replaces !== undefined) events.onFailure(failure);
      else rejectReady(new RunError(failure));
    };
    this.thread = new ThreadHandle(
      new URL('./feed-thread.js', import.meta.url),
      data,
      limits,
      (message: FeedMessage) => {
        switch (message.kind) {
          case 'log':
            return logThreadMessage(log, `feed ${data.feed}`, message);
          case 'feed-ready':
            this.imageOrigin = message.imageOrigin;
            this.isReady = true;
            events.onReady();
            return resolveReady();
          case 'feed-cleared':
            this.hasCleared = true;
            return;
          case 'feed-summary':
            this.summary = message.summary;
            return;
          case 'feed-progress':
            return events.onProgress(message);
          case 'feed-ended':
            this.outcome = message.outcome;
            return events.onEnded();
          case 'feed-failed':
            return fail(message.failure);
        }
      },
    );
    void this.thread.exited.then((failure) => {
      if (failure !== undefined) fail(failure);
    });
  }

  go(): void {
    this.thread.post({ kind: 'go' });
  }

  /** After stopFeeds was requested. @returns undefined for a thread that broke or did not end in time. */
  async end(msLimit: number): Promise<FeedOutcome | undefined> {
    // A feed that waits for its go looks at the stop signal first.
    this.go();
    let deadline: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      deadline = setTimeout(resolve, msLimit);
    });
    await Promise.race([this.thread.exited, late]);
    clearTimeout(deadline);
    await this.thread.terminate();
    return this.outcome;
  }
}
