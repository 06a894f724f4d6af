/**
 * One subscription: what was asked for, the streams it covers, and where their updates go: to a
 * callback, or to every `for await` loop over it. Survives reconnects.
 */
import type { ChannelName, DepthName } from '../market/stream.js';
import { slotOf, type StreamSlot } from '../market/stream.js';
import type { BookcastError } from './errors.js';
import { patternCovers, patternsOverlap } from '../market/instrument-pattern.js';
import type { StreamReplica } from './stream-replica.js';
import type { Update } from './update.js';
import { QUEUE_DEFAULTS, UpdateQueue, type QueueOptions } from './update-queue.js';

export interface SubscriptionRequest {
  readonly channel: ChannelName;
  /** `book` only; 10 where not given. */
  readonly depth?: DepthName;
  /** `venue:symbol`, `venue:*` or `*`. */
  readonly instruments: readonly string[];
  /** For `for await`. */
  readonly queue?: Partial<QueueOptions>;
}

export type UpdateCallback = (update: Update) => void;

export class Subscription implements AsyncIterable<Update> {
  readonly channel: ChannelName;
  readonly depth: DepthName;
  readonly instruments: readonly string[];
  /** Settles with the server's first answer: the streams it names, or its error. */
  readonly ready: Promise<readonly StreamReplica[]>;
  /** @internal */
  readonly slot: StreamSlot;
  private readonly covered = new Set<StreamReplica>();
  private readonly queues = new Set<UpdateQueue>();
  private resolveReady!: (streams: readonly StreamReplica[]) => void;
  private rejectReady!: (error: BookcastError) => void;
  private isAnswered = false;

  /** @internal Made by BookcastClient.subscribe. */
  constructor(
    request: SubscriptionRequest,
    private readonly callback: UpdateCallback | undefined,
    private readonly leave: (subscription: Subscription) => Promise<void>,
  ) {
    this.channel = request.channel;
    this.depth = request.depth ?? 10;
    this.instruments = [...request.instruments];
    this.slot = slotOf(this.channel, this.depth);
    this.queueOptions = { ...QUEUE_DEFAULTS, ...request.queue };
    this.ready = new Promise((resolve, reject) => {
      this.resolveReady = resolve;
      this.rejectReady = reject;
    });
    // Who does not look at `ready` hears of the refusal by the client's error event.
    this.ready.catch(() => undefined);
  }

  private readonly queueOptions: QueueOptions;

  /** The streams that the server named so far. */
  get streams(): readonly StreamReplica[] {
    return [...this.covered];
  }
  /** Updates that full queues dropped. */
  get droppedCount(): number {
    let count = 0;
    for (const queue of this.queues) count += queue.droppedCount;
    return count;
  }

  unsubscribe(): Promise<void> {
    return this.leave(this);
  }

  [Symbol.asyncIterator](): AsyncIterator<Update, undefined> {
    const queue = new UpdateQueue(this.queueOptions, () => this.queues.delete(queue));
    this.queues.add(queue);
    return queue;
  }

  /** @internal */
  get answered(): boolean {
    return this.isAnswered;
  }
  /** @internal */
  covers(venue: string, symbol: string): boolean {
    return this.instruments.some((pattern) => patternCovers(pattern, venue, symbol));
  }
  /** @internal Whether both could name one instrument. */
  overlaps(pattern: string): boolean {
    return this.instruments.some((mine) => patternsOverlap(mine, pattern));
  }
  /** @internal */
  cover(stream: StreamReplica): void {
    this.covered.add(stream);
  }
  /** @internal */
  confirm(): void {
    this.isAnswered = true;
    this.resolveReady(this.streams);
  }
  /** @internal */
  refuse(error: BookcastError): void {
    this.rejectReady(error);
    this.end(error);
  }
  /** @internal */
  end(error?: BookcastError): void {
    for (const queue of this.queues) queue.end(error);
    this.queues.clear();
  }
  /** @internal */
  deliver(update: Update): void {
    for (const queue of this.queues) queue.push(update);
    if (this.callback === undefined) return;
    try {
      this.callback(update);
    } catch (error) {
      // The caller's bug must not stop the streams of others: it surfaces on its own.
      queueMicrotask(() => {
        throw error;
      });
    }
  }
}
