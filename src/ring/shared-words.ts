/**
 * Cold control between threads: single shared words for stop, heartbeats, injected faults and
 * resynchronization requests. Owns these words; must never carry data. Each word is alone on its
 * line, so that a busy loop that looks at one does not slow its neighbour down.
 *
 *   shared words, bytes; word i at 128 i
 *      0  [ value i32 ][ unused … 128 ]   the one writer that the class names
 *    128
 */

export const SHARED_WORD = { VALUE: 0 } as const;
export const SHARED_WORD_BYTES = 128;

const STRIDE_SHIFT = 5; // words of 4 bytes in a line of SHARED_WORD_BYTES

const allocateWords = (count: number): SharedArrayBuffer =>
  new SharedArrayBuffer(count * SHARED_WORD_BYTES);

/** Longest uninterrupted sleep of a thread that cannot be woken by the stop signal itself. */
export const STOP_CHECK_MS = 25;

/** One word for the whole process: 1 once everybody has to come to an end. Writer: supervisor. */
export class StopSignal {
  private readonly words: Int32Array;

  static allocate(): SharedArrayBuffer {
    return allocateWords(1);
  }

  constructor(buffer: SharedArrayBuffer) {
    this.words = new Int32Array(buffer);
  }

  request(): void {
    Atomics.store(this.words, 0, 1);
    Atomics.notify(this.words, 0);
  }

  requested(): boolean {
    return Atomics.load(this.words, 0) !== 0;
  }

  /** Sleep, at most `ms` milliseconds, and wake at once on a stop request. Blocks the thread. */
  waitMs(ms: number): void {
    if (ms > 0) Atomics.wait(this.words, 0, 0, ms);
  }
}

/** Signs of life, one counter per agent. Writer of word i: agent i. The supervisor looks for a change. */
export class Heartbeats {
  private readonly words: Int32Array;

  static allocate(count: number): SharedArrayBuffer {
    return allocateWords(count);
  }

  constructor(buffer: SharedArrayBuffer) {
    this.words = new Int32Array(buffer);
  }

  beat(index: number): void {
    const word = index << STRIDE_SHIFT;
    Atomics.store(this.words, word, (this.words[word]! + 1) | 0);
  }

  /** An int32 that wraps: compare for inequality only. */
  read(index: number): number {
    return Atomics.load(this.words, index << STRIDE_SHIFT);
  }
}

export const FAULT = { NONE: 0, THROW: 1, HANG: 2, PAUSE: 3, COLLECT: 4 } as const;
export type FaultKind = 1 | 2 | 3 | 4;

/**
 * Faults to inject, one word per lane and then one per feed, exchanged: tests and drills set it, the
 * thread takes it.
 */
export class FaultInjection {
  private readonly words: Int32Array;

  static allocate(threadCount: number): SharedArrayBuffer {
    return allocateWords(threadCount);
  }

  constructor(buffer: SharedArrayBuffer) {
    this.words = new Int32Array(buffer);
  }

  request(thread: number, kind: FaultKind): void {
    Atomics.store(this.words, thread << STRIDE_SHIFT, kind);
  }

  /** @returns the fault to commit now, 0 for none; the next call returns 0 again. */
  take(thread: number): number {
    const word = thread << STRIDE_SHIFT;
    if (Atomics.load(this.words, word) === FAULT.NONE) return FAULT.NONE;
    return Atomics.exchange(this.words, word, FAULT.NONE);
  }

  /** Stop the lane's thread for so long, asleep; a further fault ends it. */
  pause(lane: number, ms: number): void {
    Atomics.wait(this.words, lane << STRIDE_SHIFT, FAULT.NONE, ms);
  }
}

/**
 * "Send the images of this lane's instruments again", one generation per (feed, lane). Writer:
 * supervisor. The feed remembers what it has served; requests that pile up are served once.
 */
export class ResyncRequests {
  private readonly words: Int32Array;
  private readonly laneCount: number;
  private readonly served: Int32Array;

  static allocate(feedCount: number, laneCount: number): SharedArrayBuffer {
    const buffer = allocateWords(1 + feedCount * laneCount);
    new Int32Array(buffer)[0] = laneCount;
    return buffer;
  }

  constructor(buffer: SharedArrayBuffer) {
    this.words = new Int32Array(buffer);
    this.laneCount = this.words[0]!;
    this.served = new Int32Array(buffer.byteLength / SHARED_WORD_BYTES);
  }

  request(feed: number, lane: number): void {
    Atomics.add(this.words, this.indexOf(feed, lane) << STRIDE_SHIFT, 1);
  }

  /** @returns whether the images of the lane have been asked for since the last call. */
  take(feed: number, lane: number): boolean {
    const index = this.indexOf(feed, lane);
    const generation = Atomics.load(this.words, index << STRIDE_SHIFT);
    if (generation === this.served[index]) return false;
    this.served[index] = generation;
    return true;
  }

  /** Requests that were made until now count as served. */
  skip(feed: number): void {
    for (let lane = 0; lane < this.laneCount; lane++) this.take(feed, lane);
  }

  private indexOf(feed: number, lane: number): number {
    return 1 + feed * this.laneCount + lane;
  }
}
