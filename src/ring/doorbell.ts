/**
 * Doorbells: one sleeper each, any number of ringers, for a thread that waits for several rings or
 * for one that has an event loop. Owns the bell words; must never say what the news is. The
 * sleeper arms its bell and looks at its rings again; a ringer publishes and then looks who is
 * armed, so one of the two always sees the other.
 *
 *   bell, bytes; bell i at 256 i
 *      0  [ parked i32 ][ unused … 128 ]   the sleeper
 *    128  [ rung i32 ][ unused … 256 ]     every ringer, atomic add only
 *    256
 */
import { WAITING } from './ring-layout.js';
import type { StopSignal } from './shared-words.js';

export const BELL = { PARKED: 0, RUNG: 128 } as const;
export const BELL_BYTES = 256;

const PARKED = BELL.PARKED >>> 2;
const RUNG = BELL.RUNG >>> 2;
const BELL_WORDS = BELL_BYTES >>> 2;

export const allocateDoorbells = (count: number): SharedArrayBuffer =>
  new SharedArrayBuffer(count * BELL_BYTES);

/** The ringers' view of all bells in a buffer. */
export class Doorbells {
  private readonly words: Int32Array;
  readonly count: number;

  constructor(buffer: SharedArrayBuffer) {
    this.words = new Int32Array(buffer);
    this.count = buffer.byteLength / BELL_BYTES;
  }

  /** Wake everybody who is asleep. Costs one load a bell when nobody is. */
  ringParked(): void {
    for (let bell = 0; bell < this.count; bell++) {
      if (Atomics.load(this.words, bell * BELL_WORDS + PARKED) === WAITING) this.ring(bell);
    }
  }

  /** Wake one sleeper, and keep it awake if it is just about to sleep. */
  ring(bell: number): void {
    const rung = bell * BELL_WORDS + RUNG;
    Atomics.add(this.words, rung, 1);
    Atomics.notify(this.words, rung);
  }
}

/** Atomics.waitAsync of ES2024, which the ES2023 library does not declare. */
interface AsyncWait {
  waitAsync(
    words: Int32Array,
    index: number,
    value: number,
    timeoutMs: number,
  ): { async: false; value: string } | { async: true; value: Promise<string> };
}

/** The sleeper's side of one bell. */
export class DoorbellSleeper {
  private readonly words: Int32Array;
  private readonly parkedWord: number;
  private readonly rungWord: number;
  private rungSeen = 0;

  constructor(buffer: SharedArrayBuffer, bell = 0) {
    if (bell < 0 || bell >= buffer.byteLength / BELL_BYTES) {
      throw new RangeError(`doorbell: there is no bell ${bell}`);
    }
    this.words = new Int32Array(buffer);
    this.parkedWord = bell * BELL_WORDS + PARKED;
    this.rungWord = bell * BELL_WORDS + RUNG;
  }

  /** Announce the sleep. The caller looks for work once more, then sleeps or disarms. */
  arm(): void {
    this.rungSeen = Atomics.load(this.words, this.rungWord);
    Atomics.store(this.words, this.parkedWord, WAITING);
  }

  disarm(): void {
    Atomics.store(this.words, this.parkedWord, 0);
  }

  /** Block the thread until the bell rings; returns at once when it has rung since arm(). */
  sleep(timeoutMs: number): void {
    Atomics.wait(this.words, this.rungWord, this.rungSeen, timeoutMs);
  }

  /** The same for a thread with an event loop. */
  async sleepAsync(timeoutMs: number): Promise<void> {
    const outcome = (Atomics as unknown as AsyncWait).waitAsync(
      this.words,
      this.rungWord,
      this.rungSeen,
      timeoutMs,
    );
    if (outcome.async) await outcome.value;
  }
}

