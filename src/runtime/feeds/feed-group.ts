/**
 * The feed threads, one a source: started and ended together. A venue's feed that breaks is replaced,
 * after a pause that grows; any other one that breaks ends the run. Owns that policy; must never touch
 * the data path. Supervisor.
 */
import type { ResourceLimits } from 'node:worker_threads';
import type { BookcastConfig } from '../../config/schema.js';
import type { FeedSummary, ImageOrigin } from '../../feed/source.js';
import type { Clock } from '../../telemetry/clock.js';
import type { RunLog } from '../run-log.js';
import type { FeedOutcome, FeedProgress, ThreadFailure } from '../threads/thread-messages.js';
import { FeedThread } from './feed-handle.js';
import type { FeedThreadData } from './feed-thread.js';
import { RestartPauses } from './restart-pauses.js';
import { sourceName } from './source-spec.js';

export interface FeedStart {
  /** What the thread is started with. */
  readonly data: FeedThreadData;
  /** Whether one that breaks is opened anew while the others go on. */
  readonly isReplaceable: boolean;
}

export interface FeedGroupOptions {
  readonly feeds: readonly FeedStart[];
  readonly settings: BookcastConfig['feeds'];
  readonly heapLimits: ResourceLimits;
  readonly clock: Pick<Clock, 'nowNs'>;
  readonly log: RunLog;
  readonly onProgress: ((progress: FeedProgress) => void) | undefined;
  /** A feed has nothing more to say. */
  onEnded(feed: number): void;
  onFatal(failure: ThreadFailure): void;
}

const NS_PER_MS = 1e6;

interface Feed extends FeedStart {
  readonly name: string;
  readonly pauses: RestartPauses;
  thread: FeedThread;
  restarts: number;
  isUp: boolean;
  isOver: boolean;
  timer: NodeJS.Timeout | undefined;
}

export class FeedGroup {
  /** Every source is open. Rejects with a RunError when one cannot be opened. */
  readonly ready: Promise<void>;
  /** Every source has ended and all is published. Never settles where one goes on for ever. */
  readonly ended: Promise<void>;
  private readonly feeds: Feed[];
  private readonly progress: FeedProgress[];
  private resolveEnded: () => void = () => {};
  private stopping = false;

  constructor(private readonly options: FeedGroupOptions) {
    const { settings } = options;
    this.progress = options.feeds.map(() => ({ done: 0, total: 0, messages: 0 }));
    this.ended = new Promise((resolve) => {
      this.resolveEnded = resolve;
    });
    this.feeds = options.feeds.map((start) => ({
      ...start,
      name: sourceName(start.data.source),
      pauses: new RestartPauses(settings),
      thread: this.spawn(start.data),
      restarts: 0,
      isUp: true,
      isOver: false,
      timer: undefined,
    }));
    this.ready = Promise.all(this.feeds.map(({ thread }) => thread.ready)).then(() => {});
  }

  /** Everybody that takes events is there. */
  go(): void {
    for (const feed of this.feeds) feed.thread.go();
  }

  nameOf(feed: number): string {
    return this.feeds[feed]!.name;
  }

  restartsOf(feed: number): number {
    return this.feeds[feed]!.restarts;
  }

  isUp(feed: number): boolean {
    return this.feeds[feed]!.isUp;
  }

  /** Of a live source, not older than about a second. */
  summaryOf(feed: number): FeedSummary | undefined {
    return this.feeds[feed]!.thread.summary;
  }

  get imageOrigins(): ImageOrigin[] {
    return this.feeds.map(({ thread }) => thread.imageOrigin);
  }

  /**
   * After stopFeeds was requested: what every feed says; undefined for one that broke or did not end
   * in time. A feed that is being replaced has nothing to say and is left out.
   */
  async end(msLimit: number): Promise<(FeedOutcome | undefined)[]> {
    this.stopping = true;
    const outcomes = await Promise.all(
      this.feeds.map(async (feed) => {
        clearTimeout(feed.timer);
        const outcome = await feed.thread.end(msLimit);
        return outcome === undefined && !feed.isUp ? [] : [outcome];
      }),
    );
    return outcomes.flat();
  }

  private spawn(data: FeedThreadData): FeedThread {
    const { heapLimits, log } = this.options;
    const index = data.feed;
    return new FeedThread(data, heapLimits, log, {
      onReady: () => this.onReady(this.feeds[index]!),
      onProgress: (progress) => this.onProgress(index, progress),
      onEnded: () => this.onEnded(this.feeds[index]!),
      onFailure: (failure) => this.onFailure(this.feeds[index]!, failure),
    });
  }

  /** Only of one that replaces another: the first ones wait for all parts of the run. */
  private onReady(feed: Feed): void {
    if (feed.restarts === 0) return;
    feed.isUp = true;
    feed.thread.go();
    this.options.log.warn({ feed: feed.data.feed }, `the feed of ${feed.name} is open again`);
  }

  /** Of all feeds together; bytes in all are known only where every source knows them. */
  private onProgress(index: number, progress: FeedProgress): void {
    this.progress[index] = progress;
    const sum = (of: (one: FeedProgress) => number): number =>
      this.progress.reduce((total, one) => total + of(one), 0);
    const isBounded = this.progress.every(({ total }) => total > 0);
    this.options.onProgress?.({
      done: sum(({ done }) => done),
      total: isBounded ? sum(({ total }) => total) : 0,
      messages: sum(({ messages }) => messages),
    });
  }

  private onEnded(feed: Feed): void {
    feed.isOver = true;
    this.options.onEnded(feed.data.feed);
    if (this.feeds.every(({ isOver }) => isOver)) this.resolveEnded();
    else if (!this.stopping)
      this.options.log.info(`${feed.name} has ended; the other sources go on`);
  }

  private onFailure(feed: Feed, failure: ThreadFailure): void {
    const { clock, log, onFatal } = this.options;
    if (this.stopping) return;
    feed.isUp = false;
    if (!feed.isReplaceable) {
      const where = this.feeds.length > 1 ? `the feed of ${feed.name} broke: ` : '';
      return onFatal({ ...failure, message: where + failure.message });
    }
    const pauseMs = feed.pauses.next(clock.nowNs() / NS_PER_MS);
    const details = { feed: feed.data.feed, detail: failure.message, pauseMs };
    log.error(details, `the feed of ${feed.name} broke and is opened again after a pause`);
    feed.restarts++;
    // Its books are STALE as soon as the next thread runs, so it is that one that waits. One that
    // breaks before it gets there would be started again and again.
    const { hasCleared } = feed.thread;
    const replace = (threadPauseMs: number): void => {
      feed.thread = this.spawn({ ...feed.data, replaces: { pauseMs: threadPauseMs } });
    };
    if (hasCleared) replace(pauseMs);
    else feed.timer = setTimeout(() => replace(0), pauseMs);
  }
}
