/**
 * The reader's end of a ring's head: its cursor, its attachment, its sleep. Owns one reader line;
 * must never touch another one. Runs on the reader's thread.
 */
import { assertReaderIndex, endAttachment, isAttachedGeneration } from './attachment.js';
import { asRingPosition, type RingPosition } from './cursor.js';
import { READER_LINE, RING_HEAD, WAITING, readerLineWord, wordOf } from './ring-layout.js';
import { STOP_CHECK_MS, type StopSignal } from './shared-words.js';

const PUBLISHED = wordOf(RING_HEAD.PUBLISHED);
const WRITER_WAITS = wordOf(RING_HEAD.WRITER_WAITS);
const NEVER_ATTACHED = 0;

export class ReaderSeat {
  private readonly cursorWord: number;
  private readonly attachmentWord: number;
  private readonly parkedWord: number;
  private generation = NEVER_ATTACHED;

  constructor(
    private readonly words: Int32Array,
    private readonly readerIndex: number,
    private readonly stop: StopSignal,
  ) {
    assertReaderIndex(words, readerIndex);
    const line = readerLineWord(readerIndex);
    this.cursorWord = line + wordOf(READER_LINE.CURSOR);
    this.attachmentWord = line + wordOf(READER_LINE.ATTACHMENT);
    this.parkedWord = line + wordOf(READER_LINE.PARKED);
  }

  /**
   * Join at the writer's cursor. The cursor is read once more after the attachment shows: any look
   * of the writer that did not see us yet began before that, so it never lets the writer get
   * further than one whole ring from the cursor returned here.
   * @throws Error when somebody is attached with this index already.
   */
  attach(): RingPosition {
    const free = Atomics.load(this.words, this.attachmentWord);
    if (!isAttachedGeneration(free)) {
      Atomics.store(this.words, this.parkedWord, 0);
      Atomics.store(this.words, this.cursorWord, Atomics.load(this.words, PUBLISHED));
      const generation = (free + 1) | 0;
      if (Atomics.compareExchange(this.words, this.attachmentWord, free, generation) === free) {
        this.generation = generation;
        const cursor = asRingPosition(Atomics.load(this.words, PUBLISHED));
        Atomics.store(this.words, this.cursorWord, cursor);
        return cursor;
      }
    }
    throw new Error(
      `ring: reader ${this.readerIndex} is attached already; the supervisor detaches it first`,
    );
  }

  detach(): void {
    endAttachment(this.words, this.readerIndex, this.generation);
    this.generation = NEVER_ATTACHED;
  }

  /** False before attach, after detach, and from the moment the supervisor cuts this reader off. */
  attached(): boolean {
    return (
      this.generation !== NEVER_ATTACHED &&
      Atomics.load(this.words, this.attachmentWord) === this.generation
    );
  }

  published(): RingPosition {
    return Atomics.load(this.words, PUBLISHED) as RingPosition;
  }

  /** Give back everything before `cursor`; a writer that waits for it is woken. */
  release(cursor: RingPosition): void {
    Atomics.store(this.words, this.cursorWord, cursor);
    if (Atomics.load(this.words, WRITER_WAITS) === WAITING) {
      Atomics.notify(this.words, this.cursorWord);
    }
  }

  /**
   * Sleep while the published cursor is `cursor`. Announce, look again, wait: the writer publishes
   * before it looks for sleepers, so one of the two always sees the other, and the wait itself
   * refuses to begin once the word has changed.
   */
  park(cursor: RingPosition, timeoutMs: number): void {
    if (Atomics.load(this.words, PUBLISHED) !== cursor || this.stop.requested()) return;
    Atomics.store(this.words, this.parkedWord, WAITING);
    let leftMs = timeoutMs;
    while (leftMs > 0 && this.attached() && !this.stop.requested()) {
      const sliceMs = leftMs < STOP_CHECK_MS ? leftMs : STOP_CHECK_MS;
      if (Atomics.wait(this.words, PUBLISHED, cursor, sliceMs) !== 'timed-out') break;
      leftMs -= sliceMs;
    }
    Atomics.store(this.words, this.parkedWord, 0);
  }
}