export interface DoorbellLoopOptions {
  readonly doorbell: SharedArrayBuffer;
  /** Which bell of the buffer; 0 where not given. */
  readonly bell?: number;
  readonly stop: StopSignal;
  /** One turn of work; returns how much was done. */
  readonly work: () => number;
  /** Longest sleep between two turns when nothing rings. */
  readonly idleTimeoutMs: number;
  /** Turns of the event loop without work before the loop sleeps. */
  readonly spinTurns?: number;
  /**
   * As long as work keeps coming, sleep blocking and for no longer than this, ms: such a sleeper is
   * awake sooner, its event loop waits meanwhile. 0, and after some of them without work: not blocking.
   */
  readonly blockMs?: number;
  /** Work threw: the loop has ended. */
  readonly onError: (error: unknown) => void;
}

const SPIN_TURNS_DEFAULT = 50;
/** Blocking sleeps without work before the loop sleeps in its event loop again. */
const BLOCKS_IN_VAIN = 4;
/** The longest interval that a timer takes; its only job is to keep the event loop alive. */
const KEEP_ALIVE_MS = 2 ** 31 - 1;

/** The duty cycle of a thread that has an event loop: works, polls for a while, sleeps on its bell. */
export class DoorbellLoop {
  private readonly sleeper: DoorbellSleeper;
  private readonly bells: Doorbells;
  private readonly bell: number;
  private readonly spinTurns: number;
  private readonly blockMs: number;
  private idleTurns = 0;
  private blocksLeft = 0;
  private ending = false;
  private keepAlive: NodeJS.Timeout | undefined;
  private ended: Promise<void> = Promise.resolve();
  private resolveEnded: () => void = () => {};

  constructor(private readonly options: DoorbellLoopOptions) {
    this.bell = options.bell ?? 0;
    this.sleeper = new DoorbellSleeper(options.doorbell, this.bell);
    this.bells = new Doorbells(options.doorbell);
    this.spinTurns = options.spinTurns ?? SPIN_TURNS_DEFAULT;
    this.blockMs = options.blockMs ?? 0;
  }

  start(): void {
    if (this.keepAlive !== undefined) return;
    this.keepAlive = setInterval(() => {}, KEEP_ALIVE_MS);
    this.ended = new Promise((resolve) => {
      this.resolveEnded = resolve;
    });
    setImmediate(this.turn);
  }

  /** No turn begins after this; resolves when the last one is over. */
  stop(): Promise<void> {
    this.ending = true;
    this.bells.ring(this.bell);
    return this.ended;
  }

  private readonly turn = (): void => {
    if (this.ending || this.options.stop.requested()) {
      this.end();
      return;
    }
    if (!this.workOnce()) return;
    if (this.idleTurns <= this.spinTurns) setImmediate(this.turn);
    else this.park();
  };

  /** @returns false when the loop has ended because work threw. */
  private workOnce(): boolean {
    try {
      if (this.options.work() > 0) {
        this.idleTurns = 0;
        this.blocksLeft = this.blockMs > 0 ? BLOCKS_IN_VAIN : 0;
      } else {
        this.idleTurns++;
      }
      return true;
    } catch (error) {
      // What the work left behind cannot be trusted: the loop ends and its owner decides.
      this.end();
      this.options.onError(error);
      return false;
    }
  }

  private park(): void {
    this.sleeper.arm();
    if (!this.workOnce()) return;
    if (this.idleTurns === 0 || this.ending) {
      this.sleeper.disarm();
      setImmediate(this.turn);
      return;
    }
    if (this.blocksLeft > 0) {
      this.blocksLeft--;
      this.sleeper.sleep(this.blockMs);
      this.sleeper.disarm();
      // The rings' news first, then one turn of the event loop for the sockets'.
      if (this.workOnce()) setImmediate(this.turn);
      return;
    }
    void this.sleeper.sleepAsync(this.options.idleTimeoutMs).then(() => {
      this.sleeper.disarm();
      this.turn();
    });
  }

  private end(): void {
    this.sleeper.disarm();
    clearInterval(this.keepAlive);
    this.keepAlive = undefined;
    this.resolveEnded();
  }
}
