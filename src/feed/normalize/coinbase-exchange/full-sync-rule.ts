/**
 * The rule that joins the `full` channel to a level 3 book, for one product. The numbers are the steps
 * of the venue's way to keep a real-time order book:
 *
 *   1 subscribe to full            3 fetch the level 3 book: sequence L      5 apply what is queued after it
 *   2 queue what comes             4 drop what has sequence <= L             6 then live: each sequence is +1
 *
 * Less than the next sequence is old, more is a gap: start over. A heartbeat's sequence that the book has not
 * reached by the next heartbeat is a gap too; and so is a heartbeat's that is less than the book had at the
 * one before: the numbers have begun anew. What is queued then has wrong numbers and is dropped.
 * Owns the queue and the book's sequence. Knows nothing of orders, events or time.
 */
import type { ExchangeLimits } from './limits.js';

export type MessageVerdict = 'apply' | 'queued' | 'old' | 'gap';
export type ImageVerdict = 'accept' | 'fetch-again' | 'not-needed';

/** Characters queued by all symbols of a normalizer. */
export interface QueueBudget {
  characters: number;
}

interface Queued {
  readonly sequence: number;
  readonly text: string;
}

interface Heartbeat {
  readonly sequence: number;
  /** Of the book, then. */
  readonly bookSequence: number;
  /** The newest in the queue, then; -1 for an empty one. */
  readonly queuedSequence: number;
}

export class FullSync {
  isLive = false;
  /** Sequence up to which the book is complete; -1 without a book. */
  bookSequence = -1;
  gapCount = 0;
  overflowCount = 0;
  private queue: Queued[] = [];
  private characters = 0;
  /** By connection, what was so at its heartbeat before. */
  private heartbeats = new Map<string, Heartbeat>();

  constructor(
    private readonly limits: ExchangeLimits,
    private readonly budget: QueueBudget,
  ) {}

  /** Judge a message; `apply` has moved the book's sequence on. */
  judge(sequence: number, text: string): MessageVerdict {
    if (!this.isLive) {
      // 2
      this.keep(sequence, text);
      return 'queued';
    }
    // 4
    if (sequence <= this.bookSequence) return 'old';
    // 6
    if (sequence > this.bookSequence + 1) {
      this.gapCount++;
      this.discard();
      this.keep(sequence, text);
      return 'gap';
    }
    this.bookSequence = sequence;
    return 'apply';
  }

  /** Judge a level 3 book by its sequence; on `accept` the caller emits it and replays the queue. */
  judgeImage(sequence: number): ImageVerdict {
    if (this.isLive) return 'not-needed';
    const first = this.queue[0];
    // 4: between the book and the first message there are some that nobody has.
    if (first !== undefined && sequence < first.sequence - 1) return 'fetch-again';
    return 'accept';
  }

  accepted(sequence: number): void {
    this.isLive = true;
    this.bookSequence = sequence;
    this.heartbeats.clear();
  }

  /** 5: the queued messages, oldest first; the queue is empty afterwards. */
  takeQueue(): string[] {
    const texts = this.queue.map((each) => each.text);
    this.clearQueue();
    return texts;
  }

  /**
   * A connection's messages are in order: what one heartbeat says is true at the next.
   * @returns whether messages are missing, or the numbers have begun anew; the book is discarded then.
   */
  judgeHeartbeat(connection: string, sequence: number): boolean {
    const before = this.heartbeats.get(connection);
    const isBehind = before !== undefined && this.bookSequence < before.sequence;
    const hasFallen = before !== undefined && sequence < before.bookSequence;
    if (before !== undefined && sequence < before.queuedSequence) this.clearQueue();
    this.heartbeats.set(connection, {
      sequence,
      bookSequence: this.bookSequence,
      queuedSequence: this.queue[this.queue.length - 1]?.sequence ?? -1,
    });
    if (!this.isLive || !(isBehind || hasFallen)) return false;
    this.gapCount++;
    this.discard();
    return true;
  }

  /** Forget book and queue; wait for an image. */
  discard(): void {
    this.isLive = false;
    this.heartbeats.clear();
    this.clearQueue();
  }

  private keep(sequence: number, text: string): void {
    const first = this.queue[0];
    if (first !== undefined) {
      const end = first.sequence + this.queue.length;
      if (sequence >= first.sequence && sequence < end) return;
      // No image from before a hole can be joined to what comes after it; and what is older than all
      // that is queued shows that their numbers were wrong.
      if (sequence !== end) this.clearQueue();
    }
    this.queue.push({ sequence, text });
    this.characters += text.length;
    this.budget.characters += text.length;
    while (
      this.queue.length > this.limits.bufferedMessagesPerSymbol ||
      (this.budget.characters > this.limits.bufferedCharacters && this.queue.length > 0)
    ) {
      const dropped = this.queue.shift()!;
      this.characters -= dropped.text.length;
      this.budget.characters -= dropped.text.length;
      this.overflowCount++;
    }
  }

  private clearQueue(): void {
    this.budget.characters -= this.characters;
    this.characters = 0;
    this.queue = [];
  }
}
