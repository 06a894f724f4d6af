/**
 * Several connections (lines) that carry the same symbol of a venue without a sequence per instrument: their
 * messages cannot be put in one order, so one line is live and the others stand by, each with a whole copy
 * of the book. Owns who is live and the comparison of the copies; sends nothing itself. Feed thread.
 *
 * One HotStandby a symbol. How a normalizer uses it:
 *
 *   const line = standby.line(connection, letter);       made at first use; line.book is its own copy
 *   image came    line.book.clear(); line.book.apply(batch);
 *                 if (standby.completed(connection)) emit an image of line.book;
 *   update came   if (!line.isReady) ignore it, it has no image yet
 *                 line.book.apply(batch);
 *                 if (standby.isLive(connection)) emit the levels;
 *   after both    switch (standby.stands(connection, line.book.hashLow, line.book.hashHigh, nowNs))
 *                   'together'          nothing to do
 *                   'standby-differs'   ask for a new image on `standby.differing`; the live book stays
 *                   'live-differs'      fail(`standby.differing`), below
 *   line fails    (connection lost, gap, wrong checksum): switch (standby.lost(connection))
 *                   'not-live'          nothing to tell; ask for a new image on that line
 *                   'taken-over'        emit an image of standby.liveBook: no wait for a resubscription
 *                   'dark'              no other line has the book: STALE with the reason
 *   make before break: once `standby.isAbreast(replacement)`, standby.handOver(replacement), emit an image of
 *                 standby.liveBook, then standby.remove(the old connection).
 */
import { DigestTrail } from './digest-trail.js';
import type { StandbyCounts, StandbyTable } from './standby-counts.js';

export interface StandbyLimits {
  /** How long two lines may stand apart before that counts as a difference. */
  readonly differenceNs: number;
}

export const STANDBY_LIMITS: StandbyLimits = { differenceNs: 10e9 };

export interface StandbyLine<Book> {
  readonly book: Book;
  /** The book has had its image. */
  readonly isReady: boolean;
}

export type Standing = 'together' | 'standby-differs' | 'live-differs';
export type Loss = 'not-live' | 'taken-over' | 'dark';

class Line<Book> implements StandbyLine<Book> {
  isReady = false;
  readonly trail = new DigestTrail();
  /** When it was last seen where the live line was; from when on it is compared. */
  metNs = NaN;
  /** Since they last met. */
  hasMoved = false;
  liveHasMoved = false;

  constructor(
    readonly book: Book,
    readonly counts: StandbyCounts,
  ) {}

  meet(nowNs: number): void {
    this.metNs = nowNs;
    this.hasMoved = false;
    this.liveHasMoved = false;
  }
}

export class HotStandby<Book> {
  /** The connection that stands() was last told to differ about. */
  differing = '';
  private live = '';
  private readonly lines = new Map<string, Line<Book>>();

  constructor(
    private readonly makeBook: () => Book,
    private readonly table: StandbyTable,
    private readonly limits: StandbyLimits = STANDBY_LIMITS,
  ) {}

  /** @param letter of the line, for the counts; a connection that replaces another has its letter. */
  line(connection: string, letter: string): StandbyLine<Book> {
    let line = this.lines.get(connection);
    if (line === undefined) {
      line = new Line(this.makeBook(), this.table.of(letter));
      this.lines.set(connection, line);
    }
    return line;
  }

  /** The connection's book has had its image, and is to be trusted still. */
  isReady(connection: string): boolean {
    return this.lines.get(connection)?.isReady ?? false;
  }

  isLive(connection: string): boolean {
    return this.live === connection;
  }

  /** '' while no line has the book. */
  get liveConnection(): string {
    return this.live;
  }

  /** Of the live line; there must be one. */
  get liveBook(): Book {
    return this.lines.get(this.live)!.book;
  }

  /** The line's book has its image. @returns whether it is the live one: then the image is to be emitted. */
  completed(connection: string): boolean {
    const line = this.lines.get(connection)!;
    line.isReady = true;
    line.trail.clear();
    line.meet(NaN);
    if (this.live === '') this.live = connection;
    return this.live === connection;
  }

  /** A message has led the line's book to this digest. */
  stands(connection: string, low: number, high: number, nowNs: number): Standing {
    const line = this.lines.get(connection)!;
    line.counts.messages++;
    line.trail.add(low, high, nowNs);
    if (this.live === connection) {
      line.counts.first++;
      return this.compareAll(connection, line, nowNs);
    }
    const live = this.lines.get(this.live);
    if (live === undefined || !live.isReady) return 'together';
    line.hasMoved = true;
    const liveWasHereNs = live.trail.whenAt(line.trail);
    if (!Number.isNaN(liveWasHereNs)) {
      line.counts.duplicates++;
      live.counts.addLead(nowNs - liveWasHereNs);
      line.meet(nowNs);
      return 'together';
    }
    return this.judge(connection, line, nowNs);
  }

  /** The line's book cannot be trusted any more. */
  lost(connection: string): Loss {
    const line = this.lines.get(connection);
    if (line === undefined) return 'not-live';
    line.isReady = false;
    if (this.live !== connection) return 'not-live';
    this.live = '';
    for (const [name, other] of this.lines) {
      if (!other.isReady) continue;
      line.counts.lost++;
      this.handOver(name);
      return 'taken-over';
    }
    return 'dark';
  }

  /** The line's book is not behind the live one: nothing is lost when it becomes the live one. */
  isAbreast(connection: string): boolean {
    const line = this.lines.get(connection);
    if (line === undefined || !line.isReady || this.live === connection) return false;
    const live = this.lines.get(this.live);
    return live === undefined || !Number.isNaN(line.trail.whenAt(live.trail));
  }

  /** From now on this line is the live one; it must be ready. */
  handOver(connection: string): void {
    this.live = connection;
    for (const line of this.lines.values()) line.meet(NaN);
  }

  /** The connection is gone for good. */
  remove(connection: string): Loss {
    const loss = this.lost(connection);
    this.lines.delete(connection);
    return loss;
  }

  /** No line has a book any more. */
  clear(): void {
    this.live = '';
    for (const line of this.lines.values()) line.isReady = false;
  }

  private compareAll(connection: string, live: Line<Book>, nowNs: number): Standing {
    for (const [name, line] of this.lines) {
      if (name === connection || !line.isReady) continue;
      line.liveHasMoved = true;
      const wasHereNs = line.trail.whenAt(live.trail);
      if (!Number.isNaN(wasHereNs)) {
        line.counts.addLead(nowNs - wasHereNs);
        line.meet(nowNs);
        continue;
      }
      const standing = this.judge(name, line, nowNs);
      if (standing !== 'together') return standing;
    }
    return 'together';
  }

  /** They do not meet: for how long already, and who stood still meanwhile? */
  private judge(name: string, line: Line<Book>, nowNs: number): Standing {
    if (Number.isNaN(line.metNs)) line.metNs = nowNs;
    if (nowNs - line.metNs <= this.limits.differenceNs) return 'together';
    const liveStoodStill = line.hasMoved && !line.liveHasMoved;
    this.differing = liveStoodStill ? this.live : name;
    this.lines.get(this.differing)!.counts.differences++;
    line.meet(nowNs);
    return liveStoodStill ? 'live-differs' : 'standby-differs';
  }
}
