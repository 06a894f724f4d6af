/**
 * Notices when a polling thread comes around late: its turn took long, or what the turn took up had
 * waited long. Owns the clock readings between turns and the kernel's account of the thread since the
 * last look at it; must never allocate. Feed, lane and gateway threads, one each.
 *
 *   end(work) ─ turn ─ end(work) ─ asleep ─ begin() ─ turn ─ end(work)
 *
 * The kernel's account says whether a long turn, or a late wake-up, had a core at all. It is read at the end
 * of a turn, at most every 10 ms, and at each note: never between a sleep and the turn after it, or the wait
 * for a core at the wake-up would be lost. So what a note tells may begin 10 ms before the sleep.
 */
import type { Clock } from '../../telemetry/clock.js';
import type { EpisodeNotes } from '../../telemetry/episode-notes.js';
import { ACCOUNT, OwnAccount } from './thread-schedule.js';

const ACCOUNT_EVERY_NS = 10e6;

/** Indices of the private doubles, ns on the run clock but for the last two. */
const TURN_START = 0;
/** Since when there has been work in every turn. */
const BUSY_START = 1;
const ACCOUNT_START = 2;
const NOTED_END = 3;
const NOW = 4;
const ON_CORE_THEN = 5;
const CORE_WAIT_THEN = 6;
const FIELD_COUNT = 7;

/** Nothing that was waiting is known. */
export const NOTHING_WAITED = new Float64Array(1);

export class TurnWatch {
  private readonly account = new OwnAccount();
  private readonly doubles = new Float64Array(FIELD_COUNT);

  /** @param limitNs what a turn, or what it takes up, may be late without a note. */
  constructor(
    private readonly clock: Clock,
    private readonly notes: EpisodeNotes,
    private readonly limitNs: number,
  ) {
    this.begin();
    this.readAccount();
  }

  /** After a sleep, a yield or anything else that is not work. */
  begin(): void {
    const nowNs = this.clock.nowNs();
    this.doubles[TURN_START] = nowNs;
    this.doubles[BUSY_START] = nowNs;
    this.doubles[NOW] = nowNs;
  }

  /**
   * A turn is over, the next one begins.
   * @param waitedSince element 0 is since when the oldest of its work had been waiting; 0 unknown.
   */
  end(work: number, waitedSince: Float64Array): void {
    const { doubles, limitNs } = this;
    const nowNs = this.clock.nowNs();
    doubles[NOW] = nowNs;
    const sinceNs = waitedSince[0]!;
    const isLong = nowNs - doubles[TURN_START]! > limitNs;
    // A thread that is behind is late in every turn: one note per limit says the same as all of them.
    const isLate = sinceNs > 0 && nowNs - Math.max(sinceNs, doubles[NOTED_END]!) > limitNs;
    if (isLong || (isLate && work > 0)) this.note(work, isLate ? sinceNs : nowNs);
    else if (nowNs - doubles[ACCOUNT_START]! > ACCOUNT_EVERY_NS) this.readAccount();
    doubles[TURN_START] = nowNs;
    if (work === 0) doubles[BUSY_START] = nowNs;
  }

  /** Run time at which the last turn ended, or the next began. */
  get nowNs(): number {
    return this.doubles[NOW]!;
  }

  close(): void {
    this.account.close();
  }

  private note(work: number, sinceNs: number): void {
    const { doubles, account } = this;
    const nowNs = doubles[NOW]!;
    const accountNs = nowNs - doubles[ACCOUNT_START]!;
    const [onCoreThen, coreWaitThen] = [doubles[ON_CORE_THEN]!, doubles[CORE_WAIT_THEN]!];
    this.readAccount();
    const startNs = Math.min(sinceNs, doubles[TURN_START]!);
    this.notes.turn(
      startNs,
      nowNs - startNs,
      work,
      nowNs - doubles[TURN_START]!,
      nowNs - doubles[BUSY_START]!,
      accountNs,
      account.ns[ACCOUNT.CORE_WAIT]! - coreWaitThen,
      account.isKept ? account.ns[ACCOUNT.ON_CORE]! - onCoreThen : -1,
    );
    doubles[NOTED_END] = nowNs;
  }

  private readAccount(): void {
    const { doubles, account } = this;
    account.read();
    doubles[ON_CORE_THEN] = account.ns[ACCOUNT.ON_CORE]!;
    doubles[CORE_WAIT_THEN] = account.ns[ACCOUNT.CORE_WAIT]!;
    doubles[ACCOUNT_START] = doubles[NOW]!;
  }
}
