/**
 * The writer's end of a ring's head: how far the slowest reader is behind, who sleeps, waiting for
 * room. Owns the published and the waiting word; must never move a reader's cursor. Runs on the
 * ring writer's thread.
 */
import { isAttachedGeneration } from './attachment.js';
import type { Doorbells } from './doorbell.js';
import { READER_LINE, RING_HEAD, WAITING, readerLineWord, wordOf } from './ring-layout.js';
import type { RingPosition } from './cursor.js';

const PUBLISHED = wordOf(RING_HEAD.PUBLISHED);
const WRITER_WAITS = wordOf(RING_HEAD.WRITER_WAITS);
const CURSOR = wordOf(READER_LINE.CURSOR);
const ATTACHMENT = wordOf(READER_LINE.ATTACHMENT);
const PARKED = wordOf(READER_LINE.PARKED);

/** Longest sleep of a writer without a look at who is still attached. */
export const ROOM_WAIT_MS = 1;

export class ReaderGate {
  /** The reader that gap() found furthest behind, -1 when all have caught up, and where it was. */
  private slowestReader = -1;
  private slowestCursor = 0;
  private doorbells: Doorbells | undefined;

  constructor(
    private readonly words: Int32Array,
    private readonly readerLimit: number,
  ) {}

  setDoorbells(doorbells: Doorbells): void {
    this.doorbells = doorbells;
  }

  /** Units between the slowest attached reader and `published`; 0 when nobody is attached. */
  gap(published: RingPosition): number {
    const words = this.words;
    let gap = 0;
    this.slowestReader = -1;
    for (let reader = 0; reader < this.readerLimit; reader++) {
      const line = readerLineWord(reader);
      if (!isAttachedGeneration(Atomics.load(words, line + ATTACHMENT))) continue;
      const cursor = Atomics.load(words, line + CURSOR);
      const behind = (published - cursor) | 0;
      if (behind <= gap) continue;
      gap = behind;
      this.slowestReader = reader;
      this.slowestCursor = cursor;
    }
    return gap;
  }

  /** The reader that the last gap() found furthest behind; -1 when all had caught up. */
  get slowest(): number {
    return this.slowestReader;
  }

  /** Make everything before `position` visible, then wake who sleeps. Only then, notify is dear. */
  publish(position: RingPosition): void {
    const words = this.words;
    Atomics.store(words, PUBLISHED, position);
    for (let reader = 0; reader < this.readerLimit; reader++) {
      if (Atomics.load(words, readerLineWord(reader) + PARKED) === WAITING) {
        Atomics.notify(words, PUBLISHED);
        break;
      }
    }
    if (this.doorbells !== undefined) this.doorbells.ringParked();
  }

  /** Tell the readers that their releases are waited for. Look at gap() once more after this. */
  announceWait(): void {
    Atomics.store(this.words, WRITER_WAITS, WAITING);
  }

  /** Sleep until the reader that the last gap() found slowest has moved, ROOM_WAIT_MS at most. */
  sleepOnSlowest(): void {
    if (this.slowestReader < 0) return;
    const cursorWord = readerLineWord(this.slowestReader) + CURSOR;
    Atomics.wait(this.words, cursorWord, this.slowestCursor, ROOM_WAIT_MS);
  }

  withdrawWait(): void {
    Atomics.store(this.words, WRITER_WAITS, 0);
  }
}
