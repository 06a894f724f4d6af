/**
 * The bounded queue between frames and a `for await` loop. Owns the waiting updates and what
 * happens when there are too many: the oldest is dropped and counted, or the loop fails.
 */
import { BookcastError } from './errors.js';
import type { Update } from './update.js';

export interface QueueOptions {
  /** Updates that may wait. */
  readonly limit: number;
  /** `drop-oldest`: counted in droppedCount; replicas stay right, only the notice is lost. `fail`: the loop throws `queue-full`. */
  readonly whenFull: 'drop-oldest' | 'fail';
}

export const QUEUE_DEFAULTS: QueueOptions = { limit: 4_096, whenFull: 'drop-oldest' };

export class UpdateQueue implements AsyncIterator<Update, undefined> {
  droppedCount = 0;
  private readonly waiting: (Update | undefined)[];
  private head = 0;
  private count = 0;
  private ended = false;
  private error: BookcastError | undefined;
  private readers: {
    resolve: (result: IteratorResult<Update, undefined>) => void;
    reject: (error: Error) => void;
  }[] = [];

  constructor(
    private readonly options: QueueOptions,
    private readonly onReturn: () => void,
  ) {
    this.waiting = new Array<Update | undefined>(options.limit);
  }

  push(update: Update): void {
    if (this.ended) return;
    const reader = this.readers.shift();
    if (reader !== undefined) {
      reader.resolve({ done: false, value: update });
      return;
    }
    const { limit, whenFull } = this.options;
    if (this.count === limit) {
      if (whenFull === 'fail') {
        this.end(new BookcastError('queue-full', `${limit} updates wait to be read`));
        return;
      }
      this.take();
      this.droppedCount++;
    }
    this.waiting[(this.head + this.count) % limit] = update;
    this.count++;
  }

  /** No more updates; those that wait are still read. */
  end(error?: BookcastError): void {
    if (this.ended) return;
    this.ended = true;
    this.error = error;
    for (const reader of this.readers.splice(0)) {
      if (error === undefined) reader.resolve({ done: true, value: undefined });
      else reader.reject(error);
    }
  }

  next(): Promise<IteratorResult<Update, undefined>> {
    if (this.count > 0) return Promise.resolve({ done: false, value: this.take() });
    if (this.error !== undefined) {
      const { error } = this;
      this.error = undefined;
      return Promise.reject(error);
    }
    if (this.ended) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve, reject) => this.readers.push({ resolve, reject }));
  }

  /** The loop was left. */
  return(): Promise<IteratorResult<Update, undefined>> {
    this.end();
    this.count = 0;
    this.onReturn();
    return Promise.resolve({ done: true, value: undefined });
  }

  private take(): Update {
    const update = this.waiting[this.head]!;
    this.waiting[this.head] = undefined;
    this.head = (this.head + 1) % this.options.limit;
    this.count--;
    return update;
  }
}
